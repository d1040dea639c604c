//! The generalised Pareto distribution, by which the tails of most distributions are described far enough out.

/// Excesses `x ≥ 0` with `P(X > x) = (1 + shape x / scale)^{−1/shape}`.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct GeneralisedPareto {
    /// Positive: a heavy tail, of which moments up to 1/shape exist; zero: exponential; negative: bounded.
    pub shape: f64,
    /// Scale, in units of x.
    pub scale: f64,
}

impl GeneralisedPareto {
    /// Fits excesses in rising order; none if they do not determine a distribution (all the same, for one).
    ///
    /// The estimate is a mean over a grid of `θ = −shape/scale` weighted by the profile likelihood.
    ///
    /// # Source
    /// Zhang & Stephens (2009), Technometrics 51, 316; their grid has 20 + √n points, 30 + √n here as in Vehtari et al. (2024).
    pub fn fit(excesses: &[f64]) -> Option<Self> {
        let n = excesses.len();
        let quartile = *excesses.get((n as f64 / 4.0 + 0.5) as usize - 1)?;
        let largest = *excesses.last()?;
        let m = 30 + (n as f64).sqrt() as usize;
        let theta = |j: usize| {
            1.0 / largest + (1.0 - (m as f64 / (j as f64 + 0.5)).sqrt()) / (3.0 * quartile)
        };
        let grid: Vec<f64> = (0..m).map(theta).collect();
        let profile: Vec<f64> = grid
            .iter()
            .map(|theta| profile_log_likelihood(*theta, excesses))
            .collect();
        let highest = profile.iter().copied().fold(f64::NEG_INFINITY, f64::max);
        let weights = profile.iter().map(|value| (value - highest).exp());
        let (mut sum, mut mean) = (0.0, 0.0);
        for (weight, theta) in weights.zip(&grid) {
            sum += weight;
            mean += weight * theta;
        }
        let theta = mean / sum;
        let shape = shape_given(theta, excesses);
        let fit = Self {
            shape,
            scale: -shape / theta,
        };
        (fit.shape.is_finite() && fit.scale.is_finite() && fit.scale > 0.0).then_some(fit)
    }

    /// The excess below which a share `probability` of all lies.
    pub fn quantile(&self, probability: f64) -> f64 {
        let exponential = -(-probability).ln_1p();
        if self.shape.abs() < f64::EPSILON {
            return self.scale * exponential;
        }
        self.scale * (self.shape * exponential).exp_m1() / self.shape
    }
}

/// The most likely shape for a given `θ = −shape/scale`.
fn shape_given(theta: f64, excesses: &[f64]) -> f64 {
    let sum: f64 = excesses.iter().map(|x| (-theta * x).ln_1p()).sum();
    sum / excesses.len() as f64
}

fn profile_log_likelihood(theta: f64, excesses: &[f64]) -> f64 {
    let shape = shape_given(theta, excesses);
    excesses.len() as f64 * ((-theta / shape).ln() - shape - 1.0)
}
