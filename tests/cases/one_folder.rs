//! Several processes on one study in one folder: none dies, each part is made once and whole, and what comes out is what one
//! process alone makes.

use std::{
    fs,
    io::{BufRead, BufReader},
    path::Path,
    process::{Child, Stdio},
};

use groundwork::lock::Lock;

use crate::harness::{files, folder, parts, succeeds, write_spectrum, write_study};
use crate::program::{command, stderr};

const MANY_PARTS: [(&str, &str); 1] = [("part_size = 500", "part_size = 50")];

fn start(args: &[&str], folder: &Path) -> Child {
    let mut command = command(args, folder);
    command.stdout(Stdio::null()).stderr(Stdio::piped());
    command.spawn().unwrap()
}

fn all_succeed(children: Vec<Child>) {
    for child in children {
        let output = child.wait_with_output().unwrap();
        assert!(output.status.success(), "{}", stderr(&output));
    }
}

#[test]
fn four_processes_make_one_training_set_of_the_same_bytes() {
    let folder = folder();
    let folder = folder.path();
    write_study(folder, "s.toml", &MANY_PARTS);
    succeeds(&["generate", "s.toml", "--out", "alone"], folder);
    let alone = files(&folder.join("alone/training-set"));
    assert_eq!(alone.len(), 26, "24 parts, dataset.h5 and fingerprint.txt");
    for round in 0..5 {
        let out = format!("round-{round}");
        let args = ["generate", "s.toml", "--out", &out, "--threads", "1"];
        all_succeed((0..4).map(|_| start(&args, folder)).collect());
        assert!(files(&folder.join(out).join("training-set")) == alone);
    }
}

#[test]
fn processes_of_different_sizes_share_the_parts_that_both_need() {
    let folder = folder();
    let folder = folder.path();
    write_study(folder, "s.toml", &MANY_PARTS);
    write_study(folder, "less.toml", &[MANY_PARTS[0], ("1200", "1130")]);
    succeeds(&["generate", "s.toml", "--out", "alone"], folder);
    let study = |name: &'static str| ["generate", name, "--out", "out", "--threads", "1"];
    let studies = ["s.toml", "less.toml", "less.toml", "s.toml"];
    all_succeed(studies.map(|name| start(&study(name), folder)).into());
    succeeds(&study("s.toml"), folder);
    assert_eq!(parts(&folder.join("out")).len(), 24);
    assert!(parts(&folder.join("out")) == parts(&folder.join("alone")));
}

/// Of two sets that are begun at the same moment one is made, and the other is refused.
#[test]
fn parts_of_two_studies_are_never_mixed() {
    let folder = folder();
    let folder = folder.path();
    write_study(folder, "s.toml", &MANY_PARTS);
    write_study(
        folder,
        "other.toml",
        &[MANY_PARTS[0], ("seed = 1", "seed = 2")],
    );
    for round in 0..5 {
        let out = format!("round-{round}");
        let study = |name: &'static str| ["generate", name, "--out", &out, "--threads", "1"];
        let both = ["s.toml", "other.toml"].map(|name| start(&study(name), folder));
        let outputs = both.map(|child| child.wait_with_output().unwrap());
        let n_made = outputs.iter().filter(|output| output.status.success());
        assert_eq!(n_made.count(), 1);
        let refused = outputs.iter().find(|output| !output.status.success());
        let said = stderr(refused.unwrap());
        assert!(said.contains("was made by another study"), "{said}");
        assert_eq!(parts(&folder.join(out)).len(), 24);
    }
}

#[test]
fn two_spectra_of_one_name_at_the_same_moment_end_with_one_posterior_and_one_refusal() {
    let folder = folder();
    let folder = folder.path();
    for command in ["generate", "train"] {
        succeeds(&[command, "s.toml", "--out", "out"], folder);
    }
    let files = ["a/spectrum.csv", "b/spectrum.csv"];
    for (file, depth_ppm) in files.iter().zip([19_000, 21_000]) {
        write_spectrum(&folder.join(file), depth_ppm);
    }
    let retrieve = |file| ["retrieve", "s.toml", "--out", "out", "--observation", file];
    let both = files.map(|file| start(&retrieve(file), folder));
    let outputs = both.map(|child| child.wait_with_output().unwrap());
    let codes: Vec<_> = outputs.iter().map(|output| output.status.code()).collect();
    assert!(
        codes == [Some(0), Some(2)] || codes == [Some(2), Some(0)],
        "{codes:?}"
    );
}

#[test]
fn two_runs_in_one_folder_end_with_one_model() {
    let folder = folder();
    let folder = folder.path();
    let args = ["run", "s.toml", "--out", "out", "--threads", "1"];
    all_succeed((0..2).map(|_| start(&args, folder)).collect());
    let said = succeeds(&["run", "s.toml", "--out", "out"], folder);
    assert!(said.contains("0 spectra made, 1200 kept"), "{said}");
    assert!(said.contains("was trained already"), "{said}");
    let names: Vec<_> = files(&folder.join("out/model"))
        .into_iter()
        .map(|(name, _)| name.display().to_string())
        .collect();
    let expected = [
        "calibration.h5",
        "history.json",
        "input.h5",
        "member-0.bpk",
        "model.json",
        "simulations.h5",
    ];
    assert_eq!(names, expected);
}

#[test]
fn whoever_waits_says_for_whom() {
    let folder = folder();
    let folder = folder.path();
    let holder = format!("process {} on ", std::process::id());
    let part = folder.join("out/training-set/part-000001.h5");
    for (target, command) in [(part, "generate"), (folder.join("out/model"), "train")] {
        let lock = Lock::wait(&target).unwrap();
        let mut child = start(&[command, "s.toml", "--out", "out"], folder);
        let lines = BufReader::new(child.stderr.take().unwrap()).lines();
        let mut said = lines
            .map_while(Result::ok)
            .filter(|line| line.ends_with(": waiting"));
        let said = said.next().expect("it does not wait");
        assert!(said.starts_with(&holder), "{said}");
        assert!(child.try_wait().unwrap().is_none(), "it did not wait");
        drop(lock);
        assert!(child.wait().unwrap().success());
    }
}

#[test]
fn what_a_killed_process_left_is_no_part_and_is_cleared_away() {
    let folder = folder();
    let folder = folder.path();
    succeeds(&["generate", "s.toml", "--out", "alone"], folder);
    let set = folder.join("out/training-set");
    fs::create_dir_all(&set).unwrap();
    for name in [
        "part-000001.h5.Ab12Cd.tmp",
        "part-000002.h5.lock",
        "dataset.h5.x.tmp",
    ] {
        fs::write(set.join(name), "half").unwrap();
    }
    succeeds(&["generate", "s.toml", "--out", "out"], folder);
    assert!(files(&set) == files(&folder.join("alone/training-set")));
}
