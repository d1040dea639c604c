//! Monochromatic samples of the cross sections at several resolutions, and k-tables, against line by line.

use std::path::{Path, PathBuf};

use exosonde::simulator::SpectrumSource;
use forward_model::{CrossSectionTable, LineTable, OpacityTable, Species, lines::Deuterium};
use groundwork::progress::Silent;
use ndarray::Axis;
use opacity_data::formats::{read_hdf5, write_hdf5};
use opacity_data::line_by_line::{ComputeConfig, LOST_FRACTION, Method, Widths, compute};
use tempfile::TempDir;

use crate::{
    Result,
    bins::bins,
    differences::{Differences, print_head},
    variants::Variant,
};

const GASES: [Species; 4] = [Species::H2O, Species::CO2, Species::CO, Species::CH4];
const TEMPERATURES_K: [f64; 3] = [700.0, 900.0, 1200.0];
/// Those of the tables: a dayside's profile is cooler above and warmer below than the temperature it is called by.
const TABLE_TEMPERATURES_K: [f64; 5] = [500.0, 700.0, 900.0, 1200.0, 2100.0];
/// log10 of the mixing ratios at each of the temperatures, in the order of the gases.
const LOG_VMR: [[f64; 4]; 3] = [
    [-2.0, -3.0, -3.0, -5.0],
    [-3.0, -5.0, -3.0, -5.0],
    [-4.0, -6.0, -4.0, -4.0],
];
const BANDS_UM: [[f64; 2]; 2] = [[2.6, 3.3], [4.2, 4.6]];
/// Resolving power of what counts as line by line.
const LINE_BY_LINE: usize = 400_000;
const SAMPLINGS: [usize; 6] = [1_000, 2_500, 5_000, 10_000, 50_000, 100_000];

pub fn run(lists: &Path) -> Result<()> {
    let folder = TempDir::new()?;
    let tables = tables(lists, folder.path())?;
    for (title, geometry) in [
        ("Transit depth, isothermal", "transmission"),
        ("Eclipse depth, Guillot profile", "emission"),
    ] {
        print_head(&format!("{title}; 2.6–3.3 and 4.2–4.6 µm"), "opacities");
        let exact = spectra(&tables[0].folders, geometry)?;
        for table in &tables[1..] {
            let mut differences = Differences::default();
            for (found, exact) in spectra(&table.folders, geometry)?.iter().zip(&exact) {
                differences.add(found, exact);
            }
            differences.print(&table.name);
        }
    }
    Ok(())
}

/// Tables of one kind: a folder for each band.
struct Tables {
    name: String,
    folders: Vec<PathBuf>,
}

/// Line by line first, then its samples, then k-tables.
fn tables(lists: &Path, folder: &Path) -> Result<Vec<Tables>> {
    let mut tables = vec![Tables::new("line by line".to_owned(), folder)?];
    for sampling in SAMPLINGS {
        tables.push(Tables::new(format!("samples at R = {sampling}"), folder)?);
    }
    for cells in ["k-tables on cells of R = 250", "k-tables on the bins"] {
        tables.push(Tables::new(cells.to_owned(), folder)?);
    }
    for gas in GASES {
        for (i_band, band_um) in BANDS_UM.into_iter().enumerate() {
            let path = |i_table: usize| tables[i_table].folders[i_band].join(format!("{gas}.h5"));
            compute(&line_by_line(lists, gas, band_um), &path(0), &Silent)?;
            for (i, sampling) in SAMPLINGS.into_iter().enumerate() {
                sample(&path(0), LINE_BY_LINE / sampling, &path(1 + i))?;
            }
            let exact = line_by_line(lists, gas, band_um);
            let on_cells = correlated_k(&exact, cells_of_r_250_per_cm(&exact));
            compute(&on_cells, &path(1 + SAMPLINGS.len()), &Silent)?;
            let on_bins = correlated_k(&exact, bin_edges_per_cm(band_um));
            compute(&on_bins, &path(2 + SAMPLINGS.len()), &Silent)?;
        }
    }
    Ok(tables)
}

impl Tables {
    fn new(name: String, folder: &Path) -> Result<Self> {
        let folders: Vec<PathBuf> = (0..BANDS_UM.len())
            .map(|i| folder.join(format!("{name} {i}").replace(' ', "-")))
            .collect();
        folders.iter().try_for_each(std::fs::create_dir)?;
        Ok(Self { name, folders })
    }
}

