//! The training set: a folder of immutable parts, and `dataset.h5`, a virtual dataset over all of them.
//!
//! A part holds the simulations `[k · part_size, (k + 1) · part_size)`:
//!
//! | dataset | shape | type | meaning |
//! | --- | --- | --- | --- |
//! | `theta` | `[n, d]` | f32 | parameters, in the units of the attribute `parameter_units` |
//! | `spectrum` | `[n, bins]` | f32 | transit depth (in emission, eclipse depth: the attribute `quantity`) of the observation's bins without noise, dimensionless; 0 where it failed |
//! | `status` | `[n]` | u8 | 0 for a success, else a key of the attribute `status_reasons` |
//! | `index` | `[n]` | u64 | number of the simulation |
//!
//! What made it stands in the attributes: `study`, `fingerprint`, `seed`, `opacities`, `version`.

use std::path::{Path, PathBuf};

use hdf5::{File, Group, H5Type, types::VarLenUnicode};
use ndarray::{Array1, Array2, ArrayView, Dimension};

use groundwork::{FileError, atomic};

/// A part or training set that cannot be used.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum TrainingSetError {
    /// The file cannot be written.
    #[error(transparent)]
    Write(#[from] FileError),
    /// HDF5 refuses the file.
    #[error(
        "training-set file {} cannot be {action}: {source}; \
         if it is truncated or foreign, remove it and run `exosonde generate` again", path.display()
    )]
    Hdf5 {
        /// The file.
        path: PathBuf,
        /// What was being done.
        action: &'static str,
        /// HDF5's own words.
        source: hdf5::Error,
    },
    /// A dataset has another shape than the part's other datasets say.
    #[error("training-set file {}: `{dataset}` has shape {found:?}, expected {expected:?}", path.display())]
    Shape {
        /// The file.
        path: PathBuf,
        /// The dataset.
        dataset: &'static str,
        /// Its shape.
        found: Vec<usize>,
        /// The shape it should have.
        expected: Vec<usize>,
    },
    /// There is no part.
    #[error("{} holds no part of a training set, expected part-000000.h5 and so on; run `exosonde generate`", folder.display())]
    Missing {
        /// The folder.
        folder: PathBuf,
    },
    /// The training set has fewer parts.
    #[error("--part {k}, expected 0 to {} for this study's {n_parts} parts", n_parts - 1)]
    NoSuchPart {
        /// The part asked for.
        k: usize,
        /// Number of parts.
        n_parts: usize,
    },
    /// A part was made by something else than this study.
    #[error(
        "{} was made by another study (fingerprint {found}, expected {expected}); \
         choose another --out or move the training set away", path.display()
    )]
    Foreign {
        /// The file.
        path: PathBuf,
        /// Its fingerprint.
        found: String,
        /// The fingerprint of this study.
        expected: String,
    },
}

/// Some simulations, as one part file holds them.
#[derive(Debug, Clone, PartialEq)]
pub struct Part {
    /// `[n, d]`, in the study's units.
    pub theta: Array2<f32>,
    /// `[n, bins]`, dimensionless.
    pub spectrum: Array2<f32>,
    /// `[n]`, 0 for a success.
    pub status: Array1<u8>,
    /// `[n]`, number of the simulation.
    pub index: Array1<u64>,
}

/// What made a part, and what its columns are.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Provenance {
    /// Name of each column of `theta`.
    pub parameter_names: Vec<String>,
    /// Unit of each column of `theta`.
    pub parameter_units: Vec<String>,
    /// Centre of each column of `spectrum`, µm, with six decimals.
    pub wavelength_um: Vec<String>,
    /// What the spectra are: `transit depth` or `eclipse depth`.
    pub quantity: String,
    /// Text of the study.
    pub study: String,
    /// Hash of everything that determines the simulations.
    pub fingerprint: String,
    /// Seed.
    pub seed: u64,
    /// Source of each opacity table.
    pub opacities: Vec<String>,
    /// JSON map from `status` to the reason.
    pub status_reasons: String,
}

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
        write_file(&self.folder.join("dataset.h5"), |file| {
            write_provenance(file, provenance)?;
            let (d, bins) = (
                provenance.parameter_names.len(),
                provenance.wavelength_um.len(),
            );
            link::<f32>(file, "theta", &sizes, Some(d))?;
            link::<f32>(file, "spectrum", &sizes, Some(bins))?;
            link::<u8>(file, "status", &sizes, None)?;
            link::<u64>(file, "index", &sizes, None)
        })
    }
}

/// What can be told of a part without reading it whole.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Header {
    /// Number of simulations.
    pub n: usize,
    /// Fingerprint of what made it.
    pub fingerprint: String,
}

