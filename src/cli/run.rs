//! `exosonde run`.

use std::{io, path::PathBuf, process::ExitCode};

use super::{
    convergence::exit_code,
    generate::remark_warning,
    known_args::KnownArgs,
    output::{print, remark},
    progress::Bar,
    study_args::NetworkArgs,
};
use crate::generate::Parts;
use crate::retrieve::Start;
use crate::run_folder::RunFolder;
use crate::session::{Session, SessionError};

#[derive(Debug, clap::Args)]
pub(super) struct Args {
    #[command(flatten)]
    network: NetworkArgs,
    #[command(flatten)]
    known: KnownArgs,
    /// End with the networks' own posterior, without the likelihood [default: the exact posterior, from the prior before the
    /// training and from the networks after it].
    #[arg(long)]
    network_only: bool,
}

impl Args {
    pub(super) fn run(&self) -> anyhow::Result<ExitCode> {
        let session = self.network.open()?.knowing(&self.known.known()?)?;
        session.check_place(session.target())?;
        if !self.network_only && !session.has_exact_posterior() {
            show_before_training(&session)?;
        }
        let made = session.generate(Parts::Missing, &Bar::new("generate"))?;
        remark_warning(&made);
        remark(made);
        session.keep_study()?;
        remark(session.train(&Bar::new("train"))?);
        remark(session.evaluate(session.target(), &Bar::new("evaluate"))?);
        let start = session.networks(self.network_only);
        let bar = Bar::interruptible("retrieve");
        let summary = session.retrieve_from(start, session.target(), &bar)?;
        let drawn = session.draw()?;
        drawn.not_drawn.iter().for_each(remark);
        self.network.study.print(&summary, &summary.report)?;
        if !self.network.study.json {
            print_places(session.folder(), &drawn.files)?;
        }
        Ok(exit_code(&summary))
    }
}

/// The exact posterior needs no network: whoever waits for the training has it before.
fn show_before_training(session: &Session) -> anyhow::Result<()> {
    let bar = Bar::interruptible("retrieve");
    let found = session.retrieve_from(Start::Prior, session.target(), &bar);
    // Where nothing has a spectrum the training set says why.
    if found.as_ref().is_err_and(SessionError::is_without_spectrum) {
        return Ok(());
    }
    remark(found?);
    let drawn = session.draw()?;
    drawn.not_drawn.iter().for_each(remark);
    let figures = session.folder().figures();
    remark(format_args!(
        "its figures are in {}; the networks, which confirm it and make the next spectra cheap, are trained now",
        figures.display()
    ));
    Ok(())
}

fn print_places(folder: &RunFolder, figures: &[PathBuf]) -> io::Result<()> {
    print(format_args!(
        "Everything is in {}:",
        folder.root().display()
    ))?;
    let files = [
        ("posterior", folder.posterior(None)),
        ("report", folder.report(None)),
        ("evaluation", folder.evaluation(None)),
    ];
    for (what, path) in files {
        print(format_args!("  {what:<14}{}", path.display()))?;
    }
    let is_png = |path: &&PathBuf| path.extension().is_some_and(|e| e == "png");
    for figure in figures.iter().filter(is_png) {
        print(format_args!(
            "  figure        {} (and .svg)",
            figure.display()
        ))?;
    }
    Ok(())
}
