//! How a part is written and read.

use std::path::Path;

use groundwork::{
    FileError,
    hdf5_file::{self, read_text, write_number, write_text, write_texts},
};
use hdf5::{Group, H5Type};
use ndarray::{ArrayView, Dimension};

use super::{Header, Part, Provenance, TrainingSetError};

/// Writes one part; the file appears complete or not at all.
///
/// # Errors
/// [`FileError`] if the disk does not take it.
pub fn write_part(path: &Path, part: &Part, provenance: &Provenance) -> Result<(), FileError> {
    hdf5_file::write(path, |file| {
        write_provenance(file, provenance)?;
        write_array(file, "theta", part.theta.view())?;
        write_array(file, "spectrum", part.spectrum.view())?;
        write_array(file, "status", part.status.view())?;
        write_array(file, "index", part.index.view())
    })
}

/// Reads a part's header.
///
/// # Errors
/// [`TrainingSetError::Damaged`] if it is no part.
pub fn read_header(path: &Path) -> Result<Header, TrainingSetError> {
    let header = hdf5_file::read(path, |file| {
        Ok(Header {
            n: file.dataset("index")?.size(),
            fingerprint: read_text(file, "fingerprint")?,
        })
    });
    header.map_err(TrainingSetError::reading)
}

/// Reads a part whole.
///
/// # Errors
/// [`TrainingSetError::Damaged`] or [`TrainingSetError::Shape`].
pub fn read_part(path: &Path) -> Result<Part, TrainingSetError> {
    let part = hdf5_file::read(path, |file| {
        Ok(Part {
            theta: file.dataset("theta")?.read_2d()?,
            spectrum: file.dataset("spectrum")?.read_2d()?,
            status: file.dataset("status")?.read_1d()?,
            index: file.dataset("index")?.read_1d()?,
        })
    });
    let part = part.map_err(TrainingSetError::reading)?;
    check_rows(path, "theta", part.theta.shape(), part.index.len())?;
    check_rows(path, "spectrum", part.spectrum.shape(), part.index.len())?;
    check_rows(path, "status", part.status.shape(), part.index.len())?;
    Ok(part)
}

fn check_rows(
    path: &Path,
    dataset: &'static str,
    found: &[usize],
    n: usize,
) -> Result<(), TrainingSetError> {
    if found[0] == n {
        return Ok(());
    }
    let mut expected = found.to_vec();
    expected[0] = n;
    Err(TrainingSetError::Shape {
        path: path.into(),
        dataset,
        found: found.to_vec(),
        expected,
    })
}

fn write_array<T: H5Type, D: Dimension>(
    file: &Group,
    name: &str,
    array: ArrayView<T, D>,
) -> hdf5::Result<()> {
    let builder = file.new_dataset_builder().shuffle().deflate(1);
    builder.with_data(array).create(name).map(|_| ())
}

pub(super) fn write_provenance(file: &Group, provenance: &Provenance) -> hdf5::Result<()> {
    write_text(file, "study", &provenance.study)?;
    write_text(file, "fingerprint", &provenance.fingerprint)?;
    write_text(file, "version", env!("CARGO_PKG_VERSION"))?;
    write_text(file, "status_reasons", &provenance.status_reasons)?;
    write_text(file, "quantity", &provenance.quantity)?;
    let unit = format!("{}, dimensionless", provenance.quantity);
    write_text(file, "spectrum_unit", &unit)?;
    write_texts(file, "parameter_names", &provenance.parameter_names)?;
    write_texts(file, "parameter_units", &provenance.parameter_units)?;
    write_texts(file, "wavelength_um", &provenance.wavelength_um)?;
    write_texts(file, "opacities", &provenance.opacities)?;
    write_texts(file, "caveats", &provenance.caveats)?;
    write_number(file, "seed", provenance.seed)
}
