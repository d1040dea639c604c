//! `exosonde compare`.

use std::path::PathBuf;

use super::{
    interruption::Interrupted,
    output::{print_summary, remark},
    progress::Bar,
    study_args,
};
use crate::compare::{self, Place};
use crate::retrieve::Start;
use crate::study::{ModelError, Study};

#[derive(Debug, clap::Args)]
pub(super) struct Args {
    /// Retrievals of the same data: studies, whose runs lie in runs/<name>, folders of runs, or posterior….h5 in them.
    #[arg(required = true, value_name = "STUDY_OR_RUN")]
    retrievals: Vec<PathBuf>,
    /// Of one study: set beside it the same study without each of its gases. Where there is no exact posterior of it yet, in runs/<name>
    /// and runs/<name>-without-<gas>, it is sampled from the prior [default: compare what there is].
    #[arg(long)]
    without_each_gas: bool,
    /// Print the comparison as JSON, with the elpd and k̂ of each bin [default: as text].
    #[arg(long)]
    json: bool,
}

impl Args {
    pub(super) fn run(&self) -> anyhow::Result<()> {
        let retrievals = match self.without_each_gas {
            true => self.with_each_gas_left_out()?,
            false => self.retrievals.clone(),
        };
        let places = retrievals.iter().map(|path| Place::find(path));
        let comparison = compare::run(places.collect::<Result<_, _>>()?)?;
        for line in &comparison.remarks {
            remark(format_args!("warning: {line}"));
        }
        print_summary(&comparison, self.json.then_some(&comparison))
    }

    /// The folders of a study's retrieval and of those without each gas.
    fn with_each_gas_left_out(&self) -> anyhow::Result<Vec<PathBuf>> {
        let [path] = self.retrievals.as_slice() else {
            anyhow::bail!(
                "--without-each-gas: {} retrievals were named, expected one study, whose gases are left out",
                self.retrievals.len()
            );
        };
        let study = Study::load(path)?;
        anyhow::ensure!(
            study.atmosphere.gases.len() > 1,
            "--without-each-gas: {} has one gas, expected two at least, because no study goes without any",
            path.display()
        );
        let gases = study.atmosphere.gases.iter();
        let without = gases.map(|gas| study.without_gas(*gas));
        let without: Vec<Study> = without.collect::<Result<_, _>>()?;
        let studies = std::iter::once(study).chain(without);
        studies.map(retrieved).collect()
    }
}

/// The folder of a study's run, in which its exact posterior lies; made now if there is none of this version of the study.
fn retrieved(mut study: Study) -> anyhow::Result<PathBuf> {
    // Each would have the errors of its own opacities.
    study.retrieval.model_error = ModelError::Never;
    let session = study_args::open(study, None)?;
    let folder = session.folder().root().to_owned();
    if !session.has_exact_posterior() {
        let bar = Bar::interruptible("retrieve");
        let summary = session.retrieve_from(Start::Prior, session.target(), &bar)?;
        remark(&summary);
        if summary.is_interrupted() {
            let kept = folder.parent().unwrap_or(&folder).to_owned();
            anyhow::bail!(Interrupted { kept });
        }
    }
    Ok(folder)
}
