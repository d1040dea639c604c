//! Tables of collision-induced absorption that the atmosphere or the observation reaches beyond.

use std::sync::Arc;

use forward_model::{CiaTable, Species, units::um_from_per_cm};
use opacity_data::{CiaInfo, CiaStretch};

use super::abundance::list;
use super::table_ranges::{ROUNDING, grouped};
use crate::caveat::{Caveat, CaveatKind};
use crate::observation::{Bin, wavelength_range_um};
use crate::simulator::opacities::Loaded;
use crate::simulator::temperatures::PriorTemperatures;

/// A pair and its tables.
struct Pair<'a> {
    name: String,
    tables: Vec<(&'a CiaTable, &'a CiaInfo)>,
}

/// Temperatures and wavelengths beyond the tables of collision-induced absorption.
pub(super) fn check(
    loaded: &Loaded,
    temperatures: &PriorTemperatures,
    bins: &[Bin],
) -> Vec<Caveat> {
    let pairs = pairs(&loaded.cia, &loaded.cia_infos);
    let (prior_k, observed_um) = (temperatures.range_k(), wavelength_range_um(bins));
    let held = pairs
        .iter()
        .filter_map(|pair| Some((held_beyond(pair, prior_k, observed_um)?, &pair.name)));
    let temperature = |(listed, pairs): (String, Vec<&String>)| {
        let ([from_k, to_k], pairs) = (prior_k, list(pairs));
        format!(
            "the priors allow temperatures of {from_k:.0} to {to_k:.0} K, the collision-induced absorption of {pairs} is \
             tabulated {listed}: beyond, the table's end is taken"
        )
    };
    let uncovered = pairs.iter().filter_map(|pair| {
        let covered = pair.tables.iter();
        let covered = covered.filter_map(|(table, _)| absorbs_over_um(table, prior_k));
        let missing = uncovered(covered.collect(), observed_um);
        (!missing.is_empty()).then_some((missing, &pair.name))
    });
    let wavelength = |(missing, pairs): (Vec<String>, Vec<&String>)| {
        format!(
            "the collision-induced absorption of {} is not tabulated from {}: it is taken as none there",
            list(pairs),
            missing.join(" and from ")
        )
    };
    let temperatures = grouped(held).into_iter().map(temperature);
    let wavelengths = grouped(uncovered).into_iter().map(wavelength);
    let texts = temperatures.chain(wavelengths);
    texts
        .map(|text| Caveat::new(CaveatKind::BeyondTable, text))
        .collect()
}

fn pairs<'a>(tables: &'a [Arc<CiaTable>], infos: &'a [CiaInfo]) -> Vec<Pair<'a>> {
    let mut pairs: Vec<_> = infos.iter().map(|info| info.pair).collect();
    pairs.sort_unstable();
    pairs.dedup();
    let all = || tables.iter().map(|table| &**table).zip(infos);
    let of_pair = |[a, b]: [Species; 2]| Pair {
        name: format!("{a}–{b}"),
        tables: all().filter(|(_, info)| info.pair == [a, b]).collect(),
    };
    pairs.into_iter().map(of_pair).collect()
}

/// What temperatures a pair is tabulated for, where the prior reaches beyond them within the observation: `from 200 to 3800 K`,
/// or `from 100 to 200 K at 1.0000 to 2.0000 µm, from 250 to 400 K at 2.0000 to 3.0000 µm`.
fn held_beyond(pair: &Pair, [from_k, to_k]: [f64; 2], observed_um: [f64; 2]) -> Option<String> {
    let stretches = pair
        .tables
        .iter()
        .flat_map(|(_, info)| stretches(info, observed_um));
    let stretches = grouped(stretches);
    let is_whole = stretches.len() == 1;
    let is_beyond = |[low_k, high_k]: [f64; 2]| {
        from_k < low_k * (1.0 - ROUNDING) || high_k * (1.0 + ROUNDING) < to_k
    };
    let beyond = stretches
        .into_iter()
        .filter(|(range_k, _)| is_beyond(*range_k));
    let texts = beyond.map(|([low_k, high_k], mut stretches_um)| {
        let temperatures = format!("from {low_k:.0} to {high_k:.0} K");
        if is_whole {
            return temperatures;
        }
        stretches_um.reverse();
        let at = stretches_um
            .iter()
            .map(|[from, to]| format!("{from:.4} to {to:.4} µm"));
        format!("{temperatures} at {}", at.collect::<Vec<_>>().join(" and "))
    });
    let texts: Vec<String> = texts.collect();
    (!texts.is_empty()).then(|| texts.join(", "))
}

/// The temperatures, K, that are tabulated over each stretch of wavelengths, µm, of an observation.
fn stretches(info: &CiaInfo, [short_um, long_um]: [f64; 2]) -> Vec<([f64; 2], [f64; 2])> {
    let mut stretches: Vec<([f64; 2], [f64; 2])> = Vec::new();
    for CiaStretch {
        temperature_k,
        wavenumber_per_cm: [low, high],
    } in info.stretches()
    {
        let [from_um, to_um] = [high, low].map(um_from_per_cm);
        let (from_um, to_um) = (from_um.max(short_um), to_um.min(long_um));
        if to_um <= from_um * (1.0 + ROUNDING) {
            continue;
        }
        match stretches
            .last_mut()
            .filter(|last| last.0 == temperature_k && last.1[0] <= to_um)
        {
            Some(last) => last.1[0] = from_um,
            None => stretches.push((temperature_k, [from_um, to_um])),
        }
    }
    stretches
}

/// Wavelengths, µm, between the first and last at which a table absorbs at any temperature that the prior's make use of.
fn absorbs_over_um(table: &CiaTable, [from_k, to_k]: [f64; 2]) -> Option<[f64; 2]> {
    let temperature_k = table.temperature_k();
    let last = temperature_k.len() - 1;
    let first = temperature_k
        .partition_point(|k| *k <= from_k)
        .saturating_sub(1);
    let end = temperature_k.partition_point(|k| *k < to_k).min(last);
    let per_cm = table.wavenumber_per_cm();
    let absorbs = |i: &usize| (first..=end).any(|t| table.coefficient_m5()[[t, *i]] > 0.0);
    let low = (0..per_cm.len()).find(absorbs)?;
    let high = (0..per_cm.len()).rfind(absorbs)?;
    // Towards the neighbouring samples, where it is zero, it fades.
    let ends = [(high + 1).min(per_cm.len() - 1), low.saturating_sub(1)];
    Some(ends.map(|i| um_from_per_cm(per_cm[i])))
}

/// Wavelengths of an observation that none of the stretches covers: `0.6124 to 0.6667 µm`.
fn uncovered(mut covered: Vec<[f64; 2]>, [from_um, to_um]: [f64; 2]) -> Vec<String> {
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
