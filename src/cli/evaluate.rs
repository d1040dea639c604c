//! `exosonde evaluate`.

use super::{observation_args::ObservationArgs, progress::Bar};

pub(super) fn run(args: &ObservationArgs) -> anyhow::Result<()> {
    let (session, target) = args.open()?;
    let summary = session.evaluate(&target, &Bar::new("evaluate"))?;
    args.network.study.print(&summary, &summary.evaluation)
}
