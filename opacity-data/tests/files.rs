//! Files of opacities: what is written can be read, what others write can be read, what is broken is refused with a reason.

use std::path::{Path, PathBuf};

use forward_model::{
    CrossSectionTable, KTable, OpacityTable, Points, Species, lines::Deuterium, touching_cells,
};
use groundwork::progress::Silent;
use ndarray::{Array3, Array4, arr2};
use opacity_data::formats::{read_exo_transmit, read_hdf5, write_hdf5};
use opacity_data::line_by_line::{ComputeConfig, Method, Widths, compute, read_line_list};
use opacity_data::{BandError, BandErrors, ImportConfig, TableInfo, import};

fn fixture() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/CO_six_lines_hitran2012.par")
}

fn k_table() -> OpacityTable {
    let k = Array4::from_shape_fn((2, 3, 4, 2), |(p, t, b, g)| {
        1e-26 * (1 + p + 2 * t + 3 * b + 4 * g) as f32
    });
    let table = KTable::new(
        Species::CO,
        vec![1e2, 1e4],
        vec![300.0, 600.0, 900.0],
        touching_cells(&[2000.0, 2010.0, 2020.0, 2030.0, 2040.0]),
        Points::of_g(vec![0.3, 0.8], vec![0.6, 0.4]),
        k,
    );
    OpacityTable::CorrelatedK(table.unwrap())
}

fn written(table: &OpacityTable) -> (tempfile::TempDir, PathBuf, TableInfo) {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("table.h5");
    let mut info = TableInfo::of(table);
    info.source = "a test".into();
    info.known_faults = "made up".into();
    info.reliable_to_k = Some(700.0);
    let of_a_band = BandError {
        wavelength_um: [4.9, 5.0],
        ln_k_error: 0.3,
    };
    info.ln_k_error = Some(BandErrors::new(0.1, vec![of_a_band]));
    write_hdf5(&path, table, &info).unwrap();
    (folder, path, info)
}

fn assert_close(a: &OpacityTable, b: &OpacityTable) {
    let (a, b) = (a.lines(), b.lines());
    assert_eq!(a.n_cells(), b.n_cells());
    for (x, y) in a.cell_bounds_per_cm().iter().zip(b.cell_bounds_per_cm()) {
        assert!((0..2).all(|i| (x[i] / y[i] - 1.0).abs() < 1e-12));
    }
    let last = |n: usize, i: usize| i.min(n - 1);
    for (p, t, cell) in [(0, 0, 0), (1, 2, 3), (1, 0, 2)] {
        let p = last(a.pressure_pa().len(), p);
        let t = last(a.temperature_k().len(), t);
        let cell = last(a.n_cells(), cell);
        let ratio = a.value_m2(p, t, cell, 0) / b.value_m2(p, t, cell, 0);
        assert!((ratio - 1.0).abs() < 1e-6);
    }
}

#[test]
fn a_k_table_survives_its_file_with_its_description() {
    let table = k_table();
    let (_folder, path, info) = written(&table);
    let (again, same) = read_hdf5(&path).unwrap();
    assert_close(&table, &again);
    assert_eq!(info.known_faults, same.known_faults);
    assert_eq!(info.reliable_to_k, same.reliable_to_k);
    assert_eq!(info.ln_k_error, same.ln_k_error);
}

#[test]
fn bins_with_gaps_and_overlaps_survive_their_file() {
    let k = Array4::from_elem((1, 1, 3, 1), 1e-26);
    let bounds = vec![[2000.0, 2700.0], [2500.0, 3300.0], [6000.0, 6100.0]];
    let (p, t) = (vec![1e2], vec![300.0]);
    let table = KTable::new(
        Species::CO,
        p,
        t,
        bounds.clone(),
        Points::of_g(vec![0.5], vec![1.0]),
        k,
    );
    let (_folder, path, _) = written(&OpacityTable::CorrelatedK(table.unwrap()));
    let (again, _) = read_hdf5(&path).unwrap();
    assert_eq!(again.cell_bounds_per_cm(), bounds);
    let file = hdf5::File::open(path).unwrap();
    assert!(!file.link_exists("bin_edges"));
    assert_eq!(file.dataset("bin_bounds").unwrap().shape(), [3, 2]);
}

