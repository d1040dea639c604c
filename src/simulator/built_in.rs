//! The simulator inside the program: the forward model of a study, with its opacities loaded and its bins known.

use std::sync::Arc;

use forward_model::{
    Contribution, ContributionFunction, ForwardModel, Interpolation, ModelConfig,
    SimulationFailure, Star, Workspace, units::per_cm_from_um,
};
use groundwork::FileError;
use opacity_data::TableInfo;

use super::{
    PhysicalGrid, Simulator, SimulatorError, Spectrum, SpectrumSource,
    fingerprint::fingerprint,
    opacities::{self, Loaded},
    star_spectrum, temperatures,
};
use crate::observation::{Bin, Binning, Observation, wavelength_range_um};
use crate::study::{Continuum, InterpolationKind, ParameterSpace, Study};

/// The forward model of one study and one set of bins.
pub struct BuiltIn {
    model: ForwardModel,
    binning: Binning,
    parameters: ParameterSpace,
    tables: Vec<TableInfo>,
    warnings: Vec<String>,
    fingerprint: String,
}

/// What one thread needs to simulate; made once, reused for every spectrum.
pub struct BuiltInWorkspace {
    physics: Workspace,
    values: Vec<f64>,
    binned: Vec<f64>,
}

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
    let wavelength_um = wavelength_range_um(bins);
    let mut loaded = opacities::load(study, wavelength_um)?;
    let star = star(study)?;
    if let Some(observation) = observation {
        temperatures::check_observation(study, &star, observation, &loaded.infos)?;
    }
    let doubts = temperatures::check(study, &loaded.infos)?;
    loaded.warnings.extend(doubts);
    let fingerprint = fingerprint(study, (bins, &instruments), &star, &loaded.digests);
    let (tables, warnings) = (loaded.infos.clone(), loaded.warnings.clone());
    let model = model(study, star, loaded, wavelength_um)?;
    let light = |bounds_per_cm| model.star_light(bounds_per_cm);
    let cells = model.cell_bounds_per_cm();
    let simulator = BuiltIn {
        binning: Binning::before_star::<_, SimulatorError>(cells, bins, light)?,
        model,
        parameters: study.parameters.clone(),
        tables,
        warnings,
        fingerprint,
    };
    Ok(SpectrumSource::new(simulator, instruments))
}

fn model(
    study: &Study,
    star: Star,
    loaded: Loaded,
    [short_um, long_um]: [f64; 2],
) -> Result<ForwardModel, SimulatorError> {
    let atmosphere = &study.atmosphere;
    Ok(ForwardModel::new(ModelConfig {
        geometry: atmosphere.geometry,
        star,
        detected: study.observation.bin_weights.into(),
        planet_mass_kg: study.planet.mass_kg,
        reference_pressure_pa: study.planet.reference_pressure_pa,
        pressure_grid: atmosphere.pressure_grid.clone(),
        ingredients: atmosphere.ingredients.clone(),
        background: atmosphere.background.clone(),
        opacities: loaded.tables,
        interpolation: match study.opacities.interpolation {
            InterpolationKind::Log => Interpolation::Log,
            InterpolationKind::Linear => Interpolation::Linear,
        },
        cia: loaded.cia,
        rayleigh: atmosphere.continuum.contains(&Continuum::Rayleigh),
        wavenumber_range_per_cm: [long_um, short_um].map(per_cm_from_um),
    })?)
}

/// The star, with its spectrum if the study names one.
fn star(study: &Study) -> Result<Star, FileError> {
    let path = study.star.spectrum_path.as_ref();
    let spectrum = path.map(|path| star_spectrum::read(path)).transpose()?;
    Ok(Star {
        radius_m: study.star.radius_m,
        temperature_k: study.star.temperature_k,
        spectrum: spectrum.map(Arc::new),
    })
}

impl BuiltIn {
    /// Refuses another observation of the study's bins if it shows what the opacities do not reach.
    ///
    /// # Errors
    /// As [`SpectrumSource::for_observation`].
    pub fn check_observation(
        &self,
        study: &Study,
        observation: &Observation,
    ) -> Result<(), SimulatorError> {
        temperatures::check_observation(study, &star(study)?, observation, &self.tables)
    }

    /// The map from cells to bins.
    pub fn binning(&self) -> &Binning {
        &self.binning
    }

    /// What the opacity tables are and where they come from.
    pub fn tables(&self) -> &[TableInfo] {
        &self.tables
    }

    /// Gas and source of each opacity table, a line each.
    pub fn sources(&self) -> Vec<String> {
        let line = |info: &TableInfo| format!("{}: {}", info.species, info.source);
        self.tables.iter().map(line).collect()
    }

    /// What a user should know before believing the result: one sentence each.
    pub fn warnings(&self) -> &[String] {
        &self.warnings
    }

    /// Hash of everything that determines a simulation: two simulators with the same fingerprint
    /// make the same spectrum from the same θ.
    pub fn fingerprint(&self) -> &str {
        &self.fingerprint
    }
}

impl Simulator for BuiltIn {
    type Workspace = BuiltInWorkspace;

    fn workspace(&self) -> BuiltInWorkspace {
        BuiltInWorkspace {
            physics: self.model.workspace(),
            values: vec![0.0; self.model.layout().parameters().len()],
            binned: vec![0.0; self.binning.n_bins()],
        }
    }

    fn simulate<'w>(
        &self,
        theta: &[f64],
        workspace: &'w mut BuiltInWorkspace,
    ) -> Result<Spectrum<'w>, SimulationFailure> {
        let BuiltInWorkspace {
            physics,
            values,
            binned,
        } = workspace;
        self.parameters.fill_physics(theta, values);
        self.model.spectrum(values, physics)?;
        let native = physics.spectrum();
        match physics.disc_light() {
            Some(disc_light) => self.binning.apply_before(disc_light, native, binned),
            None => self.binning.apply(native, binned),
        }
        Ok(Spectrum { binned, native })
    }

    fn check(
        &self,
        theta: &[f64],
        workspace: &mut BuiltInWorkspace,
    ) -> Result<(), SimulationFailure> {
        self.parameters.fill_physics(theta, &mut workspace.values);
        self.model.check(&workspace.values, &mut workspace.physics)
    }

    fn grid(&self) -> Option<&dyn PhysicalGrid> {
        Some(self)
    }
}

impl PhysicalGrid for BuiltIn {
    fn cell_bounds_per_cm(&self) -> &[[f64; 2]] {
        self.model.cell_bounds_per_cm()
    }

    fn level_pressure_pa(&self) -> &[f64] {
        self.model.level_pressure_pa()
    }

    fn level_temperature_k(&self, theta: &[f64]) -> Result<Vec<f64>, SimulationFailure> {
        let values = self.parameters.physics(theta);
        self.model.level_temperature_k(&values)
    }

    fn contributions(&self, theta: &[f64]) -> Result<Vec<Contribution>, SimulationFailure> {
        self.model.contributions(&self.parameters.physics(theta))
    }

    fn contribution_function(
        &self,
        theta: &[f64],
    ) -> Result<Option<ContributionFunction>, SimulationFailure> {
        let values = self.parameters.physics(theta);
        self.model.contribution_function(&values).map(Some)
    }
}
