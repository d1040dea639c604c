//! From θ to the spectrum an instrument would see without noise: the forward model of a study,
//! with its opacities loaded and its bins known. Shared by all threads; each brings a workspace.

mod opacities;
mod slots;

use forward_model::{
    ForwardModel, ModelConfig, ModelError, PlanetParameters, SimulationFailure, Workspace,
};
use sha2::{Digest, Sha256};

use crate::{
    instrument::{Bin, Binning, BinningError},
    io::opacity_table::{OpacityFileError, TableInfo},
    study::{Continuum, InterpolationKind, Study, StudyError, hex},
};
use slots::Slots;

/// A study that cannot be simulated.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum SimulatorError {
    /// The study asks for what its tables do not hold.
    #[error(transparent)]
    Study(#[from] StudyError),
    /// A table cannot be read.
    #[error(transparent)]
    Table(#[from] OpacityFileError),
    /// The tables do not fit together.
    #[error("the opacity tables of this study do not fit together: {0}")]
    Model(#[from] ModelError),
    /// The observation reaches beyond the tables.
    #[error("the observation's {0}")]
    Binning(#[from] BinningError),
}

/// The forward model of one study and one set of bins.
pub struct Simulator {
    model: ForwardModel,
    binning: Binning,
    slots: Slots,
    tables: Vec<TableInfo>,
    warnings: Vec<String>,
    fingerprint: String,
}

/// What one thread needs to simulate; made once, reused for every spectrum.
pub struct SimulatorWorkspace {
    physics: Workspace,
    planet: PlanetParameters,
    binned: Vec<f64>,
}

impl Simulator {
    /// Loads the opacities of `study` and prepares the model for `bins`.
    ///
    /// # Errors
    /// [`SimulatorError`] if a gas has no table, or a table does not reach as far as the study needs.
    pub fn new(study: &Study, bins: &[Bin]) -> Result<Self, SimulatorError> {
        let wavelength_um = wavelength_range_um(bins);
        let loaded = opacities::load(study, wavelength_um)?;
        let model = ForwardModel::new(ModelConfig {
            star_radius_m: study.star.radius_m,
            planet_mass_kg: study.planet.mass_kg,
            reference_pressure_pa: study.planet.reference_pressure_pa,
            pressure_grid: study.atmosphere.pressure_grid.clone(),
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
        let binning = Binning::new(model.cell_edges_per_cm(), bins)?;
        Ok(Self {
            fingerprint: fingerprint(study, bins, &loaded.digests),
            slots: Slots::new(study),
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
            planet: self.slots.planet(),
            binned: vec![0.0; self.binning.n_bins()],
        }
    }

    /// Transit depth at the tables' own resolution, dimensionless, shape `[n_cells]`.
    ///
    /// # Errors
    /// [`SimulationFailure`] if θ describes no atmosphere.
    pub fn native<'w>(
        &self,
        theta: &[f64],
        workspace: &'w mut SimulatorWorkspace,
    ) -> Result<&'w [f64], SimulationFailure> {
        self.slots.fill(theta, &mut workspace.planet);
        self.model
            .transit_depth(&workspace.planet, &mut workspace.physics)
    }

    /// Transit depth in the observation's bins, dimensionless, shape `[n_bins]`.
    ///
    /// # Errors
    /// As [`Simulator::native`].
    pub fn binned<'w>(
        &self,
        theta: &[f64],
        workspace: &'w mut SimulatorWorkspace,
    ) -> Result<&'w [f64], SimulationFailure> {
        self.slots.fill(theta, &mut workspace.planet);
        let native = self
            .model
            .transit_depth(&workspace.planet, &mut workspace.physics)?;
        self.binning.apply(native, &mut workspace.binned);
        Ok(&workspace.binned)
    }

    /// The spectrum that each source of extinction would make alone.
    ///
    /// # Errors
    /// As [`Simulator::native`].
    pub fn contributions(
        &self,
        theta: &[f64],
    ) -> Result<Vec<forward_model::Contribution>, SimulationFailure> {
        let mut planet = self.slots.planet();
        self.slots.fill(theta, &mut planet);
        self.model.contributions(&planet)
    }

    /// Edges of the cells of a native spectrum, cm⁻¹, rising, shape `[n_cells + 1]`.
    pub fn cell_edges_per_cm(&self) -> &[f64] {
        self.model.cell_edges_per_cm()
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

fn fingerprint(study: &Study, bins: &[Bin], tables: &[String]) -> String {
    let edges: Vec<[f64; 2]> = bins.iter().map(Bin::edges_um).collect();
    let physics = (
        &study.star,
        &study.planet,
        &study.atmosphere,
        &study.parameters,
    );
    let numerics = (
        &study.opacities,
        tables,
        study.seed,
        study.training_set.part_size,
    );
    let version = env!("CARGO_PKG_VERSION");
    // `Debug` prints floats with all their digits, so different inputs have different texts.
    let text = format!("{version} {physics:?} {numerics:?} {edges:?}");
    hex(&Sha256::digest(text.as_bytes())[..16])
}
