//! What instruments may do to the depths: shifts, inflated errors, bins left out.

use std::{
    collections::BTreeMap,
    fs,
    path::{Path, PathBuf},
    sync::LazyLock,
};

use exosonde::evaluate::{self, EvaluateInput, Evaluation};
use exosonde::network::{DeviceKind, NetworkConfig};
use exosonde::observation::{Bin, ErrorInflation, Instruments, Observation};
use exosonde::parameters::{ParameterInfo, ParameterValue};
use exosonde::posterior::report::{InflationMedian, Report};
use exosonde::posterior::{PosteriorFile, PosteriorProvenance};
use exosonde::prior::{Marginal, Prior};
use exosonde::retrieve::{self, RetrieveInput, Start};
use exosonde::seed::{Purpose, Seed};
use exosonde::simulator::{PhysicalGrid, Simulator, Spectrum, SpectrumSource};
use exosonde::study::{RetrievalConfig, Study};
use exosonde::train::{self, TrainInput};
use exosonde::trained_model::{ConditionReader, ModelFolder, Specification};
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
const N_SPECTRA: usize = 3_000;
const SIGMA: f64 = 50e-6;

/// A flat spectrum of the level θ₀ ppm, on cells that are the bins.
struct Flat {
    cells_per_cm: Vec<[f64; 2]>,
}

impl Simulator for Flat {
    type Workspace = Vec<f64>;

    fn workspace(&self) -> Vec<f64> {
        vec![0.0; self.cells_per_cm.len()]
    }

    fn simulate<'w>(
        &self,
        theta: &[f64],
        depth: &'w mut Vec<f64>,
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
        &self.cells_per_cm
    }
}

/// Two instruments, `a` and `b`, with half of the bins each.
struct Setup {
    names: Vec<&'static str>,
    prior: Prior,
    /// The factor on the errors of each.
    factors: [ParameterValue; 2],
    n_bins: usize,
}

/// The bins of `b` are shifted by θ₁ ppm, all errors are inflated by θ₂.
fn one_factor() -> Setup {
    let marginals = [
        Marginal::uniform(19_500.0, 20_500.0),
        Marginal::uniform(-500.0, 500.0),
        Marginal::log_uniform(0.5, 4.0),
    ];
    Setup {
        names: vec!["level_ppm", "offset_b_ppm", "error_inflation"],
        prior: Prior::new(marginals.map(Result::unwrap).to_vec()),
        factors: [ParameterValue::Free(2); 2],
        n_bins: 12,
    }
}

/// As above, but only the errors of `a` are inflated by θ₂, those of `b` by θ₃.
fn factor_of_each(n_bins: usize) -> Setup {
    let one = one_factor();
    let factor = one.prior.marginals()[2];
    let names = ["error_inflation_a", "error_inflation_b"];
    Setup {
        names: [&one.names[..2], &names].concat(),
        prior: Prior::new([one.prior.marginals(), &[factor]].concat()),
        factors: [2, 3].map(ParameterValue::Free),
        n_bins,
    }
}

impl Setup {
    /// Which instrument has a bin: 0 or 1.
    fn instrument(&self, i_bin: usize) -> usize {
        usize::from(i_bin >= self.n_bins / 2)
    }

    fn source(&self) -> SpectrumSource<Flat> {
        let bins = 0..self.n_bins;
        let offset = [None, Some(ParameterValue::Free(1))];
        let cell = |i| [2000.0 + 100.0 * i as f64, 2100.0 + 100.0 * i as f64];
        let flat = Flat {
            cells_per_cm: bins.clone().map(cell).collect(),
        };
        let factors = bins.clone().map(|i| self.factors[self.instrument(i)]);
        let instruments = Instruments {
            error_inflation: ErrorInflation::of_bins(factors),
            offset_ppm: bins.map(|i| offset[self.instrument(i)]).collect(),
        };
        SpectrumSource::new(flat, instruments)
    }

