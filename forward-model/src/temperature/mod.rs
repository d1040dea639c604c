//! Temperature profiles: one file per profile, each a pure function of pressure.

mod exponential_integral;
mod guillot2010;
mod isothermal;

pub use guillot2010::{Guillot2010, guillot2010_temperature_k};
pub use isothermal::isothermal_temperature_k;

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
