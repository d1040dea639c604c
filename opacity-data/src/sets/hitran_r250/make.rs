//! Makes the set from HITRAN's line lists and two Exo-Transmit tables.

use std::path::{Path, PathBuf};

use forward_model::{
    KTable, LineTable, OpacityTable, Points, Species,
    lines::{Broadening, Deuterium},
    touching_cells, units,
};
use groundwork::progress::Progress;
use ndarray::{Array2, Array4, Axis, s};

use super::gases::{GASES, HitranGas, HotLines};
use super::hot_lines::{HotSource, add_in_shape, missing_mean_m2};
use crate::error::{NamedFile, OpacityError};
use crate::file_name::first_there;
use crate::formats::read_exo_transmit;
use crate::line_by_line::{
    LOST_FRACTION, RESOLUTION, Request, TEMPERATURE_K, default_edges_per_cm, k_coefficients,
    line_list_in, pressure_pa, read_line_list, split_gauss_legendre,
};
use crate::sets::{collisions, packed_cia, packed_table, written::write_packed};
use crate::table_info::TableInfo;

/// Pressure at which Exo-Transmit's samples are smooth, Pa.
const HOT_PRESSURE_PA: f64 = 1e7;

/// Where the ingredients are.
#[derive(Debug, Clone)]
pub struct HitranR250Config {
    /// Folder with a line list of every gas, `H2O.h5` or `H2O.par`.
    pub lines: PathBuf,
    /// Folder with Exo-Transmit's `opacH2O.dat` and `opacCH4.dat`, gzipped or not.
    pub exo_transmit: PathBuf,
    /// Folder with `H2-H2.cia` and `H2-He.cia`.
    pub cia: PathBuf,
    /// Gases to make; all if empty.
    pub gases: Vec<Species>,
}

/// Computes the set and writes its packed files into `out`; returns each file with its size in bytes.
///
/// # Errors
/// [`OpacityError`] naming the ingredient that is missing or wrong.
pub fn make_hitran_r250(
    config: &HitranR250Config,
    out: &Path,
    progress: &dyn Progress,
) -> Result<Vec<(PathBuf, usize)>, OpacityError> {
    let mut written = Vec::new();
    let is_wanted =
        |gas: &&HitranGas| config.gases.is_empty() || config.gases.contains(&gas.species);
    for gas in GASES.iter().filter(is_wanted) {
        let name = gas.species.formula();
        progress.message(name);
        let (table, info) = gas_table(config, gas, progress)?;
        written.push(write_packed(
            out,
            name,
            &packed_table::encode(&table, &info),
        )?);
    }
    for (shipped, table) in collisions::PAIRS
        .iter()
        .zip(collisions::from_files(&config.cia)?)
    {
        let bytes = packed_cia::encode(&table, collisions::SOURCE);
        written.push(write_packed(out, &shipped.name(), &bytes)?);
    }
    Ok(written)
}

fn gas_table(
    config: &HitranR250Config,
    gas: &HitranGas,
    progress: &dyn Progress,
) -> Result<(KTable, TableInfo), OpacityError> {
    let list = line_list_in(&config.lines, gas.species);
    let request = Request {
        gas: gas.species,
        lines: &read_line_list(&list)?.lines,
        broadening: Broadening::in_hydrogen_helium(gas.species),
        // As the lists have it: eight times protosolar.
        deuterium: Deuterium::Earth,
        lost_fraction: LOST_FRACTION,
        temperature_k: &TEMPERATURE_K,
        pressure_pa: &pressure_pa(),
    };
    let edges = default_edges_per_cm(RESOLUTION);
    let quadrature = split_gauss_legendre();
    let cells = touching_cells(&edges);
    let mut k_m2 = k_coefficients(&request, &cells, &quadrature, progress)?;
    if let Some(hot_lines) = &gas.hot_lines {
        let name = format!("opac{}", gas.species);
        let path = first_there(&config.exo_transmit, &name, ["dat.gz", "dat"]);
        add_hot_lines(&path, hot_lines, &edges, &quadrature.weights, &mut k_m2)?;
    }
    let table = KTable::new(
        gas.species,
        pressure_pa(),
        TEMPERATURE_K.to_vec(),
        cells,
        Points::of_g(quadrature.samples, quadrature.weights),
        k_m2,
    )?;
    let info = info(gas, &table);
    Ok((table, info))
}

/// Adds the hot lines of an Exo-Transmit table to the k of bins.
fn add_hot_lines(
    path: &Path,
    hot_lines: &HotLines,
    edges_per_cm: &[f64],
    weights: &[f64],
    k_m2: &mut Array4<f32>,
) -> Result<(), OpacityError> {
    let table = read_exo_transmit(path)?;
    let is_hot = |p: &f64| (p / HOT_PRESSURE_PA - 1.0).abs() < 0.01;
    let row = table.pressure_pa.iter().position(is_hot).ok_or_else(|| {
        let kind = "Exo-Transmit table";
        let expected = "a pressure of 1e7 Pa, at which hot lines are taken from it";
        NamedFile { kind, path }.wrong("found other pressures", expected)
    })?;
    let source = HotSource {
        temperature_k: &table.temperature_k,
        wavenumber_per_cm: &table.wavenumber_per_cm,
        cross_section_m2: table.cross_section_m2.index_axis(Axis(0), row),
        trusted_to_per_cm: units::per_cm_from_um(hot_lines.beyond_um),
    };
    let own_mean = means_at_the_highest_pressure(k_m2, weights);
    let missing = missing_mean_m2(source, &TEMPERATURE_K, edges_per_cm, &own_mean);
    let exponents = TEMPERATURE_K.map(|t| hot_lines.exponent(t));
    for mut k_m2 in k_m2.outer_iter_mut() {
        for ((t, bin), missing) in missing.indexed_iter() {
            add_in_shape(
                k_m2.slice_mut(s![t, bin, ..]),
                weights,
                *missing,
                exponents[t],
            );
        }
    }
    Ok(())
}

/// Means over g, m², shape `[T, bin]`.
fn means_at_the_highest_pressure(k_m2: &Array4<f32>, weights: &[f64]) -> Array2<f64> {
    let (n_pressures, n_temperatures, n_bins, _) = k_m2.dim();
    Array2::from_shape_fn((n_temperatures, n_bins), |(t, bin)| {
        let k = k_m2.slice(s![n_pressures - 1, t, bin, ..]);
        k.iter().zip(weights).map(|(k, w)| f64::from(*k) * w).sum()
    })
}

fn info(gas: &HitranGas, table: &KTable) -> TableInfo {
    let mut info = TableInfo::of(&OpacityTable::CorrelatedK(table.clone()));
    let factor = Broadening::in_hydrogen_helium(gas.species).air_width_factor;
    let n_g = table.points().n();
    info.source = format!(
        "HITRAN2020 lines below 15,000 cm-1, TIPS-2021, Voigt profiles to 25 cm-1, widths in air times {factor:.2} for H2/He, {n_g} g points"
    );
    info.citation =
        "Gordon et al. 2022, JQSRT 277, 107949; Gamache et al. 2021, JQSRT 271, 107713".into();
    if gas.hot_lines.is_some() {
        info.source += "; hot lines from the means of Exo-Transmit at 100 bar";
        info.citation += "; Kempton et al. 2017, PASP 129, 044402; Freedman et al. 2008, ApJS 174, 504; Freedman et al. 2014, ApJS 214, 25; Lupu et al. 2014, ApJ 784, 27";
    }
    info.known_faults = gas.faults.into();
    info.reliable_to_k = Some(gas.reliable_to_k);
    info
}