#[test]
fn wavenumbers_that_gases_share_survive_their_file() {
    let points = Points::OfWavenumber {
        per_cm: arr2(&[[2000.1, 2003.7], [2015.0, 2011.3]]),
        weights: arr2(&[[0.25, 0.75], [1.0, 0.0]]),
    };
    let k = Array4::from_shape_fn((1, 1, 2, 2), |(_, _, b, i)| 1e-26 * (1 + 3 * b + i) as f32);
    let cells = touching_cells(&[2000.0, 2010.0, 2020.0]);
    let table = KTable::new(Species::CO, vec![1e2], vec![300.0], cells, points, k);
    let table = OpacityTable::CorrelatedK(table.unwrap());
    let (_folder, path, _) = written(&table);
    let (again, info) = read_hdf5(&path).unwrap();
    assert!(again.shares_grid_with(&table) && info.method == "shared wavenumbers");
    assert_close(&table, &again);
}

#[test]
fn cross_sections_survive_their_file() {
    let sigma = Array3::from_shape_fn((2, 3, 4), |(p, t, w)| 1e-27 * (1 + p + t + w) as f32);
    let axes = (
        vec![1e2, 1e4],
        vec![300.0, 600.0, 900.0],
        vec![2000.0, 2010.0, 2020.0, 2030.0],
    );
    let table = CrossSectionTable::new(Species::H2O, axes.0, axes.1, axes.2, sigma).unwrap();
    let table = OpacityTable::CrossSection(table);
    let (_folder, path, _) = written(&table);
    assert_close(&table, &read_hdf5(&path).unwrap().0);
}

#[test]
fn values_stand_in_the_file_in_cm2_and_pressures_in_bar() {
    let (_folder, path, _) = written(&k_table());
    let file = hdf5::File::open(path).unwrap();
    let kcoeff: Vec<f32> = file.dataset("kcoeff").unwrap().read_raw().unwrap();
    let pressure: Vec<f64> = file.dataset("p").unwrap().read_raw().unwrap();
    assert!((kcoeff[0] / 1e-22 - 1.0).abs() < 1e-6);
    assert!((pressure[1] - 0.1).abs() < 1e-12);
    assert_eq!(file.dataset("kcoeff").unwrap().shape(), [2, 3, 4, 2]);
}

#[test]
fn broken_tables_are_refused_with_file_and_reason() {
    let (folder, path, _) = written(&k_table());
    let bytes = std::fs::read(&path).unwrap();
    let truncated = folder.path().join("truncated.h5");
    std::fs::write(&truncated, &bytes[..bytes.len() / 2]).unwrap();
    let message = read_hdf5(&truncated).unwrap_err().to_string();
    assert!(message.contains("truncated.h5"), "{message}");

    let empty = folder.path().join("empty.h5");
    hdf5::File::create(&empty).unwrap().close().unwrap();
    let message = read_hdf5(&empty).unwrap_err().to_string();
    assert!(
        message.contains("no datasets") && message.contains("kcoeff"),
        "{message}"
    );

    let file = hdf5::File::open_rw(&path).unwrap();
    file.unlink("weights").unwrap();
    file.close().unwrap();
    let message = read_hdf5(&path).unwrap_err().to_string();
    assert!(message.contains("weights"), "{message}");
}

#[test]
fn a_table_of_the_wrong_rank_is_refused() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("H2O.h5");
    let file = hdf5::File::create(&path).unwrap();
    file.new_dataset_builder()
        .with_data(&[1.0f64, 2.0])
        .create("xsecarr")
        .unwrap();
    file.close().unwrap();
    let message = read_hdf5(&path).unwrap_err().to_string();
    assert!(
        message.contains("[2]") && message.contains("[pressure, temperature, wavenumber]"),
        "{message}"
    );
}

