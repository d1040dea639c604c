//! The reference tables of TauREx, as they are, refined, and sorted into k-tables.

use std::{collections::BTreeSet, sync::Arc};

use forward_model::{
    Atmosphere, CiaTable, CrossSectionTable, ForwardModel, Haze, Interpolation, KTable, LineTable,
    ModelConfig, OpacityTable, PlanetParameters, PressureGrid, Temperature, Work, bracket,
};
use ndarray::{Array3, Array4};

use crate::{
    roofline::Demand,
    taurex::Case,
    timing::{Timing, median_milliseconds},
};

const SAMPLES_PER_BIN: usize = 16;
const N_LAYERS: usize = 100;

pub fn timings() -> Vec<Timing> {
    let case = Case::read("tr_iso1000_4g");
    let mut timings = Vec::new();
    for (refinement, names) in [
        (1, ["transmission_lines", "transmission_continuum"]),
        (
            5,
            ["transmission_lines_r5000", "transmission_continuum_r5000"],
        ),
        (
            10,
            ["transmission_lines_r10000", "transmission_continuum_r10000"],
        ),
    ] {
        let lines = case.tables.lines.iter();
        let lines_only = ModelConfig {
            opacities: lines.map(|table| refined(table, refinement)).collect(),
            ..case.config(N_LAYERS)
        };
        let with_continuum = ModelConfig {
            cia: case.tables.cia.clone(),
            rayleigh: true,
            ..lines_only.clone()
        };
        timings.push(time(names[0], lines_only, &case.planet()));
        timings.push(time(names[1], with_continuum, &case.planet()));
    }
    timings.push(correlated_k());
    timings
}

/// How the cost grows with the number of cells.
pub fn print_growth(timings: &[Timing]) {
    println!("\ngrowth with resolution (1 is linear)");
    for coarse in timings {
        let finer = timings.iter().filter(|fine| {
            fine.case
                .strip_prefix(coarse.case)
                .is_some_and(|suffix| suffix.starts_with("_r"))
        });
        for fine in finer {
            let cells = fine.n_cells as f64 / coarse.n_cells as f64;
            let cost = fine.milliseconds / coarse.milliseconds;
            println!("{:30} {:.2}", fine.case, cost / cells);
        }
    }
}

fn at_temperature(planet: &PlanetParameters, i: usize) -> PlanetParameters {
    PlanetParameters {
        temperature: Temperature::Isothermal {
            temperature_k: 1000.0 + 0.7 * (i % 1000) as f64,
        },
        ..planet.clone()
    }
}

fn time(case: &'static str, config: ModelConfig, planet: &PlanetParameters) -> Timing {
    let tables = Tables::of(&config);
    let model = ForwardModel::new(config).expect("the reference case is a valid model");
    let mut workspace = model.workspace();
    let planets: Vec<PlanetParameters> = (0..1000).map(|i| at_temperature(planet, i)).collect();
    let (mut n_spectra, mut work) = (0, Work::default());
    let milliseconds = median_milliseconds(|i| {
        let depth = model
            .transit_depth(&planets[i % planets.len()], &mut workspace)
            .expect("the reference planet exists");
        std::hint::black_box(depth);
        n_spectra += 1;
        work = workspace.work();
    });
    let rows = tables.rows(workspace.atmosphere(), model.n_cells());
    Timing {
        case,
        n_cells: model.n_cells(),
        milliseconds,
        demand: Some(Demand::new(work, n_spectra, rows)),
    }
}

/// What a model reads.
struct Tables {
    lines: Vec<Arc<OpacityTable>>,
    cia: Vec<Arc<CiaTable>>,
    rayleigh: bool,
}

impl Tables {
    fn of(config: &ModelConfig) -> Self {
        Self {
            lines: config.opacities.clone(),
            cia: config.cia.clone(),
            rayleigh: config.rayleigh,
        }
    }

    /// Rows of 64 columns that a spectrum needs at least once: all corners of the cells of (P, T) in which levels lie.
    fn rows(&self, atmosphere: &Atmosphere, n_cells: usize) -> u64 {
        let columns = |n_g: usize| (n_cells * n_g).div_ceil(Work::COLUMNS_PER_ROW as usize);
        let lines = self.lines.iter().map(|table| {
            let lines = table.lines();
            corners(lines, atmosphere) * columns(lines.g_weights().len())
        });
        let n_continuum = 2 * self.cia.len() + usize::from(self.rayleigh);
        (lines.sum::<usize>() + n_continuum * columns(1)) as u64
    }
}

