//! A study in a folder of its own, with tables made up here, and what the program makes of it.

use std::{fmt::Write, fs, path::PathBuf, process::Output};

use forward_model::{OpacityTable, Species};
use tempfile::TempDir;

use crate::{
    hot_planet::HOT_PLANET, program::program, simulated::spectrum, tables::write_opacities,
};

/// What follows on the [hot planet](HOT_PLANET).
const REST: &str = r#"
[opacities]
folder = "opacities"
[parameters]
radius_rjup = { uniform = [1.0, 1.5] }
temperature_k = 1000.0
log_H2O = -4.0
[observation]
file = "observation.csv"
[training_set]
n_spectra = 1000
"#;

/// A study, its observation and its opacities.
pub struct StudyFolder {
    folder: TempDir,
}

impl StudyFolder {
    /// The study with bins between these edges, µm, and an empty folder of opacities.
    pub fn new(edges_um: &[f64]) -> Self {
        let folder = Self {
            folder: tempfile::tempdir().unwrap(),
        };
        fs::create_dir(folder.at("opacities")).unwrap();
        let row = |pair: &[f64]| {
            let (centre, half) = (0.5 * (pair[0] + pair[1]), 0.5 * (pair[1] - pair[0]));
            format!("{centre},{half},1000,100,x\n")
        };
        let rows: String = edges_um.windows(2).map(row).collect();
        let header = "wavelength_um,half_width_um,depth_ppm,error_ppm,instrument\n";
        folder
            .file("observation.csv", &(header.to_owned() + &rows))
            .file("study.toml", &(HOT_PLANET.to_owned() + REST))
    }

    /// The same with a text file.
    pub fn file(self, name: &str, text: &str) -> Self {
        fs::write(self.at(name), text).unwrap();
        self
    }

    /// The same with `old`, which the study says once, replaced by `new`.
    pub fn with(self, old: &str, new: &str) -> Self {
        let text = fs::read_to_string(self.at("study.toml")).unwrap();
        assert_eq!(text.matches(old).count(), 1, "{old}");
        self.file("study.toml", &text.replace(old, new))
    }

    /// The same with cross sections, m², of wavenumber, cm⁻¹, at all pressures and temperatures: a text file in the layout of
    /// Exo-Transmit, which no process that starts meanwhile can lock, as it can a file of HDF5.
    pub fn opacity(self, gas: Species, per_cm: &[f64], law_m2: impl Fn(f64) -> f64) -> Self {
        let mut text = String::from("50 5000\n1e-4 1e8\n");
        for w in per_cm.iter().rev() {
            let sigma_m2 = law_m2(*w);
            writeln!(text, "{:.15e}", 1e-2 / w).unwrap();
            for log_pa in [-4, 8] {
                writeln!(text, "{log_pa} {sigma_m2:e} {sigma_m2:e}").unwrap();
            }
        }
        self.file(&format!("opacities/opac{gas}.dat"), &text)
    }

    /// The same with a table.
    pub fn table(self, table: &OpacityTable) -> Self {
        let path = self.at(&format!("opacities/{}.h5", table.species()));
        write_opacities(&path, table);
        self
    }

    /// Runs `exosonde COMMAND study.toml --out run ARGUMENTS`.
    pub fn run(&self, command: &str, arguments: &[&str]) -> Output {
        let study = [command, "study.toml", "--out", "run", "--threads", "1"];
        self.run_plain(&[&study, arguments].concat())
    }

    /// Runs `exosonde ARGUMENTS` in the folder.
    pub fn run_plain(&self, arguments: &[&str]) -> Output {
        program(arguments, self.folder.path())
    }

    /// Wavelength, µm, and depth, ppm, of each cell of a spectrum with these settings; and what was said on the way.
    pub fn simulated(&self, settings: &[&str]) -> (Vec<[f64; 2]>, String) {
        let arguments: Vec<&str> = settings.iter().flat_map(|it| ["--set", it]).collect();
        let output = self.run("simulate", &arguments);
        let stderr = String::from_utf8(output.stderr).unwrap();
        assert!(output.status.success(), "{stderr}");
        (spectrum(&self.at("run/simulated.csv")), stderr)
    }

    /// The paragraph with which a spectrum with these settings is refused, before anything is written.
    pub fn refusal(&self, settings: &[&str]) -> String {
        let arguments: Vec<&str> = settings.iter().flat_map(|it| ["--set", it]).collect();
        let output = self.run("simulate", &arguments);
        let stderr = String::from_utf8(output.stderr).unwrap();
        assert_eq!(output.status.code(), Some(2), "{stderr}");
        assert_eq!(stderr.matches("error: ").count(), 1, "{stderr}");
        assert!(!self.at("run").exists());
        stderr
    }

    /// A file of the folder.
    pub fn at(&self, file: &str) -> PathBuf {
        self.folder.path().join(file)
    }
}
