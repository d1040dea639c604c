//! Temperature profiles: one file per profile, each a pure function of pressure, and one line in [`profile`].

mod exponential_integral;
mod guillot2010;
mod isothermal;
mod madhusudhan_seager2009;
mod monotone_spline;
mod nodes;
mod profile;

use std::sync::Arc;

pub use guillot2010::{Guillot2010, guillot2010_temperature_k};
pub use madhusudhan_seager2009::{MadhusudhanSeager2009, madhusudhan_seager2009_temperature_k};
pub use nodes::{NodesError, PressureNodes, nodes_temperature_k};
pub use profile::TemperatureProfile;
pub(crate) use profile::evaluate;

/// A profile that does not exist.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
pub enum ProfileError {
    /// No profile has this name.
    #[error("`{found}`, expected one of {}", PROFILES.join(", "))]
    Unknown {
        /// The name.
        found: String,
    },
    /// The pressures of the nodes make no profile.
    #[error(transparent)]
    Nodes(#[from] NodesError),
}

/// The profiles by the names that a study gives them.
pub const PROFILES: [&str; 4] = [
    "isothermal",
    "guillot2010",
    "madhusudhan_seager2009",
    "nodes",
];

/// The profile called `name`; `node_pressure_pa` are the pressures of its nodes, if it has any.
///
/// # Errors
/// [`ProfileError`] if there is none, or it cannot have these nodes.
pub fn profile(
    name: &str,
    node_pressure_pa: &[f64],
) -> Result<Arc<dyn TemperatureProfile>, ProfileError> {
    Ok(match name {
        "isothermal" => Arc::new(isothermal::Isothermal),
        "guillot2010" => Arc::new(guillot2010::Irradiated),
        "madhusudhan_seager2009" => Arc::new(madhusudhan_seager2009::ThreeLayers),
        "nodes" => Arc::new(PressureNodes::new(node_pressure_pa)?),
        _ => {
            return Err(ProfileError::Unknown {
                found: name.to_owned(),
            });
        }
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::failure::SimulationFailure;
    use proptest::prelude::*;

    /// Every profile with values at which its temperatures are hotter with `scale`.
    fn profiles(scale: f64) -> Vec<(Arc<dyn TemperatureProfile>, Vec<f64>)> {
        let steepness = |alpha: f64| alpha / scale.sqrt();
        let of = |name, values: &[f64]| (profile(name, &NODES_PA).unwrap(), values.to_vec());
        vec![
            of("isothermal", &[1000.0 * scale]),
            of(
                "guillot2010",
                &[1500.0 * scale, 200.0 * scale, -2.0, -2.3, -1.4, 0.4],
            ),
            of(
                "madhusudhan_seager2009",
                &[
                    900.0 * scale,
                    steepness(0.6),
                    steepness(0.5),
                    -3.0,
                    -1.5,
                    0.5,
                ],
            ),
            of("nodes", &[800.0 * scale, 1200.0 * scale, 1000.0 * scale]),
        ]
    }

    const NODES_PA: [f64; 3] = [1.0, 1e3, 1e6];

    fn evaluate(profile: &(Arc<dyn TemperatureProfile>, Vec<f64>), pressure_pa: f64) -> f64 {
        // The grid begins far above.
        let pressures_pa = [1e-8, pressure_pa];
        let mut both_k = [0.0; 2];
        profile
            .0
            .evaluate(&profile.1, &pressures_pa, 10.0, &mut both_k)
            .unwrap();
        both_k[1]
    }

    #[test]
    fn every_name_has_a_profile_whose_parameters_have_names_of_their_own() {
        for name in PROFILES {
            let parameters = profile(name, &NODES_PA).unwrap().parameters();
            let mut names: Vec<&str> = parameters.iter().map(|p| p.name.as_str()).collect();
            names.sort();
            names.dedup();
            assert_eq!(names.len(), parameters.len(), "{name}");
        }
        assert_eq!(profiles(1.0).len(), PROFILES.len());
        let unknown = profile("adiabat", &[]).unwrap_err().to_string();
        assert!(unknown.contains("adiabat") && unknown.contains("guillot2010"));
        assert!(profile("nodes", &[1.0]).is_err());
    }

    #[test]
    fn layers_out_of_order_are_no_profile() {
        let profile = profile("madhusudhan_seager2009", &[]).unwrap();
        let values = [900.0, 0.6, 0.5, -1.0, -1.5, -2.0];
        let outcome = profile.evaluate(&values, &[1.0], 10.0, &mut [0.0]);
        assert!(matches!(
            outcome,
            Err(SimulationFailure::NonPhysical { .. })
        ));
    }

    proptest! {
        #[test]
        fn every_profile_is_positive_continuous_and_scales_with_its_temperatures(
            log_pressure in -6.0..8.0f64,
            scale in 0.1..3.0f64,
        ) {
            let pressure_pa = 10f64.powf(log_pressure);
            for (profile, scaled) in profiles(1.0).iter().zip(profiles(scale)) {
                let temperature_k = evaluate(profile, pressure_pa);
                prop_assert!(temperature_k > 0.0);
                prop_assert!((evaluate(profile, 1.0001 * pressure_pa) / temperature_k - 1.0).abs() < 1e-3);
                prop_assert!((evaluate(&scaled, pressure_pa) / (scale * temperature_k) - 1.0).abs() < 1e-9);
            }
        }
    }
}
