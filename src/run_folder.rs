//! Where the files of a run lie.

use std::path::{Path, PathBuf};

/// The folder of one run, by default `runs/<study name>`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RunFolder {
    root: PathBuf,
}

impl RunFolder {
    /// The run in `root`, which need not exist yet.
    pub fn at(root: impl Into<PathBuf>) -> Self {
        Self { root: root.into() }
    }

    /// The folder itself.
    pub fn root(&self) -> &Path {
        &self.root
    }

    /// The study that made the run.
    pub fn study(&self) -> PathBuf {
        self.root.join("study.toml")
    }

    /// The folder of the training set's parts.
    pub fn training_set(&self) -> PathBuf {
        self.root.join("training-set")
    }

    /// The folder of the trained network and its calibration.
    pub fn model(&self) -> PathBuf {
        self.root.join("model")
    }

    /// R² and coverage on held-out simulations as an observation called `name`; the study's own has none.
    pub fn evaluation(&self, name: Option<&str>) -> PathBuf {
        self.root.join(named("evaluation", name, "json"))
    }

    /// One simulated spectrum with the contribution of each source; several have names.
    pub fn simulated(&self, name: Option<&str>) -> PathBuf {
        self.root.join(named("simulated", name, "csv"))
    }

    /// At which pressures the simulated spectrum called `name` is made.
    pub fn contribution(&self, name: Option<&str>) -> PathBuf {
        self.root.join(named("contribution", name, "csv"))
    }

    /// Posterior samples of an observation called `name`; the study's own observation has none.
    pub fn posterior(&self, name: Option<&str>) -> PathBuf {
        self.root.join(named("posterior", name, "h5"))
    }

    /// Report on an observation called `name`; the study's own observation has none.
    pub fn report(&self, name: Option<&str>) -> PathBuf {
        self.root.join(named("report", name, "json"))
    }

    /// The folder of round `number` of networks for one spectrum.
    pub fn round(&self, number: usize) -> PathBuf {
        self.root.join("rounds").join(number.to_string())
    }

    /// The folder of the figures.
    pub fn figures(&self) -> PathBuf {
        self.root.join("figures")
    }
}

/// The file name of what is called `name`, or of what has none.
pub fn named(stem: &str, name: Option<&str>, extension: &str) -> String {
    match name {
        None => format!("{stem}.{extension}"),
        Some(name) => format!("{stem}-{name}.{extension}"),
    }
}
