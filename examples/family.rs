//! How many planets of a family one training serves: planets drawn from the prior of a study with conditions, each with noise of its own,
//! are retrieved from the networks with their own conditions.
//!
//! `cargo run --release --example family -- configs/family.toml [N]`
//!
//! Trains in `runs/<name>` what is not there. N planets, 200 unless said; prints how many searches converge to an exact posterior that is
//! worth 1,000 draws and more, and what they take.

use std::path::Path;
use std::time::Instant;

use exosonde::observation::Observation;
use exosonde::seed::{Purpose, Seed};
use exosonde::study::{Given, Known, ModelError, Study};
use exosonde::{Parts, Session, Silent, Target};
use ndarray_rand::rand_distr::StandardNormal;
use rand::Rng;
use serde_json::json;

type Result<T> = std::result::Result<T, Box<dyn std::error::Error>>;

/// Draws that a posterior is to be worth.
const WANTED: f64 = 1_000.0;

fn main() -> Result<()> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let (path, n) = match &arguments[..] {
        [path] => (path, 200),
        [path, n] => (path, n.parse()?),
        _ => return Err("give a study, and how many planets if not 200".into()),
    };
    let mut study = Study::load(Path::new(path))?;
    study.retrieval.effective_sample_size = WANTED;
    // The spectra are made with the same tables.
    study.retrieval.model_error = ModelError::Never;
    let session = Session::of_study(study)?;
    println!("{}", session.generate(Parts::Missing, &Silent)?);
    println!("{}", session.train(&Silent)?);
    let begun = Instant::now();
    let mut n_reached = 0;
    for i in 0..n {
        let target = planet(&session, i)?;
        let summary = session.retrieve_from(session.networks(false), &target, &Silent)?;
        let importance = summary.report.importance;
        let importance = importance.ok_or("a search ends with what it is worth")?;
        let is_reached = importance.is_converged && importance.effective_sample_size >= WANTED;
        n_reached += usize::from(is_reached);
        println!(
            "{}{}: {}, effective sample size {:.0}, k̂ {:.2}, {} spectra in {:.1} s",
            if is_reached { "" } else { "NOT REACHED: " },
            target.file,
            json!(summary.report.known),
            importance.effective_sample_size,
            importance.pareto_k,
            importance.n_calls,
            importance.seconds
        );
    }
    let seconds = begun.elapsed().as_secs_f64();
    println!("{n_reached} of {n} converged to {WANTED} draws or more; {seconds:.0} s in all");
    Ok(())
}

/// Planet number `i`: the first draw of the prior from there on that has a spectrum, with noise, and what is known of it.
fn planet(session: &Session, i: u64) -> Result<Target> {
    let task = session.task();
    // Apart from the simulations of the training.
    let mut rng = Seed(task.seed.0 + 1).rng(Purpose::Prior, i);
    let (theta, depth) = loop {
        let theta = task.prior.sample(&mut rng);
        if let Ok(depth) = session.simulate(&theta) {
            break (theta, depth);
        }
    };
    let sigma = session.target().observation.sigma().to_vec();
    let noise = |(depth, sigma): (f64, &f64)| depth + sigma * rng.sample::<f64, _>(StandardNormal);
    let depth = depth.into_iter().zip(&sigma).map(noise).collect();
    let first = theta.len() - task.n_conditions;
    let conditions = task.conditions().iter().zip(&theta[first..]);
    Ok(Target {
        observation: Observation::new(session.bins().to_vec(), depth, sigma)?,
        file: format!("planet {i}"),
        name: Some(format!("planet-{i}")),
        known: conditions.fold(Known::nothing(), |known, (condition, value)| {
            known.with(&condition.name, Given::Number(*value))
        }),
    })
}
