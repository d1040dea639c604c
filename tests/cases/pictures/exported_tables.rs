//! The tables inside the program, written out and taken back as a folder of one's own, give the same spectrum.

use std::{fs, path::Path};

use opacity_data::{OpacitySet, cia_tables};

use super::{assert_refused, columns};
use crate::{
    hot_planet::HOT_PLANET,
    program::{program, stderr, success},
};

/// What follows on the [hot planet](HOT_PLANET), with carbon monoxide and collisions.
const REST: &str = r#"
[parameters]
radius_rjup = { uniform = [1.1, 1.4] }
temperature_k = 930.0
log_H2O = { uniform = [-6.0, -1.0] }
log_CO = -3.0
[observation]
file = "observed.csv"
[training_set]
n_spectra = 1000
"#;

const OBSERVED: &str = "wavelength_um,half_width_um,depth_ppm,error_ppm,instrument
2.5,0.4,21000,50,nirspec_prism
4.5,0.4,21000,50,nirspec_prism
";

#[test]
fn exported_tables_are_read_back_and_make_the_same_spectrum() {
    let folder = tempfile::tempdir().unwrap();
    let folder = folder.path();
    // A whole set, the smaller one, has the pairs too; of the other one two gases are enough.
    let all = exported(folder, "all", &["--set", "exomol-hst"]);
    let n_gases = OpacitySet::ExomolHst.gases().len();
    assert_eq!(all.len(), n_gases + cia_tables().unwrap().len());
    assert_eq!(
        exported(folder, "mine", &["--species", "H2O", "CO"]).len(),
        2
    );
    for pair in ["H2-H2.cia", "H2-He.cia"] {
        fs::copy(
            folder.join("all").join(pair),
            folder.join("mine").join(pair),
        )
        .unwrap();
    }
    for file in ["mine/CO.h5", "mine/H2-He.cia"] {
        let output = program(&["opacity", "info", file], folder);
        success(&output);
        let name = file.trim_start_matches("mine/").split('.').next().unwrap();
        assert!(String::from_utf8_lossy(&output.stdout).starts_with(name));
    }
    let own = simulated(folder, "own", "[opacities]\nfolder = \"mine\"\n");
    let shipped = simulated(folder, "shipped", "");
    assert_eq!(own.len(), shipped.len());
    for ((name, own), (other, shipped)) in own.iter().zip(&shipped) {
        assert_eq!(name, other);
        for (own, shipped) in own.iter().zip(shipped) {
            // k-distributions of H2O and CO by themselves, which overlap at random, in cells that the bins cut: 30 ppm of the star.
            assert!(
                (own / shipped - 1.0).abs() < 1.5e-3,
                "{name}: {own} {shipped}"
            );
        }
    }
}

/// The files that are said to be written, which are those that are there.
fn exported(folder: &Path, out: &str, more: &[&str]) -> Vec<String> {
    let arguments = [&["opacity", "export", "--out", out], more].concat();
    let output = program(&arguments, folder);
    success(&output);
    let said = String::from_utf8(output.stdout).unwrap();
    let files = said
        .lines()
        .map(|line| line.strip_prefix("wrote ").unwrap());
    let mut files: Vec<String> = files.map(String::from).collect();
    files.sort_unstable();
    let there = fs::read_dir(folder.join(out)).unwrap();
    let mut there: Vec<String> = there
        .map(|entry| format!("{out}/{}", entry.unwrap().file_name().to_string_lossy()))
        .collect();
    there.sort();
    assert_eq!(files, there);
    files
}

fn simulated(folder: &Path, name: &str, opacities: &str) -> Vec<(String, Vec<f64>)> {
    let study = format!("{name}.toml");
    let planet = [
        ("[1e-7, 100.0]", "[1e-6, 100.0]"),
        ("gases = [\"H2O\"]", "gases = [\"H2O\", \"CO\"]"),
        ("continuum = []", "continuum = [\"cia\"]"),
    ]
    .iter()
    .fold(HOT_PLANET.to_owned(), |text, (from, to)| {
        text.replace(from, to)
    });
    fs::write(folder.join(&study), format!("{planet}{REST}{opacities}")).unwrap();
    fs::write(folder.join("observed.csv"), OBSERVED).unwrap();
    fs::write(folder.join("rows.csv"), "radius_rjup,log_H2O\n1.25,-3.0\n").unwrap();
    let depths = format!("{name}.csv");
    let arguments = [
        "likelihood",
        &study,
        "--input",
        "rows.csv",
        "--output",
        &depths,
        "--spectra",
    ];
    let output = program(&arguments, folder);
    success(&output);
    assert!(!stderr(&output).contains("left out"), "{}", stderr(&output));
    let mut columns = columns(&folder.join(depths));
    columns.retain(|(name, _)| name.starts_with("depth"));
    assert_eq!(columns.len(), 2);
    columns
}

#[test]
fn nothing_is_written_over_and_no_unknown_gas_is_promised() {
    let folder = tempfile::tempdir().unwrap();
    let export = |more: &[&str]| {
        let arguments = [&["opacity", "export", "--out", "mine"], more].concat();
        program(&arguments, folder.path())
    };
    fs::create_dir(folder.path().join("mine")).unwrap();
    let mine = folder.path().join("mine/CO.h5");
    fs::write(&mine, "my own").unwrap();
    let there = || fs::read_dir(folder.path().join("mine")).unwrap().count();
    assert_refused(&export(&[]), "mine, which holds CO.h5 already");
    assert_refused(
        &export(&["--species", "H2O", "CO"]),
        "nothing is written over",
    );
    assert_refused(
        &export(&["--species", "N2O"]),
        "gases of the set hitran2020: H2O, CO2",
    );
    assert_eq!(
        (there(), fs::read_to_string(&mine).unwrap().as_str()),
        (1, "my own")
    );
    let output = export(&["--set", "exomol-hst", "--species", "CH4", "--json"]);
    success(&output);
    assert!(String::from_utf8_lossy(&output.stdout).contains("mine/CH4.h5"));
    assert_eq!(there(), 2);
}
