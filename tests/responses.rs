//! Bins of photometers and of spectrographs that blur, against averages and convolutions written out here.

use exosonde::observation::{
    Bin, Binning, BinningError, Curve, InstrumentResponse, ResolvingPower, Responses,
};
use exosonde::seed::{Purpose, Seed};
use forward_model::touching_cells;
use rand::Rng;

/// Of the cells of the spectra here.
const RESOLUTION: f64 = 20_000.0;

fn bin([short_um, long_um]: [f64; 2]) -> Bin {
    Bin {
        wavelength_um: 0.5 * (short_um + long_um),
        half_width_um: 0.5 * (long_um - short_um),
        instrument: "x".into(),
    }
}

/// Bins of this resolving power from 3 µm on.
fn bins(n: usize, resolution: f64) -> Vec<Bin> {
    let edge = |i: usize| 3.0 * (1.0 + 1.0 / resolution).powi(i as i32);
    (0..n).map(|i| bin([edge(i), edge(i + 1)])).collect()
}

fn blurred(bins: &[Bin], power: f64) -> Responses {
    let profile = InstrumentResponse::Profile(ResolvingPower::Constant(power));
    Responses::new(bins, &[("x".to_owned(), profile)])
}

fn pass_band(bins: &[Bin], points: &[[f64; 2]]) -> Responses {
    let of = |i: usize| points.iter().map(|point| point[i]).collect();
    let curve = Curve::new(of(0), of(1), ("transmission", [0.0, f64::INFINITY])).unwrap();
    let band = InstrumentResponse::pass_band(&curve);
    Responses::new(bins, &[("x".to_owned(), band)])
}

/// Cells between 2.5 and 4.5 µm.
fn cells() -> Vec<[f64; 2]> {
    let n = (4.5f64 / 2.5).ln() * RESOLUTION;
    let edge = |i: i32| 1e4 / 4.5 * (4.5f64 / 2.5).powf(f64::from(i) / n.ceil());
    let edges: Vec<f64> = (0..=n.ceil() as i32).map(edge).collect();
    touching_cells(&edges)
}

fn centre_um([low, high]: &[f64; 2]) -> f64 {
    0.5 * (1e4 / low + 1e4 / high)
}

fn even(_: f64) -> f64 {
    1.0
}

/// Light per micrometre of a star, in any unit.
fn falling(um: f64) -> f64 {
    um.powi(-3)
}

/// In bins before a star whose light per micrometre is this.
fn binned(
    cells: &[[f64; 2]],
    responses: &Responses,
    spectrum: &[f64],
    light_per_um: fn(f64) -> f64,
) -> Vec<f64> {
    let light = |part: [f64; 2]| -> Result<f64, BinningError> {
        Ok((1e4 / part[0] - 1e4 / part[1]) * light_per_um(centre_um(&part)))
    };
    let binning = Binning::of_responses::<_, BinningError>(cells, responses, light).unwrap();
    let mut binned = vec![0.0; binning.n_bins()];
    binning.apply(spectrum, &mut binned);
    binned
}

/// Lines that scatter from sample to sample about 2 %, by 700 ppm rms.
fn lines(cells: &[[f64; 2]], seed: u64) -> Vec<f64> {
    let mut rng = Seed(seed).rng(Purpose::Prior, 0);
    // Of an exponential law: mean and standard deviation are one.
    let depth = |_| 0.02 - 700e-6 * (1.0 - rng.random::<f64>()).ln();
    cells.iter().map(depth).collect()
}

/// The light of a spectrum convolved point by point and averaged over each bin, over that of the star alone.
fn convolved(
    cells: &[[f64; 2]],
    bins: &[Bin],
    spectrum: &[f64],
    (power, light_per_um): (f64, fn(f64) -> f64),
) -> Vec<f64> {
    const N: i32 = 400;
    let of_bin = |bin: &Bin| {
        let [mut blocked, mut all] = [0.0; 2];
        for i in 0..N {
            let share = (f64::from(i) + 0.5) / f64::from(N) - 0.5;
            let recorded_um = bin.wavelength_um + share * 2.0 * bin.half_width_um;
            let sigma_um = recorded_um / power / 2.354_820_045;
            for (cell, depth) in cells.iter().zip(spectrum) {
                let um = centre_um(cell);
                let sigmas = (um - recorded_um) / sigma_um;
                if sigmas.abs() < 6.0 {
                    let width_um = 1e4 / cell[0] - 1e4 / cell[1];
                    let light =
                        width_um * light_per_um(um) * (-0.5 * sigmas * sigmas).exp() / sigma_um;
                    blocked += depth * light;
                    all += light;
                }
            }
        }
        blocked / all
    };
    bins.iter().map(of_bin).collect()
}

