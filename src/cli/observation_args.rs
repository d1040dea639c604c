//! What every command takes that shows networks a spectrum.

use std::path::PathBuf;

use super::{output::parse_name, study_args::NetworkArgs};
use crate::session::{Session, Target};

/// A study with networks, and which spectrum the command is about.
#[derive(Debug, clap::Args)]
pub(super) struct ObservationArgs {
    #[command(flatten)]
    pub(super) network: NetworkArgs,
    /// Another spectrum in the same bins, or some of them [default: the study's own].
    #[arg(long, value_name = "FILE")]
    observation: Option<PathBuf>,
    /// What its files are called, as in posterior-NAME.h5 [default: as the file of --observation; without one, nothing].
    #[arg(long, value_parser = parse_name)]
    name: Option<String>,
}

impl ObservationArgs {
    /// Opens the study and reads the spectrum.
    ///
    /// # Errors
    /// What is wrong with either.
    pub(super) fn open(&self) -> anyhow::Result<(Session, Target)> {
        let session = self.network.open()?;
        let mut target = session.target_of(self.observation.as_deref())?;
        if let Some(name) = &self.name {
            target.name = Some(name.clone());
        }
        Ok((session, target))
    }
}
