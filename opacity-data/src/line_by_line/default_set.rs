//! Makes the default set that ships inside the program, from HITRAN's line lists and two Exo-Transmit tables.

use std::path::{Path, PathBuf};

use forward_model::{KTable, LineTable, OpacityTable, Species, lines::Broadening, touching_cells};
use ndarray::{Array2, Array4, Axis, s};

use super::OpacityError;
use super::bins::default_set_edges_per_cm;
use super::compute::species_of;
use super::hot_lines::{HotSource, pseudo_continuum};
use super::quadrature::split_gauss_legendre;
use super::spectra::{Request, k_coefficients};
use crate::opacity_table::TableInfo;
use crate::{cia, default_set, exo_transmit, line_list};
use groundwork::atomic;
use groundwork::progress::Progress;

/// Temperatures of the set, K.
pub const TEMPERATURE_K: [f64; 18] = [
    100.0, 125.0, 150.0, 200.0, 250.0, 300.0, 350.0, 400.0, 450.0, 500.0, 600.0, 700.0, 800.0,
    900.0, 1000.0, 1200.0, 1400.0, 1500.0,
];

/// Resolving power of the bins.
pub const RESOLUTION: f64 = 250.0;

/// Part of the strength in every 10 cm⁻¹ that is lost with the weakest lines.
pub const LOST_FRACTION: f64 = 1e-4;

/// Pressure at which Exo-Transmit's samples are smooth, Pa.
const HOT_PRESSURE_PA: f64 = 1e7;

/// The gases of the set.
const GASES: [GasNotes; 10] = [
    GasNotes {
        formula: "H2O",
        hot_lines_to_per_cm: Some(f64::INFINITY),
        reliable_to_k: 1200.0,
        faults: "Hot lines that HITRAN lacks are added as a smooth pseudo-continuum from Exo-Transmit above 300 K. At 1000 K band means agree with HITEMP within 10 % above 1.3 µm, save 9.4-10 and 10.6-11.4 µm (25-50 % low); below 1.3 µm within 30 %.",
    },
    GasNotes {
        formula: "CO2",
        hot_lines_to_per_cm: None,
        reliable_to_k: 1000.0,
        faults: "Hot lines missing: at 1000 K the band means are 0.27 of HITEMP's in 4.55-4.88 µm, 0.15 in 2.92-3.15 µm and 0.7-0.9 in the weaker bands; band cores are right within 3 %.",
    },
    GasNotes {
        formula: "CH4",
        hot_lines_to_per_cm: Some(1e4 / 2.08),
        reliable_to_k: 700.0,
        faults: "Hot lines that HITRAN lacks are added as a smooth pseudo-continuum from Exo-Transmit above 300 K and longward of 2.08 µm only. Shortward the band means are 0.5-0.8 of HITEMP's at 700 K and 0.1-0.4 at 1000 K; no lines below 0.85 µm.",
    },
    GasNotes {
        formula: "NH3",
        hot_lines_to_per_cm: None,
        reliable_to_k: 700.0,
        faults: "Hot lines missing; no lines below 0.96 µm.",
    },
    GasNotes {
        formula: "CO",
        hot_lines_to_per_cm: None,
        reliable_to_k: 1500.0,
        faults: "Hot lines of 5.13-5.41 µm are 7 % low at 1000 K; elsewhere within 3 % of HITEMP to 1400 K.",
    },
    GasNotes {
        formula: "HCN",
        hot_lines_to_per_cm: None,
        reliable_to_k: 1000.0,
        faults: "Hot lines missing.",
    },
    GasNotes {
        formula: "C2H2",
        hot_lines_to_per_cm: None,
        reliable_to_k: 600.0,
        faults: "Hot lines missing; the bands of 3.58-4.17 µm are 0.7-0.9 of those in newer lists at 300 K and 0.3 at 700 K.",
    },
    GasNotes {
        formula: "H2S",
        hot_lines_to_per_cm: None,
        reliable_to_k: 700.0,
        faults: "Hot lines missing.",
    },
    GasNotes {
        formula: "PH3",
        hot_lines_to_per_cm: None,
        reliable_to_k: 500.0,
        faults: "Hot lines missing; no lines below 2.8 µm.",
    },
    GasNotes {
        formula: "OCS",
        hot_lines_to_per_cm: None,
        reliable_to_k: 600.0,
        faults: "Hot lines missing.",
    },
];

/// What is known about one gas of the set.
struct GasNotes {
    formula: &'static str,
    /// Wavenumbers up to which Exo-Transmit fills in hot lines.
    hot_lines_to_per_cm: Option<f64>,
    reliable_to_k: f64,
    faults: &'static str,
}

/// Where the ingredients are.
#[derive(Debug, Clone)]
pub struct DefaultSetConfig {
    /// Folder with a line list of every gas, `H2O.h5` or `H2O.par`.
    pub lines: PathBuf,
    /// Folder with Exo-Transmit's `opacH2O.dat` and `opacCH4.dat`, gzipped or not.
    pub exo_transmit: PathBuf,
    /// Folder with `H2-H2.cia` and `H2-He.cia`.
    pub cia: PathBuf,
    /// Gases to make; all if empty.
    pub gases: Vec<Species>,
}

/// Pressures of the set, Pa: 1e-6 to 100 bar, two per decade.
pub fn pressure_pa() -> Vec<f64> {
    (0..17)
        .map(|i| 10f64.powf(-1.0 + 0.5 * f64::from(i)))
        .collect()
}

