//! From a study to its simulator: the tables are loaded, the model is made, and what is to be known of both is gathered.

use std::sync::Arc;

use forward_model::{ForwardModel, OpacityTable, Star, units::per_cm_from_um};

use super::{
    SimulatorError, SpectrumSource,
    binning_of_star::BinningOfStar,
    built_in::BuiltIn,
    caveats,
    fingerprint::fingerprint,
    merge::tables_for,
    model::model_config,
    opacities::{Loaded, Opacities},
    star_spectrum::star,
    temperatures,
};
use crate::observation::{Bin, Binning, Observation, Responses};
use crate::study::Study;

impl SpectrumSource<BuiltIn> {
    /// Loads the opacities of `study` and prepares the model for `bins`.
    ///
    /// # Errors
    /// [`SimulatorError`] if a gas has no table, or a table does not reach as far as the study needs.
    pub fn of_study(study: &Study, bins: &[Bin]) -> Result<Self, SimulatorError> {
        build(study, bins, None)
    }

    /// The same for the bins of `observation`, which must show nothing that the opacities do not reach.
    ///
    /// # Errors
    /// As [`SpectrumSource::of_study`], and if it is an eclipse whose light is hotter than an opacity table.
    pub fn for_observation(
        study: &Study,
        observation: &Observation,
    ) -> Result<Self, SimulatorError> {
        build(study, observation.bins(), Some(observation))
    }
}

fn build(
    study: &Study,
    bins: &[Bin],
    observation: Option<&Observation>,
) -> Result<SpectrumSource<BuiltIn>, SimulatorError> {
    let instruments = study.instruments(bins)?;
    let responses = study.responses(bins)?;
    let opacities = Opacities::of(study)?;
    let star = star(study)?;
    let of_star = caveats::of_star(study, &star, bins)?;
    if let Some(observation) = observation {
        temperatures::check_observation(study, &star, observation, opacities.infos())?;
    }
    let loaded = loaded(study, &responses, &opacities)?;
    let mut known = caveats::of_inputs(study, &loaded, bins)?;
    known.extend(of_star);
    let simulator = simulator(study, (bins, &responses), star, loaded)?;
    known.extend(caveats::effects(&simulator));
    let simulator = BuiltIn {
        caveats: known,
        ..simulator
    };
    Ok(SpectrumSource::new(simulator, instruments))
}

/// The opacities of a study's gases, in its order, as its model has them for bins.
///
/// # Errors
/// As of [`SpectrumSource::of_study`].
pub fn tables_in_bins(
    study: &Study,
    bins: &[Bin],
) -> Result<Vec<Arc<OpacityTable>>, SimulatorError> {
    let opacities = Opacities::of(study)?;
    Ok(loaded(study, &study.responses(bins)?, &opacities)?.tables)
}

/// What a study chooses, in its bins.
fn loaded(
    study: &Study,
    responses: &Responses,
    opacities: &Opacities,
) -> Result<Loaded, SimulatorError> {
    let mut caveats = opacities.caveats(responses)?;
    let for_bins = tables_for(study, responses, opacities)?;
    caveats.extend(caveats::of_narrow_bins(&for_bins.narrow_per_cm));
    let (tables, infos) = for_bins.tables.into_iter().unzip();
    let (cia, cia_infos) = opacities.cia()?.into_iter().unzip();
    Ok(Loaded {
        tables,
        infos,
        cia,
        cia_infos,
        caveats,
    })
}

/// The simulator of a study by what was loaded, of which nothing is said.
///
/// # Errors
/// [`SimulatorError`] if the tables do not fit together or do not cover the bins, or the star's light is not known.
pub(super) fn assembled(
    study: &Study,
    bins: &[Bin],
    loaded: Loaded,
) -> Result<SpectrumSource<BuiltIn>, SimulatorError> {
    let instruments = study.instruments(bins)?;
    let responses = study.responses(bins)?;
    let simulator = simulator(study, (bins, &responses), star(study)?, loaded)?;
    Ok(SpectrumSource::new(simulator, instruments))
}

fn simulator(
    study: &Study,
    (bins, responses): (&[Bin], &Responses),
    star: Star,
    loaded: Loaded,
) -> Result<BuiltIn, SimulatorError> {
    let [short_um, long_um] = responses.reach_um();
    let range_per_cm = [long_um, short_um].map(per_cm_from_um);
    let config = model_config(study, star, (loaded.tables, loaded.cia), range_per_cm);
    let fingerprint = fingerprint(study, bins, &config, &responses.content());
    let model = ForwardModel::new(config)?;
    let light = |bounds_per_cm| model.star_light(bounds_per_cm);
    let cells = model.cell_bounds_per_cm();
    Ok(BuiltIn {
        binning: Binning::of_responses::<_, SimulatorError>(cells, responses, light)?,
        binning_of_star: BinningOfStar::of(study, responses),
        model,
        parameters: study.parameters.clone(),
        tables: loaded.infos,
        caveats: Vec::new(),
        fingerprint,
    })
}
