//! `compare`: models of the same data side by side, by what their retrievals left behind.
//!
//! Evidences give odds, and odds give probabilities. They depend on the priors, as they should: a prior that is twice as wide
//! halves the evidence where the data decide. BIC, BPICS and leave-one-out cross-validation ask how well a model predicts, depend
//! less on the priors, and where all of them say the same it can be believed.
//!
//! What is not done here is to turn a Bayes factor into a number of σ. The formula in use is an upper bound on how much a p-value can
//! say, read backwards, and makes of weak evidence a detection (Kipping & Benneke 2025, arXiv:2506.05392; Thorngren, Sing &
//! Mukherjee 2025, arXiv:2510.00169).

mod comparison;
mod criteria;
mod error;
mod leave_one_out;
mod odds;
mod place;
mod retrieved;
mod same_data;
mod table;

pub use comparison::{Comparison, Model};
pub use error::CompareError;
pub use leave_one_out::{LeaveOneOut, LeftOut};
pub use place::Place;

use retrieved::Retrieved;

/// Sets retrievals of the same data beside each other, two at least.
///
/// # Errors
/// [`CompareError`] if one cannot be read, has no evidence, or is of other data.
pub fn run(places: Vec<Place>) -> Result<Comparison, CompareError> {
    if places.len() < 2 {
        return Err(CompareError::TooFew {
            found: places.len(),
        });
    }
    for (i, place) in places.iter().enumerate() {
        if places[..i]
            .iter()
            .any(|other| other.posterior == place.posterior)
        {
            return Err(CompareError::Twice {
                path: place.posterior.clone(),
            });
        }
    }
    let all = places.into_iter().map(Retrieved::read);
    let all = all.collect::<Result<Vec<_>, _>>()?;
    same_data::check(&all)?;
    Ok(Comparison::new(all))
}
