//! Makes the line-by-line reference of `tests/reference/line_by_line`: transit depths of a WASP-39b-like planet from
//! monochromatic cross sections, in bins of two cells of the shipped k-tables (R = 125), beside those from these tables.
//!
//! `cargo run --release --example line_by_line -- FOLDER_OF_LINE_LISTS > tests/reference/line_by_line/depths.csv`
//!
//! The cross sections are of the same lines as the shipped k-tables; the smooth continuum for hot lines that those hold
//! is added to them, as the difference between the means of the shipped table and of one computed without it.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use exosonde::instrument::{Bin, Binning};
use exosonde::io::{default_set, opacity_table};
use exosonde::opacity::{ComputeConfig, Method, Widths, compute};
use exosonde::progress::Silent;
use forward_model::{
    CrossSectionTable, ForwardModel, Interpolation, LineTable, ModelConfig, OpacityTable,
    PlanetParameters, PressureGrid, Species, Temperature,
};

type Result<T> = std::result::Result<T, Box<dyn std::error::Error>>;

const TEMPERATURE_K: f64 = 900.0;
const GASES: [(Species, f64); 4] = [
    (Species::H2O, 1e-3),
    (Species::CO2, 1e-5),
    (Species::CO, 1e-3),
    (Species::CH4, 1e-5),
];
const WINDOWS_UM: [[f64; 2]; 3] = [[1.35, 1.45], [2.7, 3.3], [4.2, 4.6]];
/// Resolving power of the monochromatic samples.
const SAMPLING: f64 = 400_000.0;
/// Cells of the k-tables in each bin that is compared.
const CELLS_PER_BIN: usize = 2;

fn main() -> Result<()> {
    let lists = PathBuf::from(
        std::env::args()
            .nth(1)
            .ok_or("give the folder of line lists")?,
    );
    let folder = tempfile::tempdir()?;
    println!("from_um,to_um,depth_line_by_line_ppm,depth_k_tables_ppm,difference_ppm");
    for window_um in WINDOWS_UM {
        let bins = bins(window_um)?;
        let sampled = GASES
            .iter()
            .map(|(gas, _)| sampled(&lists, folder.path(), *gas, window_um));
        let exact = depths(sampled.collect::<Result<Vec<_>>>()?, &bins)?;
        let shipped = GASES
            .iter()
            .map(|(gas, _)| shipped(*gas))
            .collect::<Result<Vec<_>>>()?;
        let binned = depths(shipped, &bins)?;
        for ((bin, exact), k) in bins.iter().zip(exact).zip(binned) {
            let [from, to] = bin.edges_um();
            let (exact, k) = (exact * 1e6, k * 1e6);
            println!("{from:.6},{to:.6},{exact:.3},{k:.3},{:.3}", k - exact);
        }
    }
    Ok(())
}

/// Bins of whole cells inside a window, short wavelengths first.
fn bins([from, to]: [f64; 2]) -> Result<Vec<Bin>> {
    let (table, _) = default_set::k_table(Species::H2O)?.ok_or("not in the default set")?;
    let edges_um = table
        .cell_edges_per_cm()
        .iter()
        .rev()
        .map(|per_cm| 1e4 / per_cm);
    let edges_um: Vec<f64> = edges_um
        .filter(|um| (from..=to).contains(um))
        .step_by(CELLS_PER_BIN)
        .collect();
    let bin = |edges: &[f64]| Bin {
        wavelength_um: 0.5 * (edges[0] + edges[1]),
        half_width_um: 0.5 * (edges[1] - edges[0]),
        instrument: String::new(),
    };
    Ok(edges_um.windows(2).map(bin).collect())
}

fn shipped(gas: Species) -> Result<Arc<OpacityTable>> {
    let (table, _) = default_set::k_table(gas)?.ok_or("not in the default set")?;
    Ok(Arc::new(OpacityTable::CorrelatedK(table)))
}

