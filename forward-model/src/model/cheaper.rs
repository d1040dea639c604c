//! The same model, cheaper.

use std::sync::Arc;

use super::forward_model::ForwardModel;
use crate::atmosphere::PressureGrid;

impl ForwardModel {
    /// The same model on at most so many layers between the same pressures, evenly spaced in the logarithm, with the same tables.
    pub fn on_few_layers(&self, most: usize) -> Self {
        let levels_pa = self.level_pressure_pa();
        let (top, bottom) = (levels_pa[0], levels_pa[levels_pa.len() - 1]);
        let grid = PressureGrid::log_spaced(top, bottom, most.min(levels_pa.len() - 1));
        let mut same = self.clone();
        same.pressure_grid = grid.expect("the ends are those of a grid");
        same
    }

    /// The same model with each cell's k-distribution at eight points, where the tables have many more.
    pub fn at_few_g_points(&self) -> Option<Self> {
        let points = self.few_points.as_ref()?;
        let mut same = self.clone();
        same.sources = Arc::new(self.sources.at_few_points(&self.columns, points));
        same.columns = self.columns.with_weights(points.quadrature.weights(0));
        same.few_points = None;
        Some(same)
    }
}
