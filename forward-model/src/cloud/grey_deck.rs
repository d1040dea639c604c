//! A grey deck: opaque at all wavelengths below its top.

use super::kind::Cloud;
use crate::{
    content::{Content, Listener},
    parameters::{Parameter, named},
    units::pa_from_bar,
};

/// One parameter: `log_cloud_top_bar`. In emission the deck radiates as a black body of the temperature at its top.
#[derive(Debug)]
pub struct GreyDeck;

impl Content for GreyDeck {
    fn tell(&self, listener: &mut dyn Listener) {
        listener.text("grey deck");
    }
}

impl Cloud for GreyDeck {
    fn name(&self) -> &'static str {
        "cloud deck"
    }

    fn parameters(&self) -> Vec<Parameter> {
        let top = Parameter::new("log_cloud_top_bar", "log10 of bar", [-12.0, 4.0]);
        vec![top.unit("log10 bar").label("log₁₀ P_cloud")]
    }

    fn top_pa(&self, values: &[f64]) -> Option<f64> {
        let [log_top_bar] = named(values);
        Some(pa_from_bar(10f64.powf(log_top_bar)))
    }
}