fn corners(table: &dyn LineTable, atmosphere: &Atmosphere) -> usize {
    let log_pressure: Vec<f64> = table.pressure_pa().iter().map(|p| p.ln()).collect();
    let levels = atmosphere
        .pressure_pa()
        .iter()
        .zip(atmosphere.temperature_k());
    let corners = levels.flat_map(|(pressure_pa, temperature_k)| {
        let p = bracket(&log_pressure, pressure_pa.ln());
        let t = bracket(table.temperature_k(), *temperature_k);
        [p.lower, p.upper].map(|p| [(p, t.lower), (p, t.upper)])
    });
    corners.flatten().collect::<BTreeSet<_>>().len()
}

/// A table of cross sections with `refinement` times as many samples, their logarithms linear between the old ones.
fn refined(table: &Arc<OpacityTable>, refinement: usize) -> Arc<OpacityTable> {
    let OpacityTable::CrossSection(coarse) = &**table else {
        unreachable!("the reference tables are cross sections")
    };
    if refinement == 1 {
        return table.clone();
    }
    let coarse_per_cm = coarse.wavenumber_per_cm();
    let n = (coarse_per_cm.len() - 1) * refinement + 1;
    let position = |i: usize| (i / refinement, (i % refinement) as f64 / refinement as f64);
    let wavenumber_per_cm = (0..n).map(|i| match position(i) {
        (j, 0.0) => coarse_per_cm[j],
        (j, share) => coarse_per_cm[j] + share * (coarse_per_cm[j + 1] - coarse_per_cm[j]),
    });
    let sigma_m2 = coarse.cross_section_m2();
    let shape = (coarse.pressure_pa().len(), coarse.temperature_k().len(), n);
    let fine_m2 = Array3::from_shape_fn(shape, |(p, t, i)| match position(i) {
        (j, 0.0) => sigma_m2[[p, t, j]],
        (j, share) => between(sigma_m2[[p, t, j]], sigma_m2[[p, t, j + 1]], share as f32),
    });
    let fine = CrossSectionTable::new(
        coarse.species(),
        coarse.pressure_pa().to_vec(),
        coarse.temperature_k().to_vec(),
        wavenumber_per_cm.collect(),
        fine_m2,
    );
    Arc::new(OpacityTable::CrossSection(
        fine.expect("refining keeps a table valid"),
    ))
}

/// Geometric between positive numbers, zero beside a zero.
fn between(lower: f32, upper: f32, share: f32) -> f32 {
    if lower > 0.0 && upper > 0.0 {
        lower * (upper / lower).powf(share)
    } else {
        0.0
    }
}

fn correlated_k() -> Timing {
    let case = Case::read("tr_iso1000_6g_ray_cia");
    let n_gases = 5;
    let tables = case.tables.lines.iter().take(n_gases);
    let config = ModelConfig {
        pressure_grid: PressureGrid::log_spaced(1e-2, 1e7, 80).expect("the pressures rise"),
        opacities: tables
            .map(|table| Arc::new(sorted_in_bins(table.lines())))
            .collect(),
        interpolation: Interpolation::Log,
        ..case.config(N_LAYERS)
    };
    let mut planet = case.planet();
    planet.vmr.truncate(n_gases);
    planet.haze = Some(Haze {
        enhancement: 10.0,
        slope: -5.0,
    });
    time("transmission_correlated_k", config, &planet)
}

fn sorted_in_bins(table: &dyn LineTable) -> OpacityTable {
    let n_bins = table.n_cells() / SAMPLES_PER_BIN;
    let shape = [
        table.pressure_pa().len(),
        table.temperature_k().len(),
        n_bins,
        SAMPLES_PER_BIN,
    ];
    let mut k_m2 = Array4::from_shape_fn(shape, |(p, t, bin, g)| {
        table.value_m2(p, t, bin * SAMPLES_PER_BIN + g, 0)
    });
    for mut bin in k_m2.rows_mut() {
        bin.as_slice_mut()
            .expect("rows are contiguous")
            .sort_by(f32::total_cmp);
    }
    let edges = table
        .cell_edges_per_cm()
        .iter()
        .step_by(SAMPLES_PER_BIN)
        .take(n_bins + 1);
    let weight = 1.0 / SAMPLES_PER_BIN as f64;
    let k_table = KTable::new(
        table.species(),
        table.pressure_pa().to_vec(),
        table.temperature_k().to_vec(),
        edges.copied().collect(),
        (0..SAMPLES_PER_BIN)
            .map(|g| weight * (g as f64 + 0.5))
            .collect(),
        vec![weight; SAMPLES_PER_BIN],
        k_m2,
    );
    OpacityTable::CorrelatedK(k_table.expect("sorting keeps a table valid"))
}
