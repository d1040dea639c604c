//! What of a study is not there, has no effect, or is taken beyond where it holds. Each file here looks at one kind of it;
//! what leaves nothing to simulate is an error.

mod abundance;
mod broadening;
mod collisions;
mod continuum;
mod effects;
mod holes;
mod narrow_bins;
mod star_light;
mod table_ranges;

pub(super) use effects::effects;
pub(super) use narrow_bins::of_narrow_bins;
pub(super) use star_light::of_star;

use super::opacities::Loaded;
use super::temperatures::{self, PriorTemperatures};
use crate::caveat::Caveat;
use crate::observation::Bin;
use crate::study::{Study, StudyError};

/// What tables and continuum of a study lack.
///
/// # Errors
/// [`StudyError`] if tables do not reach its temperatures, or nothing of the continuum that it asks for exists.
pub(super) fn of_inputs(
    study: &Study,
    loaded: &Loaded,
    bins: &[Bin],
) -> Result<Vec<Caveat>, StudyError> {
    let temperatures = PriorTemperatures::of(study);
    let mut caveats = loaded.caveats.clone();
    caveats.extend(continuum::check(study, &loaded.cia)?);
    caveats.extend(temperatures::check(study, &temperatures, &loaded.infos)?);
    caveats.extend(table_ranges::pressures(study, &loaded.infos));
    caveats.extend(holes::check(loaded, bins));
    caveats.extend(collisions::check(loaded, &temperatures, bins));
    caveats.extend(broadening::check(study, &loaded.infos));
    Ok(caveats)
}
