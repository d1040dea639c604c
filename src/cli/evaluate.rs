//! `exosonde evaluate`.

use super::{observation_args::ObservationArgs, progress::Bar, study_args::NetworkArgs};

#[derive(Debug, clap::Args)]
pub(super) struct Args {
    #[command(flatten)]
    network: NetworkArgs,
    #[command(flatten)]
    observation: ObservationArgs,
}

impl Args {
    pub(super) fn run(&self) -> anyhow::Result<()> {
        let session = self.network.open()?;
        let target = self.observation.target(&session)?;
        let summary = session.evaluate(&target, &Bar::new("evaluate"))?;
        self.network.study.print(&summary, &summary.evaluation)
    }
}
