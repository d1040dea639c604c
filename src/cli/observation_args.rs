//! Which spectrum a command is about, and what its files are called.

use std::path::PathBuf;

use super::output::parse_name;
use crate::session::{Session, Target};

#[derive(Debug, clap::Args)]
pub(super) struct ObservationArgs {
    /// Another spectrum in the same bins, or some of them [default: the study's own].
    #[arg(long, value_name = "FILE")]
    observation: Option<PathBuf>,
    /// What its files are called, as in posterior-NAME.h5 [default: as the file of --observation; without one, nothing].
    #[arg(long, value_parser = parse_name)]
    name: Option<String>,
}

impl ObservationArgs {
    /// The spectrum.
    pub(super) fn target(&self, session: &Session) -> anyhow::Result<Target> {
        let mut target = session.target_of(self.observation.as_deref())?;
        if let Some(name) = &self.name {
            target.name = Some(name.clone());
        }
        Ok(target)
    }
}
