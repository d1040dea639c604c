//! `exosonde retrieve`.

use std::path::PathBuf;

use super::{progress::Bar, study_args::NetworkArgs};

#[derive(Debug, clap::Args)]
pub(super) struct Args {
    #[command(flatten)]
    network: NetworkArgs,
    /// Another spectrum in the same bins [default: the study's own].
    #[arg(long, value_name = "FILE")]
    observation: Option<PathBuf>,
}

impl Args {
    pub(super) fn run(&self) -> anyhow::Result<()> {
        let session = self.network.open()?;
        let target = match &self.observation {
            None => session.target().clone(),
            Some(path) => session.read_target(path)?,
        };
        let summary = session.retrieve(&target, &Bar::new("retrieve"))?;
        self.network.study.print(&summary, &summary.report)
    }
}
