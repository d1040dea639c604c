//! Digits of a gas are below the line, those of an instrument are not.

use std::fs;

use exosonde::Study;

const STUDY: &str = r#"
name = "names"
seed = 1
[star]
radius_rsun = 0.939
temperature_k = 5485.0
[planet]
mass_mjup = 0.281
reference_pressure_bar = 10.0
[atmosphere]
geometry = "transmission"
pressure_bar = [1e-6, 100.0]
n_layers = 40
temperature = "nodes"
temperature_nodes_bar = [1e-4, 1.0]
chemistry = "free"
gases = ["H2O", "CH4"]
two_layer = ["CH4"]
background = { H2 = 0.8547, He = 0.1453 }
continuum = []
clouds = []
[parameters]
radius_rjup = { uniform = [1.1, 1.4] }
t_node_1_k = { uniform = [500.0, 1000.0] }
t_node_2_k = { uniform = [500.0, 1000.0] }
log_H2O = { uniform = [-6.0, -1.0] }
log_CH4_top = { uniform = [-6.0, -1.0] }
log_CH4_bottom = { uniform = [-6.0, -1.0] }
log_CH4_boundary_bar = { uniform = [-4.0, 0.0] }
offset_nirspec_g395h_nrs1_ppm = { normal = [0.0, 100.0] }
offset_hst_wfc3_g141_ppm = { normal = [0.0, 100.0] }
[observation]
file = "observed.csv"
offsets = ["nirspec_g395h_nrs1", "hst_wfc3_g141"]
[training_set]
n_spectra = 1000
"#;

#[test]
fn parameters_are_labelled_as_papers_write_them() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("study.toml");
    fs::write(&path, STUDY).unwrap();
    let study = Study::load(&path).unwrap();
    let labels: Vec<&str> = study
        .parameters
        .free()
        .iter()
        .map(|parameter| parameter.label.as_str())
        .collect();
    assert_eq!(
        labels,
        [
            "R",
            "T₁",
            "T₂",
            "log₁₀ X(H₂O)",
            "log₁₀ X(CH₄) top",
            "log₁₀ X(CH₄) bottom",
            "log₁₀ P(CH₄)",
            "Δ NIRSpec G395H NRS1",
            "Δ HST WFC3 G141",
        ]
    );
}