/// All lines at once: nothing that the tables drop is dropped here.
fn line_by_line(lists: &Path, gas: Species, [from, to]: [f64; 2]) -> ComputeConfig {
    let quarter_decades = (0..33).map(|i| 10f64.powf(-6.0 + 0.25 * f64::from(i)));
    ComputeConfig {
        lines: lists.join(format!("{gas}.h5")),
        species: Some(gas),
        method: Method::CrossSection,
        resolution: LINE_BY_LINE as f64,
        wavelength_um: [from * 0.99, to * 1.01],
        temperature_k: TABLE_TEMPERATURES_K.to_vec(),
        pressure_bar: quarter_decades.collect(),
        edges_per_cm: None,
        widths: Widths::HydrogenHelium,
        deuterium: Deuterium::Earth,
        lost_fraction: 0.0,
    }
}

/// k-tables at the pressures of the default set, without the weakest lines.
fn correlated_k(exact: &ComputeConfig, edges_per_cm: Vec<f64>) -> ComputeConfig {
    ComputeConfig {
        method: Method::CorrelatedK,
        edges_per_cm: Some(edges_per_cm),
        pressure_bar: Vec::new(),
        lost_fraction: LOST_FRACTION,
        ..exact.clone()
    }
}

/// Edges of cells of R = 250 in the range of a table, rising.
fn cells_of_r_250_per_cm(exact: &ComputeConfig) -> Vec<f64> {
    let [high, low] = exact.wavelength_um.map(|um| 1e4 / um);
    let edge = |i: i32| low * (f64::from(i) / 250.0).exp();
    (0..).map(edge).take_while(|edge| *edge <= high).collect()
}

fn bin_edges_per_cm(band_um: [f64; 2]) -> Vec<f64> {
    let bins = bins(band_um);
    let first = bins[0].edges_um()[0];
    let edges_um = std::iter::once(first).chain(bins.iter().map(|bin| bin.edges_um()[1]));
    let mut edges: Vec<f64> = edges_um.map(|um| 1e4 / um).collect();
    edges.reverse();
    edges
}

/// Takes every `step`-th sample of a table.
fn sample(from: &Path, step: usize, to: &Path) -> Result<()> {
    let (OpacityTable::CrossSection(fine), info) = read_hdf5(from)? else {
        return Err("no cross sections".into());
    };
    let chosen: Vec<usize> = (step / 2..fine.wavenumber_per_cm().len())
        .step_by(step)
        .collect();
    let sigma_m2 = fine.cross_section_m2().select(Axis(2), &chosen);
    let wavenumbers = chosen.iter().map(|i| fine.wavenumber_per_cm()[*i]);
    let coarse = CrossSectionTable::new(
        fine.species(),
        fine.pressure_pa().to_vec(),
        fine.temperature_k().to_vec(),
        wavenumbers.collect(),
        sigma_m2.as_standard_layout().into_owned(),
    )?;
    Ok(write_hdf5(to, &OpacityTable::CrossSection(coarse), &info)?)
}

/// Binned spectra of all planets in all bands.
fn spectra(folders: &[PathBuf], geometry: &str) -> Result<Vec<Vec<f64>>> {
    let mut spectra = Vec::new();
    for (folder, band_um) in folders.iter().zip(BANDS_UM) {
        for (temperature_k, log_vmr) in TEMPERATURES_K.into_iter().zip(LOG_VMR) {
            let folder = folder.to_str().ok_or("the temporary folder has no name")?;
            let variant = planet(geometry, temperature_k, log_vmr)?
                .set("opacities", "folder", folder)
                .uniform("radius_rjup", 1.2, 1.3);
            let source = SpectrumSource::of_study(&variant.study()?, &bins(band_um))?;
            let mut workspace = source.workspace();
            spectra.push(source.simulate(&[1.279], &mut workspace)?.binned.to_vec());
        }
    }
    Ok(spectra)
}

/// Isothermal in transmission, which is a black body in emission; there a profile from cool to warm around the same
/// temperature.
fn planet(geometry: &str, temperature_k: f64, log_vmr: [f64; 4]) -> Result<Variant> {
    let variant = match geometry {
        "emission" => Variant::guillot(geometry)?
            .set(
                "parameters",
                "t_irr_k",
                std::f64::consts::SQRT_2 * temperature_k,
            )
            .set("parameters", "log_kappa_ir", -3.0)
            .set("parameters", "log_kappa_v1", -3.5),
        _ => Variant::of_the_readme()?.without_clouds().set(
            "parameters",
            "temperature_k",
            temperature_k,
        ),
    };
    let gases = GASES.into_iter().zip(log_vmr);
    Ok(gases.fold(variant, |variant, (gas, log_vmr)| {
        variant.set("parameters", &format!("log_{gas}"), log_vmr)
    }))
}
