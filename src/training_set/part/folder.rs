//! The folder of a training set: its parts, and `dataset.h5`, which shows all of them as one.

use std::path::{Path, PathBuf};

use groundwork::hdf5_file;
use hdf5::{Group, H5Type};

use super::{
    Provenance, TrainingSetError,
    file::{read_header, write_provenance},
};

/// A folder of parts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TrainingSet {
    folder: PathBuf,
}

impl TrainingSet {
    /// The training set in `folder`, which need not exist yet.
    pub fn at(folder: impl Into<PathBuf>) -> Self {
        Self {
            folder: folder.into(),
        }
    }

    /// The folder.
    pub fn folder(&self) -> &Path {
        &self.folder
    }

    /// Path of part `k`.
    pub fn part_path(&self, k: usize) -> PathBuf {
        self.folder.join(part_name(k))
    }

    /// The parts that exist, in order.
    ///
    /// # Errors
    /// [`TrainingSetError::Missing`] if there is none.
    pub fn parts(&self) -> Result<Vec<PathBuf>, TrainingSetError> {
        let entries = std::fs::read_dir(&self.folder)
            .into_iter()
            .flatten()
            .flatten();
        let is_part = |path: &PathBuf| {
            let name = path
                .file_name()
                .and_then(|name| name.to_str())
                .unwrap_or("");
            name.starts_with("part-") && name.ends_with(".h5")
        };
        let mut parts: Vec<PathBuf> = entries.map(|entry| entry.path()).filter(is_part).collect();
        parts.sort();
        match parts.is_empty() {
            true => Err(TrainingSetError::Missing {
                folder: self.folder.clone(),
            }),
            false => Ok(parts),
        }
    }

    /// Writes `dataset.h5`: `theta`, `spectrum`, `status` and `index` of all parts in one view.
    ///
    /// # Errors
    /// [`TrainingSetError`] if a part is missing or the file cannot be written.
    pub fn write_dataset(&self, provenance: &Provenance) -> Result<(), TrainingSetError> {
        let parts = self.parts()?;
        let headers = parts
            .iter()
            .map(|path| read_header(path))
            .collect::<Result<Vec<_>, _>>()?;
        let sizes: Vec<usize> = headers.iter().map(|header| header.n).collect();
        hdf5_file::write(&self.folder.join("dataset.h5"), |file| {
            write_provenance(file, provenance)?;
            let (d, bins) = (
                provenance.parameter_names.len(),
                provenance.wavelength_um.len(),
            );
            link::<f32>(file, "theta", &sizes, Some(d))?;
            link::<f32>(file, "spectrum", &sizes, Some(bins))?;
            link::<u8>(file, "status", &sizes, None)?;
            link::<u64>(file, "index", &sizes, None)
        })?;
        Ok(())
    }
}

fn part_name(k: usize) -> String {
    format!("part-{k:06}.h5")
}

/// A virtual dataset of all parts' rows one after the other; `columns` is none for a one-dimensional one.
fn link<T: H5Type>(
    file: &Group,
    name: &str,
    sizes: &[usize],
    columns: Option<usize>,
) -> hdf5::Result<()> {
    let total: usize = sizes.iter().sum();
    let shape =
        |rows: usize| -> Vec<usize> { [Some(rows), columns].into_iter().flatten().collect() };
    let mut builder = file.new_dataset::<T>().shape(shape(total));
    let mut start = 0;
    for (k, &rows) in sizes.iter().enumerate() {
        let end = start + rows;
        let part = part_name(k);
        builder = match columns {
            Some(_) => builder.virtual_map(
                part,
                name,
                shape(rows),
                (.., ..),
                shape(total),
                (start..end, ..),
            ),
            None => builder.virtual_map(part, name, shape(rows), .., shape(total), start..end),
        };
        start = end;
    }
    builder.create(name).map(|_| ())
}
