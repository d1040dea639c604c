//! Tables that the atmosphere or the observation reaches beyond.

use std::sync::Arc;

use forward_model::{
    CiaTable, Species,
    units::{bar_from_pa, um_from_per_cm},
};
use opacity_data::{CiaInfo, TableInfo};

use super::abundance::list;
use crate::caveat::{Caveat, CaveatKind};
use crate::observation::{Bin, wavelength_range_um};
use crate::simulator::temperatures::PriorTemperatures;
use crate::study::Study;

/// Below this, bar, collisions broaden no line beyond what the motion of the molecules does: a table need not begin lower.
const DOPPLER_BAR: f64 = 1e-5;
/// Ends are the same within rounding.
const ROUNDING: f64 = 1e-6;

/// Layers at pressures beyond the tables of the gases.
pub(super) fn pressures(study: &Study, infos: &[TableInfo]) -> Vec<Caveat> {
    let levels_pa = study.atmosphere.pressure_grid.level_pressure_pa();
    let [top, bottom] = [levels_pa[0], levels_pa[levels_pa.len() - 1]].map(bar_from_pa);
    let is_beyond = |[low, high]: [f64; 2]| {
        let above = top < low * (1.0 - ROUNDING) && low > DOPPLER_BAR * (1.0 + ROUNDING);
        above || bottom > high * (1.0 + ROUNDING)
    };
    let mut ranges: Vec<([f64; 2], Vec<Species>)> = Vec::new();
    for info in infos.iter().filter(|info| is_beyond(info.pressure_bar)) {
        match ranges
            .iter_mut()
            .find(|(range, _)| *range == info.pressure_bar)
        {
            Some((_, gases)) => gases.push(info.species),
            None => ranges.push((info.pressure_bar, vec![info.species])),
        }
    }
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

/// Temperatures and wavelengths beyond the tables of collision-induced absorption.
pub(super) fn collisions(
    tables: &[Arc<CiaTable>],
    temperatures: &PriorTemperatures,
    bins: &[Bin],
) -> Vec<Caveat> {
    let mut pairs: Vec<[Species; 2]> = tables.iter().map(|table| table.pair()).collect();
    pairs.sort_unstable();
    pairs.dedup();
    let of_pair = |pair: &[Species; 2]| {
        let own = tables.iter().filter(|table| table.pair() == *pair);
        let infos: Vec<CiaInfo> = own.map(|table| CiaInfo::of(table)).collect();
        let cold_and_hot = too_cold_or_hot(*pair, &infos, temperatures.range_k());
        cold_and_hot
            .into_iter()
            .chain(uncovered(*pair, &infos, bins))
    };
    pairs.iter().flat_map(of_pair).collect()
}

fn too_cold_or_hot(
    [a, b]: [Species; 2],
    infos: &[CiaInfo],
    [from_k, to_k]: [f64; 2],
) -> Option<Caveat> {
    let low_k = infos
        .iter()
        .map(|info| info.temperature_k[0])
        .fold(0.0, f64::max);
    let ends = infos.iter().map(|info| info.temperature_k[1]);
    let high_k = ends.fold(f64::INFINITY, f64::min);
    let is_inside = low_k * (1.0 - ROUNDING) <= from_k && to_k <= high_k * (1.0 + ROUNDING);
    let text = format!(
        "the priors allow temperatures of {from_k:.0} to {to_k:.0} K, the collision-induced absorption of {a}–{b} is tabulated \
         from {low_k:.0} to {high_k:.0} K: beyond, the table's end is taken"
    );
    (!is_inside).then(|| Caveat::new(CaveatKind::BeyondTable, text))
}

/// Wavelengths of the bins that no table of a pair covers.
fn uncovered([a, b]: [Species; 2], infos: &[CiaInfo], bins: &[Bin]) -> Option<Caveat> {
    let [from_um, to_um] = wavelength_range_um(bins);
    let covered = infos
        .iter()
        .map(|info| info.wavenumber_per_cm.map(um_from_per_cm));
    let mut covered: Vec<[f64; 2]> = covered.map(|[long, short]| [short, long]).collect();
    covered.sort_by(|a, b| a[0].total_cmp(&b[0]));
    let mut missing = Vec::new();
    let mut reached_um = from_um;
    for [short_um, long_um] in covered.into_iter().chain([[to_um, to_um]]) {
        if short_um.min(to_um) > reached_um * (1.0 + ROUNDING) {
            missing.push(format!("{reached_um:.4} to {:.4} µm", short_um.min(to_um)));
        }
        reached_um = reached_um.max(long_um);
    }
    let text = format!(
        "the collision-induced absorption of {a}–{b} is not tabulated from {}: it is taken as none there",
        missing.join(" and from ")
    );
    (!missing.is_empty()).then(|| Caveat::new(CaveatKind::BeyondTable, text))
}
