//! Opacities of other makers: read, converted, and refused where they are broken.

mod kta;

use std::{
    fs,
    path::{Path, PathBuf},
};

use forward_model::{OpacityTable, Species};
use kta::{CIA, kta};
use opacity_data::formats::{Contents, FORMATS, Format, Nemesis, read_hdf5};
use opacity_data::{ImportConfig, TableInfo, import};

fn fixture(name: &str) -> PathBuf {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/opacities");
    folder.join(name)
}

const PRT_K_TABLE: &str = "12C-16O__HITEMP.R100_2.4-2.5mu.ktable.petitRADTRANS.h5";
const PRT_CROSS_SECTIONS: &str = "1H2-16O__POKAZATEL.R1e6_2.4-2.5mu.xsec.petitRADTRANS.h5";
const EXOMOL: &str = "14N-1H3__CoYuTe__R15000_0.3-50mu.xsec.TauREx.h5";

fn table(path: &Path) -> (OpacityTable, TableInfo) {
    match FORMATS.read(path).unwrap() {
        Contents::Table(table, info) => (table, info),
        Contents::Cia(_) => panic!("{} holds no lines", path.display()),
    }
}

const EXO_TRANSMIT: &str = "300.0 400.0\n1e2 1e4\n2.0e-6\n2.0 1e-26 2e-26\n4.0 3e-26 4e-26\n\
                            2.5e-6\n2.0 5e-26 6e-26\n4.0 7e-26 8e-26\n";

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
    assert_eq!((samples.species(), samples.n_points()), (Species::H2O, 1));
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
    let message = read_hdf5(&path).unwrap_err().to_string();
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
    for (i, file) in files.iter().chain(&fixtures).enumerate() {
        let out = folder.path().join(format!("out-{i}.h5"));
        let config = ImportConfig {
            file: file.clone(),
            format: None,
            species: None,
        };
        let info = import(&config, &out).unwrap();
        let ((original, _), (again, same)) = (table(file), read_hdf5(&out).unwrap());
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
            let read = FORMATS.read(&path);
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
fn a_format_can_be_forced() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("table.bin");
    fs::write(&path, kta(6, &[2.0, 2.1])).unwrap();
    assert!(FORMATS.recognise(&path).is_err());
    let read = Nemesis.read(&path, Some(Species::CO2)).unwrap();
    assert!(matches!(read, Contents::Table(table, _) if table.species() == Species::CO2));
}
