//! `exosonde compare`.

use std::path::PathBuf;

use super::output::{print_summary, remark};
use crate::compare::{self, Place};

#[derive(Debug, clap::Args)]
pub(super) struct Args {
    /// Retrievals of the same data: studies, whose runs lie in runs/<name>, folders of runs, or posterior….h5 in them.
    #[arg(required = true, value_name = "STUDY_OR_RUN")]
    retrievals: Vec<PathBuf>,
    /// Print the comparison as JSON, with the elpd and k̂ of each bin [default: as text].
    #[arg(long)]
    json: bool,
}

impl Args {
    pub(super) fn run(&self) -> anyhow::Result<()> {
        let places = self.retrievals.iter().map(|path| Place::find(path));
        let comparison = compare::run(places.collect::<Result<_, _>>()?)?;
        for line in &comparison.remarks {
            remark(format_args!("warning: {line}"));
        }
        print_summary(&comparison, self.json.then_some(&comparison))
    }
}
