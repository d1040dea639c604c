//! The inverse network: a standardised spectrum in, a density over the standardised parameters out.
//!
//! Everything that touches burn is in this module. Dropout has no off switch: see [`Dropout`].
//!
//! ```text
//! NetworkConfig ─► Network = body ─► last hidden layer ─► ConditionalDensity ─► Density of z
//!                     × members × dropout masks = Ensemble ─► Posterior of z
//! ```

mod arrays;
mod body;
mod config;
pub mod density;
mod device;
mod dropout;
mod ensemble;
mod information;
mod kinds;
mod layers;
mod learner;
mod linear;
mod model;
mod moments;
mod posterior;
mod stretch;

pub use body::BodyConfig;
pub use config::{NetworkConfig, NetworkShape};
pub use density::{ConditionalDensity, Density, DensityConfig};
pub use device::{DeviceError, DeviceKind};
pub use dropout::Dropout;
pub use ensemble::{Ensemble, Prediction};
pub use kinds::{DensityKind, UnknownDensity};
pub use layers::Outputs;
pub use learner::{LabelledBatch, Learner};
pub use linear::linear;
pub use model::{Architecture, Network};
pub use moments::NetworkMoments;
pub use posterior::{Draws, Posterior};
