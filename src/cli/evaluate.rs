//! `exosonde evaluate`.

use super::{progress::Bar, study_args::NetworkArgs};

pub(super) fn run(args: &NetworkArgs) -> anyhow::Result<()> {
    let summary = args.open()?.evaluate(&Bar::new("evaluate"))?;
    args.study.print(&summary, &summary.evaluation)
}
