//! Opacities of other makers: read, converted, refused where they are broken, and used by a study from one folder.

use std::{
    fs,
    path::{Path, PathBuf},
    process::Command,
};

use exosonde::observation::Bin;
use exosonde::simulator::{PhysicalGrid, SimulatorError, SpectrumSource};
use exosonde::study::{Source, Study};
use forward_model::{OpacityTable, Species};
use opacity_data::foreign::{self, Contents, Format};
use opacity_data::line_by_line::{ImportConfig, import};
use opacity_data::opacity_table::{self, TableInfo};

fn fixture(name: &str) -> PathBuf {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/opacities");
    folder.join(name)
}

const PRT_K_TABLE: &str = "12C-16O__HITEMP.R100_2.4-2.5mu.ktable.petitRADTRANS.h5";
const PRT_CROSS_SECTIONS: &str = "1H2-16O__POKAZATEL.R1e6_2.4-2.5mu.xsec.petitRADTRANS.h5";
const EXOMOL: &str = "14N-1H3__CoYuTe__R15000_0.3-50mu.xsec.TauREx.h5";

fn table(path: &Path) -> (OpacityTable, TableInfo) {
    match foreign::read(path, foreign::recognise(path).unwrap(), None).unwrap() {
        Contents::Table(table, info) => (table, info),
        Contents::Cia(_) => panic!("{} holds no lines", path.display()),
    }
}

/// A `.kta` file of a gas with channels at these wavelengths: 2 pressures, 3 temperatures, 2 g points.
fn kta(gas: i32, channels_um: &[f32]) -> Vec<u8> {
    let (n, p, t, g) = (channels_um.len(), 2, 3, 2);
    let n_header = 10 + 2 * g + 2 + p + t + n;
    let integers = |values: &[i32]| values.iter().flat_map(|v| v.to_le_bytes()).collect();
    let floats = |values: &[f32]| values.iter().flat_map(|v| v.to_le_bytes()).collect();
    let values: Vec<f32> = (0..n * p * t * g)
        .map(|i| 1e-2 * (1 + i % 7) as f32)
        .collect();
    let parts: [Vec<u8>; 7] = [
        integers(&[n_header as i32 + 1, n as i32]),
        floats(&[channels_um[0], -1.0, 0.0]),
        integers(&[p as i32, t as i32, g as i32, gas, 0]),
        floats(&[0.2, 0.7, 0.4, 0.6, 0.0, 0.0]),
        floats(&[1e-6, 100.0, 300.0, 1000.0, 3000.0]),
        floats(channels_um),
        floats(&values),
    ];
    parts.concat()
}

const EXO_TRANSMIT: &str = "300.0 400.0\n1e2 1e4\n2.0e-6\n2.0 1e-26 2e-26\n4.0 3e-26 4e-26\n\
                            2.5e-6\n2.0 5e-26 6e-26\n4.0 7e-26 8e-26\n";

const CIA: &str = "               H2-He    10.000 20000.000      3  200.0 7.798E-45\n\
                   10.0 1.0E-46\n  9000.0 2.0E-46\n 20000.0 2.0E-46\n";

#[test]
fn tables_of_petitradtrans_are_read() {
    let (table_k, info) = table(&fixture(PRT_K_TABLE));
    assert_eq!(table_k.species(), Species::CO);
    assert_eq!(table_k.cell_bounds_per_cm()[1], [4040.0, 4080.4]);
    // 1e-22 (1 + a + 2 b + 3 d + 4 e) cm² at pressure a, temperature b, bin d and g point e.
    let found = table_k.lines().value_m2(2, 1, 2, 1);
    assert!((found / (1e-26 * 15.0) - 1.0).abs() < 1e-6, "{found}");
    assert!((table_k.pressure_pa()[2] / 1e5 - 1.0).abs() < 1e-12);
    assert!(info.citation.contains("10.1051/0004-6361/201935470"));
    let (samples, info) = table(&fixture(PRT_CROSS_SECTIONS));
    assert_eq!((samples.species(), samples.n_g()), (Species::H2O, 1));
    assert!((samples.lines().cell_centres_per_cm()[1] - 4060.2).abs() < 1e-9);
    assert!(info.citation.contains("10.1093/mnras/sty1877"));
}

#[test]
fn texts_of_fixed_length_as_exomolop_writes_them_are_read() {
    let (table, info) = table(&fixture(EXOMOL));
    assert_eq!(table.species(), Species::NH3);
    assert_eq!(info.source, "line list 14N-1H3__CoYuTe");
    let found = table.lines().value_m2(0, 1, 1, 0);
    assert!((found / (1e-26 * 6.0) - 1.0).abs() < 1e-6, "{found}");
}

#[test]
fn temperatures_that_depend_on_pressure_are_refused() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("t.h5");
    fs::copy(fixture(PRT_K_TABLE), &path).unwrap();
    let file = hdf5::File::open_rw(&path).unwrap();
    file.unlink("temperature_grid_type").unwrap();
    let kind: hdf5::types::VarLenUnicode = "pressure-dependent".parse().unwrap();
    let text = file
        .new_dataset_builder()
        .with_data(&[kind])
        .create("temperature_grid_type");
    text.unwrap();
    file.close().unwrap();
    let message = opacity_table::read(&path).unwrap_err().to_string();
    assert!(message.contains("`pressure-dependent`"), "{message}");
}

