//! Clouds and hazes.

mod grey_deck;
mod power_law_haze;

pub use grey_deck::hide_below_cloud_top;
pub use power_law_haze::Haze;
pub(crate) use power_law_haze::{HAZE, PowerLawHaze};
