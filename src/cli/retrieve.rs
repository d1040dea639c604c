//! `exosonde retrieve`.

use std::path::{Path, PathBuf};

use super::{
    progress::Bar,
    study_args::{Loaded, NetworkArgs},
};
use crate::network::DeviceKind;
use crate::observation::{Observation, file};
use crate::posterior::PosteriorProvenance;
use crate::retrieve::{self, RetrieveInput, RetrieveSummary};
use crate::simulator::Simulator;
use crate::trained_model::{ModelFolder, Specification};

#[derive(Debug, clap::Args)]
pub(super) struct Args {
    #[command(flatten)]
    network: NetworkArgs,
    /// Another spectrum in the same bins [default: the study's own].
    #[arg(long, value_name = "FILE")]
    observation: Option<PathBuf>,
}

impl Args {
    pub(super) fn run(&self) -> anyhow::Result<()> {
        let loaded = self.network.study.load()?;
        let target = match &self.observation {
            None => Target::own(&loaded),
            Some(path) => Target::other(&loaded, path)?,
        };
        let simulator = loaded.simulator()?;
        simulator.check_observation(&loaded.study, &target.observation)?;
        let summary = stage(&loaded, &simulator, &target, self.network.device)?;
        self.network.study.print(&summary, &summary.report)
    }
}

/// The spectrum to retrieve.
pub(super) struct Target {
    path: PathBuf,
    observation: Observation,
    /// What its posterior is called; the study's own has no name.
    name: Option<String>,
}

impl Target {
    /// The study's own observation.
    pub(super) fn own(loaded: &Loaded) -> Self {
        Self {
            path: loaded.study.observation.path.clone(),
            observation: loaded.observation.clone(),
            name: None,
        }
    }

    fn other(loaded: &Loaded, path: &Path) -> anyhow::Result<Self> {
        let study = &loaded.study;
        let observation = study.restrict(file::read(path)?)?;
        study.check_same_instruments(loaded.observation.bins(), (path, observation.bins()))?;
        let name = path
            .file_stem()
            .map(|stem| stem.to_string_lossy().into_owned());
        Ok(Self {
            path: path.into(),
            observation,
            name,
        })
    }
}

/// Draws the posterior of one spectrum.
pub(super) fn stage(
    loaded: &Loaded,
    simulator: &Simulator,
    target: &Target,
    device: DeviceKind,
) -> anyhow::Result<RetrieveSummary> {
    let study = &loaded.study;
    let name = target.name.as_deref();
    let input = RetrieveInput {
        specification: Specification::new(study, &loaded.observation, simulator.fingerprint()),
        prior: study.parameters.prior(),
        observation: &target.observation,
        quantity: study.atmosphere.geometry.quantity(),
        config: &study.retrieval,
        provenance: PosteriorProvenance {
            study_name: study.name.clone(),
            study_text: study.source.text.clone(),
            study_hash: study.hash(),
            seed: study.seed.0,
            observation_file: target.path.display().to_string(),
        },
        model: ModelFolder::at(loaded.folder.model()),
        posterior_path: loaded.folder.posterior(name),
        report_path: loaded.folder.report(name),
        device,
    };
    Ok(retrieve::run(&input, simulator, &Bar::new("retrieve"))?)
}