#[test]
fn every_format_becomes_a_table_of_ours_and_stays_the_same() {
    let folder = tempfile::tempdir().unwrap();
    let path = |name: &str| folder.path().join(name);
    fs::write(path("h2o.kta"), kta(1, &[1.1425, 1.1775, 3.6, 4.5])).unwrap();
    fs::write(path("opacCO2.dat"), EXO_TRANSMIT).unwrap();
    let files = [path("h2o.kta"), path("opacCO2.dat")];
    let fixtures = [PRT_K_TABLE, PRT_CROSS_SECTIONS, EXOMOL].map(fixture);
    for file in files.iter().chain(&fixtures) {
        let out = folder.path().join("out.h5");
        let config = ImportConfig {
            file: file.clone(),
            format: None,
            species: None,
        };
        let info = import(&config, &out).unwrap();
        let ((original, _), (again, same)) = (table(file), opacity_table::read(&out).unwrap());
        assert_eq!(info.source, same.source);
        assert!(original.shares_grid_with(&again), "{}", file.display());
        let last = original.lines().n_cells() - 1;
        let (a, b) = (
            original.lines().value_m2(1, 1, last, 0),
            again.lines().value_m2(1, 1, last, 0),
        );
        assert!((a / b - 1.0).abs() < 1e-6, "{a} {b}");
    }
}

#[test]
fn a_listed_kta_has_the_channels_of_wfc3_and_spitzer() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("co.kta");
    fs::write(&path, kta(5, &[1.1425, 1.1775, 3.6, 4.5])).unwrap();
    let (table, info) = table(&path);
    let um: Vec<[f64; 2]> = table
        .cell_bounds_per_cm()
        .iter()
        .map(|b| [1e4 / b[1], 1e4 / b[0]])
        .collect();
    let expected = [
        [3.72516, 5.22198],
        [3.08289, 4.00728],
        [1.16, 1.195],
        [1.125, 1.16],
    ];
    for (found, expected) in um.iter().flatten().zip(expected.iter().flatten()) {
        assert!((found - expected).abs() < 1e-5, "{um:?}");
    }
    assert!(info.known_faults.contains("WFC3"));
    // The first value of the file, 0.01 in 1e-20 cm², is the shortest channel's.
    assert!((table.lines().value_m2(0, 0, 3, 0) / 1e-26 - 1.0).abs() < 1e-6);
}

#[test]
fn files_cut_at_any_length_are_refused_in_one_sentence() {
    let folder = tempfile::tempdir().unwrap();
    let hdf5 = |name: &str| fs::read(fixture(name)).unwrap();
    let files = [
        ("a.h5", hdf5(PRT_K_TABLE)),
        ("b.h5", hdf5(EXOMOL)),
        ("c.kta", kta(1, &[1.1425, 1.1775])),
        ("opacH2O.dat", EXO_TRANSMIT.as_bytes().to_vec()),
        ("d.cia", CIA.as_bytes().to_vec()),
    ];
    for (name, bytes) in files {
        let path = folder.path().join(name);
        for share in [0.0, 0.01, 0.2, 0.5, 0.8, 0.95] {
            fs::write(&path, &bytes[..(share * bytes.len() as f64) as usize]).unwrap();
            let read = foreign::recognise(&path).and_then(|f| foreign::read(&path, f, None));
            let message = read
                .err()
                .map(|error| error.to_string())
                .unwrap_or_default();
            assert!(message.contains(name), "{name} at {share}: `{message}`");
            assert!(!message.contains('\n'), "{name} at {share}: `{message}`");
        }
    }
}

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
        (path("absent.kta"), "cannot be read"),
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
    let source = Source {
        path: "study.toml".into(),
        text,
    };
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

#[test]
fn an_unknown_set_is_refused_with_the_names_known() {
    let message = study("\"H2O\"", "set = \"hitemp\"", Path::new("x.csv")).unwrap_err();
    assert!(
        message
            .contains("`opacities.set` is \"hitemp\", expected \"hitran-r250\" or \"exomol-hst\""),
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
    assert_eq!(
        (alone.cell_bounds_per_cm().len(), alone.warnings().len()),
        (15, 0)
    );

    // The user's own pair wins over the default one, and other files are named.
    fs::write(path("He.cia"), CIA).unwrap();
    fs::write(path("notes.txt"), "mine").unwrap();
    fs::write(path(".hidden"), "").unwrap();
    let mixed = load("\"H2O\"").unwrap();
    let mixed = mixed.simulator();
    assert!(mixed.warnings().len() == 1 && mixed.warnings()[0].contains("notes.txt"));
    assert_ne!(alone.fingerprint(), mixed.fingerprint());

    // One gas from the folder and one from the set: two grids.
    let Err(error @ SimulatorError::Mixed { .. }) = load("\"H2O\", \"CO\"") else {
        panic!("two grids were accepted");
    };
    let message = error.to_string();
    assert!(
        message.contains("water.kta") && message.contains("hitran-r250"),
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

#[test]
fn a_format_can_be_forced() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("table.bin");
    fs::write(&path, kta(6, &[2.0, 2.1])).unwrap();
    assert!(foreign::recognise(&path).is_err());
    let read = foreign::read(&path, Format::Nemesis, Some(Species::CO2)).unwrap();
    assert!(matches!(read, Contents::Table(table, _) if table.species() == Species::CO2));
}
