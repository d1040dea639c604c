//! `input.h5` of a model: the map from a spectrum to the network's input.
//!
//! | dataset | shape | what |
//! | --- | --- | --- |
//! | `mean` | `[bin]` | mean of the training simulations, dimensionless |
//! | `std` | `[bin]` | their standard deviation with the observation's noise, dimensionless |
//! | `whitening` | `[bin, bin]` | lower triangular, from residuals to independent numbers of unit variance |
//! | `sigma` | `[bin]` | the observation's σ, dimensionless |
//!
//! The attribute `noise_factor` holds the range of the factor by which training spectra are noisier.

use std::path::Path;

use super::InputMap;
use groundwork::{FileError, hdf5_file};

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
            let packed = builder().shuffle().deflate(1);
            packed.with_data(&self.whitening).create("whitening")?;
            builder().with_data(&self.sigma).create("sigma")?;
            let range = file.new_attr_builder().with_data(&self.noise_factor);
            range.create("noise_factor").map(|_| ())
        })
    }

    /// Reads the file.
    ///
    /// # Errors
    /// [`FileError`] if it is missing or damaged.
    pub fn read(path: &Path) -> Result<Self, FileError> {
        hdf5_file::read(path, |file| {
            let range = file.attr("noise_factor")?.read_1d::<f64>()?;
            Ok(Self {
                mean: file.dataset("mean")?.read_1d()?,
                std: file.dataset("std")?.read_1d()?,
                whitening: file.dataset("whitening")?.read_2d()?,
                sigma: file.dataset("sigma")?.read_1d()?,
                noise_factor: [range[0], range[1]],
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
            whitening: array![[3.0, 0.0], [-1.5, 7.25]],
            sigma: Array1::from_elem(2, 1e-5),
            noise_factor: [0.5, 2.0],
        };
        map.write(&path).unwrap();
        assert_eq!(InputMap::read(&path).unwrap(), map);
    }
}
