//! A simulator without planet, star or opacities goes through all stages of a session: a straight line over twelve bins.

mod line;

use std::sync::atomic::{AtomicU64, Ordering};

use exosonde::network::NetworkConfig;
use exosonde::observation::Observation;
use exosonde::parameters::ParameterInfo;
use exosonde::posterior::PosteriorFile;
use exosonde::prior::{Marginal, Prior};
use exosonde::retrieve::Start;
use exosonde::seed::Seed;
use exosonde::simulator::SimulationFailure;
use exosonde::study::TrainingSetConfig;
use exosonde::{Parts, Progress, Session, Silent, Task};
use line::{Line, N_BINS};

const SIGMA: f64 = 30e-6;
const TRUTH: [f64; 2] = [0.02, 300.0];

/// Depth in the middle, and how much it rises from the first bin to the last, ppm. Lines that fall steeply are refused.
const LINE: Line = Line(|theta| {
    let (quantity, value) = ("rise [ppm]", theta[1]);
    match value < -900.0 {
        true => Err(SimulationFailure::NonPhysical { quantity, value }),
        false => Ok([theta[0], 1e-6 * value]),
    }
});

fn observation() -> Observation {
    LINE.observation(&TRUTH, SIGMA)
}

fn task() -> Task {
    let parameters = vec![
        ParameterInfo::new("middle", "", "δ"),
        ParameterInfo::new("rise_ppm", "ppm", "Δδ"),
    ];
    let prior = Prior::new(vec![
        Marginal::uniform(0.019, 0.021).unwrap(),
        Marginal::uniform(-1000.0, 1000.0).unwrap(),
    ]);
    Task {
        seed: Seed(4),
        training_set: TrainingSetConfig {
            n_spectra: 3_000,
            part_size: 1_500,
        },
        network: NetworkConfig {
            width: 32,
            n_blocks: 1,
            batch_size: 64,
            max_epochs: 12,
            ..NetworkConfig::default()
        },
        ..Task::new("toy", parameters, prior)
    }
}

/// The name of a simulator says nothing of the θ that a training set draws, how many a part holds, or what is seen of them.
#[test]
fn a_training_set_of_another_prior_seed_or_part_size_is_refused() {
    let folder = tempfile::tempdir().unwrap();
    let generate = |task: Task, observation: Observation| {
        let session = Session::with_simulator(task, observation, LINE).in_folder(folder.path());
        session.generate(Parts::Missing, &Silent)
    };
    generate(task(), observation()).unwrap();
    let narrow = || {
        let rise = Marginal::uniform(-900.0, 1000.0).unwrap();
        Prior::new(vec![task().prior.marginals()[0], rise])
    };
    let changes: [&dyn Fn(&mut Task); 3] = [
        &|task| task.seed = Seed(5),
        &|task| task.training_set.part_size = 1_000,
        &|task| task.prior = narrow(),
    ];
    for change in changes {
        let mut other = task();
        change(&mut other);
        let error = generate(other, observation()).unwrap_err().to_string();
        assert!(error.contains("was made by another study"), "{error}");
    }
    let more = Task {
        training_set: TrainingSetConfig {
            n_spectra: 4_000,
            ..task().training_set
        },
        ..task()
    };
    assert_eq!(generate(more, observation()).unwrap().n_kept, 3_000);
}

