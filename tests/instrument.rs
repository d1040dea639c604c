//! What instruments may do to the depths: shifts, inflated errors, bins left out.

use std::{
    fs,
    path::{Path, PathBuf},
    sync::LazyLock,
};

use exosonde::evaluate::{self, EvaluateInput};
use exosonde::network::{DeviceKind, NetworkConfig};
use exosonde::observation::{Bin, ErrorInflation, Instruments, Observation};
use exosonde::parameters::{ParameterInfo, ParameterValue};
use exosonde::posterior::{PosteriorFile, PosteriorProvenance};
use exosonde::prior::{Marginal, Prior};
use exosonde::retrieve::{self, RetrieveInput, Start};
use exosonde::seed::{Purpose, Seed};
use exosonde::simulator::{PhysicalGrid, Simulator, Spectrum, SpectrumSource};
use exosonde::study::{RetrievalConfig, Study};
use exosonde::train::{self, TrainInput};
use exosonde::trained_model::{ModelFolder, Specification};
use exosonde::training_set::part::{self, Part, Provenance, TrainingSet};
use forward_model::SimulationFailure;
use groundwork::progress::Silent;
use ndarray::{Array1, Array2};
use ndarray_rand::rand_distr::StandardNormal;
use rand::Rng;

/// The small study on the spectrum of five instruments, with more in `[observation]` and `[parameters]`.
fn study(folder: &Path, observation: &str, parameters: &str) -> Study {
    let root = env!("CARGO_MANIFEST_DIR");
    let file = format!("{root}/configs/observations/wasp-39b_all_jwst.csv");
    let text = fs::read_to_string("tests/studies/small.toml").unwrap();
    let own = "file = \"../../configs/observations/wasp-39b_nirspec_g395h.csv\"";
    assert!(text.contains(own));
    let text = text
        .replace(own, &format!("file = \"{file}\"\n{observation}"))
        .replace(
            "haze_slope = -4.0\n",
            &format!("haze_slope = -4.0\n{parameters}\n"),
        );
    let path = folder.join("study.toml");
    fs::write(&path, text).unwrap();
    Study::load(&path).unwrap()
}

const RANGE: &str = "wavelength_um = [0.6667, 12.0]\n";

fn depths(study: &Study) -> (Observation, Vec<f64>) {
    let all = Observation::read(&study.observation.path).unwrap();
    let observation = study.restrict(all).unwrap();
    let source = SpectrumSource::of_study(study, observation.bins()).unwrap();
    let theta = study.parameters.median();
    let mut workspace = source.workspace();
    let simulated = source.simulate(&theta, &mut workspace).unwrap();
    let binned = simulated.binned.to_vec();
    (observation, binned)
}

#[test]
fn an_offset_shifts_the_bins_of_its_instrument_alone() {
    let folder = tempfile::tempdir().unwrap();
    let (observation, plain) = depths(&study(folder.path(), RANGE, ""));
    let observed = format!("{RANGE}offsets = [\"miri_lrs\", \"niriss_soss1\"]");
    let fixed = "offset_miri_lrs_ppm = -120.0\noffset_niriss_soss1_ppm = 0.0";
    let (_, shifted) = depths(&study(folder.path(), &observed, fixed));
    for ((bin, plain), shifted) in observation.bins().iter().zip(&plain).zip(&shifted) {
        let expected = match bin.instrument.as_str() {
            "miri_lrs" => plain - 120e-6,
            _ => *plain,
        };
        assert_eq!(*shifted, expected, "{bin:?}");
    }
    let n_miri = observation.bins().iter();
    assert_eq!(
        n_miri.filter(|bin| bin.instrument == "miri_lrs").count(),
        28
    );
}

