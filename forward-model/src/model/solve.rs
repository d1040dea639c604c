//! Structure and composition of a planet's atmosphere, and what each level takes from the sources.

use super::{
    config::Geometry, forward_model::ForwardModel, ingredients::Shares, workspace::Workspace,
};
use crate::{
    atmosphere::{Recipe, structure::Reference},
    failure::{SimulationFailure, positive},
    opacity::Stencil,
    radiative_transfer::SourceFunction,
    units::m_from_jupiter_radii,
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
        shares: &Shares<'_>,
        sky: Sky,
        workspace: &mut Workspace,
    ) -> Result<(), SimulationFailure> {
        let tops = self.sources.cloud_tops_pa(&self.ingredients, shares.clouds);
        let highest = tops.reduce(f64::min).filter(|_| sky == Sky::Cloudy);
        if let Some(top_pa) = highest {
            positive("cloud-top pressure [Pa]", top_pa)?;
        }
        workspace.atmosphere.solve(&self.recipe(shares, highest))?;
        self.prepare_stencils(shares, sky, workspace)
    }

    pub(super) fn recipe<'a>(
        &'a self,
        shares: &Shares<'a>,
        cloud_top_pa: Option<f64>,
    ) -> Recipe<'a> {
        Recipe {
            level_pressure_pa: self.pressure_grid.level_pressure_pa(),
            reference: Reference {
                mass_kg: self.planet_mass_kg,
                radius_m: m_from_jupiter_radii(shares.radius_rjup),
                pressure_pa: self.reference_pressure_pa,
            },
            temperature: (&*self.ingredients.temperature, shares.temperature),
            chemistry: (&*self.ingredients.chemistry, shares.chemistry),
            background_share: &self.background_share,
            cloud_top_pa,
        }
    }

    pub(super) fn prepare_stencils(
        &self,
        shares: &Shares<'_>,
        sky: Sky,
        workspace: &mut Workspace,
    ) -> Result<(), SimulationFailure> {
        let is_layered = self.geometry == Geometry::Emission(SourceFunction::IsothermalLayers);
        if is_layered {
            self.solve_layers(shares, workspace)?;
        }
        let atmosphere = match is_layered {
            true => &workspace.layers,
            false => &workspace.atmosphere,
        };
        let n_visible = workspace.atmosphere.n_levels();
        let rows = workspace.stencils.chunks_exact_mut(self.n_levels());
        for (i_source, stencils) in rows.enumerate() {
            let cloud = self.sources.values_of_cloud(i_source);
            if cloud.is_some() && sky == Sky::Clear {
                stencils.fill(Stencil::NOTHING);
                continue;
            }
            let values = cloud.map_or(&[] as &[f64], |range| &shares.clouds[range]);
            let source = &self.sources.all()[i_source];
            for (i_level, stencil) in stencils[..n_visible].iter_mut().enumerate() {
                *stencil = source.stencil(values, atmosphere, i_level);
            }
        }
        self.count_clamped(workspace);
        Ok(())
    }

    /// The atmosphere in the middle of each layer: element `k + 1` belongs to the layer between levels `k` and `k + 1`, and
    /// the first is the highest level itself.
    fn solve_layers(
        &self,
        shares: &Shares<'_>,
        workspace: &mut Workspace,
    ) -> Result<(), SimulationFailure> {
        let Workspace {
            atmosphere,
            layers,
            layer_pressure_pa,
            ..
        } = workspace;
        // Below a cloud deck nothing is looked at.
        layer_pressure_pa.copy_from_slice(self.pressure_grid.level_pressure_pa());
        let levels_pa = atmosphere.pressure_pa();
        layer_pressure_pa[0] = levels_pa[0];
        for (middle_pa, pair) in layer_pressure_pa[1..].iter_mut().zip(levels_pa.windows(2)) {
            *middle_pa = (pair[0] * pair[1]).sqrt();
        }
        layers.solve(&Recipe {
            level_pressure_pa: layer_pressure_pa,
            ..self.recipe(shares, None)
        })
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
