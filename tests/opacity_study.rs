//! Opacities of other makers as a user gives them: to a study, in one folder, and to the program.

#[path = "../opacity-data/tests/kta/mod.rs"]
mod kta;

use std::{fs, path::Path, process::Command};

use exosonde::Simulator;
use exosonde::caveat::CaveatKind;
use exosonde::observation::Bin;
use exosonde::simulator::{BuiltIn, PhysicalGrid, SimulatorError, SpectrumSource};
use exosonde::study::{Source, Study};
use kta::{CIA, kta};

#[test]
fn wrong_files_end_with_exit_code_two() {
    let folder = tempfile::tempdir().unwrap();
    let path = |name: &str| folder.path().join(name).display().to_string();
    fs::write(path("text.h5"), "no signature here").unwrap();
    fs::write(
        path("text.kta"),
        "no table, but long enough to have a header of counts",
    )
    .unwrap();
    fs::write(path("notes.txt"), "mine").unwrap();
    fs::write(path("lines.par"), "").unwrap();
    for (file, expected) in [
        (path("text.h5"), "first eight bytes"),
        (path("text.kta"), "expected"),
        (path("notes.txt"), "the name `notes.txt`"),
        (path("lines.par"), "opacity compute"),
        (folder.path().display().to_string(), "found a folder"),
        (path("absent.kta"), "cannot read"),
    ] {
        let out = path("out.h5");
        for arguments in [
            vec!["opacity", "info", &file],
            vec!["opacity", "import", &file, "--out", &out],
            vec!["plot", "opacity", &file, "--out", &out],
        ] {
            let output = Command::new(env!("CARGO_BIN_EXE_exosonde"))
                .args(&arguments)
                .output();
            let output = output.unwrap();
            let text = String::from_utf8_lossy(&output.stderr);
            assert_eq!(output.status.code(), Some(2), "{arguments:?}: {text}");
            assert!(
                text.contains(expected) && text.lines().count() == 1,
                "{text}"
            );
        }
    }
}

/// The small study, with these gases, this section [opacities] and the bins of `observation`.
fn study(gases: &str, opacities: &str, observation: &Path) -> Result<Study, String> {
    let text = fs::read_to_string("tests/studies/small.toml").unwrap();
    let lines = text.lines().filter(|line| {
        let gas = line
            .strip_prefix("log_")
            .and_then(|rest| rest.split(' ').next());
        gas.is_none_or(|gas| {
            gas.starts_with(char::is_lowercase) || gases.contains(&format!("\"{gas}\""))
        })
    });
    let lines = lines.map(|line| match line {
        _ if line.starts_with("gases") => format!("gases = [{gases}]"),
        _ if line.starts_with("file =") => format!("file = \"{}\"", observation.display()),
        _ => line.to_owned(),
    });
    let text = lines.collect::<Vec<_>>().join("\n") + "\n[opacities]\n" + opacities;
    let source = Source::new("study.toml", text);
    Study::from_source(source).map_err(|error| error.to_string())
}

fn bins(edges_um: &[[f64; 2]]) -> Vec<Bin> {
    let bin = |[short_um, long_um]: &[f64; 2]| Bin {
        wavelength_um: 0.5 * (short_um + long_um),
        half_width_um: 0.5 * (long_um - short_um),
        instrument: "x".into(),
    };
    edges_um.iter().map(bin).collect()
}

/// The channels of Kreidberg et al. (2014), with the rounding of their table, and of Spitzer.
fn hst_bins() -> Vec<Bin> {
    let edge = |i: usize| ((1.125 + 0.035 * i as f64) * 2000.0).round() / 2000.0;
    let wfc3 = (0..15).map(|i| [edge(i), edge(i + 1)]);
    let all: Vec<[f64; 2]> = wfc3
        .chain([[3.08289, 4.00728], [3.72516, 5.22198]])
        .collect();
    bins(&all)
}

