//! Spectra of two versions of the physics never meet in one training set, because the version is part of its fingerprint. Here
//! reference spectra force it to change: whoever changes what a study simulates is told to raise it.
//!
//! `spectra.csv` holds what `generate` made: θ and depths of the first simulations of each study, with the version that made them.
//! Where they differ, the test writes what it has found beside the build, to be put in its place.

use std::{fmt::Write, fs, path::Path};

use exosonde::training_set::part::{TrainingSet, read_part};
use exosonde::{Parts, Session, Silent, study::Source, study::Study};
use forward_model::PHYSICS_VERSION;

const REFERENCE: &str = "tests/cases/physics_version/spectra.csv";
const N_SPECTRA: usize = 3;
/// Eighty times the rounding of single precision, in which optical depths are summed and depths are kept.
const TOLERANCE: f64 = 5e-6;

/// A study of this repository, and words of it with what takes their place.
type Variant = (&'static str, &'static [(&'static str, &'static str)]);

/// Each law is in one of them.
const STUDIES: [Variant; 8] = [
    ("tests/studies/small.toml", &[]),
    ("tests/studies/small.toml", &PATCHY_BEFORE_A_SPOTTED_STAR),
    ("tests/studies/small.toml", &IRRADIATED_IN_TWO_LAYERS),
    ("tests/studies/own-opacities.toml", &[]),
    ("tests/studies/eclipse.toml", &[]),
    ("tests/studies/eclipse.toml", &THREE_LAYERS_EACH_ISOTHERMAL),
    ("configs/wasp-43b-eclipse.toml", &[]),
    ("configs/wasp-39b-jwst.toml", &[]),
];

const PATCHY_BEFORE_A_SPOTTED_STAR: [(&str, &str); 3] = [
    ("clouds = [", "patchy_clouds = true\nclouds = ["),
    ("5485.0", "5485.0\nunocculted = [\"spots\", \"faculae\"]"),
    (
        "haze_slope = -4.0",
        "haze_slope = -3.0\ncloud_fraction = { uniform = [0.0, 1.0] }\nspot_fraction = 0.05\nspot_temperature_k = 4500.0\n\
         facula_fraction = 0.05\nfacula_temperature_k = 5800.0",
    ),
];

const IRRADIATED_IN_TWO_LAYERS: [(&str, &str); 4] = [
    ("\"isothermal\"", "\"guillot2010\""),
    ("gases = [", "two_layer = [\"H2O\"]\ngases = ["),
    (
        "log_H2O = { uniform = [-3.0, 0.0] }",
        "log_H2O_top = -5.0\nlog_H2O_bottom = -3.0\nlog_H2O_boundary_bar = -2.0",
    ),
    (
        "temperature_k = { uniform = [400.0, 1500.0] }",
        "t_irr_k = { uniform = [800.0, 1100.0] }\nt_int_k = 100.0\nlog_kappa_ir = -2.5\nlog_kappa_v1 = -3.5\n\
         log_kappa_v2 = -3.0\nalpha = 0.4",
    ),
];

const THREE_LAYERS_EACH_ISOTHERMAL: [(&str, &str); 6] = [
    (
        "\"emission\"",
        "\"emission\"\nsource_function = \"isothermal_layers\"",
    ),
    ("\"nodes\"", "\"madhusudhan_seager2009\""),
    ("temperature_nodes_bar = [1e-4, 1e-2, 1.0]", ""),
    (
        "t_node_1_k = { uniform = [600.0, 2000.0] }",
        "t_top_k = { uniform = [900.0, 1200.0] }\nalpha_1 = 0.6\nalpha_2 = 0.5",
    ),
    (
        "t_node_2_k = { uniform = [600.0, 2000.0] }",
        "log_p_1_bar = -2.0\nlog_p_2_bar = -3.0",
    ),
    (
        "t_node_3_k = { uniform = [800.0, 2500.0] }",
        "log_p_3_bar = 0.5",
    ),
];

/// Lines `study,simulation,name,value` of θ and depths.
fn spectra() -> String {
    let mut lines = format!("version,{PHYSICS_VERSION}\n");
    for (i, (path, changes)) in STUDIES.iter().enumerate() {
        let folder = tempfile::tempdir().unwrap();
        let part = simulated(path, changes, folder.path());
        let rows = part.theta.rows().into_iter().zip(part.spectrum.rows());
        for (j, (theta, depth)) in rows.enumerate() {
            for (name, values) in [("theta", theta), ("depth", depth)] {
                let values: Vec<String> = values.iter().map(|value| format!("{value:e}")).collect();
                writeln!(lines, "{i},{j},{name},{}", values.join(",")).unwrap();
            }
        }
    }
    lines
}

fn simulated(
    path: &str,
    changes: &[(&str, &str)],
    folder: &Path,
) -> exosonde::training_set::part::Part {
    let mut text = fs::read_to_string(path).unwrap();
    for (from, to) in changes {
        assert!(text.contains(from), "{path}: {from}");
        text = text.replacen(from, to, 1);
    }
    let source = Source::new(path, text);
    let mut study = Study::from_source(source).unwrap_or_else(|error| panic!("{error}"));
    study.training_set.n_spectra = N_SPECTRA;
    let session = Session::of_study(study).unwrap().in_folder(folder);
    session.generate(Parts::Missing, &Silent).unwrap();
    let set = TrainingSet::at(session.folder().training_set());
    read_part(&set.part_path(0)).unwrap()
}

#[test]
fn spectra_change_only_together_with_the_version_of_the_physics() {
    let (found, expected) = (spectra(), fs::read_to_string(REFERENCE).unwrap());
    let differing = differing(&found, &expected);
    if differing.is_empty() {
        return;
    }
    let path = Path::new(env!("CARGO_TARGET_TMPDIR")).join("spectra.csv");
    fs::write(&path, &found).unwrap();
    panic!(
        "studies simulate other spectra than the reference says of its version of the physics: if that is meant, raise \
         `PHYSICS_VERSION` in forward-model/src/content.rs beyond that, so that training sets of both kinds are told apart, and \
         copy {} to {REFERENCE}\n{}",
        path.display(),
        differing.join("\n")
    );
}

/// Lines that are not those expected, within the tolerance.
fn differing<'a>(found: &'a str, expected: &str) -> Vec<&'a str> {
    let mut expected = expected.lines();
    let differs = |line: &&str| !expected.next().is_some_and(|it| is_close(line, it));
    found.lines().filter(differs).collect()
}

fn is_close(found: &str, expected: &str) -> bool {
    let mut pairs = found.split(',').zip(expected.split(','));
    found.split(',').count() == expected.split(',').count()
        && pairs.all(
            |(found, expected)| match (found.parse::<f64>(), expected.parse::<f64>()) {
                (Ok(found), Ok(expected)) => (found - expected).abs() <= TOLERANCE * expected.abs(),
                _ => found == expected,
            },
        )
}
