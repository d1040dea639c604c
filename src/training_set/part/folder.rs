//! The folder of a training set: its parts, and `dataset.h5`, which shows those of a study as one.

use std::{
    fs,
    path::{Path, PathBuf},
};

use groundwork::{FileError, atomic, hdf5_file, lock::Lock};
use hdf5::{Group, H5Type};

use super::{
    Header, Provenance, TrainingSetError,
    file::{read_header, write_provenance},
};

/// A folder of parts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TrainingSet {
    folder: PathBuf,
}

/// A part, and how much of it a study uses.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Piece {
    /// Its file.
    pub path: PathBuf,
    /// Number of simulations in it.
    pub n_held: usize,
    /// How many of them, from the first on, the study uses.
    pub n_used: usize,
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

    /// The file that shows all parts as one.
    pub fn dataset_path(&self) -> PathBuf {
        self.folder.join("dataset.h5")
    }

    /// Makes this the folder of the set called `fingerprint`, for good: of processes that begin different sets at the same moment
    /// one has the folder, and no parts of two sets are ever mixed.
    ///
    /// # Errors
    /// [`TrainingSetError::Foreign`] if it is the folder of another set.
    pub fn claim(&self, fingerprint: &str) -> Result<(), TrainingSetError> {
        let path = self.folder.join("fingerprint.txt");
        let _lock = Lock::wait(&path)?;
        atomic::write_new(&path, |temporary| {
            fs::write(temporary, fingerprint).map_err(|source| FileError::writing(&path, source))
        })?;
        let found =
            fs::read_to_string(&path).map_err(|source| FileError::reading(&path, source))?;
        check_own(&path, found, fingerprint)
    }

    /// The parts that hold the simulations `[0, n_spectra)` of the set called `fingerprint`, in order; what else lies in the
    /// folder does not matter.
    ///
    /// # Errors
    /// [`TrainingSetError::Missing`] or [`TrainingSetError::Incomplete`] if they are not all there,
    /// [`TrainingSetError::Foreign`] if a part is of another set.
    pub fn first(
        &self,
        n_spectra: usize,
        fingerprint: &str,
    ) -> Result<Vec<Piece>, TrainingSetError> {
        let (mut pieces, mut n_found) = (Vec::new(), 0);
        while n_found < n_spectra {
            let path = self.part_path(pieces.len());
            let header = self.own_header(&path, fingerprint)?;
            let Some(header) = header.filter(|header| header.first == n_found as u64) else {
                return Err(self.incomplete(path, n_spectra, fingerprint));
            };
            pieces.push(Piece {
                path,
                n_held: header.n,
                n_used: header.n.min(n_spectra - n_found),
            });
            n_found += header.n;
        }
        Ok(pieces)
    }

    /// The header of a part, if it is there.
    ///
    /// # Errors
    /// [`TrainingSetError::Foreign`] if it is of another set than the one called `fingerprint`, or what is wrong with the file.
    pub fn own_header(
        &self,
        part: &Path,
        fingerprint: &str,
    ) -> Result<Option<Header>, TrainingSetError> {
        if !part.exists() {
            return Ok(None);
        }
        let header = read_header(part)?;
        check_own(part, header.fingerprint.clone(), fingerprint)?;
        Ok(Some(header))
    }

    /// The error of a set that lacks simulations, first of all those of the part `missing`.
    fn incomplete(&self, missing: PathBuf, expected: usize, fingerprint: &str) -> TrainingSetError {
        let headers = self.parts().into_iter().filter_map(|path| {
            let header = read_header(&path).ok()?;
            (header.fingerprint == fingerprint).then_some(header)
        });
        let used = |header: Header| expected.saturating_sub(header.first as usize).min(header.n);
        let folder = self.folder.clone();
        match headers.map(used).sum() {
            0 => TrainingSetError::Missing { folder },
            found => TrainingSetError::Incomplete {
                folder,
                found,
                expected,
                missing,
            },
        }
    }

    /// All files that are called as parts are.
    fn parts(&self) -> Vec<PathBuf> {
        let entries = fs::read_dir(&self.folder).into_iter().flatten();
        let paths = entries.flatten().map(|entry| entry.path());
        let is_part = |path: &PathBuf| {
            let name = path.file_name().and_then(|name| name.to_str());
            name.is_some_and(|name| name.starts_with("part-") && name.ends_with(".h5"))
        };
        paths.filter(is_part).collect()
    }

    /// Writes `dataset.h5`: `theta`, `spectrum`, `status` and `index` of the first `n_spectra` simulations in one view.
    ///
    /// # Errors
    /// As [`TrainingSet::first`], and if the file cannot be written.
    pub fn write_dataset(
        &self,
        n_spectra: usize,
        provenance: &Provenance,
    ) -> Result<(), TrainingSetError> {
        let pieces = self.first(n_spectra, &provenance.fingerprint)?;
        hdf5_file::write(&self.dataset_path(), |file| {
            write_provenance(file, provenance)?;
            let (d, bins) = (
                provenance.parameter_names.len(),
                provenance.wavelength_um.len(),
            );
            link::<f32>(file, "theta", &pieces, Some(d))?;
            link::<f32>(file, "spectrum", &pieces, Some(bins))?;
            link::<u8>(file, "status", &pieces, None)?;
            link::<u64>(file, "index", &pieces, None)
        })?;
        Ok(())
    }
}

fn check_own(path: &Path, found: String, expected: &str) -> Result<(), TrainingSetError> {
    match found == expected {
        true => Ok(()),
        false => Err(TrainingSetError::Foreign {
            path: path.to_owned(),
            found,
            expected: expected.to_owned(),
        }),
    }
}

fn part_name(k: usize) -> String {
    format!("part-{k:06}.h5")
}

/// A virtual dataset of the rows that are used, one part after the other; `columns` is none for a one-dimensional one.
fn link<T: H5Type>(
    file: &Group,
    name: &str,
    pieces: &[Piece],
    columns: Option<usize>,
) -> hdf5::Result<()> {
    let total: usize = pieces.iter().map(|piece| piece.n_used).sum();
    let shape =
        |rows: usize| -> Vec<usize> { [Some(rows), columns].into_iter().flatten().collect() };
    let mut builder = file
        .new_dataset::<T>()
        .obj_track_times(false)
        .shape(shape(total));
    let mut start = 0;
    for (k, piece) in pieces.iter().enumerate() {
        let (end, used) = (start + piece.n_used, ..piece.n_used);
        let (part, held, all) = (part_name(k), shape(piece.n_held), shape(total));
        builder = match columns {
            Some(_) => builder.virtual_map(part, name, held, (used, ..), all, (start..end, ..)),
            None => builder.virtual_map(part, name, held, used, all, start..end),
        };
        start = end;
    }
    builder.create(name).map(|_| ())
}
