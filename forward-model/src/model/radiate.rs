//! The radiative transfer of all blocks, compiled once per instruction set.

use pulp::{Simd, WithSimd};

use super::{config::Geometry, extent, forward_model::ForwardModel, workspace::Workspace};
use crate::{
    failure::SimulationFailure,
    opacity::Stencil,
    radiative_transfer::{Dayside, Limb, Medium, SourceFunction},
};

impl ForwardModel {
    /// The spectrum of the atmosphere that the workspace holds.
    ///
    /// # Errors
    /// [`SimulationFailure::NoEnd`] if the planet is opaque further out than an atmosphere can reach.
    pub(super) fn radiate(&self, workspace: &mut Workspace) -> Result<(), SimulationFailure> {
        let (mass_kg, radius_m) = (self.planet_mass_kg, workspace.planet_radius_m);
        let is_seen_from_the_side = self.geometry == Geometry::Transmission;
        if is_seen_from_the_side
            || extent::may_have_no_end(&workspace.atmosphere, mass_kg, radius_m)
        {
            self.transmit(workspace);
            extent::check(&workspace.spectrum, self.star.radius_m / radius_m)?;
        }
        if !is_seen_from_the_side {
            self.radiate_level(None, workspace);
        }
        Ok(())
    }

    fn transmit(&self, workspace: &mut Workspace) {
        self.arch.dispatch(Transmit {
            model: self,
            workspace,
        });
    }

    /// The same, in emission with the radiation of one level alone.
    pub(super) fn radiate_level(&self, only_level: Option<usize>, workspace: &mut Workspace) {
        match self.geometry {
            Geometry::Transmission => self.transmit(workspace),
            Geometry::Emission(source_function) => {
                let radius_ratio = workspace.planet_radius_m / self.star.radius_m;
                self.arch.dispatch(Emit {
                    model: self,
                    workspace,
                    area_ratio: radius_ratio.powi(2),
                    source_function,
                    only_level,
                });
            }
        }
    }
}

/// The part of a model that both geometries share.
fn medium<'a>(model: &'a ForwardModel, stencils: &'a [Stencil], n_levels: usize) -> Medium<'a> {
    Medium {
        columns: &model.columns,
        n_levels,
        sources: model.sources.all(),
        stencils,
        n_stencils: model.n_levels(),
        overlap_groups: &model.overlap_groups,
    }
}

struct Transmit<'a> {
    model: &'a ForwardModel,
    workspace: &'a mut Workspace,
}

impl WithSimd for Transmit<'_> {
    type Output = ();

    #[inline(always)]
    fn with_simd<S: Simd>(self, simd: S) {
        let Self { model, workspace } = self;
        let Workspace {
            atmosphere,
            planet_radius_m,
            chords,
            annuli,
            stencils,
            block,
            spectrum,
            ..
        } = workspace;
        let mass_kg = model.planet_mass_kg;
        let (i_top, outer) = extent::top(atmosphere, mass_kg, *planet_radius_m);
        chords.trace(
            simd,
            &atmosphere.radius_m[i_top..],
            &atmosphere.number_density_per_m3[i_top..],
            &outer,
        );
        annuli.trace(atmosphere, i_top, mass_kg, &outer, model.star.radius_m);
        let n_levels = atmosphere.n_levels() - i_top;
        let limb = Limb {
            medium: medium(model, &stencils[i_top..], n_levels),
            chords,
            annuli,
        };
        let disc = limb.annuli.disc();
        for i_block in 0..model.columns.n_blocks {
            let share = limb.transmitted_share(simd, i_block, block);
            let depths = &mut spectrum[model.columns.cells(i_block)];
            for (depth, share) in depths.iter_mut().zip(&share.0) {
                *depth = disc - f64::from(*share);
            }
        }
    }
}

struct Emit<'a> {
    model: &'a ForwardModel,
    workspace: &'a mut Workspace,
    /// `(R_p / R_⋆)²`.
    area_ratio: f64,
    source_function: SourceFunction,
    only_level: Option<usize>,
}

impl WithSimd for Emit<'_> {
    type Output = ();

    #[inline(always)]
    fn with_simd<S: Simd>(self, simd: S) {
        let Workspace {
            atmosphere,
            layers,
            planet_radius_m,
            vertical,
            stencils,
            block,
            spectrum,
            ..
        } = self.workspace;
        let mass_kg = self.model.planet_mass_kg;
        let (_, outer) = extent::top(atmosphere, mass_kg, *planet_radius_m);
        let temperature_k = match self.source_function {
            SourceFunction::LinearInOpticalDepth => {
                vertical.trace_levels(atmosphere, &outer, mass_kg);
                atmosphere.temperature_k()
            }
            SourceFunction::IsothermalLayers => {
                vertical.trace_layers(atmosphere, &outer, mass_kg);
                &layers.temperature_k()[..atmosphere.n_levels()]
            }
        };
        let planck = self.model.planck.as_ref();
        let dayside = Dayside {
            medium: medium(self.model, stencils, atmosphere.n_levels()),
            path: vertical,
            planck: planck.expect("a model of emission has what its cells emit"),
            temperature_k,
            source_function: self.source_function,
            only_level: self.only_level,
        };
        for i_block in 0..self.model.columns.n_blocks {
            let ratio = dayside.flux_ratio(simd, i_block, block);
            let depths = &mut spectrum[self.model.columns.cells(i_block)];
            for (depth, ratio) in depths.iter_mut().zip(&ratio.0) {
                *depth = self.area_ratio * f64::from(*ratio);
            }
        }
    }
}
