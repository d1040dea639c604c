//! What every source of extinction is to the radiative transfer.

use std::sync::Arc;

use super::{few_points::FewPoints, stencil::Stencil};
use crate::{
    atmosphere::Atmosphere,
    interpolate::Interpolation,
    simd::{Columns, Row},
};

/// One source of extinction, tabulated on a model's columns.
pub trait Opacity: Send + Sync {
    /// What the source is called; sources of one name are shown as one contribution.
    fn name(&self) -> &str;

    /// Whether the rows are numbers or logarithms to base two.
    fn interpolation(&self) -> Interpolation {
        Interpolation::Linear
    }

    /// How a level mixes the rows; called once per level and spectrum. `values` are those of the cloud's parameters, and
    /// empty for a source without parameters.
    fn stencil(&self, values: &[f64], atmosphere: &Atmosphere, i_level: usize) -> Stencil;

    /// The same source at fewer g points, if it has g points; `columns` are those that it was tabulated on.
    fn at_few_points(&self, _columns: &Columns, _points: &FewPoints) -> Option<Arc<dyn Opacity>> {
        None
    }

    /// The rows over one chunk of 64 columns, which is part of one block of cells.
    fn rows(&self, i_chunk: usize, i_block: usize) -> &[Row];
}
