//! What a trained model does with spectra like and unlike those that it learnt from.

use std::path::Path;

use exosonde::evaluate::{self, EvaluateInput};
use exosonde::network::DeviceKind;
use exosonde::observation::Observation;
use exosonde::parameters::ParameterInfo;
use exosonde::plot::corner::{self, CornerData};
use exosonde::posterior::report::{BinReport, OodReport, Report};
use exosonde::posterior::{PosteriorFile, Samples};
use exosonde::prior::Prior;
use exosonde::retrieve::{self, RetrieveInput, Start};
use exosonde::simulator::SpectrumSource;
use exosonde::study::RetrievalConfig;
use exosonde::train;
use exosonde::trained_model::{ModelFolder, Specification};
use exosonde::training_set::part::TrainingSet;
use groundwork::progress::Silent;
use ndarray::{Axis, concatenate, s};

use crate::toy::{
    N_BINS, SEED, SIGMA, Toy, network, observation, prior, retrieve_input, source, specification,
    spectrum, train_input, write_training_set,
};

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
    spectra_with_other_errors_and_gaps_are_covered(folder, &prior);
    a_simulated_spectrum_is_retrieved(folder, &prior);
    weights_reach_the_figure_through_the_file(folder);
    the_parts_of_the_spread_do_not_depend_on_the_number_of_samples(folder, &prior);
    a_spike_is_flagged_where_it_is(folder, &prior);
    other_studies_and_noises_are_refused(folder, &prior);
}

fn held_out_simulations_are_covered(folder: &Path, prior: &Prior) {
    let own = observation(spectrum(&[0.02, 2.5, 0.5]), SIGMA);
    are_covered(folder, prior, &own, &source(), 0.7);
}

/// Errors half and twice those of the training, now this and now that, and none of four bins: each is calibrated for and covered, and
/// what it was calibrated with is kept.
fn spectra_with_other_errors_and_gaps_are_covered(folder: &Path, prior: &Prior) {
    let depth = spectrum(&[0.02, 2.5, 0.5]);
    let times = |factor: fn(usize) -> f64| {
        let sigma = (0..N_BINS).map(|i| factor(i) * SIGMA).collect();
        let bins = observation(depth.clone(), SIGMA).bins().to_vec();
        Observation::new(bins, depth.clone(), sigma).unwrap()
    };
    let uneven = times(|i| if i % 5 < 2 { 0.5 } else { 1.8 });
    for other in [times(|_| 0.5), times(|_| 2.0), uneven.clone()] {
        are_covered(folder, prior, &other, &source(), 0.4);
    }
    let present = [0, 1, 4, 5, 6, 7, 9, 11];
    let part = source().in_bins(&present);
    are_covered(folder, prior, &some_of(&uneven, &present), &part, 0.4);

    let kept = || -> Vec<_> {
        let files = std::fs::read_dir(folder.join("model")).unwrap();
        let names = files.map(|file| file.unwrap().file_name().into_string().unwrap());
        names
            .filter(|name| name.starts_with("calibration-"))
            .collect()
    };
    assert_eq!(kept().len(), 4);
    let config = RetrievalConfig::default();
    let observed = some_of(&uneven, &present);
    let input = RetrieveInput {
        posterior_path: folder.join("part.h5"),
        ..retrieve_input(folder, prior, &config, &observed)
    };
    let report = retrieve::run(&input, &part, &Silent).unwrap().report;
    assert_eq!((report.n_bins, kept().len()), (8, 4));
    for (parameter, truth) in report.parameters.iter().zip([0.02, 2.5, 0.5]) {
        let distance = (parameter.median - truth).abs();
        assert!(distance < 3.0 * parameter.std, "{parameter:?}");
    }
}

fn some_of(observation: &Observation, bins: &[usize]) -> Observation {
    let of = |values: &[f64]| bins.iter().map(|bin| values[*bin]).collect();
    let some = bins.iter().map(|bin| observation.bins()[*bin].clone());
    let [depth, sigma] = [observation.depth(), observation.sigma()].map(of);
    Observation::new(some.collect(), depth, sigma).unwrap()
}

