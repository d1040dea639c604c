//! From θ to the spectrum an instrument would see without noise: the forward model of a study,
//! with its opacities loaded and its bins known. Shared by all threads; each brings a workspace.

mod offsets;
mod opacities;
pub mod star_spectrum;
mod temperatures;

use std::sync::Arc;

use forward_model::{
    ContributionFunction, ForwardModel, ModelConfig, ModelError, SimulationFailure, Star, Workspace,
};
use sha2::{Digest, Sha256};

use crate::observation::{Bin, Binning, BinningError, Observation};
use crate::study::{
    Continuum, InterpolationKind, ParameterSpace, ParameterValue, Study, StudyError, hex,
};
use offsets::Offsets;
use opacity_data::{OpacityError, OpacityFileError, TableInfo};
use star_spectrum::StarSpectrumFileError;

/// A study that cannot be simulated.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum SimulatorError {
    /// The study asks for what its tables do not hold.
    #[error(transparent)]
    Study(#[from] StudyError),
    /// A table cannot be read or made, or tables cannot be used together.
    #[error(transparent)]
    Opacity(#[from] OpacityError),
    /// The star's spectrum cannot be read.
    #[error(transparent)]
    Star(#[from] StarSpectrumFileError),
    /// A file in the study's own folder cannot be read.
    #[error("`opacities.folder`: {0}")]
    Folder(#[source] OpacityFileError),
    /// The tables do not fit together.
    #[error("the opacity tables of this study do not fit together: {0}")]
    Model(#[from] ModelError),
    /// The observation reaches beyond the tables.
    #[error("the observation's {0}")]
    Binning(#[from] BinningError),
}

impl From<OpacityFileError> for SimulatorError {
    fn from(error: OpacityFileError) -> Self {
        Self::Opacity(error.into())
    }
}

/// The forward model of one study and one set of bins.
pub struct Simulator {
    model: ForwardModel,
    binning: Binning,
    parameters: ParameterSpace,
    offsets: Offsets,
    tables: Vec<TableInfo>,
    warnings: Vec<String>,
    fingerprint: String,
}

/// What one thread needs to simulate; made once, reused for every spectrum.
pub struct SimulatorWorkspace {
    physics: Workspace,
    values: Vec<f64>,
    binned: Vec<f64>,
    offset: Vec<f64>,
}

/// One simulated spectrum, dimensionless.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Simulated<'w> {
    /// Depth at the tables' own resolution, shape `[n_cells]`.
    pub native: &'w [f64],
    /// Depth in the observation's bins, offsets of the instruments included, shape `[n_bins]`.
    pub binned: &'w [f64],
    /// Offset of the instrument of each bin, shape `[n_bins]`.
    pub offset: &'w [f64],
}

impl Simulator {
    /// Loads the opacities of `study` and prepares the model for `bins`.
    ///
    /// # Errors
    /// [`SimulatorError`] if a gas has no table, or a table does not reach as far as the study needs.
    pub fn new(study: &Study, bins: &[Bin]) -> Result<Self, SimulatorError> {
        Self::build(study, bins, None)
    }

    /// The same for the bins of `observation`, which must show nothing that the opacities do not reach.
    ///
    /// # Errors
    /// As [`Simulator::new`], and if it is an eclipse whose light is hotter than an opacity table.
    pub fn for_observation(
        study: &Study,
        observation: &Observation,
    ) -> Result<Self, SimulatorError> {
        Self::build(study, observation.bins(), Some(observation))
    }

    /// Refuses another observation of the study's bins if it shows what the opacities do not reach.
    ///
    /// # Errors
    /// As [`Simulator::for_observation`].
    pub fn check_observation(
        &self,
        study: &Study,
        observation: &Observation,
    ) -> Result<(), SimulatorError> {
        temperatures::check_observation(study, &star(study)?, observation, &self.tables)
    }

    fn build(
        study: &Study,
        bins: &[Bin],
        observation: Option<&Observation>,
    ) -> Result<Self, SimulatorError> {
        let offsets = Offsets::new(study, bins)?;
        let wavelength_um = wavelength_range_um(bins);
        let mut loaded = opacities::load(study, wavelength_um)?;
        let star = star(study)?;
        if let Some(observation) = observation {
            temperatures::check_observation(study, &star, observation, &loaded.infos)?;
        }
        let doubts = temperatures::check(study, &loaded.infos)?;
        loaded.warnings.extend(doubts);
        let fingerprint = fingerprint(study, (bins, &offsets), &loaded.digests, &star);
        let model = ForwardModel::new(ModelConfig {
            geometry: study.atmosphere.geometry,
            star,
            planet_mass_kg: study.planet.mass_kg,
            reference_pressure_pa: study.planet.reference_pressure_pa,
            pressure_grid: study.atmosphere.pressure_grid.clone(),
            ingredients: study.atmosphere.ingredients.clone(),
            background: study.atmosphere.background.clone(),
            opacities: loaded.tables,
            interpolation: match study.opacities.interpolation {
                InterpolationKind::Log => forward_model::Interpolation::Log,
                InterpolationKind::Linear => forward_model::Interpolation::Linear,
            },
            cia: loaded.cia,
            rayleigh: study.atmosphere.continuum.contains(&Continuum::Rayleigh),
            wavenumber_range_per_cm: [1e4 / wavelength_um[1], 1e4 / wavelength_um[0]],
        })?;
        let binning = Binning::new(model.cell_bounds_per_cm(), bins)?;
        Ok(Self {
            fingerprint,
            parameters: study.parameters.clone(),
            offsets,
            tables: loaded.infos,
            warnings: loaded.warnings,
            model,
            binning,
        })
    }

    /// Buffers for one thread.
    pub fn workspace(&self) -> SimulatorWorkspace {
        SimulatorWorkspace {
            physics: self.model.workspace(),
            values: vec![0.0; self.model.layout().parameters().len()],
            binned: vec![0.0; self.binning.n_bins()],
            offset: vec![0.0; self.binning.n_bins()],
        }
    }

    /// Depth at the tables' own resolution, dimensionless, shape `[n_cells]`.
    ///
    /// # Errors
    /// [`SimulationFailure`] if θ describes no atmosphere.
    pub fn native<'w>(
        &self,
        theta: &[f64],
        workspace: &'w mut SimulatorWorkspace,
    ) -> Result<&'w [f64], SimulationFailure> {
        self.parameters.fill_physics(theta, &mut workspace.values);
        self.model
            .spectrum(&workspace.values, &mut workspace.physics)
    }

    /// Depth in the observation's bins, offsets of the instruments included, dimensionless, shape `[n_bins]`.
    ///
    /// # Errors
    /// As [`Simulator::native`].
    pub fn binned<'w>(
        &self,
        theta: &[f64],
        workspace: &'w mut SimulatorWorkspace,
    ) -> Result<&'w [f64], SimulationFailure> {
        Ok(self.simulate(theta, workspace)?.binned)
    }

    /// The spectrum at the tables' own resolution and in the observation's bins.
    ///
    /// # Errors
    /// As [`Simulator::native`].
    pub fn simulate<'w>(
        &self,
        theta: &[f64],
        workspace: &'w mut SimulatorWorkspace,
    ) -> Result<Simulated<'w>, SimulationFailure> {
        self.parameters.fill_physics(theta, &mut workspace.values);
        let native = self
            .model
            .spectrum(&workspace.values, &mut workspace.physics)?;
        self.binning.apply(native, &mut workspace.binned);
        self.offsets.fill(theta, &mut workspace.offset);
        for (depth, offset) in workspace.binned.iter_mut().zip(&workspace.offset) {
            *depth += offset;
        }
        Ok(Simulated {
            native,
            binned: &workspace.binned,
            offset: &workspace.offset,
        })
    }

    /// Where the factor comes from by which every σ is multiplied.
    pub fn error_inflation(&self) -> ParameterValue {
        self.parameters.error_inflation()
    }

    /// The spectrum that each source of extinction would make alone.
    ///
    /// # Errors
    /// As [`Simulator::native`].
    pub fn contributions(
        &self,
        theta: &[f64],
    ) -> Result<Vec<forward_model::Contribution>, SimulationFailure> {
        self.model.contributions(&self.parameters.physics(theta))
    }

    /// At which pressures the spectrum is made.
    ///
    /// # Errors
    /// As [`Simulator::native`].
    pub fn contribution_function(
        &self,
        theta: &[f64],
    ) -> Result<ContributionFunction, SimulationFailure> {
        let values = self.parameters.physics(theta);
        self.model.contribution_function(&values)
    }

    /// Pressure of the levels, Pa, rising, shape `[n_levels]`.
    pub fn level_pressure_pa(&self) -> &[f64] {
        self.model.level_pressure_pa()
    }

    /// Temperature of the levels, K, shape `[n_levels]`.
    ///
    /// # Errors
    /// As [`Simulator::native`].
    pub fn level_temperature_k(&self, theta: &[f64]) -> Result<Vec<f64>, SimulationFailure> {
        let values = self.parameters.physics(theta);
        self.model.level_temperature_k(&values)
    }

    /// Lower and upper bound of each cell of a native spectrum, cm⁻¹, both rising, shape `[n_cells]`.
    pub fn cell_bounds_per_cm(&self) -> &[[f64; 2]] {
        self.model.cell_bounds_per_cm()
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

fn wavelength_range_um(bins: &[Bin]) -> [f64; 2] {
    let edges = bins.iter().flat_map(Bin::edges_um);
    edges.fold([f64::INFINITY, 0.0], |[short, long], um| {
        [um.min(short), um.max(long)]
    })
}

/// The star, with its spectrum if the study names one.
fn star(study: &Study) -> Result<Star, StarSpectrumFileError> {
    let path = study.star.spectrum_path.as_ref();
    let spectrum = path.map(|path| star_spectrum::read(path)).transpose()?;
    Ok(Star {
        radius_m: study.star.radius_m,
        temperature_k: study.star.temperature_k,
        spectrum: spectrum.map(Arc::new),
    })
}

fn fingerprint(
    study: &Study,
    (bins, offsets): (&[Bin], &Offsets),
    tables: &[String],
    star: &Star,
) -> String {
    let edges: Vec<[f64; 2]> = bins.iter().map(Bin::edges_um).collect();
    let physics = (star, &study.planet, &study.atmosphere, &study.parameters);
    let numerics = (
        &study.opacities,
        tables,
        study.seed,
        study.training_set.part_size,
    );
    let version = env!("CARGO_PKG_VERSION");
    // `Debug` prints floats with all their digits, so different inputs have different texts.
    let mut text = format!("{version} {physics:?} {numerics:?} {edges:?}");
    if !offsets.is_empty() {
        text += &format!(" {offsets:?}");
    }
    hex(&Sha256::digest(text.as_bytes())[..16])
}
