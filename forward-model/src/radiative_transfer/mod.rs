//! From what each level takes from the sources to the light that arrives: along chords through the limb, or straight up
//! from the dayside.

mod annuli;
mod buffers;
mod chords;
mod downward_rays;
mod emission;
mod medium;
mod outer_annuli;
mod outer_atmosphere;
mod outer_light;
mod quadrature;
mod seen_levels;
mod slanted_ray;
mod source_function;
mod thin_rays;
mod transmission;
mod vertical_path;
mod work;

pub(crate) use annuli::Annuli;
pub(crate) use buffers::BlockBuffers;
pub(crate) use chords::Chords;
pub(crate) use emission::{Dayside, N_ANGLES};
pub(crate) use medium::Medium;
pub(crate) use outer_atmosphere::OuterAtmosphere;
pub use source_function::SourceFunction;
pub(crate) use transmission::Limb;
pub(crate) use vertical_path::VerticalPath;
pub use work::Work;
