//! `exosonde train`.

use super::{
    progress::Bar,
    study_args::{Loaded, NetworkArgs},
};
use crate::network::DeviceKind;
use crate::simulator::Simulator;
use crate::train::{self, TrainInput, TrainSummary};
use crate::trained_model::{ModelFolder, Specification};
use crate::training_set::part::TrainingSet;

pub(super) fn run(args: &NetworkArgs) -> anyhow::Result<()> {
    let loaded = args.study.load()?;
    let summary = stage(&loaded, &loaded.simulator()?, args.device)?;
    args.study.print(&summary, &summary.history)
}

/// Trains the networks of a study and calibrates their doubts.
pub(super) fn stage(
    loaded: &Loaded,
    simulator: &Simulator,
    device: DeviceKind,
) -> anyhow::Result<TrainSummary> {
    let study = &loaded.study;
    let input = TrainInput {
        specification: Specification::new(study, &loaded.observation, simulator.fingerprint()),
        prior: study.parameters.prior(),
        seed: study.seed,
        study_text: &study.source.text,
        opacities: simulator.sources(),
        training_set: TrainingSet::at(loaded.folder.training_set()),
        folder: ModelFolder::at(loaded.folder.model()),
        device,
    };
    Ok(train::run(&input, simulator, &Bar::new("train"))?)
}
