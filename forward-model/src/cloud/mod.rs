//! Clouds and hazes: one file each, and one line in [`cloud`].

mod grey_deck;
mod kind;
mod power_law_haze;

use std::sync::Arc;

pub use kind::Cloud;

/// The clouds by the names that a study gives them.
pub const CLOUDS: [&str; 2] = ["grey_deck", "power_law_haze"];

/// The cloud called `name`, if there is one.
pub fn cloud(name: &str) -> Option<Arc<dyn Cloud>> {
    match name {
        "grey_deck" => Some(Arc::new(grey_deck::GreyDeck)),
        "power_law_haze" => Some(Arc::new(power_law_haze::Haze)),
        _ => None,
    }
}
