//! Synthetic posteriors: of one to thirty parameters, correlated, with two peaks, piled up at an edge of the prior,
//! narrow, of extreme size, with and without weights, priors and truths.

use exosonde::plot::corner::CornerData;
use ndarray::Array2;
use rand::{Rng, SeedableRng};
use rand_chacha::ChaCha8Rng;

use crate::data::normal;

const N_SAMPLES: usize = 3000;
const N_PRIOR: usize = 1000;

/// The parameters of studies as full as they get.
pub const LABELS: [&str; 30] = [
    "R [R_Jup]",
    "T_int [K]",
    "log₁₀ X(H₂O)",
    "log₁₀ X(C₂H₂)",
    "log₁₀ P_cloud [bar]",
    "log₁₀ κ_IR [m² kg⁻¹]",
    "Δ JWST/NIRSpec G395H [ppm]",
    "f_σ",
    "κ_IR [m² kg⁻¹]",
    "haze slope",
    "cloud fraction",
    "log₁₀ X(CO₂)",
    "log₁₀ a_haze",
    "log₁₀ γ",
    "T [K]",
    "log₁₀ X(H₂S)",
    "log₁₀ X(CH₄)",
    "log₁₀ X(NH₃) bottom",
    "Δ NIRSpec G395H NRS1 [ppm]",
    "log₁₀ P(NH₃) [bar]",
    "α₁ [K^{−1/2}]",
    "T₁ [K]",
    "Δ NIRISS SOSS2 [ppm]",
    "f_spot",
    "T_spot [K]",
    "log₁₀ X(SO₂)",
    "log₁₀ X(CO)",
    "Δ HST WFC3 G141 [ppm]",
    "Δ SPITZER CH1 [ppm]",
    "log₁₀ X(Na)",
];

/// Shapes of a marginal distribution.
#[derive(Debug, Clone, Copy)]
enum Shape {
    Normal,
    TwoPeaks,
    LowerEdge,
    UpperEdge,
    Narrow,
    Huge,
    Tiny,
    LongTails,
    Flat,
    FarNegative,
}

use Shape::*;

const SHAPES: [Shape; 10] = [
    Normal,
    TwoPeaks,
    LowerEdge,
    UpperEdge,
    Narrow,
    Huge,
    Tiny,
    LongTails,
    Flat,
    FarNegative,
];

impl Shape {
    fn prior(self) -> [f64; 2] {
        match self {
            Normal | TwoPeaks | LowerEdge | UpperEdge => [-12.0, -0.5],
            Narrow => [1.0, 2.0],
            Huge => [0.0, 4e12],
            Tiny => [0.0, 3e-9],
            LongTails => [-300.0, 300.0],
            Flat => [0.0, 1.0],
            FarNegative => [-3e5, 0.0],
        }
    }

    /// A value for a normal deviate `z`, which parameters may share, and a uniform one.
    fn value(self, z: f64, u: f64) -> f64 {
        let [low, high] = self.prior();
        let value = match self {
            Normal => -4.2 + 0.4 * z,
            TwoPeaks if u < 0.4 => -9.0 + 0.5 * z,
            TwoPeaks => -3.0 + 0.3 * z,
            LowerEdge => low + 1.2 * z.abs(),
            UpperEdge => high - 2.5 * z.abs(),
            Narrow => 1.273_204 + 4e-6 * z,
            Huge => 1.4e12 + 2e11 * z,
            Tiny => 3e-11 * (0.8 * z).exp(),
            LongTails => 4.0 + 10.0 * (std::f64::consts::PI * (u - 0.5)).tan(),
            Flat => u,
            FarNegative => -1.5e5 + 3e4 * z,
        };
        value.clamp(low, high)
    }
}

/// All of them, each with a name for the messages of a test.
pub fn all() -> Vec<(String, CornerData)> {
    let numbers = (1..=17).chain([17, 8, 12, 23, 30]).enumerate();
    numbers
        .map(|(i, n_parameters)| {
            let name = format!("posterior {i} of {n_parameters} parameters");
            (name, posterior(i, n_parameters))
        })
        .collect()
}

fn posterior(i: usize, n_parameters: usize) -> CornerData {
    let mut rng = ChaCha8Rng::seed_from_u64(i as u64);
    // Two, of seventeen and of thirty, are of the kind that real posteriors are made of.
    let n_shapes = if i == 17 || i == 21 { 4 } else { SHAPES.len() };
    let shapes: Vec<Shape> = (0..n_parameters)
        .map(|k| SHAPES[(i + k) % n_shapes])
        .collect();
    let samples = samples(&shapes, &mut rng);
    let first = samples.row(0).to_vec();
    CornerData {
        title: ["", "WASP-39b", "a synthetic planet with a rather long name"][i % 3].into(),
        labels: (0..n_parameters).map(|k| LABELS[k].to_owned()).collect(),
        weights: (i % 3 == 1).then(|| (0..N_SAMPLES).map(|_| rng.random::<f64>()).collect()),
        prior_samples: (i % 4 != 3).then(|| prior(&shapes, &mut rng)),
        network_samples: (i % 5 == 2).then(|| samples.clone() * 0.9),
        truth: i.is_multiple_of(2).then_some(first),
        samples,
    }
}

/// Every parameter shares two thirds of its deviate's variance with the one before it.
fn samples(shapes: &[Shape], rng: &mut ChaCha8Rng) -> Array2<f64> {
    let mut samples = Array2::zeros((N_SAMPLES, shapes.len()));
    for mut row in samples.rows_mut() {
        let mut z = normal(rng);
        for (value, shape) in row.iter_mut().zip(shapes) {
            z = 0.8 * z + 0.6 * normal(rng);
            *value = shape.value(z, rng.random());
        }
    }
    samples
}

fn prior(shapes: &[Shape], rng: &mut ChaCha8Rng) -> Array2<f64> {
    Array2::from_shape_fn((N_PRIOR, shapes.len()), |(_, k)| {
        let [low, high] = shapes[k].prior();
        low + (high - low) * rng.random::<f64>()
    })
}
