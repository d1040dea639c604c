//! From what each level takes from the sources to the light that arrives: along chords through the limb, or straight up
//! from the dayside.

mod chords;
mod downward_rays;
mod emission;
mod medium;
mod source_function;
mod transmission;
mod vertical_path;
mod work;

pub(crate) use chords::Chords;
pub(crate) use emission::{Dayside, N_ANGLES};
pub(crate) use medium::{BlockBuffers, Medium};
pub use source_function::SourceFunction;
pub(crate) use transmission::Limb;
pub(crate) use vertical_path::VerticalPath;
pub use work::Work;
