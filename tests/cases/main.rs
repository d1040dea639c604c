//! The program on whole studies: what a user sees, and finds in the folder of the run.

mod normal_prior;
mod one_parameter;
mod prior_in_force;

use std::{
    fs,
    path::{Path, PathBuf},
    process::{Command, Output},
};

/// Runs the program in `folder`.
fn program(args: &[&str], folder: &Path) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_exosonde"));
    command
        .args(args)
        .current_dir(folder)
        .output()
        .expect("the binary runs")
}

/// A copy of `tests/cases/<name>`, whose files the run may stand beside.
fn case(name: &str) -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    let from = PathBuf::from(env!("CARGO_MANIFEST_DIR"))
        .join("tests/cases")
        .join(name);
    for entry in fs::read_dir(from).unwrap() {
        let entry = entry.unwrap();
        fs::copy(entry.path(), folder.path().join(entry.file_name())).unwrap();
    }
    folder
}

/// Standard error and output of a run that must succeed.
fn success(output: &Output) -> String {
    let text = String::from_utf8_lossy(&output.stderr) + String::from_utf8_lossy(&output.stdout);
    assert_eq!(output.status.code(), Some(0), "{text}");
    text.into_owned()
}

/// Standard error of a run that must be refused: one paragraph.
fn refusal(output: &Output) -> String {
    let text = String::from_utf8_lossy(&output.stderr);
    assert_eq!(output.status.code(), Some(2), "{text}");
    assert!(
        text.starts_with("error: ") && text.lines().count() == 1,
        "{text}"
    );
    text.into_owned()
}
