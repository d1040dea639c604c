//! Radiative equilibrium of an irradiated atmosphere, after Guillot (2010).

use super::{exponential_integral::exponential_integral_2, profile::TemperatureProfile};
use crate::{
    content::{Content, Listener},
    failure::SimulationFailure,
    parameters::{Parameter, named},
};

/// The profile with TauREx's parameters; opacities in log₁₀ of m²/kg.
#[derive(Debug)]
pub struct Irradiated;

impl Content for Irradiated {
    fn tell(&self, listener: &mut dyn Listener) {
        listener.text("guillot2010");
    }
}

impl TemperatureProfile for Irradiated {
    fn parameters(&self) -> Vec<Parameter> {
        let opacity = |name, label: &str| {
            let parameter = Parameter::new(name, "log10 of m2/kg", [-12.0, 4.0]);
            parameter
                .unit("log10 m2/kg")
                .label(format!("log₁₀ κ_{label}"))
        };
        let kelvin = |name, range| Parameter::new(name, "kelvin", range).unit("K");
        vec![
            kelvin("t_irr_k", [10.0, 10_000.0]).label("T_irr"),
            kelvin("t_int_k", [0.0, 5000.0]).label("T_int"),
            opacity("log_kappa_ir", "IR"),
            opacity("log_kappa_v1", "v1"),
            opacity("log_kappa_v2", "v2"),
            Parameter::new("alpha", "share of the second visible channel", [0.0, 1.0]).label("α"),
        ]
    }

    fn evaluate(
        &self,
        values: &[f64],
        pressure_pa: &[f64],
        gravity_m_per_s2: f64,
        temperature_k: &mut [f64],
    ) -> Result<(), SimulationFailure> {
        let [t_irr_k, t_int_k, log_ir, log_v1, log_v2, alpha] = named(values);
        let profile = Guillot2010 {
            t_irr_k,
            t_int_k,
            gamma_1: 10f64.powf(log_v1 - log_ir),
            gamma_2: 10f64.powf(log_v2 - log_ir),
            alpha,
        };
        let kappa_m2_per_kg = 10f64.powf(log_ir);
        for (pressure_pa, temperature_k) in pressure_pa.iter().zip(temperature_k) {
            let optical_depth = kappa_m2_per_kg * pressure_pa / gravity_m_per_s2;
            *temperature_k = guillot2010_temperature_k(&profile, optical_depth);
        }
        Ok(())
    }
}

/// What shapes the profile, apart from the infrared optical depth at which it is asked for.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Guillot2010 {
    /// Irradiation temperature, K.
    pub t_irr_k: f64,
    /// Intrinsic temperature, K.
    pub t_int_k: f64,
    /// Visible over infrared opacity of the first channel.
    pub gamma_1: f64,
    /// Visible over infrared opacity of the second channel.
    pub gamma_2: f64,
    /// Share of the second channel, 0 to 1.
    pub alpha: f64,
}

/// Temperature, K, at an infrared optical depth `τ = κ_ir P / g`:
/// `T⁴ = ¾ T_int⁴ (⅔ + τ) + ¾ T_irr⁴ [(1 − α) η(γ₁, τ) + α η(γ₂, τ)]`.
///
/// # Source
/// Guillot (2010, A&A 520, A27), globally averaged profile (f = ¼ folded into `t_irr_k`), with two visible channels as
/// TauREx 3 (Al-Refaie et al. 2021, ApJ 917, 37) parameterises it.
pub fn guillot2010_temperature_k(profile: &Guillot2010, optical_depth: f64) -> f64 {
    let intrinsic = 0.75 * profile.t_int_k.powi(4) * (2.0 / 3.0 + optical_depth);
    let irradiated = (1.0 - profile.alpha) * channel(profile.gamma_1, optical_depth)
        + profile.alpha * channel(profile.gamma_2, optical_depth);
    (intrinsic + 0.75 * profile.t_irr_k.powi(4) * irradiated).powf(0.25)
}

/// `η(γ, τ) = ⅔ + 2/(3γ) [1 + (γτ/2 − 1) e^{−γτ}] + (2γ/3)(1 − τ²/2) E₂(γτ)`.
fn channel(gamma: f64, tau: f64) -> f64 {
    let x = gamma * tau;
    let deep = 2.0 / (3.0 * gamma) * (1.0 + (0.5 * x - 1.0) * (-x).exp());
    let high = 2.0 * gamma / 3.0 * (1.0 - 0.5 * tau * tau) * exponential_integral_2(x);
    2.0 / 3.0 + deep + high
}

#[cfg(test)]
mod tests {
    use super::*;

    const PROFILE: Guillot2010 = Guillot2010 {
        t_irr_k: 1500.0,
        t_int_k: 200.0,
        gamma_1: 0.5,
        gamma_2: 0.5,
        alpha: 0.5,
    };

    #[test]
    fn the_top_has_the_skin_temperature() {
        let expected = (0.5 * 200f64.powi(4) + 0.5 * 1.5 * 1500f64.powi(4)).powf(0.25);
        assert!((guillot2010_temperature_k(&PROFILE, 0.0) / expected - 1.0).abs() < 1e-12);
    }

    /// Temperatures, K, of `Guillot2010` in TauREx 3.3.2 at `(pressure_pa, temperature_k)`, gravity 12.3 m/s².
    #[test]
    fn the_profile_matches_taurex() {
        let cases = [
            (
                (1500.0, 200.0, 0.01, 0.005, 0.04, 0.4),
                [
                    (1e-2, 1_645.977_932_496_049_3),
                    (10.0, 1_617.467_815_460_733_4),
                    (1e3, 1_451.180_320_220_208_4),
                    (2e4, 1_554.676_625_568_548_6),
                    (3e5, 1_572.553_647_402_475),
                    (1e7, 1_986.704_654_435_760_4),
                ],
            ),
            (
                (1200.0, 350.0, 0.003, 0.02, 0.001, 0.15),
                [
                    (1e-2, 1_624.845_710_803_716_2),
                    (10.0, 1_599.177_353_144_354),
                    (1e3, 1_127.759_866_655_737),
                    (2e4, 1_132.679_619_603_409_7),
                    (3e5, 1_253.208_438_056_271_7),
                    (1e7, 2_322.464_258_372_754),
                ],
            ),
        ];
        for ((t_irr_k, t_int_k, kappa_ir, kappa_v1, kappa_v2, alpha), published) in cases {
            let profile = Guillot2010 {
                t_irr_k,
                t_int_k,
                gamma_1: kappa_v1 / kappa_ir,
                gamma_2: kappa_v2 / kappa_ir,
                alpha,
            };
            for (pressure_pa, expected) in published {
                let found = guillot2010_temperature_k(&profile, kappa_ir * pressure_pa / 12.3);
                assert!((found / expected - 1.0).abs() < 1e-10, "{found} {expected}");
            }
        }
    }

    #[test]
    fn the_deep_gradient_is_the_intrinsic_one() {
        let fourth = |tau: f64| guillot2010_temperature_k(&PROFILE, tau).powi(4);
        let gradient = (fourth(400.0) - fourth(300.0)) / 100.0;
        assert!((gradient / (0.75 * 200f64.powi(4)) - 1.0).abs() < 1e-4);
    }
}