/// Cross sections of one gas at one temperature and four pressures per decade.
fn sampled(
    lists: &Path,
    folder: &Path,
    gas: Species,
    window_um: [f64; 2],
) -> Result<Arc<OpacityTable>> {
    let mut config = ComputeConfig {
        lines: lists.join(format!("{gas}.h5")),
        species: Some(gas),
        method: Method::CrossSection,
        resolution: SAMPLING,
        wavelength_um: [window_um[0] * 0.99, window_um[1] * 1.01],
        temperature_k: vec![TEMPERATURE_K],
        pressure_bar: (0..33)
            .map(|i| 10f64.powf(-6.0 + 0.25 * f64::from(i)))
            .collect(),
        edges_per_cm: None,
        widths: Widths::HydrogenHelium,
        lost_fraction: 1e-4,
    };
    let path = folder.join("table.h5");
    compute(&config, &path, &Silent)?;
    let (table, _) = opacity_table::read(&path)?;
    config.method = Method::CorrelatedK;
    config.edges_per_cm = Some(shipped(gas)?.cell_edges_per_cm().to_vec());
    config.pressure_bar = vec![1.0];
    compute(&config, &path, &Silent)?;
    let (without, _) = opacity_table::read(&path)?;
    let OpacityTable::CrossSection(table) = table else {
        return Err("no cross sections".into());
    };
    Ok(Arc::new(OpacityTable::CrossSection(with_continuum(
        table,
        &without,
        &*shipped(gas)?,
    )?)))
}

/// Adds what the shipped table has beyond the lines.
fn with_continuum(
    table: CrossSectionTable,
    without: &OpacityTable,
    shipped: &OpacityTable,
) -> Result<CrossSectionTable> {
    let (without, shipped) = (without.lines(), shipped.lines());
    let position =
        |values: &[f64], at: f64| values.iter().position(|v| (v / at - 1.0).abs() < 1e-9);
    let t = position(shipped.temperature_k(), TEMPERATURE_K).ok_or("no such temperature")?;
    let p = position(shipped.pressure_pa(), 1e5).ok_or("no such pressure")?;
    let mean = |table: &dyn LineTable, p: usize, t: usize, bin: usize| -> f64 {
        let g = table.g_weights().iter().enumerate();
        g.map(|(g, w)| w * f64::from(table.value_m2(p, t, bin, g)))
            .sum()
    };
    let mut sigma = table.cross_section_m2().clone();
    for (i, wavenumber) in table.wavenumber_per_cm().iter().enumerate() {
        let bin = shipped
            .cell_edges_per_cm()
            .partition_point(|e| e <= wavenumber)
            - 1;
        let difference = mean(shipped, p, t, bin) - mean(without, 0, 0, bin);
        // Packing changes means by less than half a percent: no continuum where there is not more than that.
        if difference > 0.005 * mean(without, 0, 0, bin) {
            sigma
                .slice_mut(ndarray::s![.., .., i])
                .mapv_inplace(|s| s + difference as f32);
        }
    }
    let axes = (table.pressure_pa().to_vec(), table.temperature_k().to_vec());
    Ok(CrossSectionTable::new(
        table.species(),
        axes.0,
        axes.1,
        table.wavenumber_per_cm().to_vec(),
        sigma,
    )?)
}

fn depths(opacities: Vec<Arc<OpacityTable>>, bins: &[Bin]) -> Result<Vec<f64>> {
    let [from, to] = [bins[0].edges_um()[0], bins[bins.len() - 1].edges_um()[1]];
    let model = ForwardModel::new(ModelConfig {
        star_radius_m: 0.939 * 6.957e8,
        planet_mass_kg: 0.281 * 1.898_13e27,
        reference_pressure_pa: 1e6,
        pressure_grid: PressureGrid::log_spaced(1e-2, 1e7, 80)?,
        background: vec![(Species::H2, 0.8547), (Species::He, 0.1453)],
        opacities,
        interpolation: Interpolation::Log,
        cia: default_set::cia()?.into_iter().map(Arc::new).collect(),
        rayleigh: true,
        wavenumber_range_per_cm: [1e4 / to, 1e4 / from],
    })?;
    let planet = PlanetParameters {
        radius_m: 1.279 * 7.1492e7,
        temperature: Temperature::Isothermal {
            temperature_k: TEMPERATURE_K,
        },
        vmr: GASES.iter().map(|(_, vmr)| *vmr).collect(),
        cloud_top_pa: None,
        haze: None,
    };
    let binning = Binning::new(model.cell_edges_per_cm(), bins)?;
    let mut workspace = model.workspace();
    let mut binned = vec![0.0; bins.len()];
    binning.apply(model.transit_depth(&planet, &mut workspace)?, &mut binned);
    Ok(binned)
}