#[test]
fn another_spectrum_must_come_from_the_instruments_that_are_shifted() {
    let folder = tempfile::tempdir().unwrap();
    let observed = format!("{RANGE}offsets = [\"miri_lrs\"]");
    let study = study(folder.path(), &observed, "offset_miri_lrs_ppm = 0.0");
    let own = study
        .restrict(Observation::read(&study.observation.path).unwrap())
        .unwrap();
    let mut other = own.bins().to_vec();
    other[0].instrument = "another".into();
    let check =
        |other: &[Bin]| study.check_same_instruments(own.bins(), (Path::new("o.csv"), other));
    assert!(
        check(&other).is_ok(),
        "an instrument without offset is no matter"
    );
    other.last_mut().unwrap().instrument = "another".into();
    let message = check(&other).unwrap_err().to_string();
    assert!(
        message.contains("`observation.offsets` is [\"miri_lrs\"], while o.csv has its bin at")
            && message.contains("expected a spectrum that has it from `miri_lrs`"),
        "{message}"
    );
}

const SEED: Seed = Seed(5);
const N_BINS: usize = 12;
const N_SPECTRA: usize = 3_000;
const SIGMA: f64 = 50e-6;
const NAMES: [&str; 3] = ["level_ppm", "offset_b_ppm", "error_inflation"];

/// A flat spectrum of the level θ₀ ppm, on cells that are the bins.
struct Flat;

impl Simulator for Flat {
    type Workspace = [f64; N_BINS];

    fn workspace(&self) -> [f64; N_BINS] {
        [0.0; N_BINS]
    }

    fn simulate<'w>(
        &self,
        theta: &[f64],
        depth: &'w mut [f64; N_BINS],
    ) -> Result<Spectrum<'w>, SimulationFailure> {
        depth.fill(1e-6 * theta[0]);
        Ok(Spectrum {
            binned: depth,
            native: depth,
        })
    }

    fn grid(&self) -> Option<&dyn PhysicalGrid> {
        Some(self)
    }
}

impl PhysicalGrid for Flat {
    fn cell_bounds_per_cm(&self) -> &[[f64; 2]] {
        const CELLS: [[f64; 2]; N_BINS] = {
            let mut cells = [[0.0; 2]; N_BINS];
            let mut i = 0;
            while i < N_BINS {
                cells[i] = [2000.0 + 100.0 * i as f64, 2100.0 + 100.0 * i as f64];
                i += 1;
            }
            cells
        };
        &CELLS
    }
}

/// The second half of the bins is shifted by θ₁ ppm, all errors are inflated by θ₂.
fn source() -> SpectrumSource<Flat> {
    let mut offset_ppm = vec![None; N_BINS];
    offset_ppm[N_BINS / 2..].fill(Some(ParameterValue::Free(1)));
    let instruments = Instruments {
        offset_ppm,
        error_inflation: ErrorInflation::on_all(ParameterValue::Free(2), N_BINS),
    };
    SpectrumSource::new(Flat, instruments)
}

fn prior() -> Prior {
    Prior::new(vec![
        Marginal::uniform(19_500.0, 20_500.0).unwrap(),
        Marginal::uniform(-500.0, 500.0).unwrap(),
        Marginal::log_uniform(0.5, 4.0).unwrap(),
    ])
}

fn binned(theta: &[f64]) -> Vec<f64> {
    let source = source();
    let mut workspace = source.workspace();
    source
        .simulate(theta, &mut workspace)
        .unwrap()
        .binned
        .to_vec()
}

fn write_training_set(set: &TrainingSet) {
    let index: Vec<u64> = (0..N_SPECTRA as u64).collect();
    let theta: Vec<Vec<f64>> = index
        .iter()
        .map(|i| prior().sample(&mut SEED.rng(Purpose::Prior, *i)))
        .collect();
    let depth: Vec<Vec<f64>> = theta.iter().map(|theta| binned(theta)).collect();
    let part = Part {
        theta: Array2::from_shape_fn((N_SPECTRA, 3), |(i, j)| theta[i][j] as f32),
        spectrum: Array2::from_shape_fn((N_SPECTRA, N_BINS), |(i, j)| depth[i][j] as f32),
        status: Array1::zeros(N_SPECTRA),
        index: Array1::from(index),
    };
    let provenance = Provenance {
        caveats: Vec::new(),
        parameter_names: NAMES.map(String::from).to_vec(),
        parameter_units: vec![String::new(); 3],
        wavelength_um: (0..N_BINS).map(|i| i.to_string()).collect(),
        quantity: "eclipse depth".into(),
        study: String::new(),
        fingerprint: "flat".into(),
        seed: SEED.0,
        opacities: Vec::new(),
        status_reasons: "{}".into(),
    };
    part::write_part(&set.part_path(0), &part, &provenance).unwrap();
}

