//! Free chemistry: every gas has an abundance profile of its own.

use std::sync::Arc;

use super::{
    abundance::{AbundanceProfile, Chemistry},
    constant_vmr::ConstantVmr,
};
use crate::{
    parameters::{Parameter, Values},
    species::Species,
};

/// Gases with independent abundances.
#[derive(Debug, Clone)]
pub struct FreeChemistry {
    gases: Vec<(Species, Arc<dyn AbundanceProfile>, usize)>,
}

impl FreeChemistry {
    /// Each gas with its profile.
    pub fn new(gases: Vec<(Species, Arc<dyn AbundanceProfile>)>) -> Self {
        let counted = |(gas, profile): (Species, Arc<dyn AbundanceProfile>)| {
            let n_parameters = profile.parameters(gas).len();
            (gas, profile, n_parameters)
        };
        Self {
            gases: gases.into_iter().map(counted).collect(),
        }
    }

    /// Every gas constant with altitude.
    pub fn constant(gases: &[Species]) -> Self {
        let profile: Arc<dyn AbundanceProfile> = Arc::new(ConstantVmr);
        Self::new(gases.iter().map(|gas| (*gas, profile.clone())).collect())
    }
}

impl Chemistry for FreeChemistry {
    fn gases(&self) -> Vec<Species> {
        self.gases.iter().map(|(gas, ..)| *gas).collect()
    }

    fn parameters(&self) -> Vec<Parameter> {
        let gases = self.gases.iter();
        gases
            .flat_map(|(gas, profile, _)| profile.parameters(*gas))
            .collect()
    }

    fn evaluate(&self, values: &[f64], pressure_pa: &[f64], _: &[f64], vmr: &mut [f64]) {
        let mut values = Values::new(values);
        let rows = vmr.chunks_exact_mut(pressure_pa.len());
        for ((_, profile, n_parameters), row) in self.gases.iter().zip(rows) {
            profile.evaluate(values.take(*n_parameters), pressure_pa, row);
        }
    }
}
