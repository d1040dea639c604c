//! `simulations.h5` of a model: held-out simulations without noise, so that the model can be calibrated for the errors of any spectrum.
//!
//! | dataset, of `fitted` and of `scored` simulations | shape | what |
//! | --- | --- | --- |
//! | `…_index` | `[n]` | number of each simulation |
//! | `…_z` | `[n, parameter]` | true parameters in the standardised space |
//! | `…_spectrum` | `[n, bin]` | depth, dimensionless |
//! | `…_error_inflation` | `[n]` | the factor by which the simulation multiplies every σ |
//!
//! The attribute `valid_fraction` is the share of the simulations of the whole training set that succeeded.

use std::path::Path;

use groundwork::{FileError, hdf5_file};
use hdf5::File;

use super::held_out::Chosen;
use crate::training_set::{Dataset, Rows};

/// The simulations that a calibration takes.
#[derive(Debug, Clone, PartialEq)]
pub struct KeptSimulations {
    /// Those that widths and features are fitted to.
    pub fitted: Rows,
    /// Those that an observation's scores are compared with.
    pub scored: Rows,
    /// Share of the simulations of the whole training set that succeeded.
    pub valid_fraction: f64,
}

impl KeptSimulations {
    /// Those of a training set.
    pub fn of(dataset: &Dataset) -> Self {
        Self {
            fitted: Chosen::for_fitting(dataset).to_rows(),
            scored: Chosen::for_calibration(dataset).to_rows(),
            valid_fraction: dataset.valid_fraction,
        }
    }

    /// Writes the file.
    ///
    /// # Errors
    /// [`FileError`] if the disk does not take it.
    pub fn write(&self, path: &Path) -> Result<(), FileError> {
        hdf5_file::write(path, |file| {
            write_rows(file, "fitted", &self.fitted)?;
            write_rows(file, "scored", &self.scored)?;
            let share = file.new_attr::<f64>().create("valid_fraction")?;
            share.write_scalar(&self.valid_fraction)
        })
    }

    /// Reads the file.
    ///
    /// # Errors
    /// [`FileError`] if it is missing or damaged.
    pub fn read(path: &Path) -> Result<Self, FileError> {
        hdf5_file::read(path, |file| {
            Ok(Self {
                fitted: read_rows(file, "fitted")?,
                scored: read_rows(file, "scored")?,
                valid_fraction: file.attr("valid_fraction")?.read_scalar()?,
            })
        })
    }
}

fn write_rows(file: &File, name: &str, rows: &Rows) -> hdf5::Result<()> {
    let builder = || file.new_dataset_builder();
    let packed = || builder().shuffle().deflate(1);
    let named = |what: &str| format!("{name}_{what}");
    builder().with_data(&rows.index).create(&*named("index"))?;
    packed().with_data(&rows.target).create(&*named("z"))?;
    packed()
        .with_data(&rows.spectrum)
        .create(&*named("spectrum"))?;
    let inflation = builder().with_data(&rows.error_inflation);
    inflation.create(&*named("error_inflation")).map(|_| ())
}

fn read_rows(file: &File, name: &str) -> hdf5::Result<Rows> {
    let dataset = |what: &str| file.dataset(&format!("{name}_{what}"));
    Ok(Rows {
        index: dataset("index")?.read_raw()?,
        target: dataset("z")?.read_2d()?,
        spectrum: dataset("spectrum")?.read_2d()?,
        error_inflation: dataset("error_inflation")?.read_raw()?,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use ndarray::Array2;

    #[test]
    fn kept_simulations_round_trip() {
        let rows = |n: usize| Rows {
            index: (0..n as u64).map(|i| 3 * i).collect(),
            target: Array2::from_shape_fn((n, 2), |(i, j)| i as f32 - 0.5 * j as f32),
            spectrum: Array2::from_shape_fn((n, 3), |(i, j)| 0.02 + 1e-4 * (i * j) as f32),
            error_inflation: vec![1.25; n],
        };
        let kept = KeptSimulations {
            fitted: rows(5),
            scored: rows(2),
            valid_fraction: 0.75,
        };
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("simulations.h5");
        kept.write(&path).unwrap();
        assert_eq!(KeptSimulations::read(&path).unwrap(), kept);
    }
}
