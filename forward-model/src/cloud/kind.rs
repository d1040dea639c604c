//! What every cloud is.

use std::fmt;

use crate::{content::Content, opacity::Opacity, parameters::Parameter, simd::Columns};

/// A cloud: an opaque top, a source of extinction, or both. Its content is what else than parameters tells it from others.
pub trait Cloud: Content + fmt::Debug + Send + Sync {
    /// What the cloud is called among the contributions to a spectrum.
    fn name(&self) -> &'static str;

    /// What it is a function of.
    fn parameters(&self) -> Vec<Parameter>;

    /// Pressure, Pa, below which nothing is seen; `values`: one per parameter.
    fn top_pa(&self, _values: &[f64]) -> Option<f64> {
        None
    }

    /// Its extinction on a model's columns, if light passes through it at all.
    fn extinction(&self, _columns: &Columns) -> Option<Box<dyn Opacity>> {
        None
    }
}
