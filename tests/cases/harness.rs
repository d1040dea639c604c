//! The program in a folder of its own, and a study small enough to be run many times.

use std::{
    fs,
    path::{Path, PathBuf},
};

use crate::{
    hot_planet::HOT_PLANET,
    program::{program, stderr},
    tables::write_opacities,
};
use exosonde::training_set::part::{Part, TrainingSet, read_part};
use forward_model::{CrossSectionTable, OpacityTable, Species, units};

/// What it said on standard error; it must have succeeded.
pub fn succeeds(args: &[&str], folder: &Path) -> String {
    let output = program(args, folder);
    let said = stderr(&output);
    assert!(output.status.success(), "{args:?}: {said}");
    said
}

/// What it said on standard error; it must have refused its input.
pub fn is_refused(args: &[&str], folder: &Path) -> String {
    let output = program(args, folder);
    let said = stderr(&output);
    assert_eq!(output.status.code(), Some(2), "{args:?}: {said}");
    assert_eq!(said.matches("error: ").count(), 1, "{said}");
    said
}

/// What follows on the [hot planet](HOT_PLANET), seen in five broad bins through few layers.
const REST: &str = r#"
[opacities]
folder = "op"
[parameters]
radius_rjup = { uniform = [1.1, 1.4] }
temperature_k = { uniform = [600.0, 1400.0] }
log_H2O = { uniform = [-6.0, -2.0] }
[observation]
file = "obs.csv"
[training_set]
n_spectra = 1200
part_size = 500
[network]
density = "mixture"
ensemble = 1
width = 16
n_blocks = 1
max_epochs = 3
[retrieval]
n_samples = 200
effective_sample_size = 400
n_masks = 8
n_predictive = 40
"#;

/// A folder with the study `s.toml`, its observation and its opacities.
pub fn folder() -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    write_study(folder.path(), "s.toml", &[]);
    write_spectrum(&folder.path().join("obs.csv"), 20_000);
    fs::create_dir(folder.path().join("op")).unwrap();
    write_table(&folder.path().join("op/H2O.h5"), 1.0, 0.0);
    folder
}

/// The study with words of it replaced.
pub fn write_study(folder: &Path, name: &str, changes: &[(&str, &str)]) {
    let few_layers = HOT_PLANET.replace("n_layers = 40", "n_layers = 20");
    let mut text = few_layers + REST;
    for (from, to) in changes {
        assert!(text.contains(from), "{from}");
        text = text.replace(from, to);
    }
    fs::write(folder.join(name), text).unwrap();
}

/// The same depth in all bins.
pub fn write_spectrum(path: &Path, depth_ppm: u32) {
    let bins = [1.48, 2.24, 3.0, 3.76, 4.52].map(|um| format!("{um},0.38,{depth_ppm},100,x\n"));
    let header = "wavelength_um,half_width_um,depth_ppm,error_ppm,instrument\n";
    fs::create_dir_all(path.parent().unwrap()).unwrap();
    fs::write(path, header.to_owned() + &bins.concat()).unwrap();
}

/// A made-up gas, on pressures times `pressure_factor` and wavenumbers shifted by `shift_per_cm`.
pub fn write_table(path: &Path, pressure_factor: f64, shift_per_cm: f64) {
    let pressure_pa = [1e-2, 1e2, 1e4, 1e7].map(|pa| pa * pressure_factor);
    let wavenumber_per_cm: Vec<f64> = (0..80)
        .map(|i| 1800.0 + 100.0 * f64::from(i) + shift_per_cm)
        .collect();
    let law_m2 = |pa: f64, k: f64, per_cm: f64| {
        let unshifted = per_cm - shift_per_cm;
        let band = 1.0 + (unshifted / 400.0).sin();
        1e-26 * 10f64.powf(2.0 * band) * (k / 1000.0) * (1.0 + (pa / pressure_factor / 1e5).sqrt())
    };
    let table = CrossSectionTable::tabulate(
        Species::H2O,
        &pressure_pa,
        &[300.0, 1000.0, 2000.0],
        &wavenumber_per_cm,
        law_m2,
    );
    let table = OpacityTable::from(table.unwrap());
    assert!(units::um_from_per_cm(1800.0) > 4.9);
    write_opacities(path, &table);
}

/// The simulations of a run's parts, one part after the other.
pub fn parts(out: &Path) -> Vec<Part> {
    let set = TrainingSet::at(out.join("training-set"));
    let paths = (0..).map(|k| set.part_path(k));
    let there = paths.take_while(|path| path.exists());
    there.map(|path| read_part(&path).unwrap()).collect()
}

/// The names in a folder, sorted, each with its content.
pub fn files(folder: &Path) -> Vec<(PathBuf, Vec<u8>)> {
    let entries = fs::read_dir(folder).unwrap();
    let mut paths: Vec<PathBuf> = entries.map(|entry| entry.unwrap().path()).collect();
    paths.sort();
    let named = |path: PathBuf| {
        let content = fs::read(&path).unwrap_or_default();
        (path.file_name().unwrap().into(), content)
    };
    paths.into_iter().map(named).collect()
}
