//! Writing a table in its layout.

use std::path::Path;

use forward_model::{
    CrossSectionTable, KTable, LineTable, OpacityTable, Points, shared_edges, units,
};
use groundwork::hdf5_file;
use groundwork::hdf5_file::{unicode, write_number, write_text};
use ndarray::{Array2, arr2};

use super::{BAND_ERRORS, POINTS};
use crate::band_errors::BandErrors;
use crate::error::OpacityFileError;
use crate::table_info::TableInfo;

/// Compression level of the values (deflate after byte shuffling, which every HDF5 library reads).
const DEFLATE_LEVEL: u8 = 4;

/// Writes a table, with its description as attributes; the file appears complete or not at all.
///
/// # Errors
/// [`OpacityFileError::File`] if the file cannot be created or written.
pub fn write_hdf5(
    path: &Path,
    table: &OpacityTable,
    info: &TableInfo,
) -> Result<(), OpacityFileError> {
    Ok(hdf5_file::write(path, |file| fill(file, table, info))?)
}

fn fill(file: &hdf5::File, table: &OpacityTable, info: &TableInfo) -> hdf5::Result<()> {
    let lines = table.lines();
    let pressure_pa = lines.pressure_pa().iter();
    let pressure_bar: Vec<f64> = pressure_pa.map(|pa| units::bar_from_pa(*pa)).collect();
    numbers(file, "p", &pressure_bar, "bar")?;
    numbers(file, "t", lines.temperature_k(), "K")?;
    match table {
        OpacityTable::CorrelatedK(k) => k_table(file, k),
        OpacityTable::CrossSection(xsec) => cross_sections(file, xsec),
    }?;
    let name = [unicode(lines.species().formula())?];
    let names = file.new_dataset_builder().with_data(&name);
    names.create("mol_name")?;
    attributes(file, info)
}

fn k_table(file: &hdf5::File, table: &KTable) -> hdf5::Result<()> {
    match shared_edges(table.cell_bounds_per_cm()) {
        Some(edges) => numbers(file, "bin_edges", &edges, "cm^-1")?,
        None => bounds(file, table.cell_bounds_per_cm())?,
    }
    numbers(file, "bin_centers", table.cell_centres_per_cm(), "cm^-1")?;
    match table.points() {
        Points::OfG { samples, weights } => {
            numbers(file, "samples", samples, "1")?;
            numbers(file, "weights", weights, "1")?;
        }
        Points::OfWavenumber { per_cm, weights } => {
            of_points(file, POINTS, per_cm, "cm^-1")?;
            of_points(file, "weights", weights, "1")?;
        }
    }
    let ngauss = file.new_dataset::<i64>().create("ngauss")?;
    ngauss.write_scalar(&(table.points().n() as i64))?;
    let cm2 = table.k_m2().mapv(in_cm2);
    values(file, "kcoeff", cm2.view().into_dyn())
}

fn cross_sections(file: &hdf5::File, table: &CrossSectionTable) -> hdf5::Result<()> {
    numbers(file, "bin_edges", table.cell_centres_per_cm(), "cm^-1")?;
    let cm2 = table.cross_section_m2().mapv(in_cm2);
    values(file, "xsecarr", cm2.view().into_dyn())
}

/// In single precision, as the values are.
fn in_cm2(value_m2: f32) -> f32 {
    value_m2 * units::cm2_from_m2(1.0) as f32
}

/// One number for each point of each bin, `[n_bins, n_points]`.
fn of_points(
    file: &hdf5::File,
    name: &str,
    values: &Array2<f64>,
    unit_name: &str,
) -> hdf5::Result<()> {
    let builder = file.new_dataset_builder().with_data(values);
    unit(&builder.create(name)?, unit_name)
}

/// Bins that leave gaps or overlap, as `[n_bins, 2]`.
fn bounds(file: &hdf5::File, bounds_per_cm: &[[f64; 2]]) -> hdf5::Result<()> {
    let bounds = ndarray::arr2(bounds_per_cm);
    let builder = file.new_dataset_builder().with_data(&bounds);
    unit(&builder.create("bin_bounds")?, "cm^-1")
}

fn values(file: &hdf5::File, name: &str, cm2: ndarray::ArrayViewD<f32>) -> hdf5::Result<()> {
    let builder = file.new_dataset_builder().shuffle().deflate(DEFLATE_LEVEL);
    unit(&builder.with_data(cm2).create(name)?, "cm^2/molecule")
}

fn numbers(file: &hdf5::File, name: &str, values: &[f64], unit_name: &str) -> hdf5::Result<()> {
    let builder = file.new_dataset_builder().with_data(values);
    unit(&builder.create(name)?, unit_name)
}

fn unit(dataset: &hdf5::Dataset, name: &str) -> hdf5::Result<()> {
    write_text(dataset, "units", name)
}

fn attributes(file: &hdf5::File, info: &TableInfo) -> hdf5::Result<()> {
    let texts = [
        ("method", &info.method),
        ("source", &info.source),
        ("citation", &info.citation),
        ("known_faults", &info.known_faults),
    ];
    for (name, value) in texts {
        // HDF5's texts cannot hold a NUL.
        write_text(file, name, &value.replace('\0', " "))?;
    }
    if let Some(broadener) = info.broadened_by {
        write_text(file, "broadened_by", broadener.name())?;
    }
    write_number(file, "resolution", info.resolution)?;
    if let Some(limit) = info.reliable_to_k {
        write_number(file, "reliable_to_k", limit)?;
    }
    match &info.ln_k_error {
        Some(errors) => band_errors(file, errors),
        None => Ok(()),
    }
}

fn band_errors(file: &hdf5::File, errors: &BandErrors) -> hdf5::Result<()> {
    write_number(file, "ln_k_error", errors.elsewhere())?;
    if errors.bands().is_empty() {
        return Ok(());
    }
    let bands = errors.bands().iter();
    let rows = bands.map(|band| {
        [
            band.wavelength_um[0],
            band.wavelength_um[1],
            band.ln_k_error,
        ]
    });
    let rows = arr2(&rows.collect::<Vec<[f64; 3]>>());
    let attribute = file.new_attr_builder().with_data(&rows);
    attribute.create(BAND_ERRORS)?;
    Ok(())
}