#[test]
fn the_set_for_hst_gives_each_bin_its_channel() {
    let study = study(
        "\"H2O\", \"CO2\", \"CO\", \"CH4\"",
        "set = \"exomol-hst\"",
        Path::new("x.csv"),
    );
    let source = SpectrumSource::of_study(&study.unwrap(), &hst_bins()).unwrap();
    let simulator = source.simulator();
    assert_eq!(simulator.cell_bounds_per_cm().len(), 17);
    let native: Vec<f64> = (0..17).map(f64::from).collect();
    let mut binned = vec![0.0; 17];
    simulator.binning().apply(&native, &mut binned);
    // Bins by rising wavelength, cells by rising wavenumber.
    let expected: Vec<f64> = native.iter().rev().copied().collect();
    assert_eq!(binned, expected);
    assert!(
        simulator
            .tables()
            .iter()
            .all(|info| info.source.contains("NEMESIS"))
    );
}

/// CO has its bands at 2.3 and 4.7 µm; water is everywhere.
#[test]
fn bins_without_lines_of_a_gas_are_said() {
    let bins = bins(&[[3.0, 3.1], [3.1, 3.2], [4.5, 4.6]]);
    let study = study("\"H2O\", \"CO\"", "", Path::new("x.csv")).unwrap();
    let source = SpectrumSource::of_study(&study, &bins).unwrap();
    let said: Vec<String> = source.caveats().iter().map(ToString::to_string).collect();
    let holes: Vec<&String> = said
        .iter()
        .filter(|text| text.contains("transparent there"))
        .collect();
    assert_eq!(holes.len(), 1, "{said:?}");
    assert!(holes[0].starts_with("CO has no lines from 3.0"), "{said:?}");
}

#[test]
fn an_unknown_set_is_refused_with_the_names_known() {
    let message = study("\"H2O\"", "set = \"hitemp\"", Path::new("x.csv")).unwrap_err();
    assert!(
        message
            .contains("`opacities.set` is \"hitemp\", expected \"hitran2020\" or \"exomol-hst\""),
        "{message}"
    );
}

#[test]
fn a_study_uses_a_folder_of_mixed_files_and_says_what_it_left_out() {
    let folder = tempfile::tempdir().unwrap();
    let path = |name: &str| folder.path().join(name);
    let channels: Vec<f32> = (0..15).map(|i| 1.1425 + 0.035 * i as f32).collect();
    fs::write(path("water.kta"), kta(1, &channels)).unwrap();
    let key = format!("folder = \"{}\"", folder.path().display());
    let bins = &hst_bins()[..15];
    let load = |gases: &str| {
        SpectrumSource::of_study(&study(gases, &key, Path::new("x.csv")).unwrap(), bins)
    };
    let alone = load("\"H2O\"").unwrap();
    let alone = alone.simulator();
    let left_out = |simulator: &BuiltIn| -> Vec<String> {
        let caveats = simulator.caveats().iter();
        let files = caveats.filter(|caveat| caveat.kind == CaveatKind::LeftOut);
        files.map(ToString::to_string).collect()
    };
    assert_eq!(alone.cell_bounds_per_cm().len(), 15);
    assert!(left_out(alone).is_empty());

    // The user's own pair wins over the default one, and other files are named.
    fs::write(path("He.cia"), CIA).unwrap();
    fs::write(path("notes.txt"), "mine").unwrap();
    fs::write(path(".hidden"), "").unwrap();
    let mixed = load("\"H2O\"").unwrap();
    let mixed = mixed.simulator();
    assert!(left_out(mixed).len() == 1 && left_out(mixed)[0].contains("notes.txt"));
    assert_ne!(alone.fingerprint(), mixed.fingerprint());

    // One gas from the folder and one from the set: two grids.
    let Err(error @ SimulatorError::Mixed(_)) = load("\"H2O\", \"CO\"") else {
        panic!("two grids were accepted");
    };
    let message = error.to_string();
    assert!(
        message.contains("`opacities.folder` is ")
            && message.contains("water.kta")
            && message.contains("bins of R = 6008 with 6 wavenumbers each, 0.5000 to 30.0000 µm"),
        "{message}"
    );

    // Two files of one gas, and a broken file.
    fs::write(path("again.kta"), kta(1, &channels)).unwrap();
    let message = load("\"H2O\"").err().unwrap().to_string();
    assert!(
        message.contains("again.kta") && message.contains("water.kta"),
        "{message}"
    );
    fs::write(path("again.kta"), &kta(1, &channels)[..50]).unwrap();
    let message = load("\"H2O\"").err().unwrap().to_string();
    assert!(
        message.contains("again.kta") && message.contains("50 bytes"),
        "{message}"
    );
}
