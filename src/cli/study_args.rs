//! What every command on a study takes.

use std::{fmt::Display, path::PathBuf};

use serde::Serialize;

use crate::network::DeviceKind;
use crate::observation::{Observation, file};
use crate::run_folder::RunFolder;
use crate::simulator::Simulator;
use crate::study::Study;

/// A study, where its run lies, and how many threads may work.
#[derive(Debug, Clone, clap::Args)]
pub struct StudyArgs {
    /// The study, a TOML file.
    pub study: PathBuf,
    /// Folder of the run [default: runs/<name of the study>].
    #[arg(long, value_name = "DIR")]
    pub out: Option<PathBuf>,
    /// Number of threads [default: all cores].
    #[arg(long, value_name = "T")]
    pub threads: Option<usize>,
    /// Print the summary as JSON.
    #[arg(long)]
    pub json: bool,
}

/// What every command with networks takes.
#[derive(Debug, Clone, clap::Args)]
pub struct NetworkArgs {
    /// The study and its run.
    #[command(flatten)]
    pub study: StudyArgs,
    /// Where the networks compute.
    #[arg(long, default_value = "flex", value_parser = str::parse::<DeviceKind>)]
    pub device: DeviceKind,
}

/// A study with its observation and the folder of its run.
pub struct Loaded {
    /// The study.
    pub study: Study,
    /// The spectrum it names.
    pub observation: Observation,
    /// Where its files lie.
    pub folder: RunFolder,
}

impl StudyArgs {
    /// Loads the study and its observation, before any work starts.
    ///
    /// # Errors
    /// What is wrong with either, or with the number of threads.
    pub fn load(&self) -> anyhow::Result<Loaded> {
        self.set_threads()?;
        let study = Study::load(&self.study)?;
        let observation = study.restrict(file::read(&study.observation.path)?)?;
        let default = || PathBuf::from("runs").join(&study.name);
        let folder = RunFolder::at(self.out.clone().unwrap_or_else(default));
        Ok(Loaded {
            study,
            observation,
            folder,
        })
    }

    fn set_threads(&self) -> anyhow::Result<()> {
        let Some(threads) = self.threads else {
            return Ok(());
        };
        anyhow::ensure!(threads > 0, "--threads is 0, expected at least 1");
        rayon::ThreadPoolBuilder::new()
            .num_threads(threads)
            .build_global()?;
        Ok(())
    }

    /// Prints a stage's summary: as text, or `json` as JSON.
    ///
    /// # Errors
    /// None in practice: a summary is always JSON.
    pub fn print(&self, text: &impl Display, json: &impl Serialize) -> anyhow::Result<()> {
        match self.json {
            true => println!("{}", serde_json::to_string_pretty(json)?),
            false => println!("{text}"),
        }
        Ok(())
    }
}

/// Prints where the files are that a command made.
pub fn print_files(files: &[PathBuf], json: bool) {
    match json {
        true => println!("{}", serde_json::json!({ "files": files })),
        false => files
            .iter()
            .for_each(|path| println!("wrote {}", path.display())),
    }
}

impl Loaded {
    /// The forward model of the study in the observation's bins; what a user should know goes to standard error.
    ///
    /// # Errors
    /// As [`Simulator::for_observation`].
    pub fn simulator(&self) -> anyhow::Result<Simulator> {
        let simulator = Simulator::for_observation(&self.study, &self.observation)?;
        for warning in simulator.warnings() {
            eprintln!("warning: {warning}");
        }
        Ok(simulator)
    }
}
