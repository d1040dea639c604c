//! `exosonde retrieve`.

use std::path::PathBuf;

use super::{output::parse_name, progress::Bar, study_args::NetworkArgs};

#[derive(Debug, clap::Args)]
pub(super) struct Args {
    #[command(flatten)]
    network: NetworkArgs,
    /// Another spectrum in the same bins [default: the study's own].
    #[arg(long, value_name = "FILE")]
    observation: Option<PathBuf>,
    /// What the posterior is called, as in posterior-NAME.h5 [default: as the file of --observation; without one, nothing].
    #[arg(long, value_parser = parse_name)]
    name: Option<String>,
}

impl Args {
    pub(super) fn run(&self) -> anyhow::Result<()> {
        let session = self.network.open()?;
        let mut target = match &self.observation {
            None => session.target().clone(),
            Some(path) => session.read_target(path)?,
        };
        if let Some(name) = &self.name {
            target.name = Some(name.clone());
        }
        let summary = session.retrieve(&target, &Bar::new("retrieve"))?;
        self.network.study.print(&summary, &summary.report)
    }
}
