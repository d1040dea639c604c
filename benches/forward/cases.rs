//! The reference tables of TauREx, as they are, refined, and sorted into k-tables.

use std::sync::Arc;

use forward_model::{
    ForwardModel, FreeChemistry, Geometry, Interpolation, ModelConfig, PressureGrid,
    SourceFunction, Species, Work, cloud,
};

use crate::{
    demand::{Demand, Reads},
    tables::{refined, sorted_in_bins},
    taurex::Case,
    timing::{Timing, median_milliseconds},
};

const N_LAYERS: usize = 100;
/// How many times as many wavenumbers, and what the cases are then called.
const REFINEMENTS: [(usize, &str); 3] = [(1, ""), (5, "_r5000"), (10, "_r10000")];

/// All cases of one kind after the other, so that what belongs together stands together.
pub fn timings() -> Vec<Timing> {
    let case = Case::read("tr_iso1000_4g");
    let mut timings = Vec::new();
    for (refinement, suffix) in REFINEMENTS {
        let lines = case.tables.lines.iter();
        let tables: Vec<_> = lines.map(|table| refined(table, refinement)).collect();
        for geometry in ["transmission", "emission"] {
            for kind in ["lines", "continuum"] {
                let mut config = case.config(N_LAYERS);
                config.opacities.clone_from(&tables);
                if geometry == "emission" {
                    config.geometry = Geometry::Emission(SourceFunction::LinearInOpticalDepth);
                }
                if kind == "continuum" {
                    config.cia.clone_from(&case.tables.cia);
                    config.rayleigh = true;
                }
                let name = format!("{geometry}_{kind}{suffix}");
                timings.push(time(name, config, &case.by_name()));
            }
        }
    }
    timings.push(correlated_k());
    timings
}

/// How the cost grows with the number of cells.
pub fn print_growth(timings: &[Timing]) {
    println!("\ngrowth with resolution (cost per wavenumber over that at R = 1,000)");
    for coarse in timings {
        let finer = timings.iter().filter(|fine| {
            let suffix = fine.case.strip_prefix(&coarse.case);
            suffix.is_some_and(|suffix| suffix.starts_with("_r"))
        });
        for fine in finer {
            let cells = fine.n_cells as f64 / coarse.n_cells as f64;
            let cost = fine.milliseconds / coarse.milliseconds;
            println!("{:30} {:.2}", fine.case, cost / cells);
        }
    }
}

/// Times an isothermal model over temperatures.
fn time(case: String, config: ModelConfig, by_name: &[(String, f64)]) -> Timing {
    let reads = Reads::of(&config);
    let model = ForwardModel::new(config).expect("the reference case is a valid model");
    let mut workspace = model.workspace();
    let layout = model.layout();
    let mut values = layout
        .values(by_name)
        .expect("the reference case has all values");
    let i_temperature = layout
        .parameters()
        .iter()
        .position(|parameter| parameter.name == "temperature_k")
        .expect("the reference case is isothermal");
    let (mut n_spectra, mut work) = (0, Work::default());
    let milliseconds = median_milliseconds(|i| {
        values[i_temperature] = 1000.0 + 0.7 * (i % 1000) as f64;
        let depth = model
            .spectrum(&values, &mut workspace)
            .expect("the reference planet exists");
        std::hint::black_box(depth);
        n_spectra += 1;
        work = workspace.work();
    });
    let rows = reads.rows(workspace.atmosphere(), model.n_cells());
    Timing {
        case,
        n_cells: model.n_cells(),
        milliseconds,
        demand: Some(Demand::new(work, n_spectra, rows)),
    }
}

fn correlated_k() -> Timing {
    let case = Case::read("tr_iso1000_6g_ray_cia");
    let n_gases = 5;
    let tables = case.tables.lines.iter().take(n_gases);
    let gases: Vec<Species> = tables.clone().map(|table| table.species()).collect();
    let mut config = ModelConfig {
        pressure_grid: PressureGrid::log_spaced(1e-2, 1e7, 80).expect("the pressures rise"),
        opacities: tables
            .map(|table| Arc::new(sorted_in_bins(table.lines())))
            .collect(),
        interpolation: Interpolation::Log,
        ..case.config(N_LAYERS)
    };
    config.ingredients.chemistry = Arc::new(FreeChemistry::constant(&gases));
    config.ingredients.clouds = cloud("power_law_haze").into_iter().collect();
    let haze = [("log_haze_enhancement", 1.0), ("haze_slope", -5.0)];
    let mut by_name = case.by_name();
    by_name.extend(haze.map(|(name, value)| (name.to_owned(), value)));
    let layout = config.ingredients.layout();
    let is_needed = |name: &str| layout.parameters().iter().any(|own| own.name == name);
    by_name.retain(|(name, _)| is_needed(name));
    time("transmission_correlated_k".to_owned(), config, &by_name)
}
