//! A stage that fails on good input, such as on a full disk, ends with exit code 1 and one sentence that says what to do; a
//! reader that goes away ends the program without a word.

use std::{
    fs,
    path::Path,
    process::{Command, Output, Stdio},
};

const EXOSONDE: &str = env!("CARGO_BIN_EXE_exosonde");
const STUDY: &str = "tests/studies/small.toml";

/// Runs a line of bash in which `"$@"` is a command that makes a training set in `out`.
fn generate_within(line: &str, out: &Path) -> Output {
    let mut command = Command::new("bash");
    command.args(["-c", line, "bash", EXOSONDE, "generate", STUDY, "--out"]);
    command.arg(out).output().expect("bash runs")
}

/// Asserts exit code 1 and one line on standard error, besides warnings, that holds all of `expected`.
fn assert_failed(output: &Output, expected: &[&str]) {
    let stderr = String::from_utf8_lossy(&output.stderr);
    assert_eq!(output.status.code(), Some(1), "{stderr}");
    let is_error = |line: &&str| !line.starts_with("warning: ");
    assert_eq!(stderr.lines().filter(is_error).count(), 1, "{stderr}");
    for text in expected {
        assert!(stderr.contains(text), "{stderr} | {text}");
    }
}

/// Asserts that no part, whole or half, is left.
fn assert_no_part(out: &Path) {
    let entries = fs::read_dir(out.join("training-set")).unwrap();
    let names: Vec<_> = entries.map(|entry| entry.unwrap().file_name()).collect();
    assert_eq!(
        names,
        ["fingerprint.txt"],
        "what made the set, and nothing of it"
    );
}

/// A limit on the size of a file ends a write half-way, as a full disk does, wherever the test runs.
#[test]
fn a_file_that_grows_too_large_is_one_sentence_and_leaves_no_half_written_part() {
    let folder = tempfile::tempdir().unwrap();
    let output = generate_within("trap '' XFSZ; ulimit -f 8; exec \"$@\"", folder.path());
    let expected = [
        "error: cannot write ",
        "part-000000.h5: the disk of ",
        "takes no larger file",
        "run the same command again; finished files are kept",
    ];
    assert_failed(&output, &expected);
    assert_no_part(folder.path());
}

/// A disk of 64 kB in memory, which only root may mount and only this command sees; elsewhere there is nothing to test.
#[test]
fn a_full_disk_is_one_sentence_and_leaves_no_half_written_part() {
    let folder = tempfile::tempdir().unwrap();
    let mount = format!(
        "mount -t tmpfs -o size=64k tmpfs {}",
        folder.path().display()
    );
    let is_root = Command::new("unshare")
        .args(["-m", "bash", "-c", &mount])
        .output();
    if !is_root.is_ok_and(|output| output.status.success()) {
        println!("skipped: no disk can be mounted here");
        return;
    }
    let within = format!(
        "{mount} && \"$@\"; code=$?; ls -A {0}/training-set >&3; exit $code",
        folder.path().display()
    );
    let line = format!("exec 3>&1; unshare -m bash -c '{within}' bash \"$@\"");
    let output = generate_within(&line, folder.path());
    let expected = [
        "error: cannot write ",
        "part-000000.h5: the disk of ",
        "training-set is full: free some space and run the same command again; finished files are kept",
    ];
    assert_failed(&output, &expected);
    assert_eq!(
        String::from_utf8_lossy(&output.stdout),
        "fingerprint.txt\n",
        "a part is left on the disk"
    );
}

#[test]
fn a_folder_that_cannot_be_made_is_a_failure_of_the_stage() {
    let file = tempfile::NamedTempFile::new().unwrap();
    let output = generate_within("exec \"$@\"", &file.path().join("run"));
    let expected = [
        "error: cannot write ",
        "lies below a plain file: choose another folder",
    ];
    assert_failed(&output, &expected);
}

/// Starts a command and stops reading its output after `n_lines`.
fn head(args: &[&str], n_lines: usize) -> (Output, usize) {
    let line = format!("set -o pipefail; \"$@\" | head -{n_lines} | wc -l");
    let mut command = Command::new("bash");
    command.args(["-c", &line, "bash", EXOSONDE]).args(args);
    let output = command.stdin(Stdio::null()).output().expect("bash runs");
    let n_read = String::from_utf8_lossy(&output.stdout).trim().parse();
    (output, n_read.unwrap())
}

#[test]
fn a_reader_that_stops_is_no_error() {
    for args in [
        &["opacity", "list"][..],
        &["opacity", "list", "--json"],
        &["--help"],
    ] {
        let (output, n_read) = head(args, 1);
        let stderr = String::from_utf8_lossy(&output.stderr);
        assert_eq!(
            (output.status.code(), n_read),
            (Some(0), 1),
            "{args:?}: {stderr}"
        );
        assert_eq!(stderr, "", "{args:?}");
    }
}
