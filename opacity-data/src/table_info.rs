//! What a table is, where it comes from, and what is wrong with it.

use std::fmt;

use forward_model::{OpacityTable, Species};

use super::PA_PER_BAR;

/// Description of one opacity table; every table file carries it as attributes.
#[derive(Debug, Clone, PartialEq)]
pub struct TableInfo {
    /// The gas.
    pub species: Species,
    /// `correlated-k` or `cross sections`.
    pub method: String,
    /// Shortest and longest wavelength, µm.
    pub wavelength_um: [f64; 2],
    /// Lowest and highest temperature, K.
    pub temperature_k: [f64; 2],
    /// Lowest and highest pressure, bar.
    pub pressure_bar: [f64; 2],
    /// Mean resolving power λ/Δλ of the bins or samples.
    pub resolution: f64,
    /// Lines and method the table was made with.
    pub source: String,
    /// What to cite when using it.
    pub citation: String,
    /// What is known to be wrong with it; empty if nothing is.
    pub known_faults: String,
    /// Temperature above which the faults matter, K.
    pub reliable_to_k: Option<f64>,
}

impl TableInfo {
    /// The part that the table itself tells; source and citation say that the file does not.
    pub fn of(table: &OpacityTable) -> Self {
        let ends = |values: &[f64]| [values[0], values[values.len() - 1]];
        let [from_per_cm, to_per_cm] = table.wavenumber_range_per_cm();
        let cells = table.cell_bounds_per_cm();
        let unknown = "not stated in the file";
        Self {
            species: table.species(),
            method: table.method().into(),
            wavelength_um: [1e4 / to_per_cm, 1e4 / from_per_cm],
            temperature_k: ends(table.temperature_k()),
            pressure_bar: ends(table.pressure_pa()).map(|pa| pa / PA_PER_BAR),
            resolution: mean_resolution(cells),
            source: unknown.into(),
            citation: unknown.into(),
            known_faults: String::new(),
            reliable_to_k: None,
        }
    }
}

/// Mean resolving power of cells: their number over the logarithmic range that they cover.
pub(crate) fn mean_resolution(bounds_per_cm: &[[f64; 2]]) -> f64 {
    let widths = bounds_per_cm
        .iter()
        .map(|[lower, upper]| (upper / lower).ln());
    bounds_per_cm.len() as f64 / widths.sum::<f64>()
}

impl fmt::Display for TableInfo {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let [from_um, to_um] = self.wavelength_um;
        let [cold, hot] = self.temperature_k;
        let [low, high] = self.pressure_bar;
        writeln!(f, "{}", self.species)?;
        writeln!(
            f,
            "  method      {} at R = {:.0}",
            self.method, self.resolution
        )?;
        writeln!(f, "  wavelength  {from_um:.4} to {to_um:.4} µm")?;
        writeln!(f, "  temperature {cold:.0} to {hot:.0} K")?;
        writeln!(f, "  pressure    {low:.3e} to {high:.3e} bar")?;
        writeln!(f, "  source      {}", self.source)?;
        writeln!(f, "  cite        {}", self.citation)?;
        if let Some(limit) = self.reliable_to_k {
            writeln!(f, "  reliable    up to about {limit:.0} K")?;
        }
        if !self.known_faults.is_empty() {
            writeln!(f, "  faults      {}", self.known_faults)?;
        }
        Ok(())
    }
}
