//! The density estimators that a study can choose, by name.

use std::fmt;

use burn::tensor::Device;
use rand::RngCore;
use serde::{Deserialize, Serialize};

use super::{
    density::{ConditionalDensity, Flow, Mixture},
    model::{Architecture, Network},
};

/// Every density estimator. A new one is its file and a line here; the first is the default.
static ESTIMATORS: &[Estimator] = &[Estimator::of::<Flow>(), Estimator::of::<Mixture>()];

/// A density estimator of the list.
#[derive(Clone, Copy, Serialize, Deserialize)]
#[serde(try_from = "String", into = "&'static str")]
pub struct DensityKind(&'static Estimator);

struct Estimator {
    name: &'static str,
    init: fn(Architecture, &mut dyn RngCore, &Device) -> Network,
}

impl Estimator {
    const fn of<D: ConditionalDensity>() -> Self {
        Self {
            name: D::NAME,
            init: Network::init::<D>,
        }
    }
}

/// A density estimator that does not exist.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("`density` is \"{found}\", expected one of: {}", DensityKind::names().join(", "))]
pub struct UnknownDensity {
    found: String,
}

impl DensityKind {
    /// Names of all density estimators.
    pub fn names() -> Vec<&'static str> {
        ESTIMATORS.iter().map(|known| known.name).collect()
    }

    /// Draws the weights of a new network with this density.
    pub fn network(
        self,
        architecture: Architecture,
        rng: &mut dyn RngCore,
        device: &Device,
    ) -> Network {
        (self.0.init)(architecture, rng, device)
    }
}

impl Default for DensityKind {
    fn default() -> Self {
        Self(&ESTIMATORS[0])
    }
}

impl PartialEq for DensityKind {
    fn eq(&self, other: &Self) -> bool {
        self.0.name == other.0.name
    }
}

impl fmt::Debug for DensityKind {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        f.write_str(self.0.name)
    }
}

impl TryFrom<String> for DensityKind {
    type Error = UnknownDensity;

    fn try_from(found: String) -> Result<Self, UnknownDensity> {
        let known = ESTIMATORS.iter().find(|known| known.name == found);
        known.map(Self).ok_or(UnknownDensity { found })
    }
}

impl From<DensityKind> for &'static str {
    fn from(kind: DensityKind) -> Self {
        kind.0.name
    }
}
