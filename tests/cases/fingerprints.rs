//! A training set is kept only as long as everything that its spectra depend on stays the same.

use std::{fs, path::Path};

use forward_model::{KTable, OpacityTable, Points, Species, touching_cells};
use ndarray::Array4;

use crate::harness::{folder, is_refused, succeeds, write_spectrum, write_study, write_table};
use crate::{program::program, tables::write_opacities};

const SAID: &str = "was made by another study, from other opacities";

fn generate(study: &str) -> [&str; 4] {
    ["generate", study, "--out", "out"]
}

/// Pressures 1e5 times as low, as when a unit is mended, and wavenumbers 50 cm⁻¹ higher: not one value has changed.
#[test]
fn another_axis_of_the_same_values_is_another_table() {
    let folder = folder();
    let folder = folder.path();
    let table = folder.join("op/H2O.h5");
    succeeds(&generate("s.toml"), folder);
    for (pressure_factor, shift_per_cm) in [(1e-5, 0.0), (1.0, 50.0)] {
        write_table(&table, pressure_factor, shift_per_cm);
        let said = is_refused(&generate("s.toml"), folder);
        assert!(said.contains(SAID), "{said}");
    }
    write_table(&table, 1.0, 0.0);
    let said = program_says_kept(folder, "s.toml");
    assert!(said.contains("0 spectra made, 1200 kept"), "{said}");
}

fn program_says_kept(folder: &Path, study: &str) -> String {
    let output = program(&generate(study), folder);
    assert!(output.status.success());
    String::from_utf8_lossy(&output.stdout).into_owned()
}

fn write_k_table(path: &Path, weight: f64, temperature_k: f64) {
    let edges: Vec<f64> = (0..20).map(|i| 1800.0 + 420.0 * f64::from(i)).collect();
    let values = Array4::from_shape_fn((2, 2, 19, 2), |(p, t, i, g)| {
        1e-26 * (1.0 + p as f64) * (1.0 + t as f64) * (1.0 + i as f64) * (1.0 + 9.0 * g as f64)
    });
    let table = KTable::new(
        Species::H2O,
        vec![1.0, 1e7],
        vec![300.0, temperature_k],
        touching_cells(&edges),
        Points::of_g(vec![0.3, 0.9], vec![weight, 1.0 - weight]),
        values.mapv(|value| value as f32),
    );
    let table = OpacityTable::from(table.unwrap());
    write_opacities(path, &table);
}

#[test]
fn weights_and_temperatures_of_a_k_table_count() {
    let folder = folder();
    let folder = folder.path();
    let table = folder.join("op/H2O.h5");
    write_k_table(&table, 0.8, 2000.0);
    succeeds(&generate("s.toml"), folder);
    for (weight, temperature_k) in [(0.81, 2000.0), (0.8, 2001.0)] {
        write_k_table(&table, weight, temperature_k);
        let said = is_refused(&generate("s.toml"), folder);
        assert!(said.contains(SAID), "{said}");
    }
}

/// Collisions of H2 with H2 at two temperatures, as HITRAN writes them, the second one being `warm_k`.
fn write_cia(path: &Path, warm_k: f64, end_per_cm: u32) {
    let block = |temperature_k: f64, coefficient: f64| {
        let points: Vec<u32> = (1700..=end_per_cm).step_by(100).collect();
        let [first, last] = [points[0], points[points.len() - 1]].map(f64::from);
        let n = points.len();
        let header = format!(
            "{:>20}{first:>10.3}{last:>10.3}{n:>7}{temperature_k:>7.1}{coefficient:>10.3E}{:>6.3}{:>27}{:>3}\n",
            "H2-H2", 1.0, "made up", 1
        );
        let rows = points
            .iter()
            .map(|x| format!("{:>10.4} {coefficient:>10.3E}\n", f64::from(*x)));
        header + &rows.collect::<String>()
    };
    fs::write(path, block(300.0, 1e-45) + &block(warm_k, 3e-45)).unwrap();
}

#[test]
fn temperatures_and_ends_of_collision_induced_absorption_count() {
    let folder = folder();
    let folder = folder.path();
    let cia = folder.join("op/H2-H2.cia");
    write_study(
        folder,
        "s.toml",
        &[("continuum = []", "continuum = [\"cia\"]")],
    );
    write_cia(&cia, 2000.0, 9900);
    succeeds(&generate("s.toml"), folder);
    for (warm_k, end_per_cm) in [(1900.0, 9900), (2000.0, 9800)] {
        write_cia(&cia, warm_k, end_per_cm);
        let said = is_refused(&generate("s.toml"), folder);
        assert!(said.contains(SAID), "{said}");
    }
}

/// In emission the star's spectrum counts, point by point; so do the edges of the bins.
#[test]
fn the_stars_spectrum_and_the_edges_of_bins_count() {
    let folder = folder();
    let folder = folder.path();
    let star = |middle_um: f64, flux: f64| {
        let text = format!("wavelength_um,flux_w_per_m2_um\n0.3,6e6\n{middle_um},{flux}\n20,1e2\n");
        fs::write(folder.join("star.csv"), text).unwrap();
    };
    let changes = [
        ("\"transmission\"", "\"emission\""),
        ("5485.0", "5485.0\nspectrum = \"star.csv\""),
    ];
    write_study(folder, "s.toml", &changes);
    let observation = folder.join("obs.csv");
    write_spectrum(&observation, 200);
    star(2.0, 2e6);
    succeeds(&generate("s.toml"), folder);
    for (middle_um, flux) in [(2.0001, 2e6), (2.0, 2.0001e6)] {
        star(middle_um, flux);
        let said = is_refused(&generate("s.toml"), folder);
        assert!(said.contains(SAID), "{said}");
    }
    star(2.0, 2e6);
    let text = fs::read_to_string(&observation).unwrap();
    fs::write(&observation, text.replace("4.52,0.38", "4.52,0.37")).unwrap();
    let said = is_refused(&generate("s.toml"), folder);
    assert!(said.contains(SAID), "{said}");
}

/// A profile put in the place of the study's own changes the fingerprint, though the study's text is the same.
#[test]
fn ingredients_that_a_program_changes_count() {
    let folder = folder();
    let study = exosonde::Study::load(&folder.path().join("s.toml")).unwrap();
    let own = exosonde::Session::of_study(study.clone()).unwrap();
    let mut other = study;
    other.atmosphere.ingredients.patchy_clouds = true;
    let fingerprint = |session: &exosonde::Session| session.task().fingerprint.clone();
    match exosonde::Session::of_study(other) {
        Ok(other) => assert_ne!(fingerprint(&own), fingerprint(&other)),
        Err(error) => panic!("{error}"),
    }
}
