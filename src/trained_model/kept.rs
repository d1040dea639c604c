//! `simulations.h5` of a model: held-out simulations without noise, so that the model can be calibrated for the errors of any spectrum.
//!
//! | dataset, of `fitted` and of `scored` simulations | shape | what |
//! | --- | --- | --- |
//! | `…_index` | `[n]` | number of each simulation |
//! | `…_z` | `[n, parameter]` | true parameters in the standardised space |
//! | `…_spectrum` | `[n, bin]` | depth, dimensionless |
//! | `…_error_inflation` | `[n]` | the factor by which the simulation multiplies every σ; `[n, factor]` if bins have several |
//! | `…_factor_of_bin` | `[bin]` | which of several a bin has |
//!
//! The attribute `valid_fraction` is the share of the simulations of the whole training set that succeeded.

use std::path::Path;

use groundwork::{FileError, hdf5_file};
use hdf5::File;
use ndarray::{Array1, Array2, Axis};

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
    let (factors, name) = (&rows.error_inflation, named("error_inflation"));
    if factors.ncols() == 1 {
        let factor = builder().with_data(factors.column(0));
        return factor.create(&*name).map(|_| ());
    }
    builder().with_data(factors).create(&*name)?;
    let of_bin: Vec<u64> = rows.factor_of_bin.iter().map(|i| *i as u64).collect();
    let of_bin = builder().with_data(&of_bin);
    of_bin.create(&*named("factor_of_bin")).map(|_| ())
}

fn read_rows(file: &File, name: &str) -> hdf5::Result<Rows> {
    let dataset = |what: &str| file.dataset(&format!("{name}_{what}"));
    let (spectrum, factors) = (dataset("spectrum")?, dataset("error_inflation")?);
    let spectrum: Array2<f32> = spectrum.read_2d()?;
    let (error_inflation, factor_of_bin) = if factors.ndim() == 1 {
        let factor: Array1<f32> = factors.read_1d()?;
        (factor.insert_axis(Axis(1)), vec![0; spectrum.ncols()])
    } else {
        let of_bin = dataset("factor_of_bin")?.read_raw::<u64>()?;
        let of_bin = of_bin.into_iter().map(|i| i as usize);
        (factors.read_2d()?, of_bin.collect())
    };
    Ok(Rows {
        index: dataset("index")?.read_raw()?,
        target: dataset("z")?.read_2d()?,
        spectrum,
        error_inflation,
        factor_of_bin,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn kept_simulations_round_trip() {
        let rows = |n: usize, factor_of_bin: [usize; 3]| Rows {
            index: (0..n as u64).map(|i| 3 * i).collect(),
            target: Array2::from_shape_fn((n, 2), |(i, j)| i as f32 - 0.5 * j as f32),
            spectrum: Array2::from_shape_fn((n, 3), |(i, j)| 0.02 + 1e-4 * (i * j) as f32),
            error_inflation: Array2::from_shape_fn((n, 1 + factor_of_bin[2]), |(i, j)| {
                1.25 + (i + 2 * j) as f32
            }),
            factor_of_bin: factor_of_bin.to_vec(),
        };
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("simulations.h5");
        for factor_of_bin in [[0, 0, 0], [0, 0, 1]] {
            let kept = KeptSimulations {
                fitted: rows(5, factor_of_bin),
                scored: rows(2, factor_of_bin),
                valid_fraction: 0.75,
            };
            kept.write(&path).unwrap();
            assert_eq!(KeptSimulations::read(&path).unwrap(), kept);
            let file = File::open(&path).unwrap();
            let shape = file.dataset("scored_error_inflation").unwrap().shape();
            assert_eq!(shape, [&[2][..], &[2, 2]][factor_of_bin[2]]);
        }
    }
}
