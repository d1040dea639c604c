//! The stages of a run on flat spectra: training set, model, evaluation, retrieval.

use std::{
    collections::BTreeMap,
    path::{Path, PathBuf},
    sync::LazyLock,
};

use exosonde::evaluate::{self, EvaluateInput, Evaluation};
use exosonde::network::{DeviceKind, NetworkConfig};
use exosonde::observation::Observation;
use exosonde::parameters::ParameterInfo;
use exosonde::posterior::report::Report;
use exosonde::posterior::{PosteriorFile, PosteriorProvenance};
use exosonde::retrieve::{self, RetrieveInput, Start};
use exosonde::seed::Purpose;
use exosonde::simulator::SpectrumSource;
use exosonde::study::RetrievalConfig;
use exosonde::train::{self, TrainInput};
use exosonde::trained_model::{ConditionReader, ModelFolder, Specification};
use exosonde::training_set::part::{self, Part, Provenance, TrainingSet};
use groundwork::progress::Silent;
use ndarray::{Array1, Array2};

use crate::flat::{Flat, SEED, SIGMA, Setup};

const N_SPECTRA: usize = 3_000;

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
pub fn retrieval<'a>(
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
pub fn trained(setup: &Setup, folder: &Path) -> ModelFolder {
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
pub fn evaluated(setup: &Setup, folder: &Path, n_left_out: usize) -> Evaluation {
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

pub fn alone(model: &ModelFolder) -> Start {
    Start::Networks {
        model: model.clone(),
        device: DeviceKind::Flex,
        is_alone: true,
    }
}

pub fn retrieved(source: &SpectrumSource<Flat>, input: RetrieveInput) -> (Report, PosteriorFile) {
    let summary = retrieve::run(&input, source, &Silent).unwrap();
    println!("{summary}");
    let file = PosteriorFile::read(&input.posterior_path).unwrap();
    (summary.report, file)
}
