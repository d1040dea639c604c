//! Conditions of a simulator of one's own, where every posterior is known: a line over twelve bins at the height `a + c`, of which the
//! condition c is known, is known roughly, or is not known.
//!
//! With `a ~ N(0, s²)`, `c ~ N(m, t²)` and twelve bins of the error σ, whose mean is d, `a` given c is normal with the precision
//! `1/s² + 12/σ²` and the mean `(d − c) (12/σ²) / precision`; together they are normal with the precision matrix
//! `[[1/s² + 12/σ², 12/σ²], [12/σ², 1/t² + 12/σ²]]`.

mod line;

use exosonde::network::NetworkConfig;
use exosonde::observation::Observation;
use exosonde::parameters::ParameterInfo;
use exosonde::posterior::PosteriorFile;
use exosonde::posterior::report::Report;
use exosonde::prior::{Marginal, Prior};
use exosonde::retrieve::Start;
use exosonde::seed::Seed;
use exosonde::study::{Given, Known, RetrievalConfig, TrainingSetConfig};
use exosonde::{Parts, Session, Silent, Target, Task};
use line::{Line, N_BINS};

const SIGMA_PPM: f64 = 300.0;
/// Of the heights, ppm.
const PRIOR_PPM: f64 = 200.0;
const SEEN_PPM: f64 = 150.0;

/// Heights in ppm, of which the second is the condition, and the rise from the first bin to the last.
const LINE: Line = Line(|theta| Ok([0.02 + 1e-6 * (theta[0] + theta[2]), 1e-6 * theta[1]]));

fn observation() -> Observation {
    LINE.observation(&[SEEN_PPM, 0.0, 0.0], 1e-6 * SIGMA_PPM)
}

fn session(folder: &tempfile::TempDir, density: &str) -> Session<Line> {
    let names = ["height_ppm", "rise_ppm", "known_ppm"];
    let prior = Marginal::normal(0.0, PRIOR_PPM).unwrap();
    let task = Task {
        n_conditions: 1,
        seed: Seed(4),
        training_set: TrainingSetConfig {
            n_spectra: 20_000,
            part_size: 20_000,
        },
        network: NetworkConfig {
            density: density.to_owned().try_into().unwrap(),
            width: 48,
            n_blocks: 1,
            n_transforms: 3,
            ensemble: 1,
            batch_size: 128,
            max_epochs: 30,
            learning_rate: 3e-3,
            ..NetworkConfig::default()
        },
        retrieval: RetrievalConfig {
            n_masks: 16,
            ..RetrievalConfig::default()
        },
        ..Task::new(
            "toy",
            names
                .map(|name| ParameterInfo::new(name, "ppm", name))
                .to_vec(),
            Prior::new(vec![prior; 3]),
        )
    };
    Session::with_simulator(task, observation(), LINE).in_folder(folder.path())
}

fn target(session: &Session<Line>, given: Given) -> Target {
    let known = Known::nothing().with("known_ppm", given);
    session.target().clone().knowing(&known)
}

/// Mean and standard deviation of the height where the condition is known.
fn height_given(known_ppm: f64) -> [f64; 2] {
    let data = N_BINS as f64 / SIGMA_PPM.powi(2);
    let precision = PRIOR_PPM.powi(-2) + data;
    [
        (SEEN_PPM - known_ppm) * data / precision,
        precision.sqrt().recip(),
    ]
}

/// Means and standard deviations of height and condition, and their correlation, where the condition is N(m, t²).
fn joint([m, t]: [f64; 2]) -> ([[f64; 2]; 2], f64) {
    let data = N_BINS as f64 / SIGMA_PPM.powi(2);
    let (a, b, c) = (PRIOR_PPM.powi(-2) + data, data, t.powi(-2) + data);
    let determinant = a * c - b * b;
    let [var_a, var_c, covariance] = [c, a, -b].map(|it| it / determinant);
    let pulls = [data * SEEN_PPM, data * SEEN_PPM + m * t.powi(-2)];
    let mean_a = var_a * pulls[0] + covariance * pulls[1];
    let mean_c = covariance * pulls[0] + var_c * pulls[1];
    let correlation = covariance / (var_a * var_c).sqrt();
    (
        [[mean_a, var_a.sqrt()], [mean_c, var_c.sqrt()]],
        correlation,
    )
}

/// Ten thousand effective samples: a twentieth of a standard deviation is five standard errors of a mean.
fn assert_is(report: &Report, i: usize, [mean, std]: [f64; 2], tolerance: f64) {
    let own = &report.parameters[i];
    let error = (own.mean - mean).abs() / std;
    assert!(error < tolerance, "{own:?}, expected {mean} ± {std}");
    assert!((own.std / std - 1.0).abs() < tolerance, "{own:?}, {std}");
}

