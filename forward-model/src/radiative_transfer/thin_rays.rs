//! What rays of all angles lose where they are thin: a power series, of which no part is lost beside one.
//!
//! With `x` the vertical exponent to base two, `Σ w (1 − 2^(x/μ)) = −Σ_n x^n Σ w (ln 2 / μ)^n / n!`.

use pulp::Simd;

/// Terms of the series.
const ORDER: usize = 5;
/// Optical depth along the shallowest ray to which the series is taken. Four rays of emission have then lost 3 % and the first
/// term that is left out is 3e-6 of that, because the shallowest has little weight.
const THIN: f64 = 0.5;
/// Half the distance of the two points of Gauss and Legendre, over the width.
const HALF_DISTANCE: f32 = 0.288_675_13;

/// The series of some angles.
pub(crate) struct ThinRays {
    /// Vertical exponent above which it holds.
    pub limit: f32,
    /// Half of what stands before `x`, `x²`, ….
    halves: [f32; ORDER],
}

impl ThinRays {
    /// For `1/μ` and the weights of some angles, steepest first.
    #[inline(always)]
    pub fn new(angles: &[(f32, f32)]) -> Self {
        let mut powers = [0.0; ORDER];
        let mut shallowest = 0.0f64;
        for (inverse_mu, weight) in angles {
            let unit = std::f64::consts::LN_2 * f64::from(*inverse_mu);
            shallowest = shallowest.max(unit);
            let mut term = 0.5 * f64::from(*weight);
            for (n, power) in powers.iter_mut().enumerate() {
                term *= unit / (n + 1) as f64;
                *power += term;
            }
        }
        Self {
            limit: (-THIN / shallowest) as f32,
            halves: powers.map(|power| power as f32),
        }
    }

    /// Mean over a layer of what the rays have lost, with a minus: `exponent` is that of the level above it, `step` its own.
    #[inline(always)]
    pub fn minus_absorbed<S: Simd>(&self, simd: S, exponent: S::f32s, step: S::f32s) -> S::f32s {
        let near = simd.splat_f32s(0.5 - HALF_DISTANCE);
        let far = simd.splat_f32s(0.5 + HALF_DISTANCE);
        let near = self.half(simd, simd.mul_add_e_f32s(near, step, exponent));
        let far = self.half(simd, simd.mul_add_e_f32s(far, step, exponent));
        simd.add_f32s(near, far)
    }

    #[inline(always)]
    fn half<S: Simd>(&self, simd: S, x: S::f32s) -> S::f32s {
        let [inner @ .., last] = self.halves;
        let mut sum = simd.splat_f32s(last);
        for coefficient in inner.into_iter().rev() {
            sum = simd.mul_add_e_f32s(sum, x, simd.splat_f32s(coefficient));
        }
        simd.mul_f32s(sum, x)
    }
}
