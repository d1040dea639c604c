//! The sets of k-tables and the collision-induced absorption inside the program.
//!
//! Each table is one packed file beside this one (those of the channels of HST in `hst/`), made by `exosonde opacity
//! default-set` (see `docs/opacities.md`):
//! the length of its header, the header as compressed JSON, and the values as `packed` packs them.

mod header;
mod packed;

use forward_model::{CiaTable, KTable, Species};
use ndarray::{Array2, Array4};

use crate::OpacitySet;
use crate::opacity_table::{OpacityFileError, TableInfo};
use header::{CiaHeader, KHeader};

/// k below this is zero, m²: no atmosphere has a column along a chord that would notice.
const K_FLOOR_M2: f64 = 1e-36;

/// Coefficients below this are zero, m⁵.
const CIA_FLOOR_M5: f64 = 1e-70;

macro_rules! gases {
    ($folder:literal: $($formula:literal),*) => {
        &[$(($formula, include_bytes!(concat!($folder, $formula, ".bin")) as &[u8])),*]
    };
}

/// A gas and its packed k-table.
type Packed = (&'static str, &'static [u8]);

/// The packed k-tables of a set.
fn packed_tables(set: OpacitySet) -> &'static [Packed] {
    match set {
        OpacitySet::HitranR250 => gases!(
            "": "H2O", "CO2", "CH4", "NH3", "CO", "HCN", "C2H2", "H2S", "PH3", "OCS"
        ),
        OpacitySet::ExomolHst => gases!("hst/": "H2O", "CO2", "CO", "CH4"),
    }
}

/// The packed collision-induced absorption.
const PAIRS: [Packed; 2] = [
    ("H2-H2", include_bytes!("H2-H2.bin")),
    ("H2-He", include_bytes!("H2-He.bin")),
];

/// The default k-table of a gas, or `None` for a gas that is not in the set.
///
/// # Errors
/// [`OpacityFileError::DefaultSet`] if the program file is damaged.
pub fn k_table(species: Species) -> Result<Option<(KTable, TableInfo)>, OpacityFileError> {
    k_table_of(OpacitySet::default(), species)
}

/// The k-table of a gas in a set, or `None` for a gas that is not in it.
///
/// # Errors
/// [`OpacityFileError::DefaultSet`] if the program file is damaged.
pub fn k_table_of(
    set: OpacitySet,
    species: Species,
) -> Result<Option<(KTable, TableInfo)>, OpacityFileError> {
    let mut packed = packed_tables(set).iter();
    let packed = packed.find(|(formula, _)| *formula == species.formula());
    packed
        .map(|(_, bytes)| {
            decode_k_table(bytes).map_err(|reason| damaged(species.formula(), reason))
        })
        .transpose()
}

/// What the k-tables of a set are.
pub fn list(set: OpacitySet) -> Vec<TableInfo> {
    let info = |(_, bytes): &Packed| {
        let (header, _) = header::split::<KHeader>(bytes).expect("a test reads every header");
        header.info().expect("a test reads every header")
    };
    packed_tables(set).iter().map(info).collect()
}

/// The default collision-induced absorption: H2–H2 and H2–He.
///
/// # Errors
/// [`OpacityFileError::DefaultSet`] if the program file is damaged.
pub fn cia() -> Result<Vec<CiaTable>, OpacityFileError> {
    let table = |(pair, bytes): &Packed| decode_cia(bytes).map_err(|reason| damaged(pair, reason));
    PAIRS.iter().map(table).collect()
}

/// Packs a k-table with its description.
pub fn encode_k_table(table: &KTable, info: &TableInfo) -> Vec<u8> {
    let values = table.k_m2().mapv(f64::from);
    header::join(
        &KHeader::new(table, info),
        &packed::pack(&values, K_FLOOR_M2),
    )
}

/// Packs a collision-induced-absorption table with its source.
pub fn encode_cia(table: &CiaTable, source: &str) -> Vec<u8> {
    let (n_temperatures, n_wavenumbers) = table.coefficient_m5().dim();
    let values = table.coefficient_m5().to_owned();
    let values = values.into_shape_with_order((1, n_temperatures, n_wavenumbers, 1));
    let values: Array4<f64> = values.expect("the same number of values");
    header::join(
        &CiaHeader::new(table, source),
        &packed::pack(&values, CIA_FLOOR_M5),
    )
}

fn decode_k_table(bytes: &[u8]) -> Result<(KTable, TableInfo), String> {
    let (header, payload) = header::split::<KHeader>(bytes)?;
    let k_m2 = packed::unpack(payload, header.shape(), K_FLOOR_M2, |k| k as f32);
    let table = header.table(k_m2.map_err(|e| e.to_string())?)?;
    Ok((table, header.info()?))
}

fn decode_cia(bytes: &[u8]) -> Result<CiaTable, String> {
    let (header, payload) = header::split::<CiaHeader>(bytes)?;
    let shape = (header.temperature_k.len(), header.wavenumber_per_cm.len());
    let values = packed::unpack(payload, [1, shape.0, shape.1, 1], CIA_FLOOR_M5, |m5| m5);
    let values = values
        .map_err(|e| e.to_string())?
        .into_shape_with_order(shape);
    let values: Array2<f64> = values.map_err(|e| e.to_string())?;
    header.table(values)
}

fn damaged(gas: &str, reason: String) -> OpacityFileError {
    OpacityFileError::DefaultSet {
        gas: gas.into(),
        reason,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_table_of_the_set_unpacks_and_describes_itself() {
        for set in OpacitySet::ALL {
            for info in list(set) {
                let (table, same) = k_table_of(set, info.species).unwrap().unwrap();
                assert_eq!(info, same);
                assert!(table.k_m2().iter().all(|k| k.is_finite() && *k >= 0.0));
                assert!(!info.citation.is_empty() && !info.source.is_empty());
            }
        }
        let n_gases = OpacitySet::ALL.map(|set| list(set).len());
        assert_eq!(n_gases, [10, 4]);
    }

    #[test]
    fn packing_a_table_of_the_set_again_gives_the_same_bytes() {
        let (table, info) = k_table(Species::CO).unwrap().unwrap();
        let (again, _) = decode_k_table(&encode_k_table(&table, &info)).unwrap();
        assert_eq!(table, again);
    }

    #[test]
    fn a_gas_outside_the_set_has_no_table() {
        assert!(k_table(Species::N2).unwrap().is_none());
    }

    #[test]
    fn hydrogen_collisions_match_the_published_value() {
        // 5.4e-45 cm⁵ at 950 K and 4650 cm⁻¹.
        let tables = cia().unwrap();
        let hydrogen = tables
            .iter()
            .find(|t| t.pair() == [Species::H2, Species::H2])
            .unwrap();
        let column = hydrogen
            .wavenumber_per_cm()
            .iter()
            .position(|w| *w == 4650.0)
            .unwrap();
        let row = hydrogen
            .temperature_k()
            .iter()
            .position(|t| *t >= 950.0)
            .unwrap();
        let found = hydrogen.coefficient_m5()[[row, column]];
        assert!((found / 5.4e-55 - 1.0).abs() < 0.1, "{found}");
    }
}
