//! Wavelengths at which a gas has a table and no line: it is transparent there, be that the gas's nature or the list's lack.

use forward_model::{OpacityTable, Species, lines::Alkali, units::um_from_per_cm};

use super::abundance::list;
use super::table_ranges::grouped;
use crate::caveat::{Caveat, CaveatKind, verb};
use crate::observation::Bin;
use crate::simulator::opacities::Loaded;

/// A cross section that dims no atmosphere, m² per molecule: at 1 bar and 1000 K, all of it such a gas, the limb of a giant planet has an
/// optical depth of some 1e-3.
const NOTHING_M2: f32 = 1e-35;

/// Bins of the observation that lie wholly where a gas's table is empty. Alkali metals, of which the program has one doublet each, are
/// left out, and gases without anything in all bins, which are said to be without effect.
pub(super) fn check(loaded: &Loaded, bins: &[Bin]) -> Vec<Caveat> {
    let gases = loaded.tables.iter().filter_map(|table| {
        let has_list = Alkali::of(table.species()).is_none();
        let holes = has_list.then(|| holes_um(table, bins))?;
        let is_part = !holes.is_empty() && !holds_all(&holes, bins);
        is_part.then(|| (in_words(&holes), table.species()))
    });
    let caveat = |(holes, gases): (String, Vec<Species>)| {
        Caveat::new(CaveatKind::BeyondTable, said(&holes, &gases))
    };
    grouped(gases).into_iter().map(caveat).collect()
}

fn said(holes: &str, gases: &[Species]) -> String {
    let n = gases.len();
    format!(
        "{} {} no lines from {holes} in {}: {} transparent there",
        list(gases),
        verb(n, ["has", "have"]),
        verb(n, ["its table", "their tables"]),
        verb(n, ["it is", "they are"]),
    )
}

/// The stretches of neighbouring cells without opacity that hold a bin, µm, rising.
fn holes_um(table: &OpacityTable, bins: &[Bin]) -> Vec<[f64; 2]> {
    let bounds = table.cell_bounds_per_cm().iter().enumerate();
    let mut empty: Vec<[f64; 2]> = Vec::new();
    for (_, [low, high]) in bounds.rev().filter(|(i_cell, _)| is_empty(table, *i_cell)) {
        let [short_um, long_um] = [*high, *low].map(um_from_per_cm);
        match empty.last_mut() {
            Some(last) if short_um <= last[1] * (1.0 + 1e-9) => last[1] = long_um,
            _ => empty.push([short_um, long_um]),
        }
    }
    let holds = |hole: &[f64; 2]| bins.iter().any(|bin| is_in(bin, hole));
    empty.retain(holds);
    empty
}

fn is_empty(table: &OpacityTable, i_cell: usize) -> bool {
    let lines = table.lines();
    let n_points = lines.points().n();
    let mut states = (0..table.pressure_pa().len())
        .flat_map(|i| (0..table.temperature_k().len()).map(move |j| (i, j)));
    let is_nothing = |(i, j)| move |point| lines.value_m2(i, j, i_cell, point) < NOTHING_M2;
    states.all(|state| (0..n_points).all(is_nothing(state)))
}

fn is_in(bin: &Bin, hole: &[f64; 2]) -> bool {
    let [short_um, long_um] = bin.edges_um();
    hole[0] <= short_um && long_um <= hole[1]
}

fn holds_all(holes: &[[f64; 2]], bins: &[Bin]) -> bool {
    let is_held = |bin: &Bin| holes.iter().any(|hole| is_in(bin, hole));
    bins.iter().all(is_held)
}

fn in_words(holes: &[[f64; 2]]) -> String {
    let spans = holes.iter().map(|[a, b]| format!("{a:.3} to {b:.3} µm"));
    spans.collect::<Vec<_>>().join(" and from ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_gas_has_and_two_have() {
        assert_eq!(
            said("1.000 to 2.000 µm", &[Species::SO2]),
            "SO2 has no lines from 1.000 to 2.000 µm in its table: it is transparent there"
        );
        assert_eq!(
            said("1.000 to 2.000 µm", &[Species::PH3, Species::SO2]),
            "PH3, SO2 have no lines from 1.000 to 2.000 µm in their tables: they are transparent there"
        );
    }
}