/// Mean and largest difference of two spectra without regard to sign, ppm.
fn difference_ppm(found: &[f64], expected: &[f64]) -> [f64; 2] {
    let differences = found.iter().zip(expected).map(|(a, b)| 1e6 * (a - b).abs());
    let differences: Vec<f64> = differences.collect();
    let mean = differences.iter().sum::<f64>() / differences.len() as f64;
    [mean, differences.iter().fold(0.0, |most, x| x.max(most))]
}

#[test]
fn a_flat_spectrum_stays_flat() {
    let bins = bins(5, 100.0);
    let cells = cells();
    let flat = vec![0.02; cells.len()];
    for responses in [
        blurred(&bins, 30.0),
        blurred(&bins, 3000.0),
        pass_band(&bins[..1], &[[2.9, 0.0], [3.1, 0.8], [3.4, 0.0]]),
    ] {
        for depth in binned(&cells, &responses, &flat, falling) {
            approx::assert_relative_eq!(depth, 0.02, epsilon = 1e-15);
        }
    }
}

/// `∫ λ [Φ((λ−a)/σ_a) − Φ((λ−b)/σ_b)] dλ = (b² + σ_b² − a² − σ_a²)/2`, and without λ it is b − a.
#[test]
fn a_blurred_slope_is_that_of_the_mean_wavelength() {
    let bins = bins(5, 100.0);
    let cells = cells();
    let slope: Vec<f64> = cells.iter().map(centre_um).collect();
    for power in [30.0, 100.0, 1000.0] {
        let found = binned(&cells, &blurred(&bins, power), &slope, even);
        for (found, bin) in found.iter().zip(&bins) {
            let [a, b] = bin.edges_um();
            let sigma2 = |um: f64| (um / power / 2.354_820_045).powi(2);
            let mean = 0.5 * (b * b + sigma2(b) - a * a - sigma2(a)) / (b - a);
            // The tails that are cut are alike on both sides, but for R = 30 in wavelength less so.
            assert!((found / mean - 1.0).abs() < 1e-6, "{power}: {found} {mean}");
        }
    }
}

/// A triangle's mean wavelength is that of its corners, weighted by photons or by nothing.
#[test]
fn a_pass_band_weighs_by_its_transmission() {
    let cells = cells();
    let slope: Vec<f64> = cells.iter().map(centre_um).collect();
    let responses = pass_band(&[bin([3.0, 3.6])], &[[2.9, 0.0], [3.1, 0.8], [3.9, 0.0]]);
    let found = binned(&cells, &responses, &slope, even)[0];
    assert!((found - (2.9 + 3.1 + 3.9) / 3.0).abs() < 1e-5, "{found}");
    // By Simpson's rule on both sides of the corner.
    let weight = |um: f64| {
        falling(um)
            * if um < 3.1 {
                (um - 2.9) / 0.2
            } else {
                (3.9 - um) / 0.8
            }
    };
    let integral = |f: &dyn Fn(f64) -> f64| {
        let side = |[from, to]: [f64; 2]| {
            let at = |i: i32| from + (to - from) * f64::from(i) / 200.0;
            let factor = |i: i32| match i {
                0 | 200 => 1.0,
                odd if odd % 2 == 1 => 4.0,
                _ => 2.0,
            };
            let sum: f64 = (0..=200).map(|i| factor(i) * f(at(i))).sum();
            sum * (to - from) / 600.0
        };
        side([2.9, 3.1]) + side([3.1, 3.9])
    };
    let expected = integral(&|um| um * weight(um)) / integral(&weight);
    let found = binned(&cells, &responses, &slope, falling)[0];
    assert!((found - expected).abs() < 1e-5, "{found} {expected}");
}

