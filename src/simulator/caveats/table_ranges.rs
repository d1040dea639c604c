//! Tables that the atmosphere or the observation reaches beyond.

use std::sync::Arc;

use forward_model::{
    CiaTable, Species,
    units::{bar_from_pa, um_from_per_cm},
};
use opacity_data::TableInfo;

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

/// Temperatures and wavelengths beyond the tables of collision-induced absorption.
pub(super) fn collisions(
    tables: &[Arc<CiaTable>],
    temperatures: &PriorTemperatures,
    bins: &[Bin],
) -> Vec<Caveat> {
    let mut pairs: Vec<[Species; 2]> = tables.iter().map(|table| table.pair()).collect();
    pairs.sort_unstable();
    pairs.dedup();
    let of_pair = |[a, b]: &[Species; 2]| {
        let own = tables.iter().filter(|table| table.pair() == [*a, *b]);
        (format!("{a}–{b}"), own.map(|table| &**table).collect())
    };
    let pairs: Vec<(String, Vec<&CiaTable>)> = pairs.iter().map(of_pair).collect();
    let [from_k, to_k] = temperatures.range_k();
    let too_cold_or_hot = pairs.iter().filter_map(|(pair, tables)| {
        let [low_k, high_k] = common_range_k(tables);
        let is_inside = low_k * (1.0 - ROUNDING) <= from_k && to_k <= high_k * (1.0 + ROUNDING);
        (!is_inside).then_some(([low_k, high_k], pair))
    });
    let temperature = |([low_k, high_k], pairs): ([f64; 2], Vec<&String>)| {
        format!(
            "the priors allow temperatures of {from_k:.0} to {to_k:.0} K, the collision-induced absorption of {} is tabulated \
             from {low_k:.0} to {high_k:.0} K: beyond, the table's end is taken",
            list(pairs)
        )
    };
    let uncovered = pairs.iter().filter_map(|(pair, tables)| {
        let covered = tables.iter().map(|table| covered_um(table, [from_k, to_k]));
        let missing = uncovered(covered.collect(), bins);
        (!missing.is_empty()).then_some((missing, pair))
    });
    let wavelength = |(missing, pairs): (Vec<String>, Vec<&String>)| {
        format!(
            "the collision-induced absorption of {} is not tabulated from {}: it is taken as none there",
            list(pairs),
            missing.join(" and from ")
        )
    };
    let temperatures = grouped(too_cold_or_hot).into_iter().map(temperature);
    let wavelengths = grouped(uncovered).into_iter().map(wavelength);
    let texts = temperatures.chain(wavelengths);
    texts
        .map(|text| Caveat::new(CaveatKind::BeyondTable, text))
        .collect()
}

/// Temperatures, K, that all tables of a pair reach.
fn common_range_k(tables: &[&CiaTable]) -> [f64; 2] {
    let lows = tables.iter().map(|table| table.temperature_k()[0]);
    let highs = tables
        .iter()
        .filter_map(|table| table.temperature_k().last());
    [
        lows.fold(0.0, f64::max),
        highs.copied().fold(f64::INFINITY, f64::min),
    ]
}

/// Wavelengths, µm, over which all of a table's temperatures around a range have absorption.
fn covered_um(table: &CiaTable, [from_k, to_k]: [f64; 2]) -> [f64; 2] {
    let temperature_k = table.temperature_k();
    let last = temperature_k.len() - 1;
    let first = temperature_k.partition_point(|k| *k <= from_k);
    let end = temperature_k.partition_point(|k| *k < to_k).min(last);
    let per_cm = table.wavenumber_per_cm();
    let mut covered = [0, per_cm.len() - 1];
    for row in first.saturating_sub(1)..=end {
        let values = table.coefficient_m5().row(row);
        let absorbs: Vec<usize> = values
            .indexed_iter()
            .filter(|(_, m5)| **m5 > 0.0)
            .map(|(i, _)| i)
            .collect();
        // Towards the neighbouring samples, where it is zero, it fades.
        let (Some(low), Some(high)) = (absorbs.first(), absorbs.last()) else {
            continue;
        };
        covered[0] = covered[0].max(low.saturating_sub(1));
        covered[1] = covered[1].min(high + 1);
    }
    [covered[1], covered[0]].map(|i| um_from_per_cm(per_cm[i.min(per_cm.len() - 1)]))
}

/// Wavelengths of the bins that none of the stretches covers: `0.6124 to 0.6667 µm`.
fn uncovered(mut covered: Vec<[f64; 2]>, bins: &[Bin]) -> Vec<String> {
    let [from_um, to_um] = wavelength_range_um(bins);
    covered.sort_by(|a, b| a[0].total_cmp(&b[0]));
    let mut missing = Vec::new();
    let mut reached_um = from_um;
    for [short_um, long_um] in covered.into_iter().chain([[to_um, to_um]]) {
        let next_um = short_um.min(to_um);
        if next_um > reached_um * (1.0 + ROUNDING) {
            missing.push(format!("{reached_um:.4} to {next_um:.4} µm"));
        }
        reached_um = reached_um.max(long_um);
    }
    missing
}

/// What shares a value together, in the order of the first of each.
fn grouped<V: PartialEq, T>(pairs: impl IntoIterator<Item = (V, T)>) -> Vec<(V, Vec<T>)> {
    let mut groups: Vec<(V, Vec<T>)> = Vec::new();
    for (value, item) in pairs {
        match groups.iter_mut().find(|(known, _)| *known == value) {
            Some((_, items)) => items.push(item),
            None => groups.push((value, vec![item])),
        }
    }
    groups
}
