//! Which wavenumbers were chosen for a study's bins, kept in the user's cache folder: choosing them takes seconds, and a study is opened often.

use std::env;
use std::path::{Path, PathBuf};
use std::sync::OnceLock;
use std::time::Instant;

use groundwork::hdf5_file;
use ndarray::Array2;
use sha2::{Digest, Sha256};

use super::SimulatorError;
use super::unkept_choices::note_unkept;
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
/// Those of `choose`; a cache that cannot be read or written costs time and nothing else, of which [`unkept_choices`](super::unkept_choices())
/// knows.
pub(super) fn known_or(
    key: &str,
    n_samples: &[usize],
    choose: impl FnOnce() -> Result<Vec<Few>, SimulatorError>,
) -> Result<Vec<Few>, SimulatorError> {
    let path = cache_folder().map(|folder| folder.join("wavenumbers").join(format!("{key}.h5")));
    if let Some(few) = path.as_ref().and_then(|path| read(path, key, n_samples)) {
        return Ok(few);
    }
    let begun = Instant::now();
    let few = choose()?;
    let took = [begun, Instant::now()];
    match path.map(|path| write(&path, key, &few)) {
        Some(Ok(())) => {}
        Some(Err(error)) => note_unkept(&error.to_string(), took),
        None => note_unkept("found neither $XDG_CACHE_HOME nor $HOME", took),
    }
    Ok(few)
}

/// None of a file that is not there, is damaged, or is another's.
fn read(path: &Path, key: &str, n_samples: &[usize]) -> Option<Vec<Few>> {
    let arrays = hdf5_file::read(path, |file| {
        let samples = file.dataset("samples")?.read_2d::<u32>()?;
        let weights = file.dataset("weights")?.read_2d::<f64>()?;
        Ok((samples, weights, file.dataset("digest")?.read_raw::<u8>()?))
    });
    let (samples, weights, known) = arrays.ok()?;
    if known != digest(key, &samples, &weights) || samples.dim() != weights.dim() {
        return None;
    }
    let cells = samples.rows().into_iter().zip(weights.rows());
    let few = cells.map(|(samples, weights)| Few {
        samples: samples.iter().map(|sample| *sample as usize).collect(),
        weights: weights.to_vec(),
    });
    let few: Vec<Few> = few.collect();
    let are_there = |(few, n): (&Few, &usize)| few.samples.iter().all(|sample| sample < n);
    (few.len() == n_samples.len() && few.iter().zip(n_samples).all(are_there)).then_some(few)
}

/// Of a choice and what it was made for.
fn digest(key: &str, samples: &Array2<u32>, weights: &Array2<f64>) -> Vec<u8> {
    let mut hash = Sha256::new();
    hash.update(key);
    samples
        .iter()
        .for_each(|sample| hash.update(sample.to_le_bytes()));
    weights
        .iter()
        .for_each(|weight| hash.update(weight.to_le_bytes()));
    hash.finalize().to_vec()
}

fn write(path: &Path, key: &str, few: &[Few]) -> Result<(), groundwork::FileError> {
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
        file.new_dataset_builder()
            .with_data(&digest(key, &samples, &weights))
            .create("digest")?;
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
        assert_eq!(read(&path, "key", &[5, 5]), None);
        write(&path, "key", &few()).unwrap();
        assert_eq!(read(&path, "key", &[5, 5]), Some(few()));
        assert_eq!(read(&path, "other", &[5, 5]), None, "another's");
        assert_eq!(
            read(&path, "key", &[5, 3]),
            None,
            "a sample that is not there"
        );
        assert_eq!(read(&path, "key", &[5]), None, "other cells");
        let bytes = std::fs::read(&path).unwrap();
        // One sample for another, which is there too.
        let sample = bytes
            .windows(4)
            .rposition(|four| four == 3_u32.to_le_bytes());
        let mut changed = bytes.clone();
        changed[sample.unwrap()] = 2;
        let damaged = [&changed[..], &bytes[..bytes.len() / 2], b"no HDF5"];
        for bytes in damaged {
            std::fs::write(&path, bytes).unwrap();
            assert_eq!(read(&path, "key", &[5, 5]), None);
        }
    }
}