#[test]
fn a_pass_band_that_is_a_box_is_the_plain_bin() {
    let cells = cells();
    let bins = [bin([3.0001, 3.4567])];
    let boxed = pass_band(&bins, &[[3.0001, 0.3], [3.2, 0.3], [3.4567, 0.3]]);
    let spectrum = lines(&cells, 1);
    let found = binned(&cells, &boxed, &spectrum, falling);
    let plain = binned(&cells, &Responses::top_hats(&bins), &spectrum, falling);
    let [_, worst_ppm] = difference_ppm(&found, &plain);
    assert!(worst_ppm < 1e-3, "{worst_ppm}");
}

#[test]
fn a_sharp_spectrograph_has_plain_bins() {
    let (bins, cells) = (bins(20, 100.0), cells());
    let spectrum = lines(&cells, 2);
    let plain = binned(&cells, &Responses::top_hats(&bins), &spectrum, falling);
    let mut before = f64::INFINITY;
    for power in [300.0, 3000.0, 30_000.0, 1e6] {
        let found = binned(&cells, &blurred(&bins, power), &spectrum, falling);
        let [mean_ppm, _] = difference_ppm(&found, &plain);
        assert!(mean_ppm < before, "{power}: {mean_ppm}");
        before = mean_ppm;
    }
    assert!(before < 0.05, "{before}");
}

#[test]
fn bins_of_a_spectrograph_are_those_of_the_convolved_spectrum() {
    let cells = cells();
    for (n, resolution, power) in [(6, 100.0, 100.0), (6, 100.0, 2700.0), (6, 1000.0, 300.0)] {
        let bins = bins(n, resolution);
        let responses = blurred(&bins, power);
        for light in [even, falling] {
            let spectrum = lines(&cells, 3);
            let found = binned(&cells, &responses, &spectrum, light);
            let expected = convolved(&cells, &bins, &spectrum, (power, light));
            let [_, worst_ppm] = difference_ppm(&found, &expected);
            assert!(worst_ppm < 0.7, "{resolution} {power}: {worst_ppm}");
        }
    }
}

/// Each of the stretches as one cell, whose depth is the mean in it: what that costs of lines at random, of 700 ppm rms at R = 20,000, is
/// 1.5 ppm on average for a profile as wide as the bins, and no more for others.
#[test]
fn the_cells_that_are_asked_for_are_fine_enough() {
    let cells = cells();
    let bins = bins(30, 100.0);
    for power in [100.0, 300.0, 1000.0, 2700.0] {
        let responses = blurred(&bins, power);
        let mut stretches = responses.even_per_cm();
        stretches.sort_by(|a, b| a[0].total_cmp(&b[0]));
        let [mut mean_ppm, mut worst_ppm] = [0.0; 2];
        for seed in 0..4 {
            let spectrum = lines(&cells, seed);
            let mean = |stretch: &[f64; 2]| mean_in(*stretch, &cells, &spectrum);
            let means: Vec<f64> = stretches.iter().map(mean).collect();
            let coarse = binned(&stretches, &responses, &means, falling);
            let fine = binned(&cells, &responses, &spectrum, falling);
            let [mean, worst] = difference_ppm(&coarse, &fine);
            mean_ppm += 0.25 * mean;
            worst_ppm = worst.max(worst_ppm);
        }
        println!(
            "R = {power}: {} cells, mean {mean_ppm:.2}, worst {worst_ppm:.2} ppm",
            stretches.len()
        );
        assert!(
            mean_ppm < 2.0 && worst_ppm < 8.0,
            "{power}: {mean_ppm} {worst_ppm}"
        );
    }
}

/// Over wavenumber.
fn mean_in([low, high]: [f64; 2], cells: &[[f64; 2]], spectrum: &[f64]) -> f64 {
    let [mut sum, mut width] = [0.0; 2];
    for (cell, depth) in cells.iter().zip(spectrum) {
        let part = (cell[1].min(high) - cell[0].max(low)).max(0.0);
        sum += depth * part;
        width += part;
    }
    sum / width
}

#[test]
fn a_response_beyond_the_cells_is_an_error_that_says_how_far_it_reaches() {
    let responses = blurred(&[bin([2.51, 2.55])], 100.0);
    let light = |_: [f64; 2]| -> Result<f64, BinningError> { Ok(1.0) };
    let error = Binning::of_responses::<_, BinningError>(&cells(), &responses, light);
    let text = error.unwrap_err().to_string();
    let said = "bin 0 from 2.5100 to 2.5500 µm, in which light from 2.4727 to 2.5879 µm counts, is not covered";
    assert!(text.contains(said), "{text}");
}
