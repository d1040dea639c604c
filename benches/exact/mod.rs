//! How long an exact posterior takes, and what it is worth.

use std::path::PathBuf;

use clap::Parser;
use exosonde::{Session, Silent, retrieve::Start};

#[derive(Parser)]
pub struct Arguments {
    /// The study.
    #[arg(long, default_value = "configs/wasp-39b.toml")]
    study: PathBuf,
    /// The run whose networks it begins at.
    #[arg(long, default_value = "runs/wasp-39b")]
    run: PathBuf,
    /// Write the result to this file as JSON.
    #[arg(long)]
    json: Option<PathBuf>,
    /// Given by cargo.
    #[arg(long, hide = true)]
    bench: bool,
}

/// Retrieves the study's own spectrum on all threads and prints what it took.
pub fn measure(start: impl Fn(&Session) -> Start) {
    let arguments = Arguments::parse();
    let session = Session::open(&arguments.study).expect("the study is right");
    let session = session.in_folder(&arguments.run);
    let start = start(&session);
    // The run's own posterior stays as it is.
    let mut target = session.target().clone();
    target.name = Some("bench".to_owned());
    let summary = session
        .retrieve_from(start, &target, &Silent)
        .expect("the spectrum is retrieved");
    let found = summary.report.importance.expect("something was sampled");
    println!(
        "{}: from {}, {:.1} s, {} spectra, effective sample size {:.0} ({:.1} % of the draws), k {:.2}, ln Z {}, {}",
        session.task().name,
        found.started_from,
        found.seconds,
        found.n_calls,
        found.effective_sample_size,
        100.0 * found.efficiency,
        found.pareto_k,
        match found.log_evidence.zip(found.log_evidence_error) {
            Some((log, error)) => format!("{log:.3} ± {error:.3}"),
            None => "not known".to_owned(),
        },
        if found.is_converged {
            "converged"
        } else {
            "NOT CONVERGED"
        },
    );
    if let Some(path) = &arguments.json {
        let text = serde_json::to_string_pretty(&found).expect("numbers and names");
        std::fs::write(path, text).expect("the JSON file can be written");
    }
}