#[test]
fn hitran_records_are_read_by_their_columns() {
    let file = read_line_list(&fixture()).unwrap();
    assert_eq!((file.gas, file.lines.len()), (Species::CO, 6));
    let first = file.lines[0];
    let text = std::fs::read_to_string(fixture()).unwrap();
    let record = text.lines().next().unwrap();
    assert_eq!(
        first.wavenumber_per_cm,
        record[3..15].trim().parse::<f64>().unwrap()
    );
    assert_eq!(
        first.intensity_m2_per_cm,
        record[15..25].trim().parse::<f64>().unwrap() * 1e-4
    );
    assert_eq!(
        first.lower_energy_per_cm,
        record[45..55].trim().parse::<f64>().unwrap()
    );
    assert_eq!(first.isotopologue, 0);
}

#[test]
fn broken_line_lists_are_refused_with_the_line() {
    let text = std::fs::read_to_string(fixture()).unwrap();
    let folder = tempfile::tempdir().unwrap();
    let refused = |name: &str, text: &str| {
        let path = folder.path().join(name);
        std::fs::write(&path, text).unwrap();
        read_line_list(&path).unwrap_err().to_string()
    };
    let message = refused("short.par", &text[..161 + 80]);
    assert!(
        message.contains("line 2") && message.contains("80 characters"),
        "{message}"
    );
    let message = refused(
        "letters.par",
        &text.replacen(&text[15..25], "  1.2x-23 ", 1),
    );
    assert!(
        message.contains("line 1") && message.contains("intensity"),
        "{message}"
    );
    let message = refused("other.par", &format!("99{}", &text[2..]));
    assert!(message.contains("molecule number"), "{message}");
    assert!(refused("empty.par", "").contains("no lines"));
    assert!(refused("lines.txt", &text).contains("extension"));
    assert!(refused("lines.h5", &text).contains("lines.h5"));
}

#[test]
fn the_area_under_a_computed_table_is_the_lines_strength() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("co.h5");
    let lines = read_line_list(&fixture()).unwrap().lines;
    let config = ComputeConfig {
        lines: fixture(),
        species: Some(Species::CO),
        method: Method::CorrelatedK,
        resolution: 250.0,
        wavelength_um: [2.2, 2.5],
        temperature_k: vec![296.0],
        pressure_bar: vec![1e-6, 1e-2, 1.0],
        edges_per_cm: None,
        widths: Widths::HydrogenHelium,
        deuterium: Deuterium::Earth,
        lost_fraction: 0.0,
    };
    compute(&config, &path, &Silent).unwrap();
    let (table, _) = read_hdf5(&path).unwrap();
    let table = table.lines();
    let strength: f64 = lines.iter().map(|l| l.intensity_m2_per_cm).sum();
    for pressure in 0..3 {
        let bins = table.cell_bounds_per_cm().iter().enumerate();
        let area: f64 = bins
            .map(|(bin, edges)| {
                let g = table.points().weights(bin).iter().enumerate();
                let mean: f64 = g
                    .map(|(g, w)| w * f64::from(table.value_m2(pressure, 0, bin, g)))
                    .sum();
                mean * (edges[1] - edges[0])
            })
            .sum();
        assert!(
            (area / strength - 1.0).abs() < 0.01,
            "{area:e} {strength:e}"
        );
    }
}

