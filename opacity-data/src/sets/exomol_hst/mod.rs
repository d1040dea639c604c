//! The set for studies of HST/WFC3 and Spitzer: four gases from ExoMolOP's lists, in the channels of NEMESIS tables.

mod gases;
mod make;

pub use make::{ExomolHstConfig, make_exomol_hst};

use forward_model::{KTable, Species};

use super::packed_table;
use crate::table_info::TableInfo;
use gases::GASES;

/// Its gases.
pub(super) fn gases() -> Vec<Species> {
    GASES.iter().map(|gas| gas.species).collect()
}

/// The table of a gas; none of a gas that is not in the set.
pub(super) fn k_table(gas: Species) -> Result<Option<(KTable, TableInfo)>, String> {
    let known = GASES.iter().find(|known| known.species == gas);
    known
        .map(|known| packed_table::decode(known.packed))
        .transpose()
}

/// What its tables are.
pub(super) fn infos() -> Result<Vec<TableInfo>, String> {
    let info = |gas: &gases::HstGas| packed_table::info(gas.packed);
    GASES.iter().map(info).collect()
}
