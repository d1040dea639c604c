//! What the tables of line opacity have in common.

use super::{correlated_k::KTable, cross_section_table::CrossSectionTable};
use crate::{interpolate::bracket, species::Species};

/// The rule by which a table's value is interpolated, linearly in temperature and in log pressure.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Interpolation {
    /// The value itself.
    Linear,
    /// Its logarithm.
    Log,
}

/// A table that cannot be used.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
pub enum TableError {
    /// An axis is empty, does not rise, or holds a value that is not a positive number.
    #[error("{table}: `{axis}` must be positive and rise strictly; element {index} is {found}")]
    Axis {
        /// Which table.
        table: String,
        /// Which axis.
        axis: &'static str,
        /// Where it goes wrong.
        index: usize,
        /// What stands there; NaN where the axis is empty.
        found: f64,
    },
    /// The values do not have the shape of the axes.
    #[error("{table}: the values have shape {found:?}, the axes {expected:?}")]
    Shape {
        /// Which table.
        table: String,
        /// Shape of the values.
        found: Vec<usize>,
        /// Shape that the axes ask for.
        expected: Vec<usize>,
    },
    /// A value is negative, infinite or not a number.
    #[error("{table}: value {index:?} is {found}, expected a number not below zero")]
    Value {
        /// Which table.
        table: String,
        /// Index of the value.
        index: Vec<usize>,
        /// The value.
        found: f64,
    },
    /// The quadrature weights do not add up to one.
    #[error("{table}: the g weights add up to {found}, expected 1")]
    Weights {
        /// Which table.
        table: String,
        /// Their sum.
        found: f64,
    },
}

/// A table of line opacity of one species over pressure, temperature, cells and g points; a table of cross sections has
/// one g point, of weight one.
pub trait LineTable: Send + Sync {
    /// The absorber.
    fn species(&self) -> Species;
    /// Pressures, Pa, rising, shape `[n_pressures]`.
    fn pressure_pa(&self) -> &[f64];
    /// Temperatures, K, rising, shape `[n_temperatures]`.
    fn temperature_k(&self) -> &[f64];
    /// Lower and upper bound of each cell, cm⁻¹, both rising, shape `[n_cells]`; cells may leave gaps and overlap.
    fn cell_bounds_per_cm(&self) -> &[[f64; 2]];
    /// The wavenumber that stands for each cell, cm⁻¹, rising, shape `[n_cells]`.
    fn cell_centres_per_cm(&self) -> &[f64];
    /// Quadrature weights of the g points, shape `[n_g]`.
    fn g_weights(&self) -> &[f64];
    /// Cross section, m² per molecule.
    fn value_m2(&self, i_pressure: usize, i_temperature: usize, i_cell: usize, i_g: usize) -> f32;

    /// Number of cells.
    fn n_cells(&self) -> usize {
        self.cell_centres_per_cm().len()
    }

    /// Cross section, m² per molecule, at any pressure (Pa) and temperature (K), clamped to the table's edges; shape
    /// `[n_cells · n_g]`, g fastest.
    fn interpolate_m2(
        &self,
        pressure_pa: f64,
        temperature_k: f64,
        interpolation: Interpolation,
    ) -> Vec<f64> {
        let log_pressure: Vec<f64> = self.pressure_pa().iter().map(|p| p.ln()).collect();
        let p = bracket(&log_pressure, pressure_pa.ln());
        let t = bracket(self.temperature_k(), temperature_k);
        let mix = |low: f64, high: f64, fraction: f64| low + fraction * (high - low);
        let at = |i_cell: usize, i_g: usize| {
            let node = |i_pressure, i_temperature| {
                let value = f64::from(self.value_m2(i_pressure, i_temperature, i_cell, i_g));
                if interpolation == Interpolation::Log {
                    value.max(FLOOR_M2).ln()
                } else {
                    value
                }
            };
            let low = mix(node(p.lower, t.lower), node(p.lower, t.upper), t.fraction);
            let high = mix(node(p.upper, t.lower), node(p.upper, t.upper), t.fraction);
            let value = mix(low, high, p.fraction);
            if interpolation == Interpolation::Log {
                value.exp()
            } else {
                value
            }
        };
        let n_g = self.g_weights().len();
        (0..self.n_cells() * n_g)
            .map(|i| at(i / n_g, i % n_g))
            .collect()
    }
}