    fn binned(&self, theta: &[f64]) -> Vec<f64> {
        let source = self.source();
        let mut workspace = source.workspace();
        let simulated = source.simulate(theta, &mut workspace);
        simulated.unwrap().binned.to_vec()
    }

    /// A spectrum of `theta` whose noise is inflated as it says.
    fn observed(&self, theta: &[f64]) -> Observation {
        let mut rng = SEED.rng(Purpose::Noise, u64::MAX);
        let noise = |(i, depth): (usize, f64)| {
            let factor = self.factors[self.instrument(i)].at(theta);
            depth + factor * SIGMA * rng.sample::<f64, _>(StandardNormal)
        };
        let depth = self.binned(theta).into_iter().enumerate().map(noise);
        let bins = (0..self.n_bins).map(|i| Bin {
            wavelength_um: 3.0 + 0.1 * i as f64,
            half_width_um: 0.05,
            instrument: ["a", "b"][self.instrument(i)].into(),
        });
        let sigma = vec![SIGMA; self.n_bins];
        Observation::new(bins.collect(), depth.collect(), sigma).unwrap()
    }
}

fn write_training_set(setup: &Setup, set: &TrainingSet) {
    let index: Vec<u64> = (0..N_SPECTRA as u64).collect();
    let theta: Vec<Vec<f64>> = index
        .iter()
        .map(|i| setup.prior.sample(&mut SEED.rng(Purpose::Prior, *i)))
        .collect();
    let depth: Vec<Vec<f64>> = theta.iter().map(|theta| setup.binned(theta)).collect();
    let n_parameters = setup.names.len();
    let part = Part {
        theta: Array2::from_shape_fn((N_SPECTRA, n_parameters), |(i, j)| theta[i][j] as f32),
        spectrum: Array2::from_shape_fn((N_SPECTRA, setup.n_bins), |(i, j)| depth[i][j] as f32),
        status: Array1::zeros(N_SPECTRA),
        index: Array1::from(index),
    };
    let provenance = Provenance {
        caveats: Vec::new(),
        parameter_names: setup.names.iter().map(ToString::to_string).collect(),
        parameter_units: vec![String::new(); n_parameters],
        wavelength_um: (0..setup.n_bins).map(|i| i.to_string()).collect(),
        quantity: "eclipse depth".into(),
        study: String::new(),
        fingerprint: "flat".into(),
        seed: SEED.0,
        opacities: Vec::new(),
        status_reasons: "{}".into(),
    };
    part::write_part(&set.part_path(0), &part, &provenance).unwrap();
}

