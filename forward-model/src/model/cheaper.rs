//! The same model, cheaper.

use std::sync::Arc;

use super::forward_model::ForwardModel;
use crate::atmosphere::PressureGrid;

impl ForwardModel {
    /// The same model on other layers, with the same tables.
    pub fn on_layers(&self, pressure_grid: PressureGrid) -> Self {
        let mut same = self.clone();
        same.pressure_grid = pressure_grid;
        same
    }

    /// The same model with each cell's k-distribution at eight points, where the tables have many more.
    pub fn at_few_g_points(&self) -> Option<Self> {
        let points = self.few_points.as_ref()?;
        let mut same = self.clone();
        same.sources = Arc::new(self.sources.at_few_points(&self.columns, points));
        same.columns = self.columns.with_g_weights(&points.weights);
        same.few_points = None;
        Some(same)
    }
}
