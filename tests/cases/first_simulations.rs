//! What a study makes does not depend on what lay in its folder: a study of 1000 simulations in the folder of one of 3000
//! uses the first 1000.

use std::{fs, path::Path};

use crate::harness::{files, folder, parts, succeeds, write_study};

/// Everything that is learnt, but for the numbers that burn draws to name its parameters by, and the times it took.
fn learnt(out: &Path) -> Vec<Vec<u8>> {
    let names = ["model/input.h5", "model/history.json", "evaluation.json"];
    let read = |name: &&str| fs::read(out.join(name)).unwrap();
    names.iter().map(read).collect()
}

fn model(out: &Path) -> serde_json::Value {
    let text = fs::read_to_string(out.join("model/model.json")).unwrap();
    serde_json::from_str(&text).unwrap()
}

fn n_in_dataset(out: &Path) -> usize {
    let file = hdf5::File::open(out.join("training-set/dataset.h5")).unwrap();
    file.dataset("index").unwrap().size()
}

/// The folder with a second study, of more simulations; neither size is a whole number of parts.
fn with_a_larger_study() -> tempfile::TempDir {
    let folder = folder();
    let more = [("n_spectra = 1200", "n_spectra = 3100")];
    write_study(folder.path(), "large.toml", &more);
    folder
}

#[test]
fn a_smaller_study_uses_the_first_simulations_of_a_larger_one() {
    let folder = with_a_larger_study();
    let folder = folder.path();
    let study = |command: &str, name: &str, out: &str| {
        succeeds(&[command, name, "--out", out], folder);
    };
    let all = |name: &str, out: &str| {
        for command in ["generate", "train", "evaluate"] {
            study(command, name, out);
        }
    };
    all("s.toml", "alone");
    study("generate", "large.toml", "out");
    let large = files(&folder.join("out/training-set"));
    all("s.toml", "out");
    let (alone, out) = (folder.join("alone"), folder.join("out"));
    assert!(learnt(&alone) == learnt(&out));
    assert_eq!(model(&alone)["n_training"], model(&out)["n_training"]);
    assert_eq!((n_in_dataset(&alone), n_in_dataset(&out)), (1200, 1200));
    // The smaller study has not shortened the larger one's parts, whose view is made again.
    study("generate", "large.toml", "out");
    assert!(files(&out.join("training-set")) == large);
    assert_eq!(n_in_dataset(&out), 3100);
}

#[test]
fn enlarging_a_set_in_shares_makes_the_set_that_is_made_at_once() {
    let folder = with_a_larger_study();
    let folder = folder.path();
    succeeds(&["generate", "large.toml", "--out", "at-once"], folder);
    succeeds(&["generate", "s.toml", "--out", "out"], folder);
    for share in ["2/3", "0/3", "1/2", "0/2"] {
        let args = ["generate", "large.toml", "--out", "out", "--part", share];
        succeeds(&args, folder);
    }
    let [at_once, out] = ["at-once", "out"].map(|out| folder.join(out));
    assert!(parts(&at_once) == parts(&out));
    assert_eq!((parts(&out).len(), n_in_dataset(&out)), (7, 3100));
}

/// A model of the smaller set is not taken for one of the larger, and the change is said.
#[test]
fn a_model_is_trained_again_when_its_set_has_grown() {
    let folder = with_a_larger_study();
    let folder = folder.path();
    for command in ["generate", "train"] {
        succeeds(&[command, "s.toml", "--out", "out"], folder);
    }
    succeeds(&["generate", "large.toml", "--out", "out"], folder);
    let said = succeeds(&["train", "large.toml", "--out", "out"], folder);
    let expected = "is replaced: it learnt from a training set of 1200, the study asks for 3100";
    assert!(said.contains(expected), "{said}");
    assert!(model(&folder.join("out"))["n_training"].as_u64().unwrap() > 1200);
}
