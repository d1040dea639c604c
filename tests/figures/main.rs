//! Figures drawn from synthetic data: what a user of the library sees.

mod data;
mod levels;

use data::{difficult, noisy_spectrum, normal};
use exosonde::plot::{
    Figure,
    corner::{self, CornerData},
    coverage::{self, CoverageData, ParameterCoverage},
    simulated::{self, SimulatedData, SourceSpectrum},
    spectrum::{self, SpectrumData},
    training::{self, MemberCurves, TrainingData},
};
use ndarray::Array2;
use rand::SeedableRng;
use rand_chacha::ChaCha8Rng;

/// Centre and width of a molecular band, µm, and its transit depth.
type Hump = (f64, f64, f64);

/// A change that makes data unfit to be drawn, and what the error says then.
type Refusal<'a, Data> = (&'a dyn Fn(&mut Data), &'a str);

/// Writes a figure to the folder named by `EXOSONDE_FIGURES`, where a person can look at it.
fn keep(figure: &Figure, stem: &str) {
    if let Some(folder) = std::env::var_os("EXOSONDE_FIGURES") {
        let path = std::path::Path::new(&folder).join(stem);
        std::fs::write(path.with_extension("svg"), figure.svg()).unwrap();
        std::fs::write(path.with_extension("png"), figure.png().unwrap()).unwrap();
    }
}

#[test]
fn corner_of_any_number_of_parameters_is_drawn() {
    for n in [1, 2, 3, 4, 7, 8, 10] {
        let figure = corner::draw(&difficult(n)).unwrap();
        keep(&figure, &format!("corner-{n}"));
    }
}

#[test]
fn spectrum_of_any_number_of_bins_is_drawn() {
    for (n, range_um, instruments) in [
        (15, [1.1, 1.7], &["HST/WFC3 G141"][..]),
        (59, [2.8, 5.2], &["JWST/NIRSpec G395H"]),
        (
            400,
            [0.6, 5.3],
            &["NIRISS SOSS", "NIRCam F322W2", "NIRSpec G395H"],
        ),
    ] {
        let mut data = noisy_spectrum(n, range_um, instruments);
        // The last of several instruments is offset, so its points are moved and its name says by how much.
        for i in 0..n {
            let bin = &mut data.bins[i];
            if instruments.len() > 1 && bin.instrument == instruments[instruments.len() - 1] {
                bin.offset = 85e-6;
                bin.depth += bin.offset;
                data.binned.median[i] += bin.offset;
            }
        }
        let figure = spectrum::draw(&data).unwrap();
        keep(&figure, &format!("spectrum-{n}"));
    }
}

#[test]
fn training_of_an_ensemble_is_drawn() {
    let mut rng = ChaCha8Rng::seed_from_u64(3);
    let member = |n: usize, rng: &mut ChaCha8Rng| {
        let loss = |i: usize, floor: f64| {
            floor + 14.0 * (-(i as f64) / 9.0).exp() + 30.0 * (-(i as f64)).exp()
        };
        let held_out: Vec<f64> = (0..n)
            .map(|i| {
                loss(i, -2.0) + 0.001 * (i as f64 - 30.0).max(0.0).powi(2) + 0.15 * normal(rng)
            })
            .collect();
        let best = (0..n)
            .min_by(|&a, &b| held_out[a].total_cmp(&held_out[b]))
            .unwrap();
        MemberCurves {
            training_loss: (0..n).map(|i| loss(i, -2.3) + 0.05 * normal(rng)).collect(),
            learning_rate: (0..n)
                .map(|i| 1e-3 * (0.5 + 0.5 * (i as f64 / 20.0).cos()) + 1e-6)
                .collect(),
            held_out_loss: held_out,
            best_epoch: best,
        }
    };
    let members = vec![
        member(60, &mut rng),
        member(48, &mut rng),
        member(55, &mut rng),
    ];
    let data = TrainingData {
        members,
        prior_loss: Some(11.35),
        loss_label: "negative log-likelihood [nat]".into(),
    };
    keep(&training::draw(&data).unwrap(), "training-3");
    let one = TrainingData {
        members: vec![data.members[0].clone()],
        ..data.clone()
    };
    keep(&training::draw(&one).unwrap(), "training-1");
    let mut short = one;
    short.members[0] = member(1, &mut rng);
    keep(&training::draw(&short).unwrap(), "training-one-epoch");
}

