//! `input.h5` of a model: the map from a spectrum to the network's input.
//!
//! | dataset | shape | what |
//! | --- | --- | --- |
//! | `mean` | `[bin]` | mean of the training simulations, dimensionless |
//! | `std` | `[bin]` | their standard deviation with the observation's noise, dimensionless |
//! | `loadings` | `[bin, way]` | the ways in which the simulations vary, dimensionless |
//! | `left` | `[bin, 1]` | variance of the simulations that is none of these, dimensionless |
//! | `noise` | `[bin, 1]` | variance of the noise, dimensionless |
//! | `sigma` | `[bin]` | the observation's σ, dimensionless |
//!
//! The attribute `noise_factor` holds the range of the factor by which the errors of training spectra are larger, and `n_conditions`,
//! where there are some, how many of the last elements of θ are inputs.

use std::path::Path;

use ndarray::Array2;

use super::{InputMap, linear::LinearModel};
use groundwork::{FileError, hdf5_file};

/// The parts of the linear model.
const LINEAR: [&str; 3] = ["loadings", "left", "noise"];
const CONDITIONS: &str = "n_conditions";

impl InputMap {
    /// Writes the file.
    ///
    /// # Errors
    /// [`FileError`] if the disk does not take it.
    pub fn write(&self, path: &Path) -> Result<(), FileError> {
        hdf5_file::write(path, |file| {
            let builder = || file.new_dataset_builder();
            builder().with_data(&self.mean).create("mean")?;
            builder().with_data(&self.std).create("std")?;
            for (name, part) in LINEAR.into_iter().zip(self.linear.parts()) {
                let part = part.as_standard_layout().into_owned();
                builder().with_data(&part).create(name)?;
            }
            builder().with_data(&self.sigma).create("sigma")?;
            let range = file.new_attr_builder().with_data(&self.noise_factor);
            range.create("noise_factor")?;
            match self.n_conditions {
                0 => Ok(()),
                n => {
                    let attribute = file.new_attr::<u64>().create(CONDITIONS)?;
                    attribute.write_scalar(&(n as u64))
                }
            }
        })
    }

    /// Reads the file.
    ///
    /// # Errors
    /// [`FileError`] if it is missing or damaged.
    pub fn read(path: &Path) -> Result<Self, FileError> {
        hdf5_file::read(path, |file| {
            let range = file.attr("noise_factor")?.read_1d::<f64>()?;
            let [loadings, left, noise] = LINEAR.map(|name| file.dataset(name)?.read_2d::<f64>());
            let has_conditions = file.attr_names()?.iter().any(|name| name == CONDITIONS);
            let n_conditions = match has_conditions {
                true => file.attr(CONDITIONS)?.read_scalar::<u64>()? as usize,
                false => 0,
            };
            let of_bin = |values: Array2<f64>| values.into_iter().collect();
            Ok(Self {
                linear: LinearModel::new(loadings?, of_bin(left?), of_bin(noise?)),
                mean: file.dataset("mean")?.read_1d()?,
                std: file.dataset("std")?.read_1d()?,
                sigma: file.dataset("sigma")?.read_1d()?,
                noise_factor: [range[0], range[1]],
                n_conditions,
            })
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use ndarray::{Array1, array};

    #[test]
    fn an_input_map_round_trips() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("input.h5");
        let map = InputMap {
            mean: array![0.02, 0.03],
            std: array![1e-4, 2e-4],
            linear: LinearModel::new(array![[3.0], [-1.5]], array![0.0, 2.0], array![1.0, 7.25]),
            sigma: Array1::from_elem(2, 1e-5),
            noise_factor: [0.5, 2.0],
            n_conditions: 0,
        };
        for map in [map.clone(), map.with_conditions(2)] {
            map.write(&path).unwrap();
            assert_eq!(InputMap::read(&path).unwrap(), map);
        }
    }
}
