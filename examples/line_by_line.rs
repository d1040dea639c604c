//! Makes the line-by-line reference of k-tables in `tests/reference/line_by_line`: transit depths of a WASP-39b-like planet from
//! monochromatic cross sections, and k-tables of the same lines whose cells are the bins of R = 100.
//!
//! `cargo run --release --example line_by_line -- FOLDER_OF_LINE_LISTS tests/reference/line_by_line`
//!
//! The cross sections have every line of the lists; the k-tables are without the weakest. Line profiles, widths, partition sums and the
//! forward model are the same on both sides: this judges correlated-k and the lines that are dropped, not the line physics.

mod clear_planet;

use std::path::{Path, PathBuf};
use std::sync::Arc;

use clear_planet::ClearPlanet;
use exosonde::observation::Bin;
use forward_model::{OpacityTable, Species, lines::Deuterium};
use groundwork::progress::Silent;
use opacity_data::formats::read_hdf5;
use opacity_data::line_by_line::{ComputeConfig, LOST_FRACTION, Method, Widths, compute};

type Result<T> = std::result::Result<T, Box<dyn std::error::Error>>;
/// One table a gas.
type Tables = Vec<Arc<OpacityTable>>;

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
/// Resolving power of the bins.
const RESOLUTION: f64 = 100.0;

fn main() -> Result<()> {
    let [lists, out] = folders()?;
    let on_bins = each_gas(|gas| {
        let config = k_tables(&lists, gas, bin_edges_per_cm());
        computed(&config, &out.join(format!("{gas}.h5")))
    })?;
    let mut rows = String::from(
        "bins,from_um,to_um,depth_line_by_line_ppm,depth_k_tables_ppm,difference_ppm\n",
    );
    for window_um in WINDOWS_UM {
        let lines = each_gas(|gas| sampled(&lists, gas, window_um))?;
        rows += &compare(
            "own tables",
            &bins(&bin_edges_um(window_um)),
            &lines,
            &on_bins,
        )?;
    }
    Ok(std::fs::write(out.join("depths.csv"), rows)?)
}

/// Where the line lists are, and where the reference goes.
fn folders() -> Result<[PathBuf; 2]> {
    let folders: Vec<PathBuf> = std::env::args().skip(1).map(PathBuf::from).collect();
    let two = <[PathBuf; 2]>::try_from(folders);
    two.map_err(|_| "give the folder of line lists and the one to write to".into())
}

fn each_gas(table: impl Fn(Species) -> Result<Arc<OpacityTable>>) -> Result<Tables> {
    GASES.iter().map(|(gas, _)| table(*gas)).collect()
}

/// Edges of bins of R = 100 from a window's short end, rising.
fn bin_edges_um([from, to]: [f64; 2]) -> Vec<f64> {
    (0..)
        .map(|i| from * (f64::from(i) / RESOLUTION).exp())
        .take_while(|um| *um <= to)
        .collect()
}

/// Edges of the bins of R = 100 in all windows, rising; what is between two windows is one cell.
fn bin_edges_per_cm() -> Vec<f64> {
    let edges_um = WINDOWS_UM.iter().rev().flat_map(|window_um| {
        let edges_um = bin_edges_um(*window_um);
        edges_um.into_iter().rev()
    });
    edges_um.map(|um| 1e4 / um).collect()
}

fn bins(edges_um: &[f64]) -> Vec<Bin> {
    let bin = |edges: &[f64]| Bin {
        wavelength_um: 0.5 * (edges[0] + edges[1]),
        half_width_um: 0.5 * (edges[1] - edges[0]),
        instrument: String::new(),
    };
    edges_um.windows(2).map(bin).collect()
}

/// What both kinds of table are computed from: all lines at one temperature.
fn computation(lists: &Path, gas: Species) -> ComputeConfig {
    ComputeConfig {
        lines: lists.join(format!("{gas}.h5")),
        species: Some(gas),
        method: Method::CrossSection,
        resolution: SAMPLING,
        wavelength_um: [0.7, 12.0],
        temperature_k: vec![TEMPERATURE_K],
        pressure_bar: vec![],
        edges_per_cm: None,
        widths: Widths::HydrogenHelium,
        deuterium: Deuterium::Earth,
        lost_fraction: 0.0,
    }
}

/// Cross sections at four pressures per decade.
fn sampled(lists: &Path, gas: Species, [from, to]: [f64; 2]) -> Result<Arc<OpacityTable>> {
    let quarter_decades = (0..33).map(|i| 10f64.powf(-6.0 + 0.25 * f64::from(i)));
    let config = ComputeConfig {
        wavelength_um: [from * 0.99, to * 1.01],
        pressure_bar: quarter_decades.collect(),
        ..computation(lists, gas)
    };
    let folder = tempfile::tempdir()?;
    computed(&config, &folder.path().join("table.h5"))
}

/// k-tables without the weakest lines.
fn k_tables(lists: &Path, gas: Species, edges_per_cm: Vec<f64>) -> ComputeConfig {
    ComputeConfig {
        method: Method::CorrelatedK,
        edges_per_cm: Some(edges_per_cm),
        lost_fraction: LOST_FRACTION,
        ..computation(lists, gas)
    }
}

fn computed(config: &ComputeConfig, path: &Path) -> Result<Arc<OpacityTable>> {
    compute(config, path, &Silent)?;
    Ok(Arc::new(read_hdf5(path)?.0))
}

/// Rows of the reference: depths in bins from cross sections and from k-tables.
fn compare(name: &str, bins: &[Bin], sampled: &Tables, k_tables: &Tables) -> Result<String> {
    let (exact, k) = (depths(sampled, bins)?, depths(k_tables, bins)?);
    let row = |((bin, exact), k): ((&Bin, f64), f64)| {
        let [from, to] = bin.edges_um();
        let (exact, k) = (exact * 1e6, k * 1e6);
        format!(
            "{name},{from:.9},{to:.9},{exact:.3},{k:.3},{:.3}\n",
            k - exact
        )
    };
    Ok(bins.iter().zip(exact).zip(k).map(row).collect())
}

fn depths(opacities: &Tables, bins: &[Bin]) -> Result<Vec<f64>> {
    ClearPlanet::new(opacities, bins)?.depths(TEMPERATURE_K, |gas| {
        let own = GASES.iter().find(|(species, _)| *species == gas);
        own.map_or(f64::NEG_INFINITY, |(_, vmr)| vmr.log10())
    })
}
