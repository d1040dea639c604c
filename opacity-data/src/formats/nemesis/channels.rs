//! Where the channels of a table are.

use forward_model::units;

use super::channel_widths::around;
use super::{header::Header, records::Records};
use crate::error::OpacityFileError;

/// No table reaches to longer wavelengths, µm; larger numbers are wavenumbers.
const LONGEST_UM: f64 = 250.0;

/// Where channels are, and what is to be said of that.
pub(super) struct Channels {
    pub bounds_per_cm: Vec<[f64; 2]>,
    /// Whether the file's order is that of rising wavenumber.
    pub rises_in_wavenumber: bool,
    pub remark: &'static str,
}

impl Channels {
    /// Reads what follows the header.
    pub fn read(file: &mut Records, header: &Header) -> Result<Self, OpacityFileError> {
        let step = |i: usize| header.first + i as f64 * header.step;
        let is_list = header.step < 0.0;
        let centres = if is_list {
            file.numbers(header.n_channels, "the list of wavelengths")?
        } else {
            (0..header.n_channels).map(step).collect()
        };
        let rises = centres.windows(2).all(|pair| pair[0] < pair[1]);
        let last = centres[centres.len() - 1];
        if !(centres[0] > 0.0 && rises && last.is_finite()) {
            let expected = "positive and rising from channel to channel";
            return Err(file.wrong("the wavelength", format!("{centres:?}"), expected));
        }
        let (bounds, remark) = around(&centres, is_list);
        let rises_in_wavenumber = last > LONGEST_UM;
        let bounds_per_cm = match rises_in_wavenumber {
            true => bounds,
            false => bounds.iter().rev().map(flipped).collect(),
        };
        Ok(Self {
            bounds_per_cm,
            rises_in_wavenumber,
            remark,
        })
    }
}

/// From the bounds of a channel in µm to those in cm⁻¹.
fn flipped([short_um, long_um]: &[f64; 2]) -> [f64; 2] {
    [*long_um, *short_um].map(units::per_cm_from_um)
}
