//! Train, evaluate and retrieve on the spectra of a simulator whose answers are plain: a level and two bumps.

use std::{
    panic::{AssertUnwindSafe, catch_unwind},
    path::Path,
    sync::atomic::{AtomicUsize, Ordering},
};

use exosonde::evaluate::{self, EvaluateInput};
use exosonde::network::{DeviceKind, NetworkConfig};
use exosonde::observation::{Bin, Instruments, Observation};
use exosonde::parameters::ParameterInfo;
use exosonde::plot::corner::{self, CornerData};
use exosonde::posterior::report::Report;
use exosonde::posterior::{PosteriorFile, PosteriorProvenance, Samples};
use exosonde::prior::{Marginal, Prior};
use exosonde::retrieve::{self, RetrieveError, RetrieveInput};
use exosonde::seed::{Purpose, Seed};
use exosonde::simulator::{PhysicalGrid, Simulator, Spectrum, SpectrumSource};
use exosonde::study::RetrievalConfig;
use exosonde::train::{self, TrainInput};
use exosonde::trained_model::{ModelFolder, Specification};
use exosonde::training_set::part::{self, Part, Provenance, TrainingSet};
use forward_model::SimulationFailure;
use groundwork::progress::{Progress, Silent};
use ndarray::{Array1, Array2, Axis, concatenate, s};

const SEED: Seed = Seed(11);
const N_BINS: usize = 12;
const N_SPECTRA: usize = 4_000;
const PART_SIZE: usize = 1_000;
const SIGMA: f64 = 50e-6;
const FINGERPRINT: &str = "a level and two bumps";

/// Two native cells a bin; the level in units of 0.1, the bumps in ppm from their decimal logarithm.
struct Toy {
    bounds_per_cm: Vec<[f64; 2]>,
}

impl Toy {
    fn new() -> Self {
        let edge = |i: usize| 2000.0 + 50.0 * i as f64;
        let bounds_per_cm = (0..2 * N_BINS).map(|i| [edge(i), edge(i + 1)]).collect();
        Self { bounds_per_cm }
    }

    fn cell(theta: &[f64], cell: usize) -> f64 {
        let bump = |centre: f64| (-0.5 * ((cell as f64 - centre) / 2.0).powi(2)).exp();
        let ppm = 1e-6 * (10_f64.powf(theta[1]) * bump(6.0) + 10_f64.powf(theta[2]) * bump(17.0));
        theta[0] + ppm
    }
}

fn source() -> SpectrumSource<Toy> {
    SpectrumSource::new(Toy::new(), Instruments::trusted(N_BINS))
}

impl Simulator for Toy {
    type Workspace = [Vec<f64>; 2];

    fn workspace(&self) -> [Vec<f64>; 2] {
        [vec![0.0; 2 * N_BINS], vec![0.0; N_BINS]]
    }

    fn simulate<'w>(
        &self,
        theta: &[f64],
        [native, binned]: &'w mut [Vec<f64>; 2],
    ) -> Result<Spectrum<'w>, SimulationFailure> {
        for (cell, depth) in native.iter_mut().enumerate() {
            *depth = Self::cell(theta, cell);
        }
        for (depth, pair) in binned.iter_mut().zip(native.chunks(2)) {
            *depth = 0.5 * (pair[0] + pair[1]);
        }
        Ok(Spectrum { binned, native })
    }

    fn grid(&self) -> Option<&dyn PhysicalGrid> {
        Some(self)
    }
}

impl PhysicalGrid for Toy {
    fn cell_bounds_per_cm(&self) -> &[[f64; 2]] {
        &self.bounds_per_cm
    }
}

fn prior() -> Prior {
    Prior::new(vec![
        Marginal::uniform(0.0195, 0.0205).unwrap(),
        Marginal::uniform(0.0, 3.0).unwrap(),
        Marginal::uniform(0.0, 3.0).unwrap(),
    ])
}

fn spectrum(theta: &[f64]) -> Vec<f64> {
    let toy = Toy::new();
    let mut workspace = toy.workspace();
    toy.simulate(theta, &mut workspace).unwrap().binned.to_vec()
}