fn specification() -> Specification {
    let quantile = |i: usize, z: f64| prior().from_standard(&[z; 3])[i];
    Specification {
        fingerprint: "flat".into(),
        parameters: NAMES
            .map(|name| ParameterInfo::new(name, "", name))
            .to_vec(),
        prior_quantiles: (0..3)
            .map(|i| [-2.0, -1.0, 0.0, 1.0, 2.0].map(|z| quantile(i, z)))
            .collect(),
        bins_um: (0..N_BINS).map(|i| [3.0 + 0.1 * i as f64, 0.05]).collect(),
        sigma: vec![SIGMA; N_BINS],
        network: NetworkConfig {
            width: 48,
            n_blocks: 2,
            n_components: 2,
            ensemble: 1,
            batch_size: 64,
            max_epochs: 40,
            learning_rate: 3e-3,
            ..NetworkConfig::default()
        },
        n_spectra: N_SPECTRA,
        n_masks: 16,
    }
}

/// A spectrum of `theta` whose noise is inflated as it says.
fn observed(theta: &[f64]) -> Observation {
    let mut rng = SEED.rng(Purpose::Noise, u64::MAX);
    let noise = |depth: f64| depth + theta[2] * SIGMA * rng.sample::<f64, _>(StandardNormal);
    let depth: Vec<f64> = binned(theta).into_iter().map(noise).collect();
    let bins = (0..N_BINS).map(|i| Bin {
        wavelength_um: 3.0 + 0.1 * i as f64,
        half_width_um: 0.05,
        instrument: if i < N_BINS / 2 { "a" } else { "b" }.into(),
    });
    Observation::new(bins.collect(), depth, vec![SIGMA; N_BINS]).unwrap()
}

/// The retrieval of a spectrum, as it is everywhere here but for its start and its place.
fn retrieval<'a>(
    prior: &'a Prior,
    observation: &'a Observation,
    start: Start,
    [posterior_path, report_path]: [PathBuf; 2],
) -> RetrieveInput<'a> {
    static CONFIG: LazyLock<RetrievalConfig> = LazyLock::new(RetrievalConfig::default);
    RetrieveInput {
        specification: specification(),
        prior,
        observation,
        quantity: "eclipse depth",
        config: &CONFIG,
        provenance: PosteriorProvenance {
            study_name: "flat".into(),
            study_text: String::new(),
            study_hash: "0".into(),
            seed: SEED.0,
            observation_file: "flat.csv".into(),
        },
        opacities: &[],
        start,
        posterior_path,
        report_path,
    }
}

