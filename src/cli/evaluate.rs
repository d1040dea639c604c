//! `exosonde evaluate`.

use super::{
    progress::Bar,
    study_args::{Loaded, NetworkArgs},
};
use crate::evaluate::{self, EvaluateInput, EvaluateSummary};
use crate::network::DeviceKind;
use crate::simulator::Simulator;
use crate::trained_model::{ModelFolder, Specification};
use crate::training_set::part::TrainingSet;

pub(super) fn run(args: &NetworkArgs) -> anyhow::Result<()> {
    let loaded = args.study.load()?;
    let summary = stage(&loaded, &loaded.simulator()?, args.device)?;
    args.study.print(&summary, &summary.evaluation)
}

/// Retrieves held-out simulations of a study.
pub(super) fn stage(
    loaded: &Loaded,
    simulator: &Simulator,
    device: DeviceKind,
) -> anyhow::Result<EvaluateSummary> {
    let study = &loaded.study;
    let input = EvaluateInput {
        study_name: &study.name,
        specification: Specification::new(study, &loaded.observation, simulator.fingerprint()),
        prior: study.parameters.prior(),
        seed: study.seed,
        false_alarm_rate: study.retrieval.false_alarm_rate,
        training_set: TrainingSet::at(loaded.folder.training_set()),
        model: ModelFolder::at(loaded.folder.model()),
        evaluation_path: loaded.folder.evaluation(),
        device,
    };
    Ok(evaluate::run(&input, simulator, &Bar::new("evaluate"))?)
}
