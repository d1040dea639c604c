//! A factor on errors, of which the likelihood is a curve with one peak whatever the other parameters are: one spectrum is enough
//! to integrate it over its prior.

use rand::Rng;
use sampling::{log_sum_exp, share_at};

use crate::prior::Marginal;

/// Points and weights of the five-point Gauss rule on 0 … 1.
const GAUSS: [(f64, f64); 5] = [
    (0.046_910_077_030_668, 0.118_463_442_528_095),
    (0.230_765_344_947_158, 0.239_314_335_249_683),
    (0.5, 0.284_444_444_444_444),
    (0.769_234_655_052_842, 0.239_314_335_249_683),
    (0.953_089_922_969_332, 0.118_463_442_528_095),
];
/// Stretches of the curve that have a rule of their own.
const N_PANELS: usize = 8;
/// Cells in which the curve is flat where it is drawn from.
const N_CELLS: usize = 128;
/// How far the logarithm of the curve falls until it is left out.
const DROP: f64 = 36.0;
/// How far it falls at least until large factors are left out: of few bins, by which it bends less than this, it falls less steeply than
/// it bends at its peak.
const LEAST_DROP: f64 = 10.0;
const BEND_OF_FEW_BINS: f64 = 16.0;
/// Step of differences, in the logarithm of the factor; the curve of ten thousand bins has a width of 0.007.
const STEP: f64 = 1e-3;
const MOST_STEPS: usize = 40;

/// A parameter that multiplies errors, and its prior.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Inflation {
    /// Which element of θ it is.
    pub parameter: usize,
    prior: Marginal,
    /// Logarithms of its bounds.
    within: [f64; 2],
}

/// A posterior of the factor that is flat in cells of its logarithm.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Cells {
    /// Of the prior.
    bounds: [f64; 2],
    from: f64,
    width: f64,
    heights: Vec<f64>,
}

/// Where the curve matters, as logarithms of the factor.
struct Peak {
    at: f64,
    within: [f64; 2],
}

impl Inflation {
    /// None if the prior reaches zero, or has no end.
    pub(super) fn new(parameter: usize, prior: &Marginal) -> Option<Self> {
        let [from, to] = match prior {
            Marginal::Normal(_) => return None,
            other => other.bounds(),
        };
        let is_enough = from > 0.0 && to.is_finite() && (to / from).ln() > 4.0 * STEP;
        is_enough.then(|| Self {
            parameter,
            prior: *prior,
            within: [from.ln(), to.ln()],
        })
    }

    /// ln of the integral of a likelihood, given as its logarithm at a factor, over the prior.
    pub(super) fn log_integral(&self, log_likelihood: impl Fn(f64) -> f64) -> f64 {
        let curve = |x: f64| self.curve(&log_likelihood, x);
        let [from, to] = self.peak(&curve).within;
        let width = (to - from) / N_PANELS as f64;
        let node = |i: usize| {
            let (share, weight) = GAUSS[i % GAUSS.len()];
            let panel = (i / GAUSS.len()) as f64;
            curve(from + width * (panel + share)) + weight.ln()
        };
        let terms: Vec<f64> = (0..N_PANELS * GAUSS.len()).map(node).collect();
        log_sum_exp(terms.into_iter()) + width.ln()
    }

    /// Its posterior.
    pub(super) fn given(&self, log_likelihood: impl Fn(f64) -> f64) -> Cells {
        let curve = |x: f64| self.curve(&log_likelihood, x);
        let Peak { at, within } = self.peak(&curve);
        let width = (within[1] - within[0]) / N_CELLS as f64;
        let highest = curve(at);
        let height = |cell: usize| (curve(within[0] + width * (cell as f64 + 0.5)) - highest).exp();
        Cells {
            bounds: self.prior.bounds(),
            from: within[0],
            width,
            heights: (0..N_CELLS).map(height).collect(),
        }
    }

    /// The likeliest factor.
    pub(super) fn best(&self, log_likelihood: impl Fn(f64) -> f64) -> f64 {
        let curve = |x: f64| log_likelihood(factor(x, self.prior.bounds()));
        factor(self.peak(&curve).at, self.prior.bounds())
    }

    /// One that is as good as any where none matters.
    pub(super) fn any(&self) -> f64 {
        self.prior.quantile(0.5)
    }

    /// ln of likelihood times prior as a density of the factor's logarithm x.
    fn curve(&self, log_likelihood: impl Fn(f64) -> f64, x: f64) -> f64 {
        let factor = factor(x, self.prior.bounds());
        log_likelihood(factor) + self.prior.log_density(factor) + x
    }

    /// By Newton's method from the lower end: of `−n x − ½ χ² e^(−2x)`, which the curve is like, no step goes beyond the peak.
    fn peak(&self, curve: &impl Fn(f64) -> f64) -> Peak {
        let [from, to] = self.within;
        let mut at = from;
        let (mut slope, mut bend) = (0.0, 1.0);
        for _ in 0..MOST_STEPS {
            let centre = at.clamp(from + STEP, to - STEP);
            let [left, middle, right] = [-STEP, 0.0, STEP].map(|step| curve(centre + step));
            slope = (right - left) / (2.0 * STEP);
            bend = ((2.0 * middle - left - right) / (STEP * STEP)).max(1e-3);
            slope -= bend * (at - centre);
            let next = (at + (slope / bend).clamp(-1.0, 1.0)).clamp(from, to);
            let step = (next - at).abs();
            at = next;
            if step * bend.sqrt() < 0.01 {
                break;
            }
        }
        // How far it is to a drop, first as steep as the curve is here towards there.
        let reach = |slope: f64| (-slope + (slope * slope + 2.0 * bend * DROP).sqrt()) / bend;
        let mut above = reach((-slope).max(0.0));
        let is_high = |x: f64| x < to && curve(at) - curve(x) < LEAST_DROP;
        while bend < BEND_OF_FEW_BINS && is_high(at + above) {
            above *= 2.0;
        }
        Peak {
            at,
            within: [(at - reach(slope.max(0.0))).max(from), (at + above).min(to)],
        }
    }
}

impl Cells {
    /// A factor; what its distribution is wrong by is a hundredth of its width.
    pub(super) fn draw(&self, rng: &mut impl Rng) -> f64 {
        let rest = rng.random::<f64>() * self.heights.iter().sum::<f64>();
        let cell = share_at(self.heights.iter().copied(), rest).unwrap_or(N_CELLS - 1);
        let x = self.from + self.width * (cell as f64 + rng.random::<f64>());
        factor(x, self.bounds)
    }
}

/// By its logarithm, of which rounding makes none beyond the prior.
fn factor(x: f64, [from, to]: [f64; 2]) -> f64 {
    x.exp().clamp(from, to)
}
