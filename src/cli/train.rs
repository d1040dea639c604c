//! `exosonde train`.

use super::{progress::Bar, study_args::NetworkArgs};

pub(super) fn run(args: &NetworkArgs) -> anyhow::Result<()> {
    let summary = args.open()?.train(&Bar::new("train"))?;
    args.study.print(&summary, &summary.history)
}
