//! The star: what it shines with, and what its spots do to a transit.

mod band;
mod brightness;
mod contamination;
mod planck;
mod planck_rows;
mod spectrum;
mod surface;
mod unocculted;

pub use band::Detected;
pub use contamination::{ActiveRegion, contamination_factor};
pub use planck::planck_w_per_m2_sr_per_cm;
pub(crate) use planck_rows::PlanckRows;
pub use spectrum::{StarSpectrum, StarSpectrumError};
pub use surface::Star;
pub use unocculted::Unocculted;
pub(crate) use unocculted::{check_covering, regions_at};
