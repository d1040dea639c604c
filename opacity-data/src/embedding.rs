//! A table on more cells than its own, without opacity on the others.

use std::ops::Range;

use forward_model::{CrossSectionTable, KTable, LineTable, TableError};
use ndarray::{Array3, Array4, s};

/// Some cells of a table and where they go.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Placement {
    /// The cells of the table that are kept.
    pub kept: Range<usize>,
    /// The place of the first of them among the new cells.
    pub at: usize,
}

impl Placement {
    fn places(&self) -> Range<usize> {
        self.at..self.at + self.kept.len()
    }
}

/// A k-table in other bins, cm⁻¹, zero where it has none.
///
/// # Errors
/// [`TableError`] if the bounds do not rise.
pub(crate) fn k_table_in(
    table: &KTable,
    bounds_per_cm: Vec<[f64; 2]>,
    placement: &Placement,
) -> Result<KTable, TableError> {
    let (n_pressures, n_temperatures, _, n_points) = table.k_m2().dim();
    let mut k_m2 = Array4::zeros((n_pressures, n_temperatures, bounds_per_cm.len(), n_points));
    k_m2.slice_mut(s![.., .., placement.places(), ..])
        .assign(&table.k_m2().slice(s![.., .., placement.kept.clone(), ..]));
    KTable::new(
        table.species(),
        table.pressure_pa().to_vec(),
        table.temperature_k().to_vec(),
        bounds_per_cm.clone(),
        table
            .points()
            .placed(&bounds_per_cm, placement.kept.clone(), placement.at),
        k_m2,
    )
}

/// Cross sections at other wavenumbers, cm⁻¹, zero where there are none.
///
/// # Errors
/// [`TableError`] if the wavenumbers do not rise.
pub(crate) fn cross_sections_at(
    table: &CrossSectionTable,
    wavenumber_per_cm: Vec<f64>,
    placement: &Placement,
) -> Result<CrossSectionTable, TableError> {
    let (n_pressures, n_temperatures, _) = table.cross_section_m2().dim();
    let mut sigma_m2 = Array3::zeros((n_pressures, n_temperatures, wavenumber_per_cm.len()));
    let kept = placement.kept.clone();
    sigma_m2
        .slice_mut(s![.., .., placement.places()])
        .assign(&table.cross_section_m2().slice(s![.., .., kept]));
    CrossSectionTable::new(
        table.species(),
        table.pressure_pa().to_vec(),
        table.temperature_k().to_vec(),
        wavenumber_per_cm,
        sigma_m2,
    )
}
