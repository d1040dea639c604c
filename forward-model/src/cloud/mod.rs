//! Clouds and hazes: one file each, and one line in [`cloud`].

mod grey_deck;
mod power_law_haze;

use std::{fmt, sync::Arc};

pub(crate) use grey_deck::hide_below_cloud_top;

use crate::{
    opacity::{Columns, Opacity},
    parameter::Parameter,
};

/// A cloud: an opaque top, a source of extinction, or both.
pub trait Cloud: fmt::Debug + Send + Sync {
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

/// The clouds by the names that a study gives them.
pub const CLOUDS: [&str; 2] = ["grey_deck", "power_law_haze"];

/// The cloud called `name`, if there is one.
pub fn cloud(name: &str) -> Option<Arc<dyn Cloud>> {
    match name {
        "grey_deck" => Some(Arc::new(grey_deck::GreyDeck)),
        "power_law_haze" => Some(Arc::new(power_law_haze::Haze)),
        _ => None,
    }
}
