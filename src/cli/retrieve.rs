//! `exosonde retrieve`.

use std::{convert::Infallible, path::PathBuf};

use super::{output::parse_name, progress::Bar, study_args::NetworkArgs};
use crate::retrieve::Start;
use crate::session::Session;

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
    /// Go on to the exact posterior, from `network`, from `prior`, which needs no network, or from another posterior.h5 [default:
    /// the networks' own posterior].
    #[arg(long, value_name = "START", value_parser = parse_start)]
    from: Option<From>,
}

/// Where the search begins, as typed.
#[derive(Debug, Clone, PartialEq)]
enum From {
    Network,
    Prior,
    Posterior(PathBuf),
}

fn parse_start(text: &str) -> Result<From, Infallible> {
    Ok(match text {
        "network" => From::Network,
        "prior" => From::Prior,
        path => From::Posterior(path.into()),
    })
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
        let start = self.start(&session);
        let summary = session.retrieve_from(start, &target, &Bar::interruptible("retrieve"))?;
        self.network.study.print(&summary, &summary.report)
    }

    fn start(&self, session: &Session) -> Start {
        match &self.from {
            None => session.networks(true),
            Some(From::Network) => session.networks(false),
            Some(From::Prior) => Start::Prior,
            Some(From::Posterior(path)) => Start::Posterior(path.clone()),
        }
    }
}
