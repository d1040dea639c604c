//! What every command on a study takes.

use std::{fmt::Display, path::PathBuf, sync::Once};

use serde::Serialize;

use super::output::{print_summary, remark};
use crate::network::DeviceKind;
use crate::session::Session;
use crate::simulator::unkept_choices;
use crate::study::Study;

/// A study, where its run lies, and how many threads may work.
#[derive(Debug, Clone, clap::Args)]
pub struct StudyArgs {
    /// The study, a TOML file.
    pub study: PathBuf,
    /// Folder of the run [default: runs/<name of the study>].
    #[arg(long, value_name = "DIR")]
    pub out: Option<PathBuf>,
    /// Number of threads [default: one a core].
    #[arg(long, value_name = "T")]
    pub threads: Option<usize>,
    /// Print the summary as JSON [default: as text].
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

impl StudyArgs {
    /// Loads the study.
    ///
    /// # Errors
    /// What is wrong with it.
    pub fn load(&self) -> anyhow::Result<Study> {
        Ok(Study::load(&self.study)?)
    }

    /// Opens a session on the study, before any work starts; what a user should know goes to standard error.
    ///
    /// # Errors
    /// What is wrong with its observation, its opacities, or the number of threads.
    pub fn open(&self, study: Study) -> anyhow::Result<Session> {
        let session = open(study, self.threads)?;
        Ok(match &self.out {
            Some(folder) => session.in_folder(folder),
            None => session,
        })
    }

    /// Prints a stage's summary: as text, or `json` as JSON.
    ///
    /// # Errors
    /// If nobody reads it.
    pub fn print(&self, text: &impl Display, json: &impl Serialize) -> anyhow::Result<()> {
        print_summary(text, self.json.then_some(json))
    }
}

/// Opens a session on a study; what a user should know goes to standard error.
///
/// # Errors
/// As [`StudyArgs::open`].
pub fn open(study: Study, threads: Option<usize>) -> anyhow::Result<Session> {
    set_threads(threads)?;
    let session = Session::of_study(study)?;
    for caveat in session.caveats() {
        remark(format_args!("warning: {caveat}"));
    }
    remark_unkept();
    Ok(session)
}

/// Says once that choices of wavenumbers cannot be kept, if that is so.
fn remark_unkept() {
    static SAID: Once = Once::new();
    if let Some(unkept) = unkept_choices() {
        SAID.call_once(|| remark(format_args!("warning: {unkept}")));
    }
}

fn set_threads(threads: Option<usize>) -> anyhow::Result<()> {
    let Some(threads) = threads else {
        return Ok(());
    };
    anyhow::ensure!(threads > 0, "--threads is 0, expected at least 1");
    rayon::ThreadPoolBuilder::new()
        .num_threads(threads)
        .build_global()?;
    Ok(())
}

impl NetworkArgs {
    /// Opens a session on the study.
    ///
    /// # Errors
    /// As [`StudyArgs::load`] and [`StudyArgs::open`].
    pub fn open(&self) -> anyhow::Result<Session> {
        let session = self.study.open(self.study.load()?)?;
        Ok(session.on_device(self.device))
    }
}