/// What stands for zero where logarithms are interpolated, m².
pub(crate) const FLOOR_M2: f64 = 1e-60;

/// A table of line opacity, of either kind.
#[derive(Debug, Clone, PartialEq)]
pub enum OpacityTable {
    /// Cross sections sampled at wavenumbers.
    CrossSection(CrossSectionTable),
    /// Correlated-k coefficients in bins.
    CorrelatedK(KTable),
}

impl OpacityTable {
    /// The table behind its common face.
    pub fn lines(&self) -> &dyn LineTable {
        match self {
            OpacityTable::CrossSection(table) => table,
            OpacityTable::CorrelatedK(table) => table,
        }
    }

    /// The absorber.
    pub fn species(&self) -> Species {
        self.lines().species()
    }

    /// Pressures, Pa, rising, shape `[n_pressures]`.
    pub fn pressure_pa(&self) -> &[f64] {
        self.lines().pressure_pa()
    }

    /// Temperatures, K, rising, shape `[n_temperatures]`.
    pub fn temperature_k(&self) -> &[f64] {
        self.lines().temperature_k()
    }

    /// Lower and upper bound of each cell, cm⁻¹, both rising, shape `[n_cells]`; cells may leave gaps and overlap.
    pub fn cell_bounds_per_cm(&self) -> &[[f64; 2]] {
        self.lines().cell_bounds_per_cm()
    }

    /// Lowest and highest wavenumber of any cell, cm⁻¹.
    pub fn wavenumber_range_per_cm(&self) -> [f64; 2] {
        let cells = self.cell_bounds_per_cm();
        [cells[0][0], cells[cells.len() - 1][1]]
    }

    /// Whether both are of one kind, on the same cells and g weights, so that one model can use both.
    pub fn shares_grid_with(&self, other: &Self) -> bool {
        self.method() == other.method()
            && self.cell_bounds_per_cm() == other.cell_bounds_per_cm()
            && self.lines().g_weights() == other.lines().g_weights()
    }

    /// Number of g points; one for cross sections.
    pub fn n_g(&self) -> usize {
        self.lines().g_weights().len()
    }

    /// `"cross sections"` or `"correlated-k"`.
    pub fn method(&self) -> &'static str {
        match self {
            OpacityTable::CrossSection(_) => "cross sections",
            OpacityTable::CorrelatedK(_) => "correlated-k",
        }
    }
}

/// Checks that an axis rises strictly from a positive start.
pub(crate) fn check_axis(
    table: &str,
    axis: &'static str,
    values: &[f64],
) -> Result<(), TableError> {
    let error = |index, found| TableError::Axis {
        table: table.to_owned(),
        axis,
        index,
        found,
    };
    if values.is_empty() {
        return Err(error(0, f64::NAN));
    }
    let mut previous = 0.0;
    for (index, &value) in values.iter().enumerate() {
        if !(value > previous && value.is_finite()) {
            return Err(error(index, value));
        }
        previous = value;
    }
    Ok(())
}

/// Checks that values have the shape of their axes.
pub(crate) fn check_shape(
    table: &str,
    found: &[usize],
    expected: &[usize],
) -> Result<(), TableError> {
    if found == expected {
        return Ok(());
    }
    Err(TableError::Shape {
        table: table.to_owned(),
        found: found.to_vec(),
        expected: expected.to_vec(),
    })
}

/// Checks that a value is a number not below zero.
pub(crate) fn check_value(table: &str, index: &[usize], value: f64) -> Result<(), TableError> {
    if value.is_finite() && value >= 0.0 {
        return Ok(());
    }
    Err(TableError::Value {
        table: table.to_owned(),
        index: index.to_vec(),
        found: value,
    })
}
