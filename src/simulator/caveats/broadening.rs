//! Whether the lines of the tables are broadened by the gas that the atmosphere is made of.

use forward_model::Species;
use opacity_data::{Broadener, TableInfo};

use super::abundance::{largest_vmr, list, species};
use crate::caveat::{Caveat, CaveatKind};
use crate::study::Study;

/// A gas may be what the atmosphere is made of from this mixing ratio on.
const MOST: f64 = 0.5;

/// Tables whose lines are those of another atmosphere.
pub(super) fn check(study: &Study, infos: &[TableInfo]) -> Vec<Caveat> {
    let broadeners = [Broadener::HydrogenHelium, Broadener::Air].into_iter();
    broadeners
        .filter_map(|broadener| check_one(study, infos, broadener))
        .collect()
}

fn check_one(study: &Study, infos: &[TableInfo], broadener: Broadener) -> Option<Caveat> {
    let tables = infos.iter();
    let tables = tables.filter(|info| info.broadened_by == Some(broadener));
    let gases: Vec<Species> = tables.map(|info| info.species).collect();
    let others = others(study, broadener);
    if gases.is_empty() || others.is_empty() {
        return None;
    }
    let text = format!(
        "the lines of {} are broadened by collisions with {}, while the atmosphere may consist of {}, in which they are of \
         another width",
        list(gases),
        broadener.name(),
        list(others)
    );
    Some(Caveat::new(CaveatKind::Doubtful, text))
}

/// What else than the broadening gases may be most of the atmosphere: the rest of the background, or a gas.
fn others(study: &Study, broadener: Broadener) -> Vec<Species> {
    let is_broadener = |gas: Species| broadener.gases().contains(&gas);
    let background: Vec<Species> = study.atmosphere.background.iter().map(|it| it.0).collect();
    let strangers = background.iter().copied().filter(|gas| !is_broadener(*gas));
    let share: f64 = strangers.clone().map(|gas| largest_vmr(study, gas)).sum();
    let strangers: Vec<Species> = if share > MOST {
        strangers.collect()
    } else {
        Vec::new()
    };
    let gases = species(study).into_iter().filter(|gas| {
        !background.contains(gas) && !is_broadener(*gas) && largest_vmr(study, *gas) > MOST
    });
    strangers.into_iter().chain(gases).collect()
}
