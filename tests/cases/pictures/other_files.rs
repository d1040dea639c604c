//! `plot` given a file of another kind than the figure is drawn from.

use std::{fs, path::Path};

use exosonde::plot::opacity::curve;
use forward_model::{CrossSectionTable, OpacityTable, Species};
use groundwork::hdf5_file;

use super::assert_refused;
use crate::{
    harness::write_table,
    program::{program, stderr},
    tables::write_opacities,
};

/// A file of each kind, as far as it is told by: its name, and what it is called in an error.
const FILES: [(&str, &str); 7] = [
    ("posterior.h5", "is a posterior"),
    ("dataset.h5", "is simulations of a training set"),
    ("evaluation.json", "is an evaluation"),
    ("history.json", "is a model's history"),
    ("H2O.h5", "is HDF5 of something else, such as opacities"),
    ("study.toml", "is text that is no JSON"),
    ("picture.png", "is neither text nor HDF5"),
];
/// The figures, and which of the files each is drawn from.
const FIGURES: [(&str, &str); 5] = [
    ("corner", "posterior.h5"),
    ("spectrum", "posterior.h5"),
    ("profile", "posterior.h5"),
    ("training", "history.json"),
    ("coverage", "evaluation.json"),
];

fn folder() -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    let at = |name: &str| folder.path().join(name);
    for (name, schema) in [("posterior.h5", "posterior-3"), ("dataset.h5", "part-2")] {
        let schema = format!("exosonde-{schema}");
        // A copy, which no process that starts meanwhile has open.
        let written = at(&format!("written-{name}"));
        hdf5_file::write(&written, |file| {
            hdf5_file::write_text(file, "schema", &schema)
        })
        .unwrap();
        fs::copy(&written, at(name)).unwrap();
    }
    for kind in ["evaluation", "history"] {
        let text = format!("{{ \"schema\": \"exosonde-{kind}-1\" }}\n");
        fs::write(at(&format!("{kind}.json")), text).unwrap();
    }
    write_table(&at("H2O.h5"), 1.0, 0.0);
    fs::write(at("study.toml"), "name = \"a\"\n").unwrap();
    fs::write(at("picture.png"), b"\x89PNG\r\n\x1a\n\xff\xfe").unwrap();
    folder
}

/// Refused with one paragraph, and nothing drawn.
fn refused(figure: &str, file: &str, folder: &Path) -> String {
    let output = program(&["plot", figure, file, "--out", "figures"], folder);
    assert_refused(&output, file);
    let said = stderr(&output);
    assert_eq!(said.lines().count(), 1, "{figure} {file}: {said}");
    assert!(said.starts_with("error: "), "{figure} {file}: {said}");
    assert!(!folder.join("figures").exists(), "{figure} {file}");
    said
}

#[test]
fn every_figure_says_of_every_other_file_what_it_is_and_what_is_expected() {
    let folder = folder();
    for (figure, own) in FIGURES {
        for (file, is) in FILES.iter().filter(|(file, _)| *file != own) {
            let said = refused(figure, file, folder.path());
            let end = format!("{own}, which the figure `{figure}` is drawn from\n");
            assert!(said.contains(is) && said.ends_with(&end), "{said}");
        }
        // What is told by its layout alone holds nothing that could be drawn.
        refused(figure, own, folder.path());
    }
    for (file, _) in FILES.iter().filter(|(file, _)| *file != "H2O.h5") {
        refused("opacity", file, folder.path());
    }
}

/// Cross sections below the least number of single precision, 1.4e-45 m², which every file of ours holds.
#[test]
fn cross_sections_too_small_for_a_table_are_no_cross_sections() {
    let folder = tempfile::tempdir().unwrap();
    let table = |least_m2: f64| {
        let per_cm: Vec<f64> = (20..60).map(|i| 100.0 * f64::from(i)).collect();
        let law_m2 = |_, _, per_cm: f64| if per_cm < 3950.0 { 1e-26 } else { least_m2 };
        let (pressure_pa, temperature_k) = ([1e2, 1e6], [500.0, 1500.0]);
        let gas = Species::H2O;
        let table = CrossSectionTable::tabulate(gas, &pressure_pa, &temperature_k, &per_cm, law_m2);
        OpacityTable::from(table.unwrap())
    };
    let drawn = curve(&table(1e-54), 1000.0, 0.1).unwrap();
    let (thick, thin): (Vec<f64>, Vec<f64>) = drawn
        .cells
        .iter()
        .map(|cell| cell.mean_cm2)
        .partition(|cm2| *cm2 > 1e-30);
    assert_eq!((thick.len(), thin.len()), (20, 20));
    assert!(
        thick.iter().all(|cm2| (cm2 / 1e-22 - 1.0).abs() < 1e-6),
        "{thick:?}"
    );
    assert!(thin.iter().all(|cm2| *cm2 == 0.0), "{thin:?}");
    let per_cm = [2000.0, 3000.0];
    let nothing = CrossSectionTable::tabulate(
        Species::H2O,
        &[1e2, 1e6],
        &[500.0, 1500.0],
        &per_cm,
        |_, _, _| 1e-54,
    );
    write_opacities(&folder.path().join("H2O.h5"), &nothing.unwrap().into());
    let said = refused("opacity", "H2O.h5", folder.path());
    assert!(said.contains("holds zeros alone"), "{said}");
}