/// Writes one part; the file appears complete or not at all.
///
/// # Errors
/// [`TrainingSetError::Write`] or [`TrainingSetError::Hdf5`], a full disk among the reasons.
pub fn write_part(
    path: &Path,
    part: &Part,
    provenance: &Provenance,
) -> Result<(), TrainingSetError> {
    write_file(path, |file| {
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
/// [`TrainingSetError::Hdf5`] if it is no part.
pub fn read_header(path: &Path) -> Result<Header, TrainingSetError> {
    let read = || {
        let file = File::open(path)?;
        let fingerprint = file.attr("fingerprint")?.read_scalar::<VarLenUnicode>()?;
        let n = file.dataset("index")?.size();
        Ok(Header {
            n,
            fingerprint: fingerprint.to_string(),
        })
    };
    read().map_err(|source| hdf5_error(path, "read", source))
}

/// Reads a part whole.
///
/// # Errors
/// [`TrainingSetError::Hdf5`] or [`TrainingSetError::Shape`].
pub fn read_part(path: &Path) -> Result<Part, TrainingSetError> {
    let read = || {
        let file = File::open(path)?;
        Ok(Part {
            theta: file.dataset("theta")?.read_2d()?,
            spectrum: file.dataset("spectrum")?.read_2d()?,
            status: file.dataset("status")?.read_1d()?,
            index: file.dataset("index")?.read_1d()?,
        })
    };
    let part = read().map_err(|source| hdf5_error(path, "read", source))?;
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

fn part_name(k: usize) -> String {
    format!("part-{k:06}.h5")
}

fn hdf5_error(path: &Path, action: &'static str, source: hdf5::Error) -> TrainingSetError {
    TrainingSetError::Hdf5 {
        path: path.into(),
        action,
        source,
    }
}

fn write_file(
    path: &Path,
    write: impl FnOnce(&File) -> hdf5::Result<()>,
) -> Result<(), TrainingSetError> {
    atomic::write(path, |temporary| {
        let fill = || {
            let file = File::create(temporary)?;
            write(&file)?;
            file.flush()?;
            file.close()
        };
        fill().map_err(|source| hdf5_error(path, "written", source))
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

fn write_provenance(file: &Group, provenance: &Provenance) -> hdf5::Result<()> {
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
    file.new_attr::<u64>()
        .create("seed")?
        .write_scalar(&provenance.seed)
}

fn write_text(group: &Group, name: &str, text: &str) -> hdf5::Result<()> {
    group
        .new_attr::<VarLenUnicode>()
        .create(name)?
        .write_scalar(&unicode(text)?)
}

fn write_texts(group: &Group, name: &str, texts: &[String]) -> hdf5::Result<()> {
    let texts = texts
        .iter()
        .map(|text| unicode(text))
        .collect::<hdf5::Result<Vec<_>>>()?;
    group
        .new_attr_builder()
        .with_data(&texts)
        .create(name)
        .map(|_| ())
}

fn unicode(text: &str) -> hdf5::Result<VarLenUnicode> {
    text.parse()
        .map_err(|error| hdf5::Error::from(format!("text with a NUL byte: {error}")))
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

#[cfg(test)]
mod tests {
    use super::*;
    use ndarray::s;

    fn part(first: u64) -> Part {
        Part {
            theta: Array2::from_shape_fn((3, 2), |(i, j)| (10 * i + j) as f32),
            spectrum: Array2::from_shape_fn((3, 4), |(i, j)| 0.01 + (i * j) as f32),
            status: Array1::from(vec![0, 1, 0]),
            index: Array1::from_iter(first..first + 3),
        }
    }

    fn provenance() -> Provenance {
        Provenance {
            parameter_names: vec!["radius_rjup".into(), "log_H2O".into()],
            parameter_units: vec!["R_Jup".into(), "log10 VMR".into()],
            wavelength_um: ["1.0", "2.0", "3.0", "4.0"].map(String::from).to_vec(),
            quantity: "transit depth".into(),
            study: "name = \"x\"".into(),
            fingerprint: "abc".into(),
            seed: 7,
            opacities: vec!["HITRAN2020".into()],
            status_reasons: "{}".into(),
        }
    }

    #[test]
    fn a_part_round_trips_and_names_its_maker() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("part-000000.h5");
        write_part(&path, &part(0), &provenance()).unwrap();
        assert_eq!(read_part(&path).unwrap(), part(0));
        assert_eq!(
            read_header(&path).unwrap(),
            Header {
                n: 3,
                fingerprint: "abc".into()
            }
        );
    }

    #[test]
    fn the_virtual_dataset_shows_all_parts_as_one() {
        let folder = tempfile::tempdir().unwrap();
        let set = TrainingSet::at(folder.path());
        for k in 0..2 {
            write_part(&set.part_path(k), &part(3 * k as u64), &provenance()).unwrap();
        }
        set.write_dataset(&provenance()).unwrap();
        let file = File::open(folder.path().join("dataset.h5")).unwrap();
        let index: Vec<u64> = file.dataset("index").unwrap().read_raw().unwrap();
        assert_eq!(index, [0, 1, 2, 3, 4, 5]);
        let theta: Array2<f32> = file.dataset("theta").unwrap().read_2d().unwrap();
        assert_eq!(theta.slice(s![3.., ..]), part(3).theta);
    }

    #[test]
    fn a_truncated_part_is_an_error_that_names_it() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("part-000000.h5");
        write_part(&path, &part(0), &provenance()).unwrap();
        let bytes = std::fs::read(&path).unwrap();
        std::fs::write(&path, &bytes[..bytes.len() / 2]).unwrap();
        let error = read_part(&path).unwrap_err().to_string();
        assert!(error.contains("part-000000.h5 cannot be read"), "{error}");
    }
}
