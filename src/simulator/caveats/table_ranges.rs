//! Tables of the gases that the atmosphere reaches beyond.

use forward_model::{Species, units::bar_from_pa};
use opacity_data::TableInfo;

use super::abundance::list;
use crate::caveat::{Caveat, CaveatKind};
use crate::study::Study;

/// Below this, bar, collisions broaden no line beyond what the motion of the molecules does: a table need not begin lower.
const DOPPLER_BAR: f64 = 1e-5;
/// Ends are the same within rounding.
pub(super) const ROUNDING: f64 = 1e-6;

/// Layers at pressures beyond the tables of the gases.
pub(super) fn pressures(study: &Study, infos: &[TableInfo]) -> Vec<Caveat> {
    let levels_pa = study.atmosphere.pressure_grid.level_pressure_pa();
    let [top, bottom] = [levels_pa[0], levels_pa[levels_pa.len() - 1]].map(bar_from_pa);
    let is_beyond = |[low, high]: [f64; 2]| {
        let above = top < low * (1.0 - ROUNDING) && low > DOPPLER_BAR * (1.0 + ROUNDING);
        above || bottom > high * (1.0 + ROUNDING)
    };
    let beyond = infos.iter().filter(|info| is_beyond(info.pressure_bar));
    let ranges = grouped(beyond.map(|info| (info.pressure_bar, info.species)));
    let caveat = |([low, high], gases): ([f64; 2], Vec<Species>)| {
        let text = format!(
            "the atmosphere reaches from {top:.3e} to {bottom:.3e} bar, the opacity tables of {} from {low:.3e} to {high:.3e} \
             bar: beyond, the table's end is taken",
            list(gases)
        );
        Caveat::new(CaveatKind::BeyondTable, text)
    };
    ranges.into_iter().map(caveat).collect()
}

/// What shares a value together, in the order of the first of each.
pub(super) fn grouped<V: PartialEq, T>(
    pairs: impl IntoIterator<Item = (V, T)>,
) -> Vec<(V, Vec<T>)> {
    let mut groups: Vec<(V, Vec<T>)> = Vec::new();
    for (value, item) in pairs {
        match groups.iter_mut().find(|(known, _)| *known == value) {
            Some((_, items)) => items.push(item),
            None => groups.push((value, vec![item])),
        }
    }
    groups
}