/// Every tenth simulation is marked as failed, with a spectrum of zeros.
fn write_training_set(folder: &Path) -> TrainingSet {
    let set = TrainingSet::at(folder);
    for k in 0..N_SPECTRA / PART_SIZE {
        let index: Vec<u64> = (k * PART_SIZE..(k + 1) * PART_SIZE)
            .map(|i| i as u64)
            .collect();
        let theta: Vec<Vec<f64>> = index
            .iter()
            .map(|i| prior().sample(&mut SEED.rng(Purpose::Prior, *i)))
            .collect();
        let failed = |i: usize| index[i].is_multiple_of(10);
        let depth = |i: usize| {
            if failed(i) {
                vec![0.0; N_BINS]
            } else {
                spectrum(&theta[i])
            }
        };
        let depths: Vec<Vec<f64>> = (0..PART_SIZE).map(depth).collect();
        let part = Part {
            theta: Array2::from_shape_fn((PART_SIZE, 3), |(i, j)| theta[i][j] as f32),
            spectrum: Array2::from_shape_fn((PART_SIZE, N_BINS), |(i, j)| depths[i][j] as f32),
            status: (0..PART_SIZE).map(|i| u8::from(failed(i))).collect(),
            index: Array1::from(index.clone()),
        };
        part::write_part(&set.part_path(k), &part, &provenance()).unwrap();
    }
    set
}

fn provenance() -> Provenance {
    Provenance {
        caveats: Vec::new(),
        parameter_names: ["radius_rjup", "log_H2O", "log_CO2"]
            .map(String::from)
            .to_vec(),
        parameter_units: vec![String::new(); 3],
        wavelength_um: (0..N_BINS).map(|i| i.to_string()).collect(),
        quantity: "transit depth".into(),
        study: String::new(),
        fingerprint: FINGERPRINT.into(),
        seed: SEED.0,
        opacities: Vec::new(),
        status_reasons: "{}".into(),
    }
}

fn observation(depth: Vec<f64>, sigma: f64) -> Observation {
    let bins = (0..N_BINS).map(|i| Bin {
        wavelength_um: 3.0 + 0.1 * i as f64,
        half_width_um: 0.05,
        instrument: "toy".into(),
    });
    Observation::new(bins.collect(), depth, vec![sigma; N_BINS]).unwrap()
}

fn network() -> NetworkConfig {
    NetworkConfig {
        width: 48,
        n_blocks: 2,
        n_components: 2,
        batch_size: 128,
        max_epochs: 50,
        dropout: 0.02,
        learning_rate: 3e-3,
        ..NetworkConfig::default()
    }
}

fn specification(network: NetworkConfig) -> Specification {
    let quantile = |i: usize, z: f64| prior().from_standard(&[z; 3])[i];
    Specification {
        fingerprint: FINGERPRINT.into(),
        parameters: ["radius_rjup", "log_H2O", "log_CO2"]
            .map(|name| ParameterInfo::new(name, "", name))
            .to_vec(),
        prior_quantiles: (0..3)
            .map(|i| [-2.0, -1.0, 0.0, 1.0, 2.0].map(|z| quantile(i, z)))
            .collect(),
        bins_um: (0..N_BINS).map(|i| [3.0 + 0.1 * i as f64, 0.05]).collect(),
        sigma: vec![SIGMA; N_BINS],
        network,
        n_spectra: N_SPECTRA,
        n_masks: 16,
    }
}

fn train_input<'a>(folder: &Path, prior: &'a Prior, network: NetworkConfig) -> TrainInput<'a> {
    TrainInput {
        specification: specification(network),
        prior,
        seed: SEED,
        study_text: "name = \"toy\"",
        opacities: vec!["none".into()],
        training_set: TrainingSet::at(folder.join("training-set")),
        folder: ModelFolder::at(folder.join("model")),
        device: DeviceKind::Flex,
    }
}

fn retrieve_input<'a>(
    folder: &Path,
    prior: &'a Prior,
    config: &'a RetrievalConfig,
    observation: &'a Observation,
) -> RetrieveInput<'a> {
    RetrieveInput {
        specification: specification(network()),
        prior,
        observation,
        quantity: "transit depth",
        config,
        provenance: PosteriorProvenance {
            study_name: "toy".into(),
            study_text: "name = \"toy\"".into(),
            study_hash: "0".into(),
            seed: SEED.0,
            observation_file: "toy.csv".into(),
        },
        model: ModelFolder::at(folder.join("model")),
        posterior_path: folder.join("posterior.h5"),
        report_path: folder.join("report.json"),
        device: DeviceKind::Flex,
    }
}

