//! Which wavenumbers were chosen for a study's bins, kept in the user's cache folder: choosing them takes seconds, and a study is opened often.

use std::env;
use std::path::{Path, PathBuf};
use std::sync::OnceLock;

use groundwork::hdf5_file;
use ndarray::Array2;

use super::SimulatorError;
use super::wavenumbers::Few;

static FOLDER: OnceLock<PathBuf> = OnceLock::new();

/// Where the program keeps what it need not compute twice: `$XDG_CACHE_HOME/exosonde` or `~/.cache/exosonde`, unless this says otherwise
/// before a study is opened.
pub fn set_cache_folder(folder: PathBuf) {
    // The first to say so is the command line.
    let _ = FOLDER.set(folder);
}

/// None where the system tells of no folder.
fn cache_folder() -> Option<PathBuf> {
    if let Some(folder) = FOLDER.get() {
        return Some(folder.clone());
    }
    let absolute = |name| {
        env::var_os(name)
            .map(PathBuf::from)
            .filter(|path| path.is_absolute())
    };
    let of_home = || absolute("HOME").map(|home| home.join(".cache"));
    let folder = absolute("XDG_CACHE_HOME").or_else(of_home)?;
    Some(folder.join("exosonde"))
}

/// The choice that is kept under a key, or that which `choose` makes, which is kept then; of each cell, which has so many samples.
///
/// # Errors
/// Those of `choose`; a cache that cannot be read or written costs time and nothing else.
pub(super) fn known_or(
    key: &str,
    n_samples: &[usize],
    choose: impl FnOnce() -> Result<Vec<Few>, SimulatorError>,
) -> Result<Vec<Few>, SimulatorError> {
    let path = cache_folder().map(|folder| folder.join("wavenumbers").join(format!("{key}.h5")));
    if let Some(few) = path.as_ref().and_then(|path| read(path, n_samples)) {
        return Ok(few);
    }
    let few = choose()?;
    if let Some(path) = path {
        let _ = write(&path, &few);
    }
    Ok(few)
}

/// None of a file that is not there, is damaged, or is another's.
fn read(path: &Path, n_samples: &[usize]) -> Option<Vec<Few>> {
    let arrays = hdf5_file::read(path, |file| {
        let samples = file.dataset("samples")?.read_2d::<u32>()?;
        Ok((samples, file.dataset("weights")?.read_2d::<f64>()?))
    });
    let (samples, weights) = arrays.ok()?;
    if samples.nrows() != n_samples.len() || samples.dim() != weights.dim() {
        return None;
    }
    let cells = samples.rows().into_iter().zip(weights.rows());
    let few = cells.zip(n_samples).map(|((samples, weights), n_samples)| {
        let is_whole = (weights.sum() - 1.0).abs() < 1e-9 && weights.iter().all(|w| *w >= 0.0);
        let are_there = samples.iter().all(|sample| (*sample as usize) < *n_samples);
        (is_whole && are_there).then(|| Few {
            samples: samples.iter().map(|sample| *sample as usize).collect(),
            weights: weights.to_vec(),
        })
    });
    few.collect()
}

fn write(path: &Path, few: &[Few]) -> Result<(), groundwork::FileError> {
    let shape = (few.len(), few.first().map_or(0, |few| few.samples.len()));
    let samples = Array2::from_shape_fn(shape, |(cell, i)| few[cell].samples[i] as u32);
    let weights = Array2::from_shape_fn(shape, |(cell, i)| few[cell].weights[i]);
    hdf5_file::write(path, |file| {
        file.new_dataset_builder()
            .with_data(&samples)
            .create("samples")?;
        file.new_dataset_builder()
            .with_data(&weights)
            .create("weights")?;
        Ok(())
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn few() -> Vec<Few> {
        let few = |samples: [usize; 2]| Few {
            samples: samples.to_vec(),
            weights: vec![1.0 / 3.0, 2.0 / 3.0],
        };
        vec![few([0, 4]), few([3, 1])]
    }

    #[test]
    fn a_choice_comes_back_bit_by_bit_and_a_damaged_or_foreign_one_does_not() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("deep/choice.h5");
        assert_eq!(read(&path, &[5, 5]), None);
        write(&path, &few()).unwrap();
        assert_eq!(read(&path, &[5, 5]), Some(few()));
        assert_eq!(read(&path, &[5, 3]), None, "a sample that is not there");
        assert_eq!(read(&path, &[5]), None, "other cells");
        let bytes = std::fs::read(&path).unwrap();
        std::fs::write(&path, &bytes[..bytes.len() / 2]).unwrap();
        assert_eq!(read(&path, &[5, 5]), None);
        std::fs::write(&path, "no HDF5").unwrap();
        assert_eq!(read(&path, &[5, 5]), None);
    }
}