#[test]
fn an_injected_offset_is_recovered_and_its_interval_follows_the_inflation() {
    let folder = tempfile::tempdir().unwrap();
    let at = |name: &str| folder.path().join(name);
    let prior = prior();
    let (set, model) = (TrainingSet::at(at("parts")), ModelFolder::at(at("model")));
    write_training_set(&set);
    let input = TrainInput {
        specification: specification(),
        prior: &prior,
        seed: SEED,
        study_text: "name = \"flat\"",
        opacities: Vec::new(),
        training_set: set.clone(),
        folder: model.clone(),
        device: DeviceKind::Flex,
    };
    train::run(&input, &source(), &Silent).unwrap();
    let evaluation = EvaluateInput {
        study_name: "flat",
        specification: specification(),
        prior: &prior,
        observation: &observed(&[0.0, 0.0, 1.0]),
        observation_file: "o.csv",
        seed: SEED,
        false_alarm_rate: 0.01,
        training_set: set,
        model: model.clone(),
        evaluation_path: at("evaluation.json"),
        device: DeviceKind::Flex,
    };
    let evaluation = evaluate::run(&evaluation, &source(), &Silent).unwrap();
    println!("{evaluation}");
    // About 240 simulations: five standard deviations of a 68 % coverage are 15 points.
    for parameter in &evaluation.evaluation.parameters {
        assert!((parameter.coverage_68 - 0.68).abs() < 0.15, "{parameter:?}");
    }
    let retrieve = |theta: [f64; 3]| {
        let observation = observed(&theta);
        let start = Start::Networks {
            model: model.clone(),
            device: DeviceKind::Flex,
            is_alone: true,
        };
        let posterior = at(&format!("posterior-{}.h5", theta[2]));
        let places = [posterior, at("report.json")];
        let input = retrieval(&prior, &observation, start, places);
        let summary = retrieve::run(&input, &source(), &Silent).unwrap();
        println!("{summary}");
        let file = PosteriorFile::read(&input.posterior_path).unwrap();
        (summary.report, file)
    };
    let [mut widths, mut chi2] = [Vec::new(), Vec::new()];
    for inflation in [0.7, 3.0] {
        let truth = [20_000.0, 180.0, inflation];
        let (report, file) = retrieve(truth);
        for (parameter, truth) in report.parameters.iter().zip(truth) {
            let distance = (parameter.median - truth).abs();
            assert!(distance < 3.0 * parameter.std, "{parameter:?}");
        }
        assert!(
            report.ood.as_ref().is_some_and(|ood| !ood.flag),
            "{:?}",
            report.ood
        );
        let offset = &file.predictive.offset;
        assert!(
            offset[0] == 0.0 && (1e6 * offset[11] / report.parameters[1].median - 1.0).abs() < 1e-9
        );
        widths.push(report.parameters[1].std);
        chi2.push(report.chi2_per_bin);
    }
    // The difference of two means of six bins: σ √(2/6), 29 ppm and more where errors count less.
    assert!(widths[0] > 15.0 && widths[0] < 45.0, "{widths:?}");
    assert!(widths[1] > 2.0 * widths[0], "{widths:?}");
    // The χ² of inflated errors stays about one a bin, where the stated errors would make it nine.
    assert!(chi2.iter().all(|chi2| *chi2 < 2.5), "{chi2:?}");
}

/// Without networks, the offset integrated out: of the best fit all numbers are of the same θ, and the offset is that of two means
/// of six bins, with their error of the best inflation.
#[test]
fn an_offset_is_found_without_networks() {
    let folder = tempfile::tempdir().unwrap();
    let prior = prior();
    let observation = observed(&[20_000.0, 180.0, 1.0]);
    let places = ["posterior.h5", "report.json"].map(|name| folder.path().join(name));
    let input = retrieval(&prior, &observation, Start::Prior, places);
    let summary = retrieve::run(&input, &source(), &Silent).unwrap();
    println!("{summary}");
    let report = &summary.report;
    let best = report.importance.as_ref().unwrap();
    assert!(report.is_exact);
    let error = best.best_fit[NAMES[2]] * SIGMA;
    let constant = (error * std::f64::consts::TAU.sqrt()).ln();
    let expected = -0.5 * best.chi2_best - N_BINS as f64 * constant;
    assert!(
        (best.log_likelihood_best - expected).abs() < 1e-6,
        "{best:?}"
    );

    let depth = observation.depth();
    let half = N_BINS / 2;
    let mean = |depth: &[f64]| depth.iter().sum::<f64>() / half as f64;
    let offset_ppm = 1e6 * (mean(&depth[half..]) - mean(&depth[..half]));
    let offset = &report.parameters[1];
    assert!(
        (offset.mean - offset_ppm).abs() < 0.1 * offset.std,
        "{offset:?} {offset_ppm}"
    );
}