#[test]
fn a_toy_runs_all_stages() {
    let folder = tempfile::tempdir().unwrap();
    let session = Session::with_simulator(task(), observation(), LINE).in_folder(folder.path());

    let theta = session.theta(&[("rise_ppm", 100.0)]).unwrap();
    assert_eq!(theta, [0.02, 100.0]);
    let depth = session.simulate(&theta).unwrap();
    assert!((depth[N_BINS - 1] - depth[0] - 100e-6).abs() < 1e-12);
    assert!(session.theta(&[("radius_rjup", 1.0)]).is_err());

    let made = session.generate(Parts::Missing, &Silent).unwrap();
    let refused: usize = made.failures.values().sum();
    assert!(
        (60..240).contains(&refused),
        "a twentieth of 3,000 lines fall too steeply: {refused}"
    );
    session.train(&Silent).unwrap();
    let evaluation = session
        .evaluate(session.target(), &Silent)
        .unwrap()
        .evaluation;
    for parameter in &evaluation.parameters {
        assert!(parameter.r_squared > 0.95, "{parameter:?}");
    }

    let summary = session.retrieve(session.target(), &Silent).unwrap();
    println!("{summary}");
    for (parameter, truth) in summary.report.parameters.iter().zip(TRUTH) {
        assert!(
            (parameter.median - truth).abs() < 4.0 * parameter.std,
            "{parameter:?}"
        );
    }
    let ood = summary.report.ood.as_ref().unwrap();
    assert!(!ood.flag, "{ood:?}");

    the_line_has_its_exact_posterior(&session, session.networks(false));

    let figures = session.draw().unwrap().files;
    let stems: Vec<_> = figures
        .iter()
        .filter_map(|path| path.file_stem()?.to_str())
        .collect();
    for expected in ["corner", "spectrum", "training", "coverage"] {
        assert!(stems.contains(&expected), "{stems:?}");
    }
    assert!(
        !stems.contains(&"temperature"),
        "a toy has no atmosphere: {stems:?}"
    );
    let simulated = session.simulate_in_detail(&theta).unwrap();
    let drawn = session.draw_simulated(&simulated, None).unwrap();
    let files = drawn.files;
    assert!(files.iter().all(|path| path.exists()), "{files:?}");
}

/// Nobody has trained anything; a second search begins where the first has ended.
#[test]
fn a_toy_is_retrieved_without_networks() {
    let folder = tempfile::tempdir().unwrap();
    let session = Session::with_simulator(task(), observation(), LINE).in_folder(folder.path());
    the_line_has_its_exact_posterior(&session, Start::Prior);
    let path = session.folder().posterior(None);
    let file = PosteriorFile::read(&path).unwrap();
    assert!(file.network_samples.is_none() && file.mutual_information_nats.is_none());
    the_line_has_its_exact_posterior(&session, Start::Posterior(path.clone()));
    let stems = session.draw().unwrap().files;
    assert!(stems.iter().any(|path| path.ends_with("corner.svg")));

    // A search that is stopped before it has found much leaves an exact posterior where it is.
    let before = std::fs::read(&path).unwrap();
    let stopped = session.retrieve_from(Start::Prior, session.target(), &Stopped::default());
    assert!(stopped.unwrap().is_interrupted());
    assert!(session.has_exact_posterior() && std::fs::read(&path).unwrap() == before);

    // Twelve bins are simulated. A spectrum may lack some of them, and have no others.
    let mut other = session.target().clone();
    other.observation = other.observation.within([1.0, 2.0]).unwrap();
    other.name = Some("part".into());
    let summary = session.retrieve_from(Start::Prior, &other, &Silent);
    let report = summary.unwrap().report;
    assert!(report.is_exact && report.n_bins == 9);
    let mut bins = other.observation.bins().to_vec();
    bins[3].half_width_um *= 0.5;
    let [depth, sigma] = [other.observation.depth(), other.observation.sigma()];
    other.observation = Observation::new(bins, depth.to_vec(), sigma.to_vec()).unwrap();
    let error = session.retrieve_from(Start::Prior, &other, &Silent);
    let error = error.unwrap_err().to_string();
    assert!(
        error.contains("it reads 12 bins, the observation has 9"),
        "{error}"
    );

    let missing = Start::Posterior(folder.path().join("none.h5"));
    let error = session.retrieve_from(missing, session.target(), &Silent);
    let error = error.unwrap_err().to_string();
    assert!(error.contains("none.h5 cannot be begun at"), "{error}");
}

