//! A study in a folder of its own, with tables made up here, and what the program makes of it.

use std::{
    fs,
    path::{Path, PathBuf},
    process::Output,
};

use exosonde::training_set::part::{Part, read_part};
use forward_model::{CrossSectionTable, OpacityTable, Species};
use tempfile::TempDir;

use crate::{
    program::{program, success},
    simulated::spectrum,
    tables::write_opacities,
};

/// A copy of one of the folders beside this file.
pub struct Case {
    folder: TempDir,
}

impl Case {
    /// The study and the observation of the folder `name`, without opacities.
    pub fn new(name: &str) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let from = Path::new("tests/cases").join(name);
        for file in ["study.toml", "observation.csv"] {
            fs::copy(from.join(file), folder.path().join(file)).unwrap();
        }
        fs::create_dir(folder.path().join("opacities")).unwrap();
        Self { folder }
    }

    /// The same with a table of cross sections, m², as a function of wavelength, µm.
    pub fn opacity(self, gas: Species, per_cm: &[f64], law_m2: impl Fn(f64) -> f64) -> Self {
        let (pressure_pa, temperature_k) = ([1e-4, 1e8], [50.0, 5000.0]);
        let law_m2 = |_, _, per_cm: f64| law_m2(1e4 / per_cm);
        let table = CrossSectionTable::tabulate(gas, &pressure_pa, &temperature_k, per_cm, law_m2);
        let table = OpacityTable::from(table.unwrap());
        let path = self.at(&format!("opacities/{gas}.h5"));
        write_opacities(&path, &table);
        self
    }

    /// The same with `old`, which the study says once, replaced by `new`.
    pub fn with(self, old: &str, new: &str) -> Self {
        let path = self.at("study.toml");
        let text = fs::read_to_string(&path).unwrap();
        assert_eq!(text.matches(old).count(), 1, "{old}");
        fs::write(&path, text.replace(old, new)).unwrap();
        self
    }

    /// Runs `exosonde COMMAND study.toml --out run ARGUMENTS`.
    pub fn run(&self, command: &str, arguments: &[&str]) -> Output {
        let study = [command, "study.toml", "--out", "run", "--threads", "1"];
        program(&[&study, arguments].concat(), self.folder.path())
    }

    /// Wavelength, µm, and depth, ppm, of each cell of a spectrum with these `--set`.
    pub fn simulated(&self, settings: &[&str]) -> Vec<[f64; 2]> {
        let arguments: Vec<&str> = settings.iter().flat_map(|it| ["--set", it]).collect();
        success(&self.run("simulate", &arguments));
        spectrum(&self.at("run/simulated.csv"))
    }

    /// The training set.
    pub fn generated(&self) -> Part {
        success(&self.run("generate", &[]));
        read_part(&self.at("run/training-set/dataset.h5")).unwrap()
    }

    /// A file of the case.
    pub fn at(&self, file: &str) -> PathBuf {
        self.folder.path().join(file)
    }
}
