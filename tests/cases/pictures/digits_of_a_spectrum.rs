//! `simulated.csv` and `contribution.csv` hold every number to its digits, however small or close to its neighbour it is.

use std::{collections::BTreeSet, fs};

use exosonde::Session;

use super::columns;
use crate::program::{program, success};

/// A cold planet, whose eclipse in the near infrared is a millionth of a millionth of a ppm deep.
const STUDY: &str = r#"
name = "cold"
seed = 1
[star]
radius_rsun = 0.45
temperature_k = 3450.0
[planet]
mass_mjup = 0.027
reference_pressure_bar = 1.0
[atmosphere]
geometry = "emission"
pressure_bar = [1e-6, 100.0]
n_layers = 40
temperature = "isothermal"
chemistry = "free"
gases = ["H2O", "CH4"]
background = { H2 = 0.8547, He = 0.1453 }
continuum = ["cia"]
clouds = []
[parameters]
radius_rjup = { uniform = [0.2, 0.3] }
temperature_k = 250.0
log_H2O = { uniform = [-6.0, -1.0] }
log_CH4 = -3.0
[observation]
file = "observed.csv"
[training_set]
n_spectra = 1000
"#;

const OBSERVED: &str = "wavelength_um,half_width_um,depth_ppm,error_ppm,instrument
1.2,0.2,10,50,niriss_soss
2.0,0.2,10,50,niriss_soss
";

#[test]
fn every_number_of_a_simulated_spectrum_can_be_read_back() {
    let folder = tempfile::tempdir().unwrap();
    let path = |name: &str| folder.path().join(name);
    fs::write(path("study.toml"), STUDY).unwrap();
    fs::write(path("observed.csv"), OBSERVED).unwrap();
    let arguments = ["simulate", "study.toml", "--out", "run"];
    success(&program(&arguments, folder.path()));

    let session = Session::open(path("study.toml")).unwrap();
    let theta = session.theta(&[]).unwrap();
    let expected = session.simulate_in_detail(&theta).unwrap();
    let shallowest = expected.depth.iter().copied().fold(1.0, f64::min);
    assert!((1e-30..1e-13).contains(&shallowest), "{shallowest}");

    let spectrum = columns(&path("run/simulated.csv"));
    assert_eq!(spectrum[0].1, expected.wavelength_um);
    let depths = expected.contributions.iter().map(|(_, depth)| depth);
    let depths = std::iter::once(&expected.depth).chain(depths);
    for ((name, column), depth) in spectrum[1..].iter().zip(depths) {
        for (found, depth) in column.iter().zip(depth) {
            assert!(
                (found / (1e6 * depth) - 1.0).abs() < 1e-15,
                "{name}: {found}"
            );
        }
    }

    let pressures = expected.pressures.unwrap();
    let contribution = columns(&path("run/contribution.csv"));
    assert_eq!(contribution[2].1, pressures.median_bar);
    let levels = contribution[3..].iter().map(|(name, _)| {
        let bar = name.strip_suffix("_bar").unwrap();
        bar.parse::<f64>().unwrap()
    });
    assert_eq!(levels.collect::<Vec<_>>(), pressures.pressure_bar);
    for (i, row) in pressures.weight.rows().into_iter().enumerate() {
        for (found, weight) in contribution[3 + i].1.iter().zip(row) {
            assert!((found - weight).abs() <= 5e-9 * weight, "{found} {weight}");
        }
    }
    let names: BTreeSet<&String> = contribution.iter().map(|(name, _)| name).collect();
    assert_eq!(names.len(), contribution.len());
}