/// From the prior's 2000 ppm to the 200 or so that hold the posterior; the exact posterior from there is that of the whole prior.
#[test]
fn networks_of_a_round_learn_where_the_posterior_is() {
    let folder = tempfile::tempdir().unwrap();
    let session = Session::with_simulator(task(), observation(), LINE).in_folder(folder.path());
    let target = session.target();
    session
        .retrieve_from(Start::Prior, target, &Silent)
        .unwrap();
    let narrow = session
        .narrowed_to(&session.folder().posterior(None), 1)
        .unwrap();
    let [from, to] = narrow.task().prior.marginals()[1].bounds();
    // Three of its widths on either side.
    assert!(from < TRUTH[1] - 83.0 && TRUTH[1] + 83.0 < to && to - from < 300.0);
    let hash = |own: &Session<Line>| own.task().hash_knowing(&own.target().known);
    assert_ne!(hash(&narrow), hash(&session));
    narrow.generate(Parts::Missing, &Silent).unwrap();
    narrow.train(&Silent).unwrap();
    let worth = narrow.worth_of_networks(target, &Silent).unwrap();
    assert!(worth.efficiency > 0.3 && worth.pareto_k < 0.7, "{worth:?}");
    narrow.retrieve(target, &Silent).unwrap();
    let posterior = narrow.folder().posterior(None);
    the_line_has_its_exact_posterior(&session, Start::Posterior(posterior.clone()));

    let mut other = task();
    other.parameters[1].name = "fall_ppm".into();
    let other = Session::with_simulator(other, observation(), LINE);
    let error = other.narrowed_to(&posterior, 1).err().unwrap().to_string();
    assert!(
        error.contains("rounds/1/posterior.h5 says not where") && error.contains("fall_ppm"),
        "{error}"
    );
}

/// Ctrl-C after some hundred spectra.
#[derive(Default)]
struct Stopped(AtomicU64);

impl Progress for Stopped {
    fn start(&self, _total: u64, _unit: &str) {}
    fn advance(&self, n: u64) {
        self.0.fetch_add(n, Ordering::Relaxed);
    }
    fn message(&self, _text: &str) {}
    fn remark(&self, _text: &str) {}
    fn finish(&self) {}
    fn is_interrupted(&self) -> bool {
        self.0.load(Ordering::Relaxed) > 500
    }
}

/// The likelihood is normal in both parameters, which are independent because the bins lie evenly about the middle, and the data
/// have no noise: means, widths and evidence follow by hand. Ten thousand effective samples: 0.05 standard deviations are five
/// standard errors of a mean, 4 % six of a width.
fn the_line_has_its_exact_posterior(session: &Session<Line>, start: Start) {
    let summary = session
        .retrieve_from(start, session.target(), &Silent)
        .unwrap();
    println!("{summary}");
    let report = &summary.report;
    assert!(report.is_exact);
    let n = N_BINS as f64;
    let x = (0..N_BINS).map(|i| i as f64 / (n - 1.0) - 0.5);
    let squares: f64 = x.map(|x| x * x).sum();
    let widths = [SIGMA / n.sqrt(), 1e6 * SIGMA / squares.sqrt()];
    for ((parameter, truth), width) in report.parameters.iter().zip(TRUTH).zip(widths) {
        assert!(
            (parameter.mean - truth).abs() < 0.05 * width,
            "{parameter:?}"
        );
        assert!((parameter.std / width - 1.0).abs() < 0.04, "{parameter:?}");
    }
    let importance = report.importance.as_ref().unwrap();
    let tau = std::f64::consts::TAU;
    let peak = -0.5 * n * (tau * SIGMA * SIGMA).ln();
    let volume = tau * widths[0] * widths[1] / (0.002 * 2000.0);
    let error = importance.log_evidence.unwrap() - (peak + volume.ln());
    assert!(
        error.abs() < 5.0 * importance.log_evidence_error.unwrap(),
        "{error} {importance:?}"
    );
    assert!(
        importance.log_evidence_error.unwrap() < 0.02,
        "{importance:?}"
    );
    assert!(importance.chi2_best < 0.1 && (importance.log_likelihood_best - peak).abs() < 0.05);

    let file = PosteriorFile::read(&summary.posterior_path).unwrap();
    let exact = file.exact.unwrap();
    assert_eq!(exact.draws.z.nrows(), importance.n);
    let by_bin = file.log_likelihoods.unwrap();
    assert_eq!(by_bin.nrows(), file.samples.n());
    let mean: f64 =
        by_bin.rows().into_iter().map(|row| row.sum()).sum::<f64>() / by_bin.nrows() as f64;
    // Half a nat a parameter below the peak.
    assert!((mean - (peak - 1.0)).abs() < 0.06, "{mean} {peak}");
}