fn specification(setup: &Setup) -> Specification {
    let n_parameters = setup.names.len();
    let quantile = |i: usize, z: f64| setup.prior.from_standard(&vec![z; n_parameters])[i];
    let names = setup.names.iter();
    Specification {
        fingerprint: "flat".into(),
        parameters: names
            .map(|name| ParameterInfo::new(name, "", name))
            .collect(),
        n_conditions: 0,
        prior_quantiles: (0..n_parameters)
            .map(|i| [-2.0, -1.0, 0.0, 1.0, 2.0].map(|z| quantile(i, z)))
            .collect(),
        bins_um: (0..setup.n_bins)
            .map(|i| [3.0 + 0.1 * i as f64, 0.05])
            .collect(),
        sigma: vec![SIGMA; setup.n_bins],
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

/// The retrieval of a spectrum, as it is everywhere here but for its start and its place.
fn retrieval<'a>(
    setup: &'a Setup,
    observation: &'a Observation,
    start: Start,
    [posterior_path, report_path]: [PathBuf; 2],
) -> RetrieveInput<'a> {
    static CONFIG: LazyLock<RetrievalConfig> = LazyLock::new(RetrievalConfig::default);
    RetrieveInput {
        specification: specification(setup),
        parameters: specification(setup).parameters,
        prior: &setup.prior,
        conditions: ConditionReader::none(),
        known: BTreeMap::new(),
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

/// A model in a folder.
fn trained(setup: &Setup, folder: &Path) -> ModelFolder {
    let at = |name: &str| folder.join(name);
    let (set, model) = (TrainingSet::at(at("parts")), ModelFolder::at(at("model")));
    write_training_set(setup, &set);
    let input = TrainInput {
        specification: specification(setup),
        prior: &setup.prior,
        seed: SEED,
        study_text: "name = \"flat\"",
        opacities: Vec::new(),
        training_set: set,
        folder: model.clone(),
        device: DeviceKind::Flex,
    };
    train::run(&input, &setup.source(), &Silent).unwrap();
    model
}

/// That model, whose intervals hold the truth of simulations in all but the first bins as often as they should.
fn evaluated(setup: &Setup, folder: &Path, n_left_out: usize) -> Evaluation {
    let all = setup.source();
    let input = EvaluateInput {
        study_name: "flat",
        specification: specification(setup),
        prior: &setup.prior,
        observation: &without_first(setup.observed(&[0.0, 0.0, 1.0, 1.0]), n_left_out),
        observation_file: "o.csv",
        seed: SEED,
        false_alarm_rate: 0.01,
        training_set: TrainingSet::at(folder.join("parts")),
        error_inflation: all.error_inflation(),
        model: ModelFolder::at(folder.join("model")),
        evaluation_path: folder.join("evaluation.json"),
        device: DeviceKind::Flex,
    };
    let bins: Vec<usize> = (n_left_out..setup.n_bins).collect();
    let summary = evaluate::run(&input, &all.in_bins(&bins), &Silent).unwrap();
    println!("{summary}");
    // About 240 simulations: five standard deviations of a 68 % coverage are 15 points.
    for parameter in &summary.evaluation.parameters {
        assert!((parameter.coverage_68 - 0.68).abs() < 0.15, "{parameter:?}");
    }
    summary.evaluation
}

fn without_first(observation: Observation, n_left_out: usize) -> Observation {
    let [from_um, _] = observation.bins()[n_left_out].edges_um();
    observation.within([from_um, f64::INFINITY]).unwrap()
}

fn alone(model: &ModelFolder) -> Start {
    Start::Networks {
        model: model.clone(),
        device: DeviceKind::Flex,
        is_alone: true,
    }
}

fn retrieved(source: &SpectrumSource<Flat>, input: RetrieveInput) -> (Report, PosteriorFile) {
    let summary = retrieve::run(&input, source, &Silent).unwrap();
    println!("{summary}");
    let file = PosteriorFile::read(&input.posterior_path).unwrap();
    (summary.report, file)
}

#[test]
fn an_injected_offset_is_recovered_and_its_interval_follows_the_inflation() {
    let folder = tempfile::tempdir().unwrap();
    let setup = one_factor();
    let model = trained(&setup, folder.path());
    evaluated(&setup, folder.path(), 0);
    let retrieve = |theta: [f64; 3]| {
        let observation = setup.observed(&theta);
        let start = alone(&model);
        let names = [&format!("posterior-{}.h5", theta[2]), "report.json"];
        let places = names.map(|name| folder.path().join(name));
        retrieved(
            &setup.source(),
            retrieval(&setup, &observation, start, places),
        )
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
    let setup = one_factor();
    let observation = setup.observed(&[20_000.0, 180.0, 1.0]);
    let places = ["posterior.h5", "report.json"].map(|name| folder.path().join(name));
    let input = retrieval(&setup, &observation, Start::Prior, places);
    let (report, _) = retrieved(&setup.source(), input);
    let best = report.importance.as_ref().unwrap();
    assert!(report.is_exact);
    let error = best.best_fit["error_inflation"] * SIGMA;
    let constant = (error * std::f64::consts::TAU.sqrt()).ln();
    let expected = -0.5 * best.chi2_best - setup.n_bins as f64 * constant;
    assert!(
        (best.log_likelihood_best - expected).abs() < 1e-6,
        "{best:?}"
    );

    let depth = observation.depth();
    let half = setup.n_bins / 2;
    let mean = |depth: &[f64]| depth.iter().sum::<f64>() / half as f64;
    let offset_ppm = 1e6 * (mean(&depth[half..]) - mean(&depth[..half]));
    let offset = &report.parameters[1];
    assert!(
        (offset.mean - offset_ppm).abs() < 0.1 * offset.std,
        "{offset:?} {offset_ppm}"
    );
}

/// `b` scatters twice as much as its errors say, `a` as much as they say: of forty bins each the scatter is known to 11 %. Both factors are
/// integrated out and drawn again.
#[test]
fn errors_of_one_instrument_are_found_to_be_too_small_and_those_of_the_other_right() {
    let folder = tempfile::tempdir().unwrap();
    let setup = factor_of_each(80);
    let truth = [20_000.0, 180.0, 1.0, 2.0];
    let observation = setup.observed(&truth);
    let places = ["posterior.h5", "report.json"].map(|name| folder.path().join(name));
    let input = retrieval(&setup, &observation, Start::Prior, places);
    let (report, file) = retrieved(&setup.source(), input);
    assert!(report.is_exact);
    for (parameter, truth) in report.parameters.iter().zip(truth) {
        let distance = (parameter.median - truth).abs();
        assert!(distance < 3.0 * parameter.std, "{parameter:?}");
    }
    let [a, b] = [2, 3].map(|i| &report.parameters[i]);
    assert!(a.std < 0.15 && b.std < 0.3, "{a:?} {b:?}");
    assert!(report.chi2_per_bin < 1.3 && report.chi2_stated_median > 2.0 * report.chi2_median);
    assert_factors_are_said(&setup, &report, &file);
}

/// Training spectra have the noise of their own two factors: networks see in six bins of an instrument, or in five, how much it scatters. Of 305
/// simulations, whose correlations scatter by 0.057, an R² of 0.1 is five standard errors.
#[test]
fn networks_find_the_factor_on_the_errors_of_each_instrument() {
    let folder = tempfile::tempdir().unwrap();
    let setup = factor_of_each(12);
    let model = trained(&setup, folder.path());
    for n_left_out in [0, 1] {
        let evaluation = evaluated(&setup, folder.path(), n_left_out);
        for factor in &evaluation.parameters[2..] {
            assert!(factor.r_squared > 0.1, "{factor:?}");
        }
    }
    for [of_a, of_b] in [[0.7, 3.0], [3.0, 0.7]] {
        let observation = setup.observed(&[20_000.0, 180.0, of_a, of_b]);
        let names = [format!("{of_a}.h5"), format!("{of_a}.json")];
        let places = names.map(|name| folder.path().join(name));
        let input = retrieval(&setup, &observation, alone(&model), places);
        let (report, file) = retrieved(&setup.source(), input);
        let [a, b] = [2, 3].map(|i| &report.parameters[i]);
        for (found, truth) in [(a, of_a), (b, of_b)] {
            assert!((found.median - truth).abs() < 3.0 * found.std, "{found:?}");
        }
        assert_eq!(a.median < b.median, of_a < of_b, "{a:?} {b:?}");
        assert_factors_are_said(&setup, &report, &file);
    }
}

/// In the report by instrument, in the file by bin.
fn assert_factors_are_said(setup: &Setup, report: &Report, file: &PosteriorFile) {
    let [a, b] = [2, 3].map(|i| report.parameters[i].median);
    let by_instrument = BTreeMap::from([("a".to_owned(), a), ("b".to_owned(), b)]);
    let expected = InflationMedian::OnEach(by_instrument);
    assert_eq!(report.error_inflation_median, expected);
    let half = setup.n_bins / 2;
    let of_bins = [vec![a; half], vec![b; half]].concat();
    assert_eq!(file.predictive.median_error_inflation, of_bins);
    let factors = &file.predictive.error_inflation;
    for (draw, theta) in factors.rows().into_iter().zip(file.samples.theta().rows()) {
        let expected = (0..setup.n_bins).map(|i| theta[2 + setup.instrument(i)]);
        assert!(draw.iter().copied().eq(expected));
    }
}
