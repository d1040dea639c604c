//! The program as a process, and what it says.

use std::{
    path::Path,
    process::{Command, Output},
};

/// The program with these arguments, in `folder`.
pub fn command(args: &[&str], folder: &Path) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_exosonde"));
    command.args(args).current_dir(folder);
    // A process that another test starts while a table is being written here inherits the lock on it.
    command.env("HDF5_USE_FILE_LOCKING", "FALSE");
    command
}

/// Runs the program with these arguments, in `folder`.
pub fn program(args: &[&str], folder: &Path) -> Output {
    command(args, folder).output().expect("the binary runs")
}

pub fn stderr(output: &Output) -> String {
    String::from_utf8_lossy(&output.stderr).into_owned()
}

/// What a run that must succeed prints, standard error first.
pub fn success(output: &Output) -> String {
    let text = [&output.stderr, &output.stdout].map(|own| String::from_utf8_lossy(own));
    assert!(output.status.success(), "{}", text[0]);
    text.concat()
}

/// What a run prints that must be refused: one paragraph, after warnings.
pub fn refusal(output: &Output) -> String {
    let text = String::from_utf8_lossy(&output.stderr);
    assert_eq!(output.status.code(), Some(2), "{text}");
    let mut lines = text.lines().filter(|line| !line.starts_with("warning: "));
    let error = lines.next().unwrap_or_default();
    assert!(
        error.starts_with("error: ") && lines.next().is_none(),
        "{text}"
    );
    text.clone().into_owned()
}
