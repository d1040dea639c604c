//! Radiative equilibrium of an irradiated atmosphere, after Guillot (2010).

use super::exponential_integral::exponential_integral_2;

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

    #[test]
    fn the_deep_gradient_is_the_intrinsic_one() {
        let fourth = |tau: f64| guillot2010_temperature_k(&PROFILE, tau).powi(4);
        let gradient = (fourth(400.0) - fourth(300.0)) / 100.0;
        assert!((gradient / (0.75 * 200f64.powi(4)) - 1.0).abs() < 1e-4);
    }
}
