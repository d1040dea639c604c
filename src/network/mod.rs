//! The inverse network: a standardised spectrum in, a density over the standardised parameters out.
//!
//! Everything that touches burn is in this module. Dropout has no off switch: see [`Dropout`].

mod body;
mod device;
mod dropout;
mod ensemble;
mod head;
mod learner;
mod mixture;
mod model;
mod posterior;

pub use device::{DeviceError, DeviceKind};
pub use dropout::Dropout;
pub use ensemble::{Ensemble, Judgement};
pub use head::MixtureLayout;
pub use learner::{LabelledBatch, Learner};
pub use mixture::{Mixture, log_sum_exp};
pub use model::{Network, NetworkShape, Outputs};
pub use posterior::{Draws, Posterior};
