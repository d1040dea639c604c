//! Each source alone is seen as the whole is: under clouds that cover a part of the planet, before a star with faculae.

use std::fs;

use super::columns;
use crate::program::{program, success};

const STUDY: &str = r#"
name = "patchy"
seed = 1
[star]
radius_rsun = 0.67
temperature_k = 4400.0
unocculted = ["faculae"]
[planet]
mass_mjup = 0.096
reference_pressure_bar = 10.0
[atmosphere]
geometry = "transmission"
pressure_bar = [1e-6, 100.0]
n_layers = 40
temperature = "isothermal"
chemistry = "free"
gases = ["H2O", "CO2", "CH4"]
background = { H2 = 0.8547, He = 0.1453 }
continuum = ["rayleigh", "cia"]
clouds = ["grey_deck", "power_law_haze"]
patchy_clouds = true
[parameters]
radius_rjup = { uniform = [0.7, 1.0] }
temperature_k = 700.0
log_H2O = -3.0
log_CO2 = -4.0
log_CH4 = -12.0
log_cloud_top_bar = -4.0
log_haze_enhancement = 3.0
haze_slope = -4.0
cloud_fraction = { uniform = [0.0, 1.0] }
facula_fraction = 0.2
facula_temperature_k = 4700.0
[observation]
file = "observed.csv"
[training_set]
n_spectra = 1000
"#;

const OBSERVED: &str = "wavelength_um,half_width_um,depth_ppm,error_ppm,instrument
1.0,0.1,21000,50,nirspec_prism
2.0,0.1,21000,50,nirspec_prism
4.0,0.2,21000,50,nirspec_prism
";

#[test]
fn no_source_lies_above_the_whole_and_clouds_do_as_much_as_they_cover() {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("study.toml"), STUDY).unwrap();
    fs::write(folder.path().join("observed.csv"), OBSERVED).unwrap();
    let simulated = |fraction: &str| {
        let set = format!("cloud_fraction={fraction}");
        let out = format!("run-{fraction}");
        let arguments = ["simulate", "study.toml", "--out", &out, "--set", &set];
        success(&program(&arguments, folder.path()));
        columns(&folder.path().join(out).join("simulated.csv"))
    };
    let [none, some, full] = ["0", "0.3", "1"].map(simulated);
    for spectrum in [&none, &some, &full] {
        let (_, whole) = &spectrum[1];
        for (name, alone) in &spectrum[2..] {
            let mut cells = alone.iter().zip(whole);
            // Single precision of a depth of 20,000 ppm.
            assert!(cells.all(|(alone, whole)| *alone <= whole + 0.2), "{name}");
        }
    }
    // A deck that covers three tenths of the planet blocks, alone, three tenths of what it would block.
    let deck = |spectrum: &[(String, Vec<f64>)]| {
        let mut columns = spectrum.iter();
        let (_, depth) = columns.find(|(name, _)| name == "cloud deck_ppm").unwrap();
        depth.clone()
    };
    let [none, some, full] = [deck(&none), deck(&some), deck(&full)];
    for ((none, some), full) in none.iter().zip(&some).zip(&full) {
        assert!(full - none > 100.0);
        assert!(((some - none) / (full - none) - 0.3).abs() < 1e-6);
    }
}
