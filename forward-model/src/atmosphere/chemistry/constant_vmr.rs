//! A gas with the same volume mixing ratio at all heights.

use super::abundance::AbundanceProfile;
use crate::{
    content::{Content, Listener},
    parameters::{Parameter, named},
    species::Species,
};

/// One parameter: `log_H2O` and so on.
#[derive(Debug)]
pub struct ConstantVmr;

impl Content for ConstantVmr {
    fn tell(&self, listener: &mut dyn Listener) {
        listener.text("constant");
    }
}

impl AbundanceProfile for ConstantVmr {
    fn parameters(&self, gas: Species) -> Vec<Parameter> {
        let label = format!("log₁₀ X({})", gas.set_formula());
        vec![log_vmr(format!("log_{gas}"), label)]
    }

    fn evaluate(&self, values: &[f64], _pressure_pa: &[f64], vmr: &mut [f64]) {
        let [log_ratio] = named(values);
        vmr.fill(10f64.powf(log_ratio));
    }
}

/// A parameter that is log₁₀ of a volume mixing ratio.
pub(super) fn log_vmr(name: String, label: String) -> Parameter {
    Parameter::new(name, "log10 of a volume mixing ratio", [-30.0, 0.0])
        .unit("log10 VMR")
        .label(label)
}
