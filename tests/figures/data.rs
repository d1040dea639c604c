//! Synthetic data for the figures.

use exosonde::plot::{
    Bands,
    corner::CornerData,
    spectrum::{ObservedBin, SpectrumData},
};
use ndarray::Array2;
use rand::{Rng, SeedableRng};
use rand_chacha::ChaCha8Rng;

pub fn normal(rng: &mut ChaCha8Rng) -> f64 {
    let (u, v): (f64, f64) = (rng.random(), rng.random());
    (-2.0 * (1.0 - u).ln()).sqrt() * (std::f64::consts::TAU * v).cos()
}

/// A posterior with all the difficulties: correlations, a banana, upper limits, a long tail, the edge of the prior.
pub fn difficult(n_parameters: usize) -> CornerData {
    let labels = [
        "R [R_Jup]",
        "T [K]",
        "log₁₀ X(H₂O)",
        "log₁₀ X(CO₂)",
        "log₁₀ X(CO)",
        "log₁₀ X(CH₄)",
        "log₁₀ P_cloud [bar]",
        "log₁₀ a_haze",
        "haze slope",
        "κ_IR [m² kg⁻¹]",
    ];
    let mut rng = ChaCha8Rng::seed_from_u64(1);
    let n = 20_000;
    let mut samples = Array2::zeros((n, n_parameters));
    let mut prior = Array2::zeros((5000, n_parameters));
    let ranges = [
        [1.1, 1.5],
        [400.0, 1500.0],
        [-12.0, -0.5],
        [-12.0, -0.5],
        [-12.0, -0.5],
        [-12.0, -0.5],
        [-6.0, 2.0],
        [-4.0, 6.0],
        [-10.0, 0.0],
        [0.0, 1e-3],
    ];
    for mut row in prior.rows_mut() {
        for (value, [low, high]) in row.iter_mut().zip(ranges) {
            *value = low + (high - low) * rng.random::<f64>();
        }
    }
    for mut row in samples.rows_mut() {
        let z: Vec<f64> = (0..10).map(|_| normal(&mut rng)).collect();
        let water = -2.1 + 0.35 * z[2];
        let all = [
            1.273 - 0.004 * z[0] - 0.01 * (water + 2.1),
            920.0 + 45.0 * (0.9 * z[0] + 0.45 * z[1]),
            water,
            -4.2 + 0.8 * (water + 2.1) + 0.2 * z[3] + 0.5 * (z[1] * z[1] - 1.0) * 0.5,
            -12.0 + 8.0 * rng.random::<f64>() + 0.3 * z[4].abs(),
            -12.0 + 5.5 * rng.random::<f64>().powf(0.8) + 0.2 * z[5].abs(),
            (-2.0 + 0.6 * z[6] + 0.8 * z[2] * z[2]).min(2.0),
            (1.0 + 1.2 * z[7] + (z[8] * 0.8).exp()).clamp(-4.0, 6.0),
            -(z[8].abs() * 2.5).min(10.0),
            3e-5 * (0.8 * z[9]).exp(),
        ];
        for (value, found) in row.iter_mut().zip(all) {
            *value = found;
        }
    }
    let truth = [
        1.2735, 905.0, -2.0, -3.9, -8.0, -9.0, -1.8, 1.3, -4.0, 0.9e-3,
    ];
    CornerData {
        title: "WASP-39b, synthetic".into(),
        labels: labels[..n_parameters]
            .iter()
            .map(|s| s.to_string())
            .collect(),
        samples,
        weights: None,
        prior_samples: Some(prior),
        network_samples: None,
        truth: Some(truth[..n_parameters].to_vec()),
    }
}

/// A spectrum of `n` bins with molecular bands, its prediction, and noise; several instruments if asked for.
pub fn noisy_spectrum(n: usize, range_um: [f64; 2], instruments: &[&str]) -> SpectrumData {
    let mut rng = ChaCha8Rng::seed_from_u64(n as u64);
    let model = |w: f64| {
        let band = |centre: f64, width: f64| (-0.5 * ((w - centre) / width).powi(2)).exp();
        let ripple = 60e-6 * (w * 91.0).sin() * (w * 37.0).cos();
        0.0212
            + 9e-4 * band(4.35, 0.13)
            + 5e-4 * band(2.75, 0.12)
            + 3e-4 * band(1.4, 0.07)
            + 2e-4 * band(1.15, 0.04)
            + 1.5e-4 * band(3.3, 0.2)
            + ripple
    };
    let spread = |w: f64| 25e-6 * (1.0 + 0.8 * (w * 3.0).sin().abs());
    let bands = |wavelengths: &[f64]| {
        let at = |z: f64| {
            wavelengths
                .iter()
                .map(|&w| model(w) + z * spread(w))
                .collect::<Vec<_>>()
        };
        Bands {
            lower_95: at(-1.96),
            lower_68: at(-1.0),
            median: at(0.0),
            upper_68: at(1.0),
            upper_95: at(1.96),
        }
    };
    let edge = |i: usize| range_um[0] * (range_um[1] / range_um[0]).powf(i as f64 / n as f64);
    let sigma = 20e-6 * (n as f64).sqrt().min(8.0);
    let bins: Vec<ObservedBin> = (0..n)
        .map(|i| {
            let w = 0.5 * (edge(i) + edge(i + 1));
            let bump = if (w - 4.05).abs() < 0.03 { 4.2 } else { 0.0 };
            let far = if n == 59 && i == 10 { -12.0 } else { 0.0 };
            let sigma = if i + 1 == n { 3.0 * sigma } else { sigma };
            ObservedBin {
                wavelength_um: w,
                half_width_um: 0.5 * (edge(i + 1) - edge(i)),
                depth: model(w) + sigma * (normal(&mut rng) + bump + far),
                offset: 0.0,
                sigma,
                error_inflation: 1.0,
                instrument: instruments[i * instruments.len() / n].into(),
                is_flagged: bump + far != 0.0,
            }
        })
        .collect();
    let (first, last) = (range_um[0] * 0.97, range_um[1] * 1.02);
    let native: Vec<f64> = (0..)
        .map(|i| first * 1.004_f64.powi(i))
        .take_while(|&w| w < last)
        .collect();
    let centres: Vec<f64> = bins.iter().map(|bin| bin.wavelength_um).collect();
    SpectrumData {
        quantity: "transit depth".into(),
        bins,
        binned: bands(&centres),
        best_fit: None,
        native: bands(&native),
        native_wavelength_um: native,
    }
}
