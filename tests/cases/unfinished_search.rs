//! What a script is told of a search that did not come to its end.

use std::{
    fs,
    path::Path,
    process::{Command, Stdio},
    thread,
    time::{Duration, Instant},
};

use serde_json::Value;

use crate::harness::{folder, write_spectrum, write_study};
use crate::program::{command, program, stderr};

#[test]
fn a_search_that_did_not_converge_ends_with_exit_code_three() {
    let folder = folder();
    let folder = folder.path();
    let aim = "effective_sample_size = 400";
    write_study(folder, "s.toml", &[(aim, "max_calls = 1000")]);
    let output = program(&["retrieve", "s.toml", "--from", "prior"], folder);
    assert_eq!(output.status.code(), Some(3), "{}", stderr(&output));
    let report = fs::read(folder.join("runs/t/report.json")).unwrap();
    let report: Value = serde_json::from_slice(&report).unwrap();
    assert_eq!(report["is_exact"], false);
    let n_calls = report["importance"]["n_calls"].as_u64().unwrap();
    assert!(n_calls <= 1000, "{n_calls}");
    write_study(folder, "s.toml", &[]);
    let output = program(&["retrieve", "s.toml", "--from", "prior"], folder);
    assert_eq!(output.status.code(), Some(0), "{}", stderr(&output));
}

/// Neither of two searches converges, and the second finds less.
#[test]
fn a_worse_posterior_does_not_take_the_place_of_a_better_one() {
    let folder = folder();
    let folder = folder.path();
    let aim = "effective_sample_size = 400";
    let search = |max_calls: &str| {
        let endless = format!("effective_sample_size = 1e6\nmax_calls = {max_calls}");
        write_study(folder, "s.toml", &[(aim, &endless)]);
        let output = program(&["retrieve", "s.toml", "--from", "prior"], folder);
        assert_eq!(output.status.code(), Some(3), "{}", stderr(&output));
        stderr(&output) + &String::from_utf8_lossy(&output.stdout)
    };
    search("60_000");
    let held = || fs::read(folder.join("runs/t/posterior.h5")).unwrap();
    let before = held();
    let said = search("20_000");
    assert!(said.contains("stays as it is"), "{said}");
    assert!(said.contains("go on from it with --from"), "{said}");
    assert!(held() == before);
    search("100_000");
    assert!(held() != before);
}

/// A search that never ends by itself.
const ENDLESS: [(&str, &str); 4] = [
    ("[opacities]\nfolder = \"op\"\n", ""),
    ("gases = [\"H2O\"]", "gases = [\"H2O\", \"CO2\"]"),
    (
        "log_H2O = { uniform = [-6.0, -2.0] }",
        "log_H2O = { uniform = [-6.0, -2.0] }\nlog_CO2 = -6.0",
    ),
    (
        "effective_sample_size = 400",
        "effective_sample_size = 1e7\nmax_calls = 1_000_000_000_000\nmax_seconds = 1e6",
    ),
];

fn wait_for(path: &Path) {
    let deadline = Instant::now() + Duration::from_secs(120);
    while !path.exists() {
        let path = path.display();
        assert!(Instant::now() < deadline, "{path} never appeared");
        thread::sleep(Duration::from_millis(10));
    }
}

#[cfg(unix)]
#[test]
fn an_interrupted_comparison_ends_with_the_retrieval_that_was_interrupted() {
    let folder = tempfile::tempdir().unwrap();
    let folder = folder.path();
    write_study(folder, "s.toml", &ENDLESS);
    write_spectrum(&folder.join("obs.csv"), 20_000);
    let mut comparison = command(&["compare", "s.toml", "--without-each-gas"], folder);
    let comparison = comparison.stdout(Stdio::piped()).stderr(Stdio::piped());
    let comparison = comparison.spawn().unwrap();
    wait_for(&folder.join("runs/t/posterior.h5.lock"));
    thread::sleep(Duration::from_secs(2));
    let pid = comparison.id().to_string();
    let interrupted = Command::new("kill").args(["-INT", &pid]).status();
    assert!(interrupted.unwrap().success());
    let output = comparison.wait_with_output().unwrap();
    let said = stderr(&output);
    assert_eq!(output.status.code(), Some(130), "{said}");
    assert!(said.contains("error: interrupted"), "{said}");
    assert!(!folder.join("runs/t-without-H2O").exists());
}
