//! A model: tables laid out for speed, and the constants of a star and a planet.

use std::{ops::Range, sync::Arc};

use pulp::Arch;

use super::{
    checks::{check_numbers, common_table, overlapping_cells, species_once},
    config::{Geometry, ModelConfig, ModelError},
    ingredients::Ingredients,
    sources::{Sources, overlap_groups},
    workspace::Workspace,
};
use crate::{
    atmosphere::PressureGrid,
    opacity::FewPoints,
    parameters::ParameterLayout,
    radiative_transfer::N_ANGLES,
    simd::Columns,
    species::Species,
    star::{Detected, PlanckRows, Star},
};

/// A forward model: tables laid out for speed, and the constants of a star and a planet. It has no state that changes, so
/// that all threads share one; the tables it was made from are not kept, and a clone shares what they were laid out as.
#[derive(Clone)]
pub struct ForwardModel {
    pub(super) geometry: Geometry,
    pub(super) star: Star,
    pub(super) detected: Detected,
    pub(super) planet_mass_kg: f64,
    pub(super) reference_pressure_pa: f64,
    pub(super) pressure_grid: PressureGrid,
    pub(super) ingredients: Ingredients,
    pub(super) layout: ParameterLayout,
    /// The gases, then the background.
    pub(super) species: Vec<Species>,
    pub(super) background_share: Vec<f64>,
    pub(super) columns: Columns,
    /// Fewer g points than the tables have, if they have more than a few.
    pub(super) few_points: Option<FewPoints>,
    pub(super) cell_bounds_per_cm: Vec<[f64; 2]>,
    pub(super) sources: Arc<Sources>,
    pub(super) overlap_groups: Vec<Range<usize>>,
    /// What each cell emits; of no use in transmission, and then absent.
    pub(super) planck: Option<Arc<PlanckRows>>,
    pub(super) arch: Arch,
}

impl ForwardModel {
    /// Packs the tables' cells that overlap the wavenumber range.
    ///
    /// # Errors
    /// [`ModelError`] if there is no opacity, a gas is given twice, the tables are not of one kind and grid or not those of
    /// the chemistry's gases, no cell lies in the range, a radius, mass, pressure or background share is not positive, or
    /// the star's spectrum does not cover the range of an emission spectrum.
    pub fn new(config: ModelConfig) -> Result<Self, ModelError> {
        check_numbers(&config)?;
        let species = species_once(&config)?;
        let table = common_table(&config.opacities)?;
        let cells = overlapping_cells(table, config.wavenumber_range_per_cm)?;
        let cell_bounds_per_cm = table.cell_bounds_per_cm()[cells.clone()].to_vec();
        let centres_per_cm = table.lines().cell_centres_per_cm()[cells.clone()].to_vec();
        let points = table.lines().points();
        let weights = |cell: usize| points.weights(cells.start + cell);
        let columns = Columns::new(centres_per_cm, points.n(), weights);
        let sources = Sources::collect(&config, &species, &columns, cells.start);
        let overlap_groups = overlap_groups(&sources, points.add_up());
        let planck = match config.geometry {
            Geometry::Transmission => None,
            Geometry::Emission(_) => Some(Arc::new(PlanckRows::new(
                (&config.star, config.detected),
                &columns,
                &cell_bounds_per_cm,
            )?)),
        };
        Ok(Self {
            background_share: shares_of_one(&config.background),
            layout: config.ingredients.layout(),
            geometry: config.geometry,
            star: config.star,
            detected: config.detected,
            planet_mass_kg: config.planet_mass_kg,
            reference_pressure_pa: config.reference_pressure_pa,
            pressure_grid: config.pressure_grid,
            ingredients: config.ingredients,
            species,
            few_points: FewPoints::of(points.g_samples()),
            columns,
            cell_bounds_per_cm,
            sources: Arc::new(sources),
            overlap_groups,
            planck,
            arch: Arch::new(),
        })
    }

    /// What the spectrum is a function of, and in which order its values are.
    pub fn layout(&self) -> &ParameterLayout {
        &self.layout
    }

    /// How the planet is seen.
    pub fn geometry(&self) -> Geometry {
        self.geometry
    }

    /// Lower and upper bound of each cell, cm⁻¹, both rising, shape `[n_cells]`: the k-tables' bins, or cells around the
    /// samples.
    pub fn cell_bounds_per_cm(&self) -> &[[f64; 2]] {
        &self.cell_bounds_per_cm
    }

    /// Light of the star's photosphere between two wavenumbers, cm⁻¹, rising, in a unit that is the same for all of them: by
    /// what the depth there counts in a mean over more.
    ///
    /// # Errors
    /// [`ModelError::StarSpectrum`] if the star's own spectrum does not reach as far, or is dark there.
    pub fn star_light(&self, bounds_per_cm: [f64; 2]) -> Result<f64, ModelError> {
        Ok(self.star.light(bounds_per_cm, self.detected)?)
    }

    /// Number of spectral cells.
    pub fn n_cells(&self) -> usize {
        self.columns.n_cells()
    }

    /// Buffers for one thread.
    pub fn workspace(&self) -> Workspace {
        let n_paths = match self.geometry {
            Geometry::Transmission => 1,
            Geometry::Emission(_) => N_ANGLES,
        };
        let disc_light = self.ingredients.unocculted.first();
        Workspace {
            disc_light: disc_light.map(|_| vec![1.0; self.n_cells()]),
            ..Workspace::new(
                self.n_levels(),
                &self.species,
                self.sources.len(),
                self.n_cells(),
                n_paths,
            )
        }
    }

    /// Pressure of the levels, Pa, rising; a cloud deck hides the lowest of them.
    pub fn level_pressure_pa(&self) -> &[f64] {
        self.pressure_grid.level_pressure_pa()
    }

    pub(super) fn n_levels(&self) -> usize {
        self.pressure_grid.level_pressure_pa().len()
    }
}

/// The background's ratio, scaled to a sum of one.
fn shares_of_one(background: &[(Species, f64)]) -> Vec<f64> {
    let total: f64 = background.iter().map(|(_, share)| share).sum();
    background.iter().map(|(_, share)| share / total).collect()
}
