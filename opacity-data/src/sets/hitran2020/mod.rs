//! The default set: eleven gases from HITRAN2020 at wavenumbers that they share, with hot lines that HITRAN lacks.
//!
//! Its packed tables are in crates of their own, for registries take none above 10 MB.

mod gases;
mod ln_k_errors;
mod make;

use std::sync::LazyLock;

use forward_model::{KTable, Species};

use super::{packed_chunks, packed_grid};
use crate::{band_errors::BandErrors, table_info::TableInfo};
use gases::{GASES, Gas};
use packed_grid::Grid;

pub use make::{Hitran2020Config, make_hitran2020};

/// The packed grid.
const GRID: &[u8] = include_bytes!("../../../hitran2020/grid.bin");

/// The cells of the set, and the wavenumbers in them.
fn grid() -> Result<&'static Grid, String> {
    static UNPACKED: LazyLock<Result<Grid, String>> = LazyLock::new(|| packed_grid::decode(GRID));
    UNPACKED.as_ref().map_err(String::clone)
}

/// Its gases.
pub(super) fn gases() -> Vec<Species> {
    GASES.iter().map(|gas| gas.species).collect()
}

/// The table of a gas in the cells that overlap wavenumbers, cm⁻¹, the nearest if none does, and some beside them; none of a gas that is not
/// in the set.
pub(super) fn k_table(
    gas: Species,
    range_per_cm: [f64; 2],
) -> Result<Option<(KTable, TableInfo)>, String> {
    let Some(known) = GASES.iter().find(|known| known.species == gas) else {
        return Ok(None);
    };
    let grid = grid()?;
    let cells = match grid.overlapping(range_per_cm) {
        none if none.is_empty() => {
            let nearest = none.start.min(grid.n_cells() - 1);
            nearest..nearest + 1
        }
        some => some,
    };
    let table = packed_chunks::decode(known.packed, grid, cells)?;
    Ok(Some((table, info(known, grid)?)))
}

/// What its tables are.
pub(super) fn infos() -> Result<Vec<TableInfo>, String> {
    let grid = grid()?;
    GASES.iter().map(|gas| info(gas, grid)).collect()
}

fn info(gas: &Gas, grid: &Grid) -> Result<TableInfo, String> {
    Ok(TableInfo {
        ln_k_error: gas
            .ln_k_error
            .map(|(elsewhere, bands)| BandErrors::new(elsewhere, bands.to_vec())),
        ..packed_chunks::info(gas.packed, grid)?
    })
}
