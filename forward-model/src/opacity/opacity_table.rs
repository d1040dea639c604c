//! A table of line opacity, of either kind.

use super::{correlated_k::KTable, cross_section_table::CrossSectionTable, line_table::LineTable};
use crate::content::{Content, Listener};
use crate::species::Species;

/// A table of line opacity, of either kind.
#[derive(Debug, Clone, PartialEq)]
pub enum OpacityTable {
    /// Cross sections sampled at wavenumbers.
    CrossSection(CrossSectionTable),
    /// Cross sections at a few points of each bin, as of correlated-k.
    CorrelatedK(KTable),
}

impl From<CrossSectionTable> for OpacityTable {
    fn from(table: CrossSectionTable) -> Self {
        Self::CrossSection(table)
    }
}

impl From<KTable> for OpacityTable {
    fn from(table: KTable) -> Self {
        Self::CorrelatedK(table)
    }
}

impl Content for OpacityTable {
    fn tell(&self, listener: &mut dyn Listener) {
        listener.text(self.method());
        match self {
            OpacityTable::CrossSection(table) => table.tell(listener),
            OpacityTable::CorrelatedK(table) => table.tell(listener),
        }
    }
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

    /// Whether both are of one kind, on the same cells and points, so that one model can use both.
    pub fn shares_grid_with(&self, other: &Self) -> bool {
        self.method() == other.method()
            && self.cell_bounds_per_cm() == other.cell_bounds_per_cm()
            && self.lines().points().go_with(other.lines().points())
    }

    /// Number of points in a cell; one for cross sections.
    pub fn n_points(&self) -> usize {
        self.lines().points().n()
    }

    /// `"cross sections"`, `"correlated-k"` or `"shared wavenumbers"`.
    pub fn method(&self) -> &'static str {
        match self {
            OpacityTable::CrossSection(_) => "cross sections",
            OpacityTable::CorrelatedK(table) => table.points().method(),
        }
    }
}
