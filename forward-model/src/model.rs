//! The whole chain: from a planet's parameters to its transit depth.

use std::{ops::Range, sync::Arc};

use pulp::{Arch, Simd, WithSimd};

use crate::{
    chemistry::fill_with_background,
    cloud::{HAZE, PowerLawHaze},
    config::{ModelConfig, ModelError, PlanetParameters},
    failure::{SimulationFailure, non_negative, positive},
    opacity::{
        CollisionInducedAbsorption, Columns, Lookup, Opacity, OpacityTable, Rayleigh, Stencil,
    },
    species::Species,
    structure::Reference,
    transmission::{Medium, transmitted_share},
    workspace::Workspace,
};

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

/// The transit depth that one source has alone, in the atmosphere of all.
#[derive(Debug, Clone, PartialEq)]
pub struct Contribution {
    /// A gas's formula, `"CIA"`, `"Rayleigh"`, `"haze"` or `"cloud deck"`.
    pub name: String,
    /// Transit depth, dimensionless, shape `[n_cells]`.
    pub transit_depth: Vec<f64>,
}

const CLOUD_DECK: &str = "cloud deck";

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

    /// The transit depth of every source alone: each gas, CIA, Rayleigh, haze and cloud deck, where there are any. The
    /// structure of the atmosphere is that of all together.
    ///
    /// # Errors
    /// As [`transit_depth`](Self::transit_depth).
    pub fn contributions(
        &self,
        planet: &PlanetParameters,
    ) -> Result<Vec<Contribution>, SimulationFailure> {
        let mut workspace = self.workspace();
        let mut contributions = Vec::new();
        for name in self.contribution_names(planet) {
            let cloud_top_pa = planet.cloud_top_pa.filter(|_| name == CLOUD_DECK);
            self.solve(planet, cloud_top_pa, &mut workspace)?;
            self.silence_all_but(name, &mut workspace);
            self.radiate(&mut workspace);
            let transit_depth = workspace.transit_depth.clone();
            contributions.push(Contribution {
                name: name.to_owned(),
                transit_depth,
            });
        }
        Ok(contributions)
    }

    /// The gases in their order, then the continuum, then the cloud.
    fn contribution_names(&self, planet: &PlanetParameters) -> Vec<&str> {
        let (continuum, gases) = self
            .sources
            .split_at(self.sources.len() - self.config.opacities.len());
        let mut names: Vec<&str> = gases
            .iter()
            .chain(continuum)
            .map(|source| source.name())
            .collect();
        names.dedup();
        names.retain(|name| planet.haze.is_some() || *name != HAZE);
        names.extend(planet.cloud_top_pa.map(|_| CLOUD_DECK));
        names
    }

    fn silence_all_but(&self, name: &str, workspace: &mut Workspace) {
        let stencils = workspace.stencils.chunks_exact_mut(self.n_levels());
        for (source, stencils) in self.sources.iter().zip(stencils) {
            if source.name() != name {
                stencils.fill(Stencil::NOTHING);
            }
        }
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

fn check_numbers(config: &ModelConfig) -> Result<(), ModelError> {
    let numbers = [
        ("star radius [m]", config.star_radius_m),
        ("planet mass [kg]", config.planet_mass_kg),
        ("reference pressure [Pa]", config.reference_pressure_pa),
        ("number of background gases", config.background.len() as f64),
    ];
    let shares = config
        .background
        .iter()
        .map(|(_, share)| ("background share", *share));
    let mut all = numbers.into_iter().chain(shares);
    match all.find(|(_, value)| !(value.is_finite() && *value > 0.0)) {
        Some((quantity, found)) => Err(ModelError::NotPositive { quantity, found }),
        None => Ok(()),
    }
}

/// Gases, then background; none twice.
fn species_once(config: &ModelConfig) -> Result<Vec<Species>, ModelError> {
    let gases = config.opacities.iter().map(|table| table.species());
    let all: Vec<Species> = gases
        .chain(config.background.iter().map(|(species, _)| *species))
        .collect();
    match (1..all.len()).find(|&i| all[..i].contains(&all[i])) {
        Some(i) => Err(ModelError::SpeciesTwice { species: all[i] }),
        None => Ok(all),
    }
}

/// The first table, if all others are of its kind and on its cells.
fn common_table(tables: &[Arc<OpacityTable>]) -> Result<&OpacityTable, ModelError> {
    let first = tables.first().ok_or(ModelError::NoOpacity)?;
    let same = |table: &OpacityTable| {
        table.method() == first.method()
            && table.cell_edges_per_cm() == first.cell_edges_per_cm()
            && table.lines().g_weights() == first.lines().g_weights()
    };
    match tables.iter().find(|table| !same(table)) {
        Some(table) => Err(ModelError::TablesDiffer {
            species: table.species(),
            found: describe(table),
            expected_species: first.species(),
            expected: describe(first),
        }),
        None => Ok(first),
    }
}

fn describe(table: &OpacityTable) -> String {
    let [low, high] = table.wavenumber_range_per_cm();
    let n_cells = table.lines().n_cells();
    format!(
        "{}, {n_cells} cells from {low} to {high} cm⁻¹, {} g points",
        table.method(),
        table.n_g()
    )
}

fn overlapping_cells(table: &OpacityTable, range: [f64; 2]) -> Result<Range<usize>, ModelError> {
    let edges = table.cell_edges_per_cm();
    let first = edges[1..].partition_point(|&edge| edge <= range[0]);
    let last = edges[..edges.len() - 1].partition_point(|&edge| edge < range[1]);
    if first < last {
        return Ok(first..last);
    }
    Err(ModelError::EmptyRange {
        range,
        table: table.wavenumber_range_per_cm(),
    })
}

/// The continuum, then the gases in their order: what a new source must be added to.
fn collect_sources(
    config: &ModelConfig,
    species: &[Species],
    columns: &Columns,
    first_cell: usize,
) -> Vec<Box<dyn Opacity>> {
    let mut sources: Vec<Box<dyn Opacity>> = Vec::new();
    for table in &config.cia {
        sources.push(Box::new(CollisionInducedAbsorption::new(table, columns)));
    }
    for &scatterer in species.iter().filter(|_| config.rayleigh) {
        sources.extend(
            Rayleigh::new(scatterer, columns).map(|source| Box::new(source) as Box<dyn Opacity>),
        );
    }
    sources.push(Box::new(PowerLawHaze::new(columns)));
    for table in &config.opacities {
        sources.push(Box::new(Lookup::new(
            table.lines(),
            first_cell,
            columns,
            config.interpolation,
        )));
    }
    sources
}

/// Cross sections all add up. With correlated-k every gas is a group; the continuum, which has no g, adds to every g of the
/// first one.
fn overlap_groups(n_sources: usize, n_gases: usize, has_g_points: bool) -> Vec<Range<usize>> {
    let n_first = if has_g_points {
        n_sources - n_gases + 1
    } else {
        n_sources
    };
    std::iter::once(0..n_first)
        .chain((n_first..n_sources).map(|i| i..i + 1))
        .collect()
}

fn check_planet(planet: &PlanetParameters, n_gases: usize) -> Result<(), SimulationFailure> {
    positive("planet radius [m]", planet.radius_m)?;
    if planet.vmr.len() != n_gases {
        return Err(SimulationFailure::GasCount {
            found: planet.vmr.len(),
            expected: n_gases,
        });
    }
    if let Some(cloud_top_pa) = planet.cloud_top_pa {
        positive("cloud-top pressure [Pa]", cloud_top_pa)?;
    }
    if let Some(haze) = planet.haze {
        non_negative("haze enhancement", haze.enhancement)?;
        non_negative("magnitude of the haze slope", haze.slope.abs())?;
    }
    Ok(())
}