#[test]
fn simulated_spectrum_is_drawn_with_its_sources() {
    let wavelength_um: Vec<f64> = (0..)
        .map(|i| 0.6 * 1.004_f64.powi(i))
        .take_while(|&w| w < 5.5)
        .collect();
    let bands: [(&str, &[Hump]); 6] = [
        (
            "H₂O",
            &[
                (1.4, 0.07, 6e-4),
                (1.9, 0.1, 7e-4),
                (2.75, 0.2, 1.1e-3),
                (1.15, 0.05, 3e-4),
            ],
        ),
        (
            "CO₂",
            &[(4.3, 0.12, 1.6e-3), (2.75, 0.06, 9e-4), (2.0, 0.04, 3e-4)],
        ),
        ("CO", &[(4.7, 0.15, 8e-4), (2.34, 0.05, 3e-4)]),
        ("CH₄", &[(3.35, 0.15, 6e-4)]),
        ("CIA", &[(2.3, 0.3, 2e-4)]),
        ("grey cloud", &[]),
    ];
    let sources: Vec<SourceSpectrum> = bands
        .iter()
        .map(|(name, bands)| SourceSpectrum {
            name: name.to_string(),
            depth: wavelength_um
                .iter()
                .map(|w| {
                    bands.iter().fold(
                        if bands.is_empty() { 0.0208 } else { 0.0203 },
                        |d, (c, s, a)| d + a * (-0.5 * ((w - c) / s).powi(2)).exp(),
                    )
                })
                .collect(),
        })
        .collect();
    let total = |i: usize| sources.iter().map(|s| s.depth[i]).fold(0.0, f64::max) + 5e-5;
    let data = SimulatedData {
        quantity: "eclipse depth".into(),
        depth: (0..wavelength_um.len()).map(total).collect(),
        bins: (0..40)
            .map(|i| {
                [
                    2.85 + 0.06 * i as f64,
                    0.03,
                    total((((2.85 + 0.06 * i as f64) / 0.6_f64).ln() / 1.004_f64.ln()) as usize),
                ]
            })
            .collect(),
        wavelength_um: wavelength_um.clone(),
        sources: sources.clone(),
    };
    keep(&simulated::draw(&data).unwrap(), "simulated");
}

#[test]
fn coverage_of_every_parameter_is_drawn() {
    let nominal: Vec<f64> = (1..20).map(|i| f64::from(i) / 20.0).collect();
    let corner = difficult(8);
    let parameters = corner
        .labels
        .iter()
        .enumerate()
        .map(|(i, label)| ParameterCoverage {
            label: label.split(" [").next().unwrap().into(),
            measured: nominal
                .iter()
                .map(|p| p + 0.06 * (i as f64 - 3.5) * p * (1.0 - p))
                .collect(),
        });
    let data = CoverageData {
        parameters: parameters.collect(),
        nominal,
        n_simulations: 1000,
    };
    keep(&coverage::draw(&data).unwrap(), "coverage");
}

#[test]
fn the_same_data_give_the_same_bytes() {
    let (first, second) = (
        corner::draw(&difficult(3)).unwrap(),
        corner::draw(&difficult(3)).unwrap(),
    );
    assert_eq!(first.svg(), second.svg());
    assert_eq!(first.png().unwrap(), second.png().unwrap());
}

#[test]
fn figures_need_no_font_and_are_sized_in_millimetres() {
    let data = noisy_spectrum(15, [1.1, 1.7], &["HST/WFC3 G141"]);
    let figure = spectrum::draw(&data).unwrap();
    assert!(figure.svg().starts_with("<svg width=\"130mm\""));
    assert!(!figure.svg().contains("<text"), "text is outlines");
}

#[test]
fn a_written_figure_is_an_svg_and_a_png() {
    let folder = tempfile::tempdir().unwrap();
    let figure = corner::draw(&difficult(2)).unwrap();
    let figures = folder.path().join("figures");
    let [svg, png] = corner::KIND.write(&figure, &figures).unwrap();
    assert_eq!(std::fs::read_to_string(svg).unwrap(), figure.svg());
    assert!(std::fs::read(png).unwrap().starts_with(b"\x89PNG"));
}

#[test]
fn an_unwritable_folder_is_an_error_that_names_it() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("file");
    std::fs::write(&file, "not a folder").unwrap();
    let figure = corner::draw(&difficult(1)).unwrap();
    let error = corner::KIND.write(&figure, &file).unwrap_err();
    assert!(
        error.to_string().contains("cannot write") && error.to_string().contains("file"),
        "{error}"
    );
}

#[test]
fn weights_move_the_corner_plot() {
    let mut data = difficult(2);
    let equal = corner::draw(&data).unwrap();
    data.weights = Some(
        data.samples
            .column(1)
            .iter()
            .map(|t| ((t - 920.0) / 45.0).exp())
            .collect(),
    );
    assert_ne!(corner::draw(&data).unwrap().svg(), equal.svg());
}

