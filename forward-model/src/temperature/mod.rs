//! Temperature profiles: one file per profile, each a pure function of pressure.

mod exponential_integral;
mod guillot2010;
mod isothermal;

pub use guillot2010::{Guillot2010, guillot2010_temperature_k};
use isothermal::isothermal_temperature_k;

use crate::failure::SimulationFailure;

/// The temperature profile of a planet.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Temperature {
    /// The same temperature everywhere.
    Isothermal {
        /// Temperature, K.
        temperature_k: f64,
    },
    /// Radiative equilibrium under two visible channels; see [`guillot2010_temperature_k`].
    Guillot2010 {
        /// Irradiation temperature, K.
        t_irr_k: f64,
        /// Intrinsic temperature, K.
        t_int_k: f64,
        /// Mean opacity in the infrared, m²/kg.
        kappa_ir_m2_per_kg: f64,
        /// Mean opacity in the first visible channel, m²/kg.
        kappa_v1_m2_per_kg: f64,
        /// Mean opacity in the second visible channel, m²/kg.
        kappa_v2_m2_per_kg: f64,
        /// Share of the second visible channel, 0 to 1.
        alpha: f64,
    },
}

impl Temperature {
    /// Writes the temperature, K, at each pressure.
    ///
    /// # Shapes
    /// `pressure_pa` and `temperature_k`: `[n_levels]`; `gravity_m_per_s2` is that at the planet's reference radius.
    ///
    /// # Errors
    /// [`SimulationFailure::NonPhysical`] if the profile is not a positive number everywhere.
    pub fn evaluate(
        &self,
        pressure_pa: &[f64],
        gravity_m_per_s2: f64,
        temperature_k: &mut [f64],
    ) -> Result<(), SimulationFailure> {
        for (pressure_pa, temperature_k) in pressure_pa.iter().zip(&mut *temperature_k) {
            *temperature_k = self.at(*pressure_pa, gravity_m_per_s2);
        }
        let wrong = temperature_k.iter().find(|t| !(t.is_finite() && **t > 0.0));
        match wrong {
            Some(&value) => Err(SimulationFailure::NonPhysical {
                quantity: "temperature [K]",
                value,
            }),
            None => Ok(()),
        }
    }

    fn at(&self, pressure_pa: f64, gravity_m_per_s2: f64) -> f64 {
        match *self {
            Temperature::Isothermal { temperature_k } => isothermal_temperature_k(temperature_k),
            Temperature::Guillot2010 {
                t_irr_k,
                t_int_k,
                kappa_ir_m2_per_kg,
                kappa_v1_m2_per_kg,
                kappa_v2_m2_per_kg,
                alpha,
            } => {
                let profile = Guillot2010 {
                    t_irr_k,
                    t_int_k,
                    gamma_1: kappa_v1_m2_per_kg / kappa_ir_m2_per_kg,
                    gamma_2: kappa_v2_m2_per_kg / kappa_ir_m2_per_kg,
                    alpha,
                };
                let optical_depth = kappa_ir_m2_per_kg * pressure_pa / gravity_m_per_s2;
                guillot2010_temperature_k(&profile, optical_depth)
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// Every profile, hotter with `scale`.
    fn profiles(scale: f64) -> [Temperature; 2] {
        [
            Temperature::Isothermal {
                temperature_k: 1000.0 * scale,
            },
            Temperature::Guillot2010 {
                t_irr_k: 1500.0 * scale,
                t_int_k: 200.0 * scale,
                kappa_ir_m2_per_kg: 1e-2,
                kappa_v1_m2_per_kg: 5e-3,
                kappa_v2_m2_per_kg: 4e-2,
                alpha: 0.4,
            },
        ]
    }

    fn evaluate(profile: &Temperature, pressure_pa: f64) -> f64 {
        let mut temperature_k = [0.0];
        profile
            .evaluate(&[pressure_pa], 10.0, &mut temperature_k)
            .unwrap();
        temperature_k[0]
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

    #[test]
    fn a_profile_that_is_no_temperature_fails() {
        for profile in profiles(f64::NAN) {
            let outcome = profile.evaluate(&[1.0], 10.0, &mut [0.0]);
            assert!(matches!(
                outcome,
                Err(SimulationFailure::NonPhysical { .. })
            ));
        }
    }
}
