//! The collision-induced absorption inside the program, which goes with either set.

use std::path::Path;

use forward_model::{CiaTable, Species, bracket};
use ndarray::Array2;

use super::packed_cia;
use crate::error::OpacityFileError;
use crate::formats::read_one_cia;

/// The source of all pairs.
pub(super) const SOURCE: &str = "Borysow and co-workers, HITRAN 2012, as distributed with nemesispy 0.0.10, with the temperatures of H2-He below 900 K put right; H2-H2 beyond 10,000 cm-1 is H2-He times their ratio there";

/// A pair and its packed table.
pub(super) struct ShippedPair {
    pub pair: [Species; 2],
    pub packed: &'static [u8],
}

/// The pairs.
pub(super) const PAIRS: [ShippedPair; 2] = [
    ShippedPair {
        pair: [Species::H2, Species::H2],
        packed: include_bytes!("../../hitran2020/H2-H2.bin"),
    },
    ShippedPair {
        pair: [Species::H2, Species::He],
        packed: include_bytes!("../../hitran2020/H2-He.bin"),
    },
];

impl ShippedPair {
    /// `H2-He`.
    pub fn name(&self) -> String {
        self.pair.map(Species::formula).join("-")
    }
}

/// The collision-induced absorption inside the program: H2–H2 and H2–He.
///
/// # Errors
/// [`OpacityFileError::DamagedSet`] if the program file is damaged.
pub fn cia_tables() -> Result<Vec<CiaTable>, OpacityFileError> {
    let table = |shipped: &ShippedPair| {
        packed_cia::decode(shipped.packed).map_err(|reason| OpacityFileError::DamagedSet {
            gas: shipped.name(),
            reason,
        })
    };
    PAIRS.iter().map(table).collect()
}

/// The tables as their files in a folder have them, H2–H2 continued to where H2–He ends.
///
/// # Errors
/// [`OpacityFileError`] of a file that is missing or wrong.
pub(super) fn from_files(folder: &Path) -> Result<[CiaTable; 2], OpacityFileError> {
    let read =
        |shipped: &ShippedPair| read_one_cia(&folder.join(format!("{}.cia", shipped.name())));
    let [hydrogen, with_helium] = [read(&PAIRS[0])?, read(&PAIRS[1])?];
    Ok([continued(&hydrogen, &with_helium), with_helium])
}

/// A table beyond the last wavenumber at which it absorbs: the other pair's coefficients times the ratio of both there, at
/// each of the table's temperatures.
fn continued(table: &CiaTable, other: &CiaTable) -> CiaTable {
    let absorbs = |i: &usize| table.coefficient_m5().column(*i).iter().any(|k| *k > 0.0);
    let last = (0..table.wavenumber_per_cm().len())
        .rev()
        .find(absorbs)
        .unwrap_or(0);
    let end_per_cm = table.wavenumber_per_cm()[last];
    let mut wavenumber_per_cm = table.wavenumber_per_cm()[..=last].to_vec();
    let beyond = other
        .wavenumber_per_cm()
        .iter()
        .filter(|w| **w > end_per_cm);
    wavenumber_per_cm.extend(beyond);
    let shape = (table.temperature_k().len(), wavenumber_per_cm.len());
    let values = Array2::from_shape_fn(shape, |(t, i)| {
        if i <= last {
            return table.coefficient_m5()[[t, i]];
        }
        let temperature_k = table.temperature_k()[t];
        match coefficient_m5(other, temperature_k, end_per_cm) {
            0.0 => 0.0,
            at_end => {
                let here = coefficient_m5(other, temperature_k, wavenumber_per_cm[i]);
                table.at_m5(t, end_per_cm) * here / at_end
            }
        }
    });
    let temperature_k = table.temperature_k().to_vec();
    CiaTable::new(table.pair(), temperature_k, wavenumber_per_cm, values)
        .expect("finite values of two tables, and wavenumbers that rise")
}

/// Linear in temperature and wavenumber, m⁵.
fn coefficient_m5(table: &CiaTable, temperature_k: f64, wavenumber_per_cm: f64) -> f64 {
    let place = bracket(table.temperature_k(), temperature_k);
    let [cold, hot] = [place.lower, place.upper].map(|t| table.at_m5(t, wavenumber_per_cm));
    cold + place.fraction * (hot - cold)
}
