//! The radiative transfer of all blocks, compiled once per instruction set.

use ndarray::{Array2, s};
use pulp::{Simd, WithSimd};

use super::{
    config::Geometry,
    extent,
    forward_model::ForwardModel,
    system::{PlanckOfStar, System},
    workspace::Workspace,
};
use crate::{
    atmosphere::Atmosphere,
    failure::SimulationFailure,
    opacity::Stencil,
    radiative_transfer::{Annuli, Chords, Dayside, Limb, Medium, SourceFunction, VerticalPath},
};

impl ForwardModel {
    /// The spectrum of the atmosphere that the workspace holds.
    ///
    /// # Errors
    /// [`SimulationFailure::NoEnd`] if the planet is opaque further out than an atmosphere can reach; or its star is dark.
    pub(super) fn radiate(&self, workspace: &mut Workspace) -> Result<(), SimulationFailure> {
        let System {
            planet_mass_kg: mass_kg,
            planet_radius_m: radius_m,
            star_radius_m,
            star_temperature_k,
        } = workspace.system;
        let is_seen_from_the_side = self.geometry == Geometry::Transmission;
        if is_seen_from_the_side
            || extent::may_have_no_end(&workspace.atmosphere, mass_kg, radius_m)
        {
            self.arch.dispatch(Transmit {
                model: self,
                workspace,
            });
            extent::check(&workspace.spectrum, star_radius_m / radius_m)?;
        }
        if let Geometry::Emission(source_function) = self.geometry {
            let radius_ratio = radius_m / star_radius_m;
            workspace.planck = self.planck_of_star(star_temperature_k, workspace.planck.take())?;
            self.arch.dispatch(Emit {
                model: self,
                workspace,
                area_ratio: radius_ratio.powi(2),
                source_function,
            });
        }
        Ok(())
    }

    /// Which levels make the spectrum that was radiated last: relative weights, `[n_levels, n_cells]`, written.
    pub(super) fn see_levels(&self, workspace: &mut Workspace, weight: &mut Array2<f64>) {
        self.arch.dispatch(SeeLevels {
            model: self,
            workspace,
            weight,
        });
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

/// The limb of an atmosphere, through which the chords were traced.
fn limb<'a>(
    model: &'a ForwardModel,
    atmosphere: &Atmosphere,
    stencils: &'a [Stencil],
    chords: &'a Chords,
    annuli: &'a Annuli,
) -> Limb<'a> {
    Limb {
        medium: medium(model, stencils, atmosphere.n_levels()),
        chords,
        annuli,
    }
}

/// The dayside of an atmosphere, through which the path was traced.
fn dayside<'a>(
    model: &'a ForwardModel,
    [levels, layers]: [&'a Atmosphere; 2],
    stencils: &'a [Stencil],
    (path, planck): (&'a VerticalPath, Option<&'a PlanckOfStar>),
    source_function: SourceFunction,
) -> Dayside<'a> {
    let n_levels = levels.n_levels();
    let planck = planck.map(|own| &own.rows);
    let planck = planck.or(model.planck.as_deref());
    Dayside {
        medium: medium(model, stencils, n_levels),
        path,
        planck: planck.expect("a model of emission has what its cells emit"),
        temperature_k: match source_function {
            SourceFunction::LinearInOpticalDepth => levels.temperature_k(),
            SourceFunction::IsothermalLayers => &layers.temperature_k()[..n_levels],
        },
        source_function,
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
            system,
            chords,
            annuli,
            stencils,
            block,
            spectrum,
            ..
        } = workspace;
        let mass_kg = system.planet_mass_kg;
        let outer = extent::above(atmosphere, mass_kg, system.planet_radius_m);
        chords.trace(
            simd,
            &atmosphere.radius_m,
            &atmosphere.number_density_per_m3,
            &outer,
        );
        annuli.trace(atmosphere, mass_kg, &outer, system.star_radius_m);
        let limb = limb(model, atmosphere, stencils, chords, annuli);
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
}

impl WithSimd for Emit<'_> {
    type Output = ();

    #[inline(always)]
    fn with_simd<S: Simd>(self, simd: S) {
        let Self { model, .. } = self;
        let Workspace {
            atmosphere,
            layers,
            system,
            planck,
            vertical,
            stencils,
            block,
            spectrum,
            ..
        } = self.workspace;
        let mass_kg = system.planet_mass_kg;
        let outer = extent::above(atmosphere, mass_kg, system.planet_radius_m);
        match self.source_function {
            SourceFunction::LinearInOpticalDepth => {
                vertical.trace_levels(atmosphere, &outer, mass_kg)
            }
            SourceFunction::IsothermalLayers => vertical.trace_layers(atmosphere, &outer, mass_kg),
        }
        let levels = [&*atmosphere, &*layers];
        let path = (&*vertical, planck.as_ref());
        let dayside = dayside(model, levels, stencils, path, self.source_function);
        for i_block in 0..model.columns.n_blocks {
            let ratio = dayside.flux_ratio(simd, i_block, block);
            let depths = &mut spectrum[model.columns.cells(i_block)];
            for (depth, ratio) in depths.iter_mut().zip(&ratio.0) {
                *depth = self.area_ratio * f64::from(*ratio);
            }
        }
    }
}

struct SeeLevels<'a> {
    model: &'a ForwardModel,
    workspace: &'a mut Workspace,
    weight: &'a mut Array2<f64>,
}

impl WithSimd for SeeLevels<'_> {
    type Output = ();

    #[inline(always)]
    fn with_simd<S: Simd>(self, simd: S) {
        let Self { model, weight, .. } = self;
        let Workspace {
            atmosphere,
            layers,
            chords,
            annuli,
            planck,
            vertical,
            stencils,
            block,
            ..
        } = self.workspace;
        for i_block in 0..model.columns.n_blocks {
            let seen = match model.geometry {
                Geometry::Transmission => {
                    let limb = limb(model, atmosphere, stencils, chords, annuli);
                    limb.seen_levels(simd, i_block, block)
                }
                Geometry::Emission(source_function) => {
                    let levels = [&*atmosphere, &*layers];
                    let path = (&*vertical, planck.as_ref());
                    let dayside = dayside(model, levels, stencils, path, source_function);
                    dayside.seen_levels(simd, i_block, block)
                }
            };
            let cells = model.columns.cells(i_block);
            for (i_level, row) in seen.iter().enumerate() {
                let mut weights = weight.slice_mut(s![i_level, cells.clone()]);
                weights
                    .iter_mut()
                    .zip(&row.0)
                    .for_each(|(weight, seen)| *weight = f64::from(*seen));
            }
        }
    }
}
