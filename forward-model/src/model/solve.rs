//! Structure and composition of a planet's atmosphere, and what each level takes from the sources.

use super::{config::Geometry, extent, forward_model::ForwardModel, workspace::Workspace};
use crate::{
    atmosphere::{Recipe, structure::Reference},
    failure::SimulationFailure,
    opacity::Stencil,
    parameters::PlanetView,
    radiative_transfer::SourceFunction,
};

/// Whether the clouds are there.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Sky {
    Clear,
    Cloudy,
}

impl ForwardModel {
    /// Composition, structure and stencils of a planet.
    pub(super) fn solve(
        &self,
        planet: &PlanetView<'_>,
        sky: Sky,
        workspace: &mut Workspace,
    ) -> Result<(), SimulationFailure> {
        self.solve_atmosphere(planet, sky, workspace)?;
        self.prepare_stencils(planet, sky, workspace)
    }

    /// Whether there is such an atmosphere: everything that can fail on the way to its radiation.
    pub(super) fn check_atmosphere(
        &self,
        planet: &PlanetView<'_>,
        sky: Sky,
        workspace: &mut Workspace,
    ) -> Result<(), SimulationFailure> {
        self.solve_atmosphere(planet, sky, workspace)?;
        match self.is_layered() {
            true => self.solve_layers(planet, workspace),
            false => Ok(()),
        }
    }

    /// Composition and structure; in a cloudy sky they end at the top of an opaque cloud.
    pub(super) fn solve_atmosphere(
        &self,
        planet: &PlanetView<'_>,
        sky: Sky,
        workspace: &mut Workspace,
    ) -> Result<(), SimulationFailure> {
        let cloud_top_pa = match sky {
            Sky::Clear => None,
            Sky::Cloudy => self.ingredients.cloud_top_pa(planet)?,
        };
        workspace.system = self.system(planet);
        let recipe = self.recipe(planet, cloud_top_pa);
        workspace.atmosphere.solve(&recipe)?;
        let i_top = extent::highest_level(&workspace.atmosphere, workspace.system.planet_radius_m)?;
        workspace.atmosphere.begin_at(i_top);
        Ok(())
    }

    fn recipe<'a>(&'a self, planet: &PlanetView<'a>, cloud_top_pa: Option<f64>) -> Recipe<'a> {
        let system = self.system(planet);
        Recipe {
            level_pressure_pa: self.pressure_grid.level_pressure_pa(),
            reference: Reference {
                mass_kg: system.planet_mass_kg,
                radius_m: system.planet_radius_m,
                pressure_pa: self.reference_pressure_pa,
            },
            temperature: (&*self.ingredients.temperature, planet.temperature()),
            chemistry: (&*self.ingredients.chemistry, planet.chemistry()),
            background_share: &self.background_share,
            cloud_top_pa,
        }
    }

    /// What each level takes from each source; in a clear sky nothing from clouds.
    pub(super) fn prepare_stencils(
        &self,
        planet: &PlanetView<'_>,
        sky: Sky,
        workspace: &mut Workspace,
    ) -> Result<(), SimulationFailure> {
        if self.is_layered() {
            self.solve_layers(planet, workspace)?;
        }
        let atmosphere = match self.is_layered() {
            true => &workspace.layers,
            false => &workspace.atmosphere,
        };
        let n_visible = workspace.atmosphere.n_levels();
        let rows = workspace.stencils.chunks_exact_mut(self.n_levels());
        for (i_source, stencils) in rows.enumerate() {
            let cloud = self.sources.cloud(i_source);
            if cloud.is_some() && sky == Sky::Clear {
                stencils.fill(Stencil::NOTHING);
                continue;
            }
            let values = cloud.map_or(&[] as &[f64], |i_cloud| planet.cloud(i_cloud));
            let source = &self.sources.all()[i_source];
            for (i_level, stencil) in stencils[..n_visible].iter_mut().enumerate() {
                *stencil = source.stencil(values, atmosphere, i_level);
            }
        }
        self.count_clamped(workspace);
        Ok(())
    }

    fn is_layered(&self) -> bool {
        self.geometry == Geometry::Emission(SourceFunction::IsothermalLayers)
    }

    /// The atmosphere in the middle of each layer: element `k + 1` belongs to the layer between levels `k` and `k + 1`, and
    /// the first is the highest level itself.
    fn solve_layers(
        &self,
        planet: &PlanetView<'_>,
        workspace: &mut Workspace,
    ) -> Result<(), SimulationFailure> {
        let Workspace {
            atmosphere,
            layers,
            layer_pressure_pa,
            ..
        } = workspace;
        // Below a cloud deck nothing is looked at, nor where no level is taken.
        layer_pressure_pa.copy_from_slice(self.pressure_grid.level_pressure_pa());
        let (levels_pa, i_top) = (atmosphere.pressure_pa(), atmosphere.i_top());
        layer_pressure_pa[i_top] = levels_pa[0];
        let middles_pa = &mut layer_pressure_pa[i_top + 1..];
        for (middle_pa, pair) in middles_pa.iter_mut().zip(levels_pa.windows(2)) {
            *middle_pa = (pair[0] * pair[1]).sqrt();
        }
        layers.solve(&Recipe {
            level_pressure_pa: layer_pressure_pa,
            ..self.recipe(planet, None)
        })?;
        layers.begin_at(i_top);
        Ok(())
    }

    fn count_clamped(&self, workspace: &mut Workspace) {
        let at_level = |i_level: usize| {
            workspace.stencils[i_level..]
                .iter()
                .step_by(self.n_levels())
        };
        let clamped = |i_level: &usize| at_level(*i_level).any(|stencil| stencil.clamped);
        let n_visible = workspace.atmosphere.n_levels();
        workspace.n_clamped_levels = (0..n_visible).filter(clamped).count();
    }
}
