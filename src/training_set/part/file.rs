//! How a part is written and read.

use std::path::Path;

use groundwork::{
    FileError,
    hdf5_file::{self, read_text, write_number, write_text, write_texts},
};
use hdf5::{Group, H5Type};
use ndarray::{Array1, ArrayView, Dimension};

use super::{Header, Part, Provenance, TrainingSetError};

/// The layout of a part.
const SCHEMA: &str = "exosonde-part-2";

/// Writes one part, in the place of a shorter one if there is one; the file appears complete or not at all.
///
/// # Errors
/// [`FileError`] if the disk does not take it.
pub fn write_part(path: &Path, part: &Part, provenance: &Provenance) -> Result<(), FileError> {
    hdf5_file::write(path, |file| fill(file, part, provenance))
}

/// Writes one part where there is none; one that somebody else has made meanwhile is kept.
///
/// # Errors
/// [`FileError`] if the disk does not take it.
pub fn write_new_part(path: &Path, part: &Part, provenance: &Provenance) -> Result<(), FileError> {
    hdf5_file::write_new(path, |file| fill(file, part, provenance))
}

fn fill(file: &Group, part: &Part, provenance: &Provenance) -> hdf5::Result<()> {
    write_provenance(file, provenance)?;
    write_array(file, "theta", part.theta.view())?;
    write_array(file, "spectrum", part.spectrum.view())?;
    write_array(file, "status", part.status.view())?;
    write_array(file, "index", part.index.view())
}

/// Reads a part's header.
///
/// # Errors
/// [`TrainingSetError::Damaged`] if it is no part, [`TrainingSetError::Layout`] if it is of another version.
pub fn read_header(path: &Path) -> Result<Header, TrainingSetError> {
    let read = hdf5_file::read(path, |file| {
        let index = file.dataset("index")?;
        let header = Header {
            n: index.size(),
            first: index.read_slice_1d::<u64, _>(..1)?[0],
            fingerprint: read_text(file, "fingerprint")?,
        };
        Ok((header, layout(file)?))
    });
    let (header, found) = read.map_err(TrainingSetError::reading)?;
    match found == SCHEMA {
        true => Ok(header),
        false => Err(TrainingSetError::Layout {
            path: path.into(),
            found,
            expected: SCHEMA,
        }),
    }
}

/// The first layout did not say so.
fn layout(file: &Group) -> hdf5::Result<String> {
    match file.attr_names()?.iter().any(|name| name == "schema") {
        true => read_text(file, "schema"),
        false => Ok("exosonde-part-1".into()),
    }
}

/// Reads what became of a part's simulations: its `status`, shape `[n]`.
///
/// # Errors
/// [`TrainingSetError::Damaged`].
pub fn read_status(path: &Path) -> Result<Array1<u8>, TrainingSetError> {
    let read = hdf5_file::read(path, |file| file.dataset("status")?.read_1d());
    read.map_err(TrainingSetError::reading)
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
    // Without its time of making, so that the same simulations are the same bytes.
    let builder = file.new_dataset_builder().obj_track_times(false);
    let builder = builder.shuffle().deflate(1);
    builder.with_data(array).create(name).map(|_| ())
}

pub(super) fn write_provenance(file: &Group, provenance: &Provenance) -> hdf5::Result<()> {
    write_text(file, "schema", SCHEMA)?;
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