/// One training serves all that follows from it, because it takes most of the time.
#[test]
fn a_trained_model_retrieves_evaluates_flags_and_refuses() {
    let folder = tempfile::tempdir().unwrap();
    let folder = folder.path();
    let prior = prior();
    write_training_set(&folder.join("training-set"));
    let trained = train::run(&train_input(folder, &prior, network()), &source(), &Silent).unwrap();
    println!("{trained}");
    assert!((trained.valid_fraction - 0.9).abs() < 1e-9);
    assert!(trained.history.members.iter().all(|member| {
        member.validation_nll[member.best_epoch] < trained.history.prior_nll - 1.0
    }));
    let again = train::run(&train_input(folder, &prior, network()), &source(), &Silent).unwrap();
    assert!(again.was_done && again.history == trained.history);

    held_out_simulations_are_covered(folder, &prior);
    a_simulated_spectrum_is_retrieved(folder, &prior);
    weights_reach_the_figure_through_the_file(folder);
    the_parts_of_the_spread_do_not_depend_on_the_number_of_samples(folder, &prior);
    a_spike_is_flagged_where_it_is(folder, &prior);
    other_studies_and_noises_are_refused(folder, &prior);
}

/// About 320 simulations: five standard deviations of a 68 % coverage are 13 points, of a 95 % one 6 points.
fn held_out_simulations_are_covered(folder: &Path, prior: &Prior) {
    let input = EvaluateInput {
        study_name: "toy",
        specification: specification(network()),
        prior,
        seed: SEED,
        false_alarm_rate: 0.01,
        training_set: TrainingSet::at(folder.join("training-set")),
        model: ModelFolder::at(folder.join("model")),
        evaluation_path: folder.join("evaluation.json"),
        device: DeviceKind::Flex,
    };
    let summary = evaluate::run(&input, &source(), &Silent).unwrap();
    println!("{summary}");
    for parameter in &summary.evaluation.parameters {
        assert!(parameter.r_squared > 0.7, "{parameter:?}");
        assert!((parameter.coverage_68 - 0.68).abs() < 0.13, "{parameter:?}");
        assert!((parameter.coverage_95 - 0.95).abs() < 0.06, "{parameter:?}");
    }
    assert!(summary.evaluation.false_alarm_rate.measured < 0.05);
}

fn a_simulated_spectrum_is_retrieved(folder: &Path, prior: &Prior) {
    let observation = observation(spectrum(&[0.02, 2.5, 0.5]), SIGMA);
    let config = RetrievalConfig::default();
    let input = retrieve_input(folder, prior, &config, &observation);
    let summary = retrieve::run(&input, &source(), &Silent).unwrap();
    println!("{summary}");
    let report = &summary.report;
    assert_eq!(
        Report::read(&input.report_path).unwrap().ood.flag,
        report.ood.flag
    );
    for (parameter, truth) in report.parameters.iter().zip([0.02, 2.5, 0.5]) {
        assert!(
            (parameter.median - truth).abs() < 3.0 * parameter.std,
            "{parameter:?}"
        );
        assert!(
            parameter.std_epistemic > 0.0,
            "dropout is off: {parameter:?}"
        );
        let total = parameter.std_aleatoric.hypot(parameter.std_epistemic);
        assert!((total / parameter.std - 1.0).abs() < 0.02, "{parameter:?}");
    }
    assert!(report.mutual_information_nats > 1e-3, "dropout is off");
    assert!(
        !report.ood.flag && report.ood.bins.is_empty(),
        "{:?}",
        report.ood
    );

    let posterior = PosteriorFile::read(&input.posterior_path).unwrap();
    assert_eq!(posterior.samples.theta().dim(), (20_000, 3));
    assert_eq!(posterior.predictive.native_quantiles.dim(), (5, 2 * N_BINS));
    let wavelengths = &posterior.predictive.cell_wavelength_um;
    assert!(wavelengths.windows(2).all(|pair| pair[0] < pair[1]));
}

/// A sample that is there twice is drawn as one of twice the weight.
fn weights_reach_the_figure_through_the_file(folder: &Path) {
    let posterior = PosteriorFile::read(&folder.join("posterior.h5")).unwrap();
    let theta = posterior.samples.theta().slice(s![..2_000, ..]);
    let svg = |samples: Samples, name: &str| {
        let path = folder.join(name);
        let file = PosteriorFile {
            samples,
            ..posterior.clone()
        };
        file.write(&path).unwrap();
        let data = CornerData::from(PosteriorFile::read(&path).unwrap());
        corner::draw(&data).unwrap().svg().to_owned()
    };
    let heavy = 300;
    let twice = concatenate![Axis(0), theta, theta.slice(s![..heavy, ..])];
    let weights = (0..2_000).map(|i| if i < heavy { 2.0 } else { 1.0 });
    let weighted = Samples::weighted(theta.to_owned(), weights.collect());
    let weighted = svg(weighted, "weighted.h5");
    assert!(weighted == svg(Samples::equal(twice), "twice.h5"));
    assert!(weighted != svg(Samples::equal(theta.to_owned()), "once.h5"));
}