/// Computes the set and writes its packed files into `out`; returns each file with its size in bytes.
///
/// # Errors
/// [`OpacityError`] naming the ingredient that is missing or wrong.
pub fn make_default_set(
    config: &DefaultSetConfig,
    out: &Path,
    progress: &dyn Progress,
) -> Result<Vec<(PathBuf, usize)>, OpacityError> {
    let mut written = Vec::new();
    for notes in &GASES {
        let species = species_of(notes.formula)?;
        if config.gases.is_empty() || config.gases.contains(&species) {
            progress.message(notes.formula);
            let (table, info) = gas_table(config, notes, species, progress)?;
            written.push(save(
                out,
                notes.formula,
                default_set::encode_k_table(&table, &info),
            )?);
        }
    }
    for pair in ["H2-H2", "H2-He"] {
        let table = cia::read(&config.cia.join(format!("{pair}.cia")))?;
        let source = "Borysow and co-workers, HITRAN 2012, as distributed with nemesispy 0.0.10";
        written.push(save(out, pair, default_set::encode_cia(&table, source))?);
    }
    Ok(written)
}

pub(super) fn save(
    out: &Path,
    name: &str,
    bytes: Vec<u8>,
) -> Result<(PathBuf, usize), OpacityError> {
    let path = out.join(format!("{name}.bin"));
    atomic::write_bytes(&path, &bytes)?;
    Ok((path, bytes.len()))
}

fn gas_table(
    config: &DefaultSetConfig,
    notes: &GasNotes,
    species: Species,
    progress: &dyn Progress,
) -> Result<(KTable, TableInfo), OpacityError> {
    let file = line_list::read(&existing(&config.lines, notes.formula, ["h5", "par"]))?;
    let request = Request {
        gas: species,
        lines: &file.lines,
        broadening: Broadening::in_hydrogen_helium(species),
        lost_fraction: LOST_FRACTION,
        temperature_k: &TEMPERATURE_K,
        pressure_pa: &pressure_pa(),
    };
    let edges = default_set_edges_per_cm(RESOLUTION);
    let quadrature = split_gauss_legendre();
    let mut k_m2 = k_coefficients(&request, &edges, &quadrature, progress)?;
    if let Some(limit) = notes.hot_lines_to_per_cm {
        add_hot_lines(
            config,
            notes.formula,
            limit,
            &edges,
            &quadrature.weights,
            &mut k_m2,
        )?;
    }
    let axes = (pressure_pa(), TEMPERATURE_K.to_vec());
    let table = KTable::new(
        species,
        axes.0,
        axes.1,
        touching_cells(&edges),
        quadrature.samples,
        quadrature.weights,
        k_m2,
    )?;
    let info = info(notes, &table);
    Ok((table, info))
}

/// `folder/name.extension` with the first extension that exists, else the first.
fn existing(folder: &Path, name: &str, extensions: [&str; 2]) -> PathBuf {
    let paths = extensions.map(|extension| folder.join(format!("{name}.{extension}")));
    let [first, second] = paths;
    if !first.exists() && second.exists() {
        second
    } else {
        first
    }
}

fn add_hot_lines(
    config: &DefaultSetConfig,
    formula: &str,
    trusted_to_per_cm: f64,
    edges_per_cm: &[f64],
    weights: &[f64],
    k_m2: &mut Array4<f32>,
) -> Result<(), OpacityError> {
    let path = existing(
        &config.exo_transmit,
        &format!("opac{formula}"),
        ["dat.gz", "dat"],
    );
    let table = exo_transmit::read(&path)?;
    let row = table
        .pressure_pa
        .iter()
        .position(|p| (p / HOT_PRESSURE_PA - 1.0).abs() < 0.01);
    let row = row.ok_or(OpacityError::NoHotPressure { path })?;
    let source = HotSource {
        temperature_k: &table.temperature_k,
        wavenumber_per_cm: &table.wavenumber_per_cm,
        cross_section_m2: table.cross_section_m2.index_axis(Axis(0), row),
        trusted_to_per_cm,
    };
    let (_, n_temperatures, n_bins, _) = k_m2.dim();
    let deepest = k_m2.index_axis(Axis(0), k_m2.dim().0 - 1);
    let own_mean = Array2::from_shape_fn((n_temperatures, n_bins), |(t, bin)| {
        deepest
            .slice(s![t, bin, ..])
            .iter()
            .zip(weights)
            .map(|(k, w)| f64::from(*k) * w)
            .sum()
    });
    let continuum = pseudo_continuum(source, &TEMPERATURE_K, edges_per_cm, &own_mean);
    for ((_, t, bin, _), k) in k_m2.indexed_iter_mut() {
        *k += continuum[[t, bin]] as f32;
    }
    Ok(())
}

fn info(notes: &GasNotes, table: &KTable) -> TableInfo {
    let mut info = TableInfo::of(&OpacityTable::CorrelatedK(table.clone()));
    let factor = Broadening::in_hydrogen_helium(table.species()).air_width_factor;
    let n_g = table.g_weights().len();
    info.source = format!(
        "HITRAN2020 lines below 15,000 cm-1, TIPS-2021, Voigt profiles to 25 cm-1, widths in air times {factor:.2} for H2/He, {n_g} g points"
    );
    info.citation =
        "Gordon et al. 2022, JQSRT 277, 107949; Gamache et al. 2021, JQSRT 271, 107713".into();
    if notes.hot_lines_to_per_cm.is_some() {
        info.source += "; hot lines as a pseudo-continuum from Exo-Transmit at 100 bar";
        info.citation += "; Kempton et al. 2017, PASP 129, 044402; Freedman et al. 2008, ApJS 174, 504; Freedman et al. 2014, ApJS 214, 25; Lupu et al. 2014, ApJ 784, 27";
    }
    info.known_faults = notes.faults.into();
    info.reliable_to_k = Some(notes.reliable_to_k);
    info
}
