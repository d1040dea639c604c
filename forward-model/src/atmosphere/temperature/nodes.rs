//! Temperatures at nodes in log pressure, joined by a monotone cubic.

use super::{monotone_spline::monotone_spline, profile::TemperatureProfile};
use crate::{
    content::{Content, Listener},
    failure::SimulationFailure,
    parameters::Parameter,
    species::with_lowered_digits,
};

/// Pressures that cannot be nodes of a profile.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
pub enum NodesError {
    /// One node is no profile.
    #[error("a profile needs at least two nodes, found {found}")]
    TooFew {
        /// Number of nodes.
        found: usize,
    },
    /// A pressure is no positive number, or does not exceed the one above it.
    #[error(
        "the pressures of nodes must be positive and increase downwards: node {node} is at {pressure_pa} Pa"
    )]
    NotIncreasing {
        /// The node, from one.
        node: usize,
        /// Its pressure, Pa.
        pressure_pa: f64,
    },
}

/// Where the nodes of a profile lie, top of the atmosphere first.
#[derive(Debug, Clone, PartialEq)]
pub struct PressureNodes {
    /// Natural logarithm of the pressures in Pa, strictly increasing, shape `[n_nodes]`.
    ln_pressure: Vec<f64>,
}

impl PressureNodes {
    /// Nodes at the given pressures, Pa, shape `[n_nodes]`.
    ///
    /// # Errors
    /// [`NodesError`] unless there are two or more, positive, finite and strictly increasing.
    pub fn new(pressure_pa: &[f64]) -> Result<Self, NodesError> {
        if pressure_pa.len() < 2 {
            return Err(NodesError::TooFew {
                found: pressure_pa.len(),
            });
        }
        let mut above_pa = 0.0;
        for (i, &pressure_pa) in pressure_pa.iter().enumerate() {
            // Written so that a NaN fails too.
            if !(pressure_pa > above_pa && pressure_pa.is_finite()) {
                return Err(NodesError::NotIncreasing {
                    node: i + 1,
                    pressure_pa,
                });
            }
            above_pa = pressure_pa;
        }
        Ok(Self {
            ln_pressure: pressure_pa.iter().map(|p| p.ln()).collect(),
        })
    }

    /// Number of nodes.
    pub fn n_nodes(&self) -> usize {
        self.ln_pressure.len()
    }
}

impl Content for PressureNodes {
    fn tell(&self, listener: &mut dyn Listener) {
        let Self { ln_pressure } = self;
        listener.text("nodes");
        listener.doubles(ln_pressure);
    }
}

/// One parameter a node, `t_node_1_k` and so on, top of the atmosphere first.
impl TemperatureProfile for PressureNodes {
    fn parameters(&self) -> Vec<Parameter> {
        let node = |i: usize| {
            Parameter::new(format!("t_node_{i}_k"), "kelvin", [10.0, 10_000.0])
                .unit("K")
                .label(with_lowered_digits(&format!("T{i}")))
        };
        (1..=self.n_nodes()).map(node).collect()
    }

    fn evaluate(
        &self,
        values: &[f64],
        pressure_pa: &[f64],
        _gravity_m_per_s2: f64,
        temperature_k: &mut [f64],
    ) -> Result<(), SimulationFailure> {
        for (pressure_pa, temperature_k) in pressure_pa.iter().zip(temperature_k) {
            *temperature_k = nodes_temperature_k(self, values, *pressure_pa);
        }
        Ok(())
    }
}

/// Temperature, K, at a pressure, of a profile that has `temperature_k` at the nodes: a monotone cubic in log pressure
/// between them, constant above the first and below the last. It has no extremum that the nodes do not have. Allocates
/// nothing.
///
/// This is not TauREx's `NPoint`, which joins its points by straight lines and then smooths them over a tenth of the layers,
/// so that its profile depends on the number of layers and misses its own points; ours does neither.
///
/// # Shapes
/// `temperature_k`: `[n_nodes]`, top of the atmosphere first.
///
/// # Panics
/// If `temperature_k` has not one temperature per node.
pub fn nodes_temperature_k(nodes: &PressureNodes, temperature_k: &[f64], pressure_pa: f64) -> f64 {
    assert_eq!(
        temperature_k.len(),
        nodes.n_nodes(),
        "one temperature per node"
    );
    monotone_spline(&nodes.ln_pressure, temperature_k, pressure_pa.ln())
}

#[cfg(test)]
mod tests {
    use super::*;

    const PRESSURE_PA: [f64; 4] = [1.0, 1e2, 1e3, 1e6];
    const TEMPERATURE_K: [f64; 4] = [800.0, 1200.0, 1000.0, 1900.0];

    /// Values of scipy 1.17.1, `PchipInterpolator(log(pressure_pa), temperature_k)`: pressure, Pa, and temperature, K.
    const SCIPY: [(f64, f64); 5] = [
        (3.0, 986.5260389339097),
        (50.0, 1193.5040785353037),
        (400.0, 1069.8072352219417),
        (20000.0, 1145.3028138595084),
        (700000.0, 1799.0093961471161),
    ];

    fn at(pressure_pa: f64) -> f64 {
        let nodes = PressureNodes::new(&PRESSURE_PA).unwrap();
        nodes_temperature_k(&nodes, &TEMPERATURE_K, pressure_pa)
    }

    #[test]
    fn the_profile_has_the_temperatures_of_its_nodes_and_is_constant_outside() {
        for (pressure_pa, temperature_k) in PRESSURE_PA.into_iter().zip(TEMPERATURE_K) {
            assert_eq!(at(pressure_pa), temperature_k);
        }
        assert_eq!(at(1e-5), 800.0);
        assert_eq!(at(1e8), 1900.0);
    }

    #[test]
    fn the_profile_matches_scipy() {
        for (pressure_pa, temperature_k) in SCIPY {
            assert!((at(pressure_pa) / temperature_k - 1.0).abs() < 1e-12);
        }
    }

    #[test]
    fn nodes_that_do_not_increase_are_refused() {
        let not_increasing = |pressure_pa: &[f64]| {
            matches!(
                PressureNodes::new(pressure_pa),
                Err(NodesError::NotIncreasing { node: 2, .. })
            )
        };
        assert!(not_increasing(&[1.0, 1.0]));
        assert!(not_increasing(&[1.0, f64::NAN, 3.0]));
        assert!(not_increasing(&[1.0, f64::INFINITY]));
        assert_eq!(
            PressureNodes::new(&[1.0]),
            Err(NodesError::TooFew { found: 1 })
        );
        assert!(PressureNodes::new(&[0.0, 1.0]).is_err());
    }
}