fn the_parts_of_the_spread_do_not_depend_on_the_number_of_samples(folder: &Path, prior: &Prior) {
    let observation = observation(spectrum(&[0.02, 2.5, 0.5]), SIGMA);
    let parts = [100, 128, 256, 20_000].map(|n_samples| {
        let config = RetrievalConfig {
            n_samples,
            ..RetrievalConfig::default()
        };
        let input = retrieve_input(folder, prior, &config, &observation);
        let report = retrieve::run(&input, &source(), &Silent).unwrap().report;
        let parts = report.parameters.into_iter();
        parts
            .map(|p| [p.std_aleatoric, p.std_epistemic, p.std_epistemic_error])
            .collect::<Vec<_>>()
    });
    let all_positive = |parts: &[[f64; 3]]| parts.iter().flatten().all(|part| *part > 0.0);
    assert!(all_positive(&parts[0]), "{parts:?}");
    assert!(parts.iter().all(|own| own == &parts[0]), "{parts:?}");
}

fn a_spike_is_flagged_where_it_is(folder: &Path, prior: &Prior) {
    let mut depth = spectrum(&[0.02, 1.0, 1.0]);
    depth[11] += 15.0 * SIGMA;
    let observation = observation(depth, SIGMA);
    let config = RetrievalConfig::default();
    let input = retrieve_input(folder, prior, &config, &observation);
    let report = retrieve::run(&input, &source(), &Silent).unwrap().report;
    assert!(report.ood.flag);
    the_largest_pull_is_that_of_its_score(&report, &input.posterior_path);
    assert!(
        report
            .ood
            .bins
            .iter()
            .any(|bin| (bin.wavelength_um - 4.1).abs() < 1e-9),
        "{:?}",
        report.ood.bins
    );
}

/// One pull a bin: that of the score, of the report and of the file.
fn the_largest_pull_is_that_of_its_score(report: &Report, posterior: &Path) {
    let observed = PosteriorFile::read(posterior).unwrap().observed;
    let largest = |pulls: &mut dyn Iterator<Item = f64>| pulls.map(f64::abs).fold(0.0, f64::max);
    let scores = &report.ood.scores;
    let score = scores
        .iter()
        .find(|score| score.name == "largest_pull")
        .unwrap();
    assert!(score.flag && score.value > observed.threshold_sigma);
    assert_eq!(largest(&mut observed.pull.iter().copied()), score.value);
    assert_eq!(
        largest(&mut report.ood.bins.iter().map(|bin| bin.pull)),
        score.value
    );
}

fn other_studies_and_noises_are_refused(folder: &Path, prior: &Prior) {
    let observed = observation(spectrum(&[0.02, 2.5, 0.5]), SIGMA);
    let config = RetrievalConfig::default();
    let good = retrieve_input(folder, prior, &config, &observed);
    let message = |specification: Specification| {
        let input = RetrieveInput {
            specification,
            ..good.clone()
        };
        retrieve::run(&input, &source(), &Silent)
            .unwrap_err()
            .to_string()
    };
    let mut other = good.specification.clone();
    other.parameters[2] = ParameterInfo::new("log_CH4", "", "log_CH4");
    assert!(
        message(other)
            .contains("its parameters are radius_rjup, log_H2O, log_CO2, the study's are")
    );
    let mut other = good.specification.clone();
    other.prior_quantiles[1][4] = 9.0;
    assert!(message(other).contains("its prior on `log_H2O`"));
    let fewer = Observation::new(
        observed.bins()[1..].to_vec(),
        observed.depth()[1..].to_vec(),
        observed.sigma()[1..].to_vec(),
    )
    .unwrap();
    let input = RetrieveInput {
        observation: &fewer,
        ..good.clone()
    };
    let error = retrieve::run(&input, &source(), &Silent)
        .unwrap_err()
        .to_string();
    assert!(
        error.contains("it reads 12 bins, the observation has 11"),
        "{error}"
    );
    let mut other = good.specification.clone();
    other.fingerprint = "two levels and a bump".into();
    assert!(message(other).contains("star, planet, atmosphere"));

    let noisy = observation(spectrum(&[0.02, 2.5, 0.5]), 10.0 * SIGMA);
    let error = retrieve::run(
        &RetrieveInput {
            observation: &noisy,
            ..good.clone()
        },
        &source(),
        &Silent,
    );
    assert!(matches!(error, Err(RetrieveError::Noise { .. })));

    let empty = tempfile::tempdir().unwrap();
    let nowhere = RetrieveInput {
        model: ModelFolder::at(empty.path()),
        ..good
    };
    let error = retrieve::run(&nowhere, &source(), &Silent)
        .unwrap_err()
        .to_string();
    assert!(error.contains("run `exosonde train` first"), "{error}");
}