/// Networks that learn for seconds know means and widths to a fifth.
fn networks_know_the_posterior_for_every_condition(density: &str) {
    let folder = tempfile::tempdir().unwrap();
    let session = session(&folder, density);
    session.generate(Parts::Missing, &Silent).unwrap();
    let history = session.train(&Silent).unwrap().history;
    let per_parameter = 0.5 * (1.0 + std::f64::consts::TAU.ln());
    assert!((history.prior_nll - 2.0 * per_parameter).abs() < 1e-9);
    let evaluation = session.evaluate(session.target(), &Silent).unwrap();
    let evaluated = evaluation.evaluation.parameters;
    assert_eq!(evaluated.len(), 2);
    assert!(
        evaluated
            .iter()
            .all(|own| (own.coverage_68 - 0.68).abs() < 0.06)
    );
    // Without the condition the height would be known to a half at best: its R² is 1 − 1/1.2.
    assert!(evaluated[0].r_squared > 0.75, "{:?}", evaluated[0]);
    for known_ppm in [-100.0, 150.0] {
        let known = target(&session, Given::Number(known_ppm));
        let summary = session.retrieve_from(session.networks(true), &known, &Silent);
        let report = summary.unwrap().report;
        assert_eq!(report.parameters.len(), 2);
        assert_is(&report, 0, height_given(known_ppm), 0.2);
    }
    // A condition that is known roughly is drawn from what is known of it.
    let rough = [100.0, 60.0];
    let known = target(&session, Given::Prior(Marginal::Normal(rough)));
    let summary = session.retrieve_from(session.networks(true), &known, &Silent);
    let report = summary.unwrap().report;
    assert_is(&report, 2, rough, 0.1);
    let [mean, std] = height_given(rough[0]);
    let slope = height_given(0.0)[0] - height_given(1.0)[0];
    assert_is(&report, 0, [mean, std.hypot(slope * rough[1])], 0.2);
    // The likelihood makes the posterior of both of it.
    let summary = session.retrieve_from(session.networks(false), &known, &Silent);
    let report = summary.unwrap().report;
    assert!(report.is_exact);
    let (expected, _) = joint(rough);
    assert_is(&report, 0, expected[0], 0.05);
    assert_is(&report, 2, expected[1], 0.05);
}

#[test]
fn flows_know_the_posterior_for_every_condition() {
    networks_know_the_posterior_for_every_condition("flow");
}

#[test]
fn mixtures_know_the_posterior_for_every_condition() {
    networks_know_the_posterior_for_every_condition("mixture");
}

#[test]
fn the_exact_posterior_is_that_of_what_is_known() {
    let folder = tempfile::tempdir().unwrap();
    let session = session(&folder, "mixture");
    let retrieve = |target: &Target| {
        let summary = session
            .retrieve_from(Start::Prior, target, &Silent)
            .unwrap();
        let file = PosteriorFile::read(&summary.posterior_path).unwrap();
        (summary.report, file)
    };
    let (report, _) = retrieve(&target(&session, Given::Number(-200.0)));
    assert!(report.is_exact && report.parameters.len() == 2);
    assert_is(&report, 0, height_given(-200.0), 0.05);
    // The posterior of other knowledge is another one.
    assert!(!session.has_exact_posterior());
    // Whoever knows nothing has the study's own prior.
    for (target, prior) in [
        (session.target().clone(), [0.0, PRIOR_PPM]),
        (
            target(&session, Given::Prior(Marginal::Normal([100.0, 60.0]))),
            [100.0, 60.0],
        ),
    ] {
        let (report, file) = retrieve(&target);
        let (expected, correlation) = joint(prior);
        assert_is(&report, 0, expected[0], 0.05);
        assert_is(&report, 2, expected[1], 0.05);
        let theta = file.samples.theta();
        let pull = |i: usize| {
            let column = theta.column(i);
            let (mean, std) = (column.mean().unwrap(), column.std(0.0));
            column.mapv(|value| (value - mean) / std)
        };
        let found = (&pull(0) * &pull(2)).mean().unwrap();
        assert!((found - correlation).abs() < 0.05, "{found} {correlation}");
    }
}

#[test]
fn what_cannot_be_known_is_refused() {
    let folder = tempfile::tempdir().unwrap();
    let session = session(&folder, "mixture");
    for (name, said) in [
        (
            "height_ppm",
            "`height_ppm` is no condition of this study, expected one of known_ppm",
        ),
        (
            "known_ppm",
            "`known_ppm` is 2000, expected values within -1000 to 1000",
        ),
    ] {
        let known = Known::nothing().with(name, Given::Number(2000.0));
        let target = session.target().clone().knowing(&known);
        let error = session.retrieve_from(Start::Prior, &target, &Silent);
        let error = error.unwrap_err().to_string();
        assert!(error.contains(said), "{error}");
    }
}
