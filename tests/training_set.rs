//! The training set as its users meet it: through the command and through plain h5py.

use std::{
    fs,
    path::{Path, PathBuf},
    process::{Command, Output, Stdio},
    time::{Duration, Instant},
};

use exosonde::training_set::part::{Part, TrainingSet, read_part};

const STUDY: &str = "tests/studies/small.toml";
const N_PARTS: usize = 5;

fn command(args: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_exosonde"));
    command.args(args);
    command
}

fn generate(out: &Path, args: &[&str]) -> Output {
    let out = out.to_str().unwrap();
    let mut all = vec!["generate", STUDY, "--out", out];
    all.extend(args);
    command(&all).output().expect("the binary runs")
}

fn assert_success(output: &Output) {
    assert!(
        output.status.success(),
        "{}",
        String::from_utf8_lossy(&output.stderr)
    );
}

fn parts(out: &Path) -> Vec<Part> {
    let set = TrainingSet::at(out.join("training-set"));
    (0..N_PARTS)
        .map(|k| read_part(&set.part_path(k)).unwrap())
        .collect()
}

#[test]
fn parts_are_identical_whatever_the_threads_and_the_order() {
    let folder = tempfile::tempdir().unwrap();
    let (one, two) = (folder.path().join("one"), folder.path().join("two"));
    assert_success(&generate(&one, &["--threads", "1"]));
    for k in ["4", "1/2", "0/2"] {
        assert_success(&generate(&two, &["--threads", "2", "--part", k]));
    }
    assert_eq!(parts(&one), parts(&two));
    assert!(two.join("training-set/dataset.h5").exists());
}

#[test]
fn a_killed_run_resumes_to_the_same_training_set() {
    let folder = tempfile::tempdir().unwrap();
    let (whole, killed) = (folder.path().join("whole"), folder.path().join("killed"));
    assert_success(&generate(&whole, &[]));
    let args = [
        "generate",
        STUDY,
        "--out",
        killed.to_str().unwrap(),
        "--threads",
        "1",
    ];
    let mut child = command(&args)
        .stderr(Stdio::null())
        .stdout(Stdio::null())
        .spawn()
        .unwrap();
    wait_for(&killed.join("training-set/part-000000.h5"));
    child.kill().unwrap();
    child.wait().unwrap();
    assert_success(&generate(&killed, &[]));
    assert_eq!(parts(&whole), parts(&killed));
}

fn wait_for(path: &Path) {
    let deadline = Instant::now() + Duration::from_secs(60);
    while !path.exists() {
        assert!(
            Instant::now() < deadline,
            "{} never appeared",
            path.display()
        );
        std::thread::sleep(Duration::from_millis(1));
    }
}

#[test]
fn failures_keep_their_theta_and_their_reason() {
    let folder = tempfile::tempdir().unwrap();
    assert_success(&generate(folder.path(), &[]));
    let parts = parts(folder.path());
    let failed: usize = parts
        .iter()
        .map(|part| part.status.iter().filter(|&&s| s != 0).count())
        .sum();
    assert!(
        failed > 0,
        "two gases up to all of the atmosphere sometimes add up to more than one"
    );
    for part in &parts {
        assert!(
            part.theta
                .iter()
                .chain(&part.spectrum)
                .all(|x| x.is_finite())
        );
        for (row, &status) in part.spectrum.rows().into_iter().zip(&part.status) {
            assert_eq!(row.iter().all(|&depth| depth == 0.0), status != 0);
        }
    }
}

/// `make packages` installs h5py for Debian's own Python.
fn python_with_h5py() -> PathBuf {
    let has_h5py = |python: &&str| {
        let status = Command::new(python)
            .args(["-c", "import h5py"])
            .stderr(Stdio::null())
            .status();
        status.is_ok_and(|status| status.success())
    };
    let found = ["/usr/bin/python3", "python3"].into_iter().find(has_h5py);
    PathBuf::from(found.expect("h5py is there: `make packages` installs it"))
}

