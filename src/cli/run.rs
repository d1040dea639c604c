//! `exosonde run`.

use super::{evaluate, generate, retrieve, study_args::StudyArgs, train};
use crate::{io::atomic, network::DeviceKind, simulate::generate::Parts};

#[derive(Debug, clap::Args)]
pub(super) struct Args {
    #[command(flatten)]
    study: StudyArgs,
    /// Where the networks compute.
    #[arg(long, default_value = "flex", value_parser = str::parse::<DeviceKind>)]
    device: DeviceKind,
}

impl Args {
    pub(super) fn run(&self) -> anyhow::Result<()> {
        let loaded = self.study.load()?;
        let simulator = loaded.simulator()?;
        atomic::write_text(&loaded.folder.study(), &loaded.study.source.text)?;
        eprintln!("{}", generate::stage(&loaded, &simulator, Parts::Missing)?);
        eprintln!("{}", train::stage(&loaded, &simulator, self.device)?);
        eprintln!("{}", evaluate::stage(&loaded, &simulator, self.device)?);
        let target = retrieve::Target::own(&loaded);
        let summary = retrieve::stage(&loaded, &simulator, &target, self.device)?;
        self.study.print(&summary, &summary.report)
    }
}