/// Stops the training, as a power cut would, after some epochs.
struct PowerCut {
    epochs_left: AtomicUsize,
}

impl Progress for PowerCut {
    fn start(&self, _total: u64, _unit: &str) {}
    fn advance(&self, _n: u64) {}
    fn message(&self, _text: &str) {
        let left = self.epochs_left.fetch_sub(1, Ordering::Relaxed);
        assert!(left > 1, "the lights go out");
    }
    fn finish(&self) {}
}

#[test]
fn an_interrupted_training_goes_on_as_if_nothing_had_happened_on_any_number_of_threads() {
    let prior = prior();
    let config = NetworkConfig {
        width: 16,
        max_epochs: 4,
        ..network()
    };
    // The losses of an epoch depend on every weight before it, to the last bit.
    let losses = |interrupt: bool, threads: usize| {
        let folder = tempfile::tempdir().unwrap();
        write_training_set(&folder.path().join("training-set"));
        let input = train_input(folder.path(), &prior, config.clone());
        let pool = rayon::ThreadPoolBuilder::new()
            .num_threads(threads)
            .build()
            .unwrap();
        pool.install(|| {
            if interrupt {
                let cut = PowerCut {
                    epochs_left: AtomicUsize::new(3),
                };
                assert!(
                    catch_unwind(AssertUnwindSafe(|| train::run(&input, &source(), &cut))).is_err()
                );
                assert!(
                    input.folder.checkpoint_path(0).exists()
                        && !input.folder.manifest_path().exists()
                );
            }
            let history = train::run(&input, &source(), &Silent).unwrap().history;
            (history, input.folder.read_weights(0).unwrap().len())
        })
    };
    let uninterrupted = losses(false, 1);
    assert_eq!(losses(true, 1), uninterrupted);
    assert_eq!(losses(false, 2), uninterrupted);
}

#[test]
fn a_training_set_that_does_not_fit_in_memory_is_streamed() {
    let prior = prior();
    let folder = tempfile::tempdir().unwrap();
    write_training_set(&folder.path().join("training-set"));
    let dataset = |memory_budget_mb| {
        let config = exosonde::training_set::DatasetConfig {
            training_set: &TrainingSet::at(folder.path().join("training-set")),
            fingerprint: FINGERPRINT,
            prior: &prior,
            error_inflation: exosonde::parameters::ParameterValue::Fixed(1.0),
            split: exosonde::training_set::Split::new(SEED, N_SPECTRA),
            memory_budget_mb,
        };
        exosonde::training_set::Dataset::open(&config).unwrap()
    };
    let indices = |dataset: &exosonde::training_set::Dataset| {
        let shards = dataset.shards(&mut SEED.rng(Purpose::Shuffle { member: 0 }, 0));
        let mut indices: Vec<u64> = shards
            .flat_map(|shard| shard.unwrap().index.clone())
            .collect();
        indices.sort_unstable();
        indices
    };
    let (cached, streamed) = (dataset(100), dataset(0));
    assert!(!cached.is_streamed() && streamed.is_streamed());
    assert_eq!(
        streamed
            .shards(&mut SEED.rng(Purpose::Shuffle { member: 0 }, 0))
            .count(),
        N_SPECTRA / PART_SIZE
    );
    assert_eq!(indices(&cached), indices(&streamed));
    assert_eq!(
        cached.input_map(&[SIGMA; N_BINS], [0.5, 2.0]),
        streamed.input_map(&[SIGMA; N_BINS], [0.5, 2.0])
    );
}
