//! What stands before the values.

use super::records::Records;
use crate::error::OpacityFileError;

/// What stands before the values.
pub(super) struct Header {
    /// Record at which the values begin, from 1.
    pub first_record: usize,
    pub n_channels: usize,
    /// First wavelength, and the step to the next: negative where the wavelengths are listed.
    pub first: f64,
    pub step: f64,
    pub gas: i32,
    pub g_samples: Vec<f64>,
    pub g_weights: Vec<f64>,
    pub pressure_atm: Vec<f64>,
    pub temperature_k: Vec<f64>,
}

impl Header {
    pub fn read(file: &mut Records) -> Result<Self, OpacityFileError> {
        let first_record = file.count("the first record of the values")?;
        let n_channels = file.count("the number of channels")?;
        let [first, step, _width] = file.numbers(3, "the wavelengths")?[..] else {
            unreachable!("three numbers were asked for");
        };
        let n_pressures = file.count("the number of pressures")?;
        let n_temperatures = file.count("the number of temperatures")?;
        let n_g = file.count("the number of g points")?;
        let [gas, _isotopologue] = [file.integer("the gas")?, file.integer("the isotopologue")?];
        let g_samples = file.numbers(n_g, "the g points")?;
        let g_weights = file.numbers(n_g, "the g weights")?;
        file.numbers(2, "the g weights")?;
        Ok(Self {
            first_record,
            n_channels,
            first,
            step,
            gas,
            g_samples,
            g_weights,
            pressure_atm: file.numbers(n_pressures, "the pressures")?,
            temperature_k: file.numbers(n_temperatures, "the temperatures")?,
        })
    }
}
