//! Clear planets of one gas of the default set at rising temperatures.

#[path = "../examples/clear_planet/mod.rs"]
mod clear_planet;

use std::sync::Arc;

use clear_planet::ClearPlanet;
use exosonde::observation::Bin;
use forward_model::{KTable, LineTable, OpacityTable, Species, units::um_from_per_cm};
use opacity_data::OpacitySet;

/// Pressure whose means are the lines' strength, Pa.
const PRESSURE_PA: f64 = 1e4;
/// Weaker than this a gas shows itself between collisions and Rayleigh scattering at best, m².
const WEAK_M2: f64 = 1e-28;

/// The cells of the set, R = 6000, sixty to a bin.
fn bins(table: &KTable) -> Vec<(std::ops::Range<usize>, Bin)> {
    let bounds = table.cell_bounds_per_cm();
    let starts = (0..bounds.len() - 60).step_by(60);
    let bin = |start: usize| {
        let [from, to] = [bounds[start + 59][1], bounds[start][0]].map(um_from_per_cm);
        let bin = Bin {
            wavelength_um: 0.5 * (from + to),
            half_width_um: 0.5 * (to - from),
            instrument: String::new(),
        };
        (start..start + 60, bin)
    };
    let mut bins: Vec<_> = starts.map(bin).collect();
    bins.retain(|(_, bin)| (0.8..14.0).contains(&bin.wavelength_um));
    bins.reverse();
    bins
}

/// Mean cross section of some cells, m².
fn mean_m2(table: &KTable, cells: &std::ops::Range<usize>, i_temperature: usize) -> f64 {
    let pressures = table.pressure_pa().iter();
    let p = pressures
        .clone()
        .position(|p| (p / PRESSURE_PA - 1.0).abs() < 1e-6)
        .unwrap();
    let of_cell = |cell: usize| {
        let points = table.points().weights(cell).iter().enumerate();
        let values = points.map(|(i, w)| w * f64::from(table.value_m2(p, i_temperature, cell, i)));
        values.sum::<f64>()
    };
    cells.clone().map(of_cell).sum::<f64>() / cells.len() as f64
}

/// From node to node and halfway between, so that nothing switches on and off.
fn judge(gas: Species) {
    let (table, _) = OpacitySet::default().k_table(gas).unwrap().unwrap();
    let first = table
        .temperature_k()
        .iter()
        .position(|t| *t == 300.0)
        .unwrap();
    let nodes = table.temperature_k()[first..].to_vec();
    let pairs = nodes.windows(2);
    let halves = pairs.flat_map(|pair| [pair[0], 0.5 * (pair[0] + pair[1])]);
    let temperatures: Vec<f64> = halves.chain(nodes.last().copied()).collect();
    let (cells, bins): (Vec<_>, Vec<Bin>) = bins(&table).into_iter().unzip();
    let means = (first..first + nodes.len()).map(|t| {
        let cells = cells.iter();
        cells
            .map(|cells| mean_m2(&table, cells, t))
            .collect::<Vec<f64>>()
    });
    let means: Vec<Vec<f64>> = means.collect();
    let table = [Arc::new(OpacityTable::CorrelatedK(table))];
    let planet = ClearPlanet::new(&table, &bins).unwrap();
    let depths = temperatures
        .iter()
        .map(|k| planet.depths(*k, |_| -3.0).unwrap());
    let depths: Vec<Vec<f64>> = depths.collect();
    let (mut n, mut least) = (0, f64::INFINITY);
    for (i, bin) in bins.iter().enumerate() {
        for t in 0..nodes.len() - 1 {
            if means[t][i] < WEAK_M2 || means[t + 1][i] < means[t][i] {
                continue;
            }
            for half in [2 * t, 2 * t + 1] {
                let rise_ppm = 1e6 * (depths[half + 1][i] - depths[half][i]);
                let (um, k) = (bin.wavelength_um, temperatures[half]);
                let ppm_per_k = rise_ppm / (temperatures[half + 1] - k);
                assert!(ppm_per_k > 1.0, "{gas} {um:.3} µm, {k} K: {ppm_per_k}");
                (n, least) = (n + 1, least.min(ppm_per_k));
            }
        }
    }
    println!("{gas}: {n} steps, the least {least:.2} ppm a kelvin");
    assert!(n > 500, "{gas}: {n}");
}

/// The atmosphere alone swells by some 2 ppm a kelvin. A continuum that came and went let depths fall by 7 ppm a kelvin (H2O at 8.08 µm from 450 to
/// 500 K).
#[test]
fn depths_rise_with_temperature_where_lines_grow_stronger() {
    use Species::{C2H2, CH4, CO2, H2O, H2S, HCN, NH3};
    for gas in [H2O, CO2, CH4, NH3, HCN, C2H2, H2S] {
        judge(gas);
    }
}
