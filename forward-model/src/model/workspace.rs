//! Everything that changes from one spectrum to the next, so that nothing is allocated on the way.

use super::system::{PlanckOfStar, System};
use crate::{
    atmosphere::Atmosphere,
    opacity::Stencil,
    radiative_transfer::{Annuli, BlockBuffers, Chords, VerticalPath, Work},
    species::Species,
};

/// The buffers of one thread; made by [`ForwardModel::workspace`](crate::ForwardModel::workspace).
#[derive(Debug, Clone)]
pub struct Workspace {
    pub(crate) atmosphere: Atmosphere,
    /// The atmosphere in the middle of each layer, where layers are isothermal; see `model/solve.rs`.
    pub(crate) layers: Atmosphere,
    /// Pressures of `layers`, Pa.
    pub(crate) layer_pressure_pa: Vec<f64>,
    pub(crate) system: System,
    /// What cells emit, where it is not what the model has for all spectra.
    pub(crate) planck: Option<PlanckOfStar>,
    pub(crate) chords: Chords,
    pub(crate) annuli: Annuli,
    pub(crate) vertical: VerticalPath,
    /// Shape `[n_sources, n_levels]`.
    pub(crate) stencils: Vec<Stencil>,
    pub(crate) block: BlockBuffers,
    pub(crate) spectrum: Vec<f64>,
    /// The spectrum without clouds, where they are patchy.
    pub(crate) clear: Vec<f64>,
    /// Light of the star's disc over that of a disc of photosphere, in each cell; none for a star without regions.
    pub(crate) disc_light: Option<Vec<f64>>,
    pub(crate) n_clamped_levels: usize,
}

impl Workspace {
    pub(crate) fn new(
        n_levels: usize,
        species: &[Species],
        n_sources: usize,
        n_cells: usize,
        n_paths: usize,
    ) -> Self {
        Self {
            atmosphere: Atmosphere::with_capacity(n_levels, species),
            layers: Atmosphere::with_capacity(n_levels, species),
            layer_pressure_pa: vec![0.0; n_levels],
            system: System::default(),
            planck: None,
            chords: Chords::new(n_levels),
            annuli: Annuli::new(n_levels),
            vertical: VerticalPath::new(n_levels),
            stencils: vec![Stencil::NOTHING; n_sources * n_levels],
            block: BlockBuffers::new(n_levels, n_paths),
            spectrum: vec![0.0; n_cells],
            clear: vec![0.0; n_cells],
            disc_light: None,
            n_clamped_levels: 0,
        }
    }

    /// Makes the spectrum that of clouds over a share of the planet, and of the clear sky elsewhere.
    pub(crate) fn mix_in_clear_sky(&mut self, cloud_fraction: f64) {
        for (cloudy, clear) in self.spectrum.iter_mut().zip(&self.clear) {
            *cloudy = cloud_fraction * *cloudy + (1.0 - cloud_fraction) * clear;
        }
    }

    /// The atmosphere of the last spectrum, top first; with a cloud deck it ends at the cloud top.
    pub fn atmosphere(&self) -> &Atmosphere {
        &self.atmosphere
    }

    /// The last spectrum, as [`ForwardModel::spectrum`](crate::ForwardModel::spectrum) has returned it, shape `[n_cells]`.
    pub fn spectrum(&self) -> &[f64] {
        &self.spectrum
    }

    /// Light of the star's disc in the last spectrum over that of a disc of photosphere, shape `[n_cells]`; none for a star
    /// without spots and faculae.
    pub fn disc_light(&self) -> Option<&[f64]> {
        self.disc_light.as_deref()
    }

    /// How many levels of the last spectrum lay outside an opacity table in pressure or temperature and took its edge.
    pub fn n_clamped_levels(&self) -> usize {
        self.n_clamped_levels
    }

    /// The work of all spectra since the workspace was made.
    pub fn work(&self) -> Work {
        self.block.work
    }
}
