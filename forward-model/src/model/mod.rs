//! The whole chain: from a planet's parameters to its transit depth.

mod checks;
mod contributions;
mod sources;

use std::ops::Range;

use pulp::{Arch, Simd, WithSimd};

use crate::{
    chemistry::fill_with_background,
    config::{ModelConfig, ModelError, PlanetParameters},
    failure::SimulationFailure,
    opacity::{Columns, Opacity},
    species::Species,
    structure::Reference,
    transmission::{Medium, transmitted_share},
    workspace::Workspace,
};
use checks::{check_numbers, check_planet, common_table, overlapping_cells, species_once};
pub use contributions::Contribution;
use sources::{collect_sources, overlap_groups};

/// A forward model: tables laid out for speed, and the constants of a star and a planet. It has no state that changes, so
/// that all threads share one.
pub struct ForwardModel {
    config: ModelConfig,
    species: Vec<Species>,
    background_share: Vec<f64>,
    columns: Columns,
    cell_edges_per_cm: Vec<f64>,
    /// The continuum, then the gases in their order.
    sources: Vec<Box<dyn Opacity>>,
    overlap_groups: Vec<Range<usize>>,
    arch: Arch,
}

impl ForwardModel {
    /// Packs the tables' cells that overlap the wavenumber range.
    ///
    /// # Errors
    /// [`ModelError`] if there is no opacity, a gas is given twice, the tables are not of one kind and grid, no cell lies in
    /// the range, or a radius, mass, pressure or background share is not positive.
    pub fn new(config: ModelConfig) -> Result<Self, ModelError> {
        check_numbers(&config)?;
        let species = species_once(&config)?;
        let table = common_table(&config.opacities)?;
        let cells = overlapping_cells(table, config.wavenumber_range_per_cm)?;
        let cell_edges_per_cm = table.cell_edges_per_cm()[cells.start..=cells.end].to_vec();
        let centres_per_cm = table.lines().cell_centres_per_cm()[cells.clone()].to_vec();
        let columns = Columns::new(centres_per_cm, table.lines().g_weights());
        let sources = collect_sources(&config, &species, &columns, cells.start);
        let total: f64 = config.background.iter().map(|(_, share)| share).sum();
        let background_share = config
            .background
            .iter()
            .map(|(_, share)| share / total)
            .collect();
        let overlap_groups = overlap_groups(sources.len(), config.opacities.len(), table.n_g() > 1);
        Ok(Self {
            species,
            background_share,
            columns,
            cell_edges_per_cm,
            sources,
            overlap_groups,
            arch: Arch::new(),
            config,
        })
    }

    /// What the model was made from.
    pub fn config(&self) -> &ModelConfig {
        &self.config
    }

    /// Edges of the cells, cm⁻¹, rising, shape `[n_cells + 1]`: the k-tables' bins, or cells around the samples.
    pub fn cell_edges_per_cm(&self) -> &[f64] {
        &self.cell_edges_per_cm
    }

    /// Number of spectral cells.
    pub fn n_cells(&self) -> usize {
        self.columns.n_cells()
    }

    /// Buffers for one thread.
    pub fn workspace(&self) -> Workspace {
        let n_levels = self.config.pressure_grid.n_layers() + 1;
        Workspace::new(n_levels, &self.species, self.sources.len(), self.n_cells())
    }

    /// Transit depth `(R_p / R_⋆)²` of every cell, dimensionless, shape `[n_cells]`.
    ///
    /// # Errors
    /// [`SimulationFailure`] with the reason, if there is no such planet.
    pub fn transit_depth<'w>(
        &self,
        planet: &PlanetParameters,
        workspace: &'w mut Workspace,
    ) -> Result<&'w [f64], SimulationFailure> {
        self.solve(planet, planet.cloud_top_pa, workspace)?;
        self.radiate(workspace);
        Ok(&workspace.transit_depth)
    }

    fn n_levels(&self) -> usize {
        self.config.pressure_grid.level_pressure_pa().len()
    }

    /// Composition, structure and stencils of a planet.
    fn solve(
        &self,
        planet: &PlanetParameters,
        cloud_top_pa: Option<f64>,
        workspace: &mut Workspace,
    ) -> Result<(), SimulationFailure> {
        check_planet(planet, self.config.opacities.len())?;
        let atmosphere = &mut workspace.atmosphere;
        fill_with_background(&planet.vmr, &self.background_share, &mut atmosphere.vmr)?;
        atmosphere.haze = planet.haze;
        let reference = Reference {
            mass_kg: self.config.planet_mass_kg,
            radius_m: planet.radius_m,
            pressure_pa: self.config.reference_pressure_pa,
        };
        let level_pressure_pa = self.config.pressure_grid.level_pressure_pa();
        atmosphere.solve(
            level_pressure_pa,
            &reference,
            &planet.temperature,
            cloud_top_pa,
        )?;
        self.prepare_stencils(workspace);
        Ok(())
    }

    fn prepare_stencils(&self, workspace: &mut Workspace) {
        let n_visible = workspace.atmosphere.n_levels();
        for (source, stencils) in self
            .sources
            .iter()
            .zip(workspace.stencils.chunks_exact_mut(self.n_levels()))
        {
            for (i_level, stencil) in stencils[..n_visible].iter_mut().enumerate() {
                *stencil = source.stencil(&workspace.atmosphere, i_level);
            }
        }
        let at_level = |i_level: usize| {
            workspace.stencils[i_level..]
                .iter()
                .step_by(self.n_levels())
        };
        let clamped = |i_level: &usize| at_level(*i_level).any(|stencil| stencil.clamped);
        workspace.n_clamped_levels = (0..n_visible).filter(clamped).count();
    }

    fn radiate(&self, workspace: &mut Workspace) {
        self.arch.dispatch(Radiate {
            model: self,
            workspace,
        });
    }
}

/// The radiative transfer of all blocks, compiled once per instruction set.
struct Radiate<'a> {
    model: &'a ForwardModel,
    workspace: &'a mut Workspace,
}

impl WithSimd for Radiate<'_> {
    type Output = ();

    #[inline(always)]
    fn with_simd<S: Simd>(self, simd: S) {
        let Self { model, workspace } = self;
        let Workspace {
            atmosphere,
            chords,
            stencils,
            block,
            transit_depth,
            ..
        } = workspace;
        let star_radius_m = model.config.star_radius_m;
        chords.trace(
            simd,
            &atmosphere.radius_m,
            &atmosphere.number_density_per_m3,
            star_radius_m,
        );
        let medium = Medium {
            columns: &model.columns,
            chords,
            sources: &model.sources,
            stencils,
            n_stencils: model.n_levels(),
            overlap_groups: &model.overlap_groups,
        };
        let disc = (atmosphere.radius_m[0] / star_radius_m).powi(2);
        for i_block in 0..model.columns.n_blocks {
            let share = transmitted_share(simd, &medium, i_block, block);
            let depths = &mut transit_depth[model.columns.cells(i_block)];
            for (depth, share) in depths.iter_mut().zip(&share.0) {
                *depth = disc - f64::from(*share);
            }
        }
    }
}
