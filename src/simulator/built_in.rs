//! The simulator inside the program: the forward model of a study, with its opacities loaded and its bins known.

use std::sync::Arc;

use forward_model::{
    Contribution, ContributionFunction, ForwardModel, Interpolation, ModelConfig, PressureGrid,
    SimulationFailure, Star, Workspace, units::per_cm_from_um,
};
use groundwork::FileError;
use opacity_data::TableInfo;

use super::{
    PhysicalGrid, Simulator, SimulatorError, Spectrum, SpectrumSource, caveats,
    fingerprint::fingerprint,
    opacities::{self, Loaded},
    star_spectrum, temperatures,
};
use crate::caveat::Caveat;
use crate::observation::{Bin, Binning, Observation, wavelength_range_um};
use crate::study::{Continuum, InterpolationKind, ParameterSpace, Study};

/// The forward model of one study and one set of bins.
pub struct BuiltIn {
    model: ForwardModel,
    binning: Binning,
    parameters: ParameterSpace,
    tables: Vec<TableInfo>,
    caveats: Vec<Caveat>,
    pressure_grid: PressureGrid,
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
    let loaded = opacities::load(study, wavelength_um)?;
    let star = star(study)?;
    let of_star = caveats::of_star(study, &star, bins)?;
    if let Some(observation) = observation {
        temperatures::check_observation(study, &star, observation, &loaded.infos)?;
    }
    let mut known = caveats::of_inputs(study, &loaded, bins)?;
    known.extend(of_star);
    let tables = loaded.infos.clone();
    let config = model_config(study, star, loaded, wavelength_um);
    let fingerprint = fingerprint(study, bins, &config);
    let model = ForwardModel::new(config)?;
    let light = |bounds_per_cm| model.star_light(bounds_per_cm);
    let cells = model.cell_bounds_per_cm();
    let simulator = BuiltIn {
        binning: Binning::before_star::<_, SimulatorError>(cells, bins, light)?,
        model,
        parameters: study.parameters.clone(),
        tables,
        caveats: Vec::new(),
        pressure_grid: study.atmosphere.pressure_grid.clone(),
        fingerprint,
    };
    let (simulator, idle) = caveats::effects(simulator);
    known.extend(idle);
    let simulator = BuiltIn {
        caveats: known,
        ..simulator
    };
    Ok(SpectrumSource::new(simulator, instruments))
}

fn model_config(
    study: &Study,
    star: Star,
    loaded: Loaded,
    [short_um, long_um]: [f64; 2],
) -> ModelConfig {
    let atmosphere = &study.atmosphere;
    ModelConfig {
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
    }
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

    /// The map from θ to the values of the physics.
    pub(super) fn parameters(&self) -> &ParameterSpace {
        &self.parameters
    }

    /// The layers.
    pub(super) fn pressure_grid(&self) -> &PressureGrid {
        &self.pressure_grid
    }

    /// The same on other layers.
    pub(super) fn on_layers(self, pressure_grid: PressureGrid) -> Self {
        Self {
            model: self.model.on_layers(pressure_grid.clone()),
            pressure_grid,
            ..self
        }
    }

    /// What the sources of extinction are called.
    pub(super) fn source_names(&self) -> Vec<String> {
        let names = self.model.source_names().into_iter();
        names.map(str::to_owned).collect()
    }

    /// The largest change of a bin's depth when a source of extinction is left out, dimensionless.
    ///
    /// # Errors
    /// [`SimulationFailure`] if θ describes nothing that could be seen.
    pub(super) fn effect(
        &self,
        theta: &[f64],
        source: &str,
        workspace: &mut BuiltInWorkspace,
    ) -> Result<f64, SimulationFailure> {
        let BuiltInWorkspace {
            physics,
            values,
            binned,
        } = workspace;
        self.parameters.fill_physics(theta, values);
        let change = self.model.effect(values, source, physics)?;
        self.binning.apply(&change, binned);
        Ok(binned
            .iter()
            .fold(0.0, |largest, change| change.abs().max(largest)))
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

    /// Hash of everything that determines a simulation but θ: two simulators with the same fingerprint
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

    fn caveats(&self) -> &[Caveat] {
        &self.caveats
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