/// About 320 simulations: five standard deviations of a 68 % coverage are 13 points, of a 95 % one 6 points.
fn are_covered(
    folder: &Path,
    prior: &Prior,
    observation: &Observation,
    source: &SpectrumSource<Toy>,
    least_r_squared: f64,
) {
    let all = self::source();
    let input = EvaluateInput {
        study_name: "toy",
        specification: specification(network()),
        prior,
        observation,
        observation_file: "toy.csv",
        seed: SEED,
        false_alarm_rate: 0.01,
        training_set: TrainingSet::at(folder.join("training-set")),
        error_inflation: all.error_inflation(),
        model: ModelFolder::at(folder.join("model")),
        evaluation_path: folder.join("evaluation.json"),
        device: DeviceKind::Flex,
    };
    let summary = evaluate::run(&input, source, &Silent).unwrap();
    println!("{summary}");
    for parameter in &summary.evaluation.parameters {
        assert!(parameter.r_squared > least_r_squared, "{parameter:?}");
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
    assert_eq!(&Report::read(&input.report_path).unwrap(), report);
    assert!(!report.is_exact && report.importance.is_none());
    for (parameter, truth) in report.parameters.iter().zip([0.02, 2.5, 0.5]) {
        assert!(
            (parameter.median - truth).abs() < 3.0 * parameter.std,
            "{parameter:?}"
        );
        let network = parameter.network.as_ref().unwrap();
        assert!(network.std_epistemic > 0.0, "dropout is off: {parameter:?}");
    }
    assert!(
        report.mutual_information_nats > Some(1e-3),
        "dropout is off"
    );
    let ood = report.ood.as_ref().unwrap();
    assert!(!ood.flag && ood.bins.is_empty(), "{ood:?}");

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

/// Within 2 %: posteriors here end in tails of ten standard deviations, so that the spread of 20,000 samples is known to 3 % only.
fn the_parts_add_up_to_the_spread(report: &Report) {
    for parameter in &report.parameters {
        let network = parameter.network.as_ref().unwrap();
        let total = network.std_aleatoric.hypot(network.std_epistemic);
        assert!((total / parameter.std - 1.0).abs() < 0.02, "{parameter:?}");
    }
}

fn the_parts_of_the_spread_do_not_depend_on_the_number_of_samples(folder: &Path, prior: &Prior) {
    let observation = observation(spectrum(&[0.02, 2.5, 0.5]), SIGMA);
    let parts = [100, 128, 256, 1_000, 200_000].map(|n_samples| {
        let config = RetrievalConfig {
            n_samples,
            ..RetrievalConfig::default()
        };
        let input = retrieve_input(folder, prior, &config, &observation);
        let report = retrieve::run(&input, &source(), &Silent).unwrap().report;
        let posterior = PosteriorFile::read(&input.posterior_path).unwrap();
        assert_eq!(posterior.samples.n(), n_samples);
        assert_eq!(posterior.predictive.binned.nrows(), config.n_predictive);
        if n_samples == 200_000 {
            the_parts_add_up_to_the_spread(&report);
        }
        let parts = report.parameters.into_iter();
        parts
            .map(|parameter| parameter.network.unwrap())
            .map(|own| {
                [
                    own.std_aleatoric,
                    own.std_epistemic,
                    own.std_epistemic_error,
                ]
            })
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
    let input = RetrieveInput {
        posterior_path: folder.join("spike.h5"),
        ..retrieve_input(folder, prior, &config, &observation)
    };
    let report = retrieve::run(&input, &source(), &Silent).unwrap().report;
    let ood = report.ood.unwrap();
    assert!(ood.flag);
    the_largest_pull_is_that_of_its_score(&ood, &input.posterior_path);
    let is_there = |bin: &BinReport| (bin.wavelength_um - 4.1).abs() < 1e-9;
    assert!(ood.bins.iter().any(is_there), "{:?}", ood.bins);
}

/// One pull a bin: that of the score, of the report and of the file.
fn the_largest_pull_is_that_of_its_score(ood: &OodReport, posterior: &Path) {
    let observed = PosteriorFile::read(posterior).unwrap().observed;
    let largest = |pulls: &mut dyn Iterator<Item = f64>| pulls.map(f64::abs).fold(0.0, f64::max);
    let mut scores = ood.scores.iter();
    let score = scores.find(|score| score.name == "largest_pull").unwrap();
    assert!(score.flag && score.value > observed.threshold_sigma);
    assert_eq!(largest(&mut observed.pull.iter().copied()), score.value);
    assert_eq!(
        largest(&mut ood.bins.iter().map(|bin| bin.pull)),
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
    let mut bins = observed.bins().to_vec();
    bins[3].half_width_um *= 0.9;
    let sigma = observed.sigma().to_vec();
    let narrower = Observation::new(bins, observed.depth().to_vec(), sigma).unwrap();
    let input = RetrieveInput {
        observation: &narrower,
        ..good.clone()
    };
    let error = retrieve::run(&input, &source(), &Silent)
        .unwrap_err()
        .to_string();
    assert!(error.contains("its bin 4 is"), "{error}");
    let input = RetrieveInput {
        observation: &some_of(&observed, &[0, 2, 4, 6, 8]),
        ..good.clone()
    };
    let error = retrieve::run(&input, &source().in_bins(&[0, 2, 4, 6, 8]), &Silent)
        .unwrap_err()
        .to_string();
    assert!(error.contains("it has 5 of 12 bins"), "{error}");
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
    let error = error.unwrap_err().to_string();
    assert!(
        error.contains("10.0000 times that of the training"),
        "{error}"
    );
    assert!(error.contains("expected 0.5 to 2 times"), "{error}");

    let empty = tempfile::tempdir().unwrap();
    let nowhere = RetrieveInput {
        start: Start::Networks {
            model: ModelFolder::at(empty.path()),
            device: DeviceKind::Flex,
            is_alone: true,
        },
        ..good
    };
    let error = retrieve::run(&nowhere, &source(), &Silent)
        .unwrap_err()
        .to_string();
    assert!(error.contains("run `exosonde train` first"), "{error}");
}