/// The fixture's lines as if they were of HDO, HITRAN's fourth isotopologue of water, and of H2O.
#[test]
fn giant_planets_have_an_eighth_of_the_earths_deuterium() {
    let folder = tempfile::tempdir().unwrap();
    let list = std::fs::read_to_string(fixture()).unwrap();
    let mean = |isotopologue: &str, deuterium: Deuterium| {
        let path = folder.path().join("water.par");
        let lines = format!("\n{list}").replace("\n 51", isotopologue);
        std::fs::write(&path, lines.trim_start_matches('\n')).unwrap();
        let config = ComputeConfig {
            lines: path.clone(),
            species: Some(Species::H2O),
            method: Method::CrossSection,
            resolution: 20_000.0,
            wavelength_um: [2.36, 2.38],
            temperature_k: vec![600.0],
            pressure_bar: vec![1.0],
            edges_per_cm: None,
            widths: Widths::HydrogenHelium,
            deuterium,
            lost_fraction: 0.0,
        };
        let file = read_line_list(&path).unwrap();
        let table = config.table(&file, &Silent).unwrap();
        let n = table.lines().n_cells();
        let sum: f64 = (0..n)
            .map(|i| f64::from(table.lines().value_m2(0, 0, i, 0)))
            .sum();
        assert!(config.info(&file, &table).source.contains(deuterium.name()));
        sum
    };
    let list_of = |digit: char| format!("\n 1{digit}");
    let [heavy, light] = ['4', '1'].map(list_of);
    let ratio = |isotopologue: &str| {
        mean(isotopologue, Deuterium::Protosolar) / mean(isotopologue, Deuterium::Earth)
    };
    assert!((ratio(&heavy) - 0.125).abs() < 1e-4, "{}", ratio(&heavy));
    assert!((ratio(&light) - 1.0).abs() < 1e-6, "{}", ratio(&light));
}

#[test]
fn arguments_out_of_range_are_refused_by_name() {
    let config = ComputeConfig {
        lines: fixture(),
        species: Some(Species::H2O),
        method: Method::CrossSection,
        resolution: 1000.0,
        wavelength_um: [2.2, 2.3],
        temperature_k: vec![500.0, 400.0],
        pressure_bar: vec![],
        edges_per_cm: None,
        widths: Widths::Air,
        deuterium: Deuterium::Earth,
        lost_fraction: 0.0,
    };
    let refused = |config: &ComputeConfig| {
        compute(config, Path::new("x.h5"), &Silent)
            .unwrap_err()
            .to_string()
    };
    assert!(refused(&config).contains("temperature-k"));
    let config = ComputeConfig {
        temperature_k: vec![500.0],
        ..config
    };
    assert!(refused(&config).contains("found lines of CO, expected H2O"));
    let config = ComputeConfig {
        species: None,
        temperature_k: vec![20_000.0],
        ..config
    };
    assert!(refused(&config).contains("CO 26"));
}

const EXO_TRANSMIT: &str = "300.0 400.0\n1e2 1e4\n2.0e-6\n2.0 1e-26 2e-26\n4.0 3e-26 4e-26\n\
                            2.5e-6\n2.0 5e-26 6e-26\n4.0 7e-26 8e-26\n";

#[test]
fn exo_transmit_tables_have_pressures_in_pascal() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("opacH2O.dat");
    std::fs::write(&path, EXO_TRANSMIT).unwrap();
    let table = read_exo_transmit(&path).unwrap();
    assert_eq!(table.pressure_pa, [1e2, 1e4]);
    assert!((table.wavenumber_per_cm[0] - 4000.0).abs() < 1e-9);
    assert!((table.cross_section_m2[[1, 0, 0]] / 7e-26 - 1.0).abs() < 1e-6);

    let out = folder.path().join("h2o.h5");
    let config = ImportConfig {
        file: path,
        format: None,
        species: None,
    };
    let info = import(&config, &out).unwrap();
    assert_eq!(info.species, Species::H2O);
    let (table, _) = read_hdf5(&out).unwrap();
    assert!((table.pressure_pa()[1] - 1e4).abs() < 1e-6);
}

#[test]
fn broken_exo_transmit_tables_are_refused_with_the_line() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("opacH2O.dat");
    let refused = |text: String| {
        std::fs::write(&path, text).unwrap();
        read_exo_transmit(&path).unwrap_err().to_string()
    };
    let message = refused(EXO_TRANSMIT.replace("4.0 7e-26 8e-26\n", ""));
    assert!(message.contains("end of the file"), "{message}");
    let message = refused(EXO_TRANSMIT.replace("4.0 3e-26 4e-26", "3.0 3e-26 4e-26"));
    assert!(
        message.contains("line 5") && message.contains("1e4 Pa"),
        "{message}"
    );
}
