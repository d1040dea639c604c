//! Bad input gets one paragraph that names file, key, found and expected, exit code 2, and leaves nothing behind.
//!
//! Each study in `tests/studies/bad` has one fault; its first line says what the message must contain.

use std::{
    fs,
    path::{Path, PathBuf},
    process::{Command, Output},
};

fn exosonde(args: &[&str]) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_exosonde"));
    command.args(args).output().expect("the binary runs")
}

fn bad_studies() -> Vec<PathBuf> {
    let entries = fs::read_dir("tests/studies/bad").unwrap();
    let paths = entries.map(|entry| entry.unwrap().path());
    let mut studies: Vec<PathBuf> = paths
        .filter(|path| path.extension().is_some_and(|e| e == "toml"))
        .collect();
    studies.sort();
    studies
}

/// Asserts exit code 2 and one paragraph on standard error with `expected` in it.
fn assert_refused(output: &Output, expected: &str, what: &str) {
    let stderr = String::from_utf8_lossy(&output.stderr);
    let errors: Vec<&str> = stderr
        .lines()
        .filter(|line| !line.starts_with("warning: "))
        .collect();
    assert_eq!(output.status.code(), Some(2), "{what}: {stderr}");
    assert_eq!(errors.len(), 1, "{what}: one paragraph, not {stderr}");
    assert!(errors[0].starts_with("error: "), "{what}: {stderr}");
    assert!(
        errors[0].contains(expected),
        "{what}:\n  printed  {stderr}  expected {expected}"
    );
}

fn is_empty(folder: &Path) -> bool {
    fs::read_dir(folder).map_or(true, |mut entries| entries.next().is_none())
}

#[test]
fn every_bad_study_is_refused_before_anything_is_written() {
    let studies = bad_studies();
    assert!(studies.len() >= 25, "found {}", studies.len());
    for study in studies {
        let folder = tempfile::tempdir().unwrap();
        let out = folder.path().join("run");
        let text = fs::read_to_string(&study).unwrap();
        let expected = text
            .lines()
            .next()
            .unwrap()
            .strip_prefix("# expected: ")
            .unwrap();
        for command in ["generate", "run"] {
            let output = exosonde(&[
                command,
                study.to_str().unwrap(),
                "--out",
                out.to_str().unwrap(),
            ]);
            assert_refused(&output, expected, &format!("{command} {}", study.display()));
            assert!(
                is_empty(folder.path()),
                "{} left files behind",
                study.display()
            );
        }
    }
}

#[test]
fn the_study_and_the_line_are_named() {
    let output = exosonde(&["generate", "tests/studies/bad/negative-mass.toml"]);
    assert_refused(
        &output,
        "study tests/studies/bad/negative-mass.toml, line 10: `planet.mass_mjup`",
        "generate",
    );
}

#[test]
fn a_study_that_is_not_there_is_refused() {
    let output = exosonde(&["generate", "no-such-study.toml"]);
    assert_refused(
        &output,
        "cannot read no-such-study.toml: No such file",
        "generate",
    );
}