#[test]
fn a_corner_plot_refuses_what_it_cannot_show() {
    let refused = |change: &dyn Fn(&mut CornerData)| {
        let mut data = difficult(3);
        change(&mut data);
        corner::draw(&data).unwrap_err().to_string()
    };
    let cases: [Refusal<CornerData>; 9] = [
        (
            &|d| d.samples[[7, 1]] = f64::NAN,
            "the samples of T [K] must be finite, number 7 is NaN",
        ),
        (
            &|d| d.samples.column_mut(0).fill(1.3),
            "the samples of R [R_Jup] are all 1.3",
        ),
        (
            &|d| d.samples = Array2::zeros((0, 3)),
            "0 samples are too few",
        ),
        (
            &|d| d.samples = Array2::zeros((100, 0)),
            "columns of the samples is 0, expected 3",
        ),
        (&|d| d.labels.clear(), "at least one parameter"),
        (
            &|d| d.weights = Some(vec![1.0; 3]),
            "weights is 3, expected 20000",
        ),
        (
            &|d| d.weights = Some(vec![0.0; 20_000]),
            "the sum of the weights must be positive",
        ),
        (
            &|d| d.truth = Some(vec![1.0]),
            "true values is 1, expected 3",
        ),
        (
            &|d| d.prior_samples = Some(Array2::zeros((10, 2))),
            "columns of the prior samples is 2, expected 3",
        ),
    ];
    for (change, expected) in cases {
        let message = refused(change);
        assert!(message.contains(expected), "{message} | {expected}");
    }
}

#[test]
fn a_spectrum_plot_refuses_what_it_cannot_show() {
    let refused = |change: &dyn Fn(&mut SpectrumData)| {
        let mut data = noisy_spectrum(15, [1.1, 1.7], &["HST/WFC3 G141"]);
        change(&mut data);
        spectrum::draw(&data).unwrap_err().to_string()
    };
    let cases: [Refusal<SpectrumData>; 5] = [
        (&|d| d.bins.clear(), "at least one observed bin"),
        (
            &|d| d.bins[3].sigma = 0.0,
            "the errors must be positive, number 3 is 0",
        ),
        (
            &|d| d.bins[3].depth = f64::NAN,
            "depths must be finite, number 3",
        ),
        (
            &|d| d.binned.median.truncate(4),
            "predicted bins is 4, expected 15",
        ),
        (
            &|d| d.native.lower_95[0] = f64::INFINITY,
            "the predicted wavelengths must be finite",
        ),
    ];
    for (change, expected) in cases {
        let message = refused(change);
        assert!(message.contains(expected), "{message} | {expected}");
    }
}

#[test]
fn other_figures_refuse_what_they_cannot_show() {
    let nothing = TrainingData {
        members: vec![],
        prior_loss: None,
        loss_label: String::new(),
    };
    assert!(
        training::draw(&nothing)
            .unwrap_err()
            .to_string()
            .contains("at least one member")
    );
    let nothing = SimulatedData {
        quantity: String::new(),
        wavelength_um: vec![],
        depth: vec![],
        sources: vec![],
        bins: vec![],
    };
    assert!(
        simulated::draw(&nothing)
            .unwrap_err()
            .to_string()
            .contains("0 wavelengths are too few")
    );
    let nothing = CoverageData {
        nominal: vec![],
        parameters: vec![],
        n_simulations: 0,
    };
    assert!(
        coverage::draw(&nothing)
            .unwrap_err()
            .to_string()
            .contains("at least one parameter")
    );
}

/// Extremes that must be drawn without a panic, whatever they look like.
#[test]
fn extreme_data_are_drawn() {
    let mut corner = difficult(2);
    corner.samples.column_mut(0).mapv_inplace(|v| 1e-30 * v);
    corner
        .samples
        .column_mut(1)
        .mapv_inplace(|v| if v > 900.0 { 1e6 } else { 1e6 + v });
    corner.truth = Some(vec![1e300, -1e300]);
    corner.prior_samples = None;
    keep(&corner::draw(&corner).unwrap(), "corner-extreme");
    let mut spikes = difficult(2);
    spikes.samples.fill(0.5);
    spikes.samples[[0, 0]] = 1.0;
    spikes.samples[[0, 1]] = 1.0;
    keep(&corner::draw(&spikes).unwrap(), "corner-spike");
    let mut one = noisy_spectrum(15, [1.1, 1.7], &["HST/WFC3 G141"]);
    one.bins.truncate(1);
    for band in [
        &mut one.binned.lower_95,
        &mut one.binned.lower_68,
        &mut one.binned.median,
        &mut one.binned.upper_68,
        &mut one.binned.upper_95,
    ] {
        band.truncate(1);
    }
    keep(&spectrum::draw(&one).unwrap(), "spectrum-one-bin");
}
