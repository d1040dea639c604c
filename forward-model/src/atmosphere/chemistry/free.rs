//! Free chemistry: every gas has an abundance profile of its own.

use std::{ops::Range, sync::Arc};

use super::{
    abundance::{AbundanceProfile, Chemistry},
    constant_vmr::ConstantVmr,
};
use crate::{
    content::{Content, Listener},
    parameters::Parameter,
    species::Species,
};

/// Gases with independent abundances.
#[derive(Debug, Clone)]
pub struct FreeChemistry {
    gases: Vec<Gas>,
}

#[derive(Debug, Clone)]
struct Gas {
    species: Species,
    profile: Arc<dyn AbundanceProfile>,
    /// Where its values lie among those of the chemistry.
    own: Range<usize>,
}

impl FreeChemistry {
    /// Each gas with its profile.
    pub fn new(gases: Vec<(Species, Arc<dyn AbundanceProfile>)>) -> Self {
        let mut next = 0;
        let place = |(species, profile): (Species, Arc<dyn AbundanceProfile>)| {
            let first = next;
            next += profile.parameters(species).len();
            Gas {
                species,
                profile,
                own: first..next,
            }
        };
        Self {
            gases: gases.into_iter().map(place).collect(),
        }
    }

    /// Every gas constant with altitude.
    pub fn constant(gases: &[Species]) -> Self {
        let profile: Arc<dyn AbundanceProfile> = Arc::new(ConstantVmr);
        Self::new(gases.iter().map(|gas| (*gas, profile.clone())).collect())
    }
}

impl Content for FreeChemistry {
    fn tell(&self, listener: &mut dyn Listener) {
        let Self { gases } = self;
        listener.text("free");
        gases.tell(listener);
    }
}

impl Content for Gas {
    fn tell(&self, listener: &mut dyn Listener) {
        let Self {
            species,
            profile,
            // Follows from the profiles.
            own: _,
        } = self;
        species.tell(listener);
        profile.tell(listener);
    }
}

impl Chemistry for FreeChemistry {
    fn gases(&self) -> Vec<Species> {
        self.gases.iter().map(|gas| gas.species).collect()
    }

    fn parameters(&self) -> Vec<Parameter> {
        let own = |gas: &Gas| gas.profile.parameters(gas.species);
        self.gases.iter().flat_map(own).collect()
    }

    fn evaluate(&self, values: &[f64], pressure_pa: &[f64], _: &[f64], vmr: &mut [f64]) {
        let rows = vmr.chunks_exact_mut(pressure_pa.len());
        for (gas, row) in self.gases.iter().zip(rows) {
            let own = &values[gas.own.clone()];
            gas.profile.evaluate(own, pressure_pa, row);
        }
    }
}