#[test]
fn plain_h5py_reads_the_training_set() {
    let folder = tempfile::tempdir().unwrap();
    assert_success(&generate(folder.path(), &[]));
    let script = "
import json, sys, h5py
with h5py.File(sys.argv[1]) as f:
    assert f['theta'].shape == (1450, 8), f['theta'].shape
    assert f['spectrum'].shape == (1450, 59) and f['spectrum'].dtype == 'float32'
    assert list(f['index'][:]) == list(range(1450))
    good = f['spectrum'][:][f['status'][:] == 0]
    assert ((good > 0.01) & (good < 0.04)).all(), (good.min(), good.max())
    assert list(f.attrs['parameter_names'])[:3] == ['radius_rjup', 'temperature_k', 'log_H2O']
    assert list(f.attrs['parameter_units'])[:3] == ['R_Jup', 'K', 'log10 VMR']
    assert 'name = \"small\"' in f.attrs['study'] and int(f.attrs['seed']) == 39
    assert json.loads(f.attrs['status_reasons'])['1'].startswith('the volume mixing ratios')
    assert len(f.attrs['wavelength_um']) == 59 and len(f.attrs['opacities']) == 4
print('ok')
";
    let dataset = folder.path().join("training-set/dataset.h5");
    let output = Command::new(python_with_h5py())
        .args(["-c", script])
        .arg(&dataset)
        .output()
        .unwrap();
    assert_eq!(
        String::from_utf8_lossy(&output.stdout),
        "ok\n",
        "{}",
        String::from_utf8_lossy(&output.stderr)
    );
}

#[test]
fn a_part_beyond_the_last_is_refused() {
    let folder = tempfile::tempdir().unwrap();
    let output = generate(folder.path(), &["--part", "5"]);
    assert_eq!(output.status.code(), Some(2));
    let stderr = String::from_utf8_lossy(&output.stderr);
    assert!(stderr.contains("--part 5, expected 0 to 4"), "{stderr}");
}

#[test]
fn tables_of_ones_own_replace_the_default_set() {
    let folder = tempfile::tempdir().unwrap();
    let out = folder.path().to_str().unwrap();
    let args = ["generate", "tests/studies/own-opacities.toml", "--out", out];
    assert_success(&command(&args).output().unwrap());
    let part = TrainingSet::at(folder.path().join("training-set")).part_path(0);
    let file = hdf5::File::open(&part).unwrap();
    let opacities = file.attr("opacities").unwrap();
    let opacities: Vec<hdf5::types::VarLenUnicode> = opacities.read_raw().unwrap();
    assert!(
        opacities
            .iter()
            .all(|source| source.contains("line list") && source.contains("SYNTH")),
        "{opacities:?}"
    );
}

#[test]
fn a_truncated_part_is_refused_and_left_alone() {
    let folder = tempfile::tempdir().unwrap();
    assert_success(&generate(folder.path(), &[]));
    let part = folder.path().join("training-set/part-000002.h5");
    let bytes = fs::read(&part).unwrap();
    fs::write(&part, &bytes[..bytes.len() / 2]).unwrap();
    let output = generate(folder.path(), &[]);
    assert_eq!(output.status.code(), Some(2));
    let stderr = String::from_utf8_lossy(&output.stderr);
    assert!(
        stderr.contains("error: cannot read ") && stderr.contains("part-000002.h5: it is damaged"),
        "{stderr}"
    );
    assert_eq!(fs::metadata(&part).unwrap().len(), bytes.len() as u64 / 2);
}

#[test]
fn parts_of_another_study_are_refused() {
    let folder = tempfile::tempdir().unwrap();
    assert_success(&generate(folder.path(), &["--part", "0"]));
    let text = fs::read_to_string(STUDY)
        .unwrap()
        .replace("n_layers = 20", "n_layers = 21");
    let text = text.replace(
        "../../configs",
        &format!("{}/configs", env!("CARGO_MANIFEST_DIR")),
    );
    let other = folder.path().join("other.toml");
    fs::write(&other, text).unwrap();
    let args = [
        "generate",
        other.to_str().unwrap(),
        "--out",
        folder.path().to_str().unwrap(),
    ];
    let output = command(&args).output().unwrap();
    assert_eq!(output.status.code(), Some(2));
    let stderr = String::from_utf8_lossy(&output.stderr);
    assert!(stderr.contains("was made by another study"), "{stderr}");
}
