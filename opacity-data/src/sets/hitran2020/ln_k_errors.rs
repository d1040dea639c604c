//! What ln k of the set's gases may be off, band by band.
//!
//! That is how far the mean of a band is from that of the reference that its hot lines were made by (HITEMP, ExoMol, in three bands of H2O
//! Exo-Transmit), root mean square of ln at 700 to 1000 K, but no less than the reference itself may be off: 0.03, 0.1 and 0.1. Neighbours
//! that differ by 0.02 or less are one band, with the larger. `tests/bands.rs` measures all of them. Elsewhere, where the reference has
//! next to nothing or does not reach, it is the root mean square over all bands at 300, 700 and 1000 K.

use crate::band_errors::BandError;

/// Between two wavelengths, µm.
const fn band(from_um: f64, to_um: f64, ln_k_error: f64) -> BandError {
    BandError {
        wavelength_um: [from_um, to_um],
        ln_k_error,
    }
}

/// Elsewhere, and in bands.
pub(super) type Errors = (f64, &'static [BandError]);

pub(super) const H2O: Errors = (
    0.11,
    &[
        band(0.69, 1.07, 0.03),
        band(1.07, 1.13, 0.13),
        band(1.13, 1.203, 0.22),
        band(1.203, 1.69, 0.03),
        band(1.69, 1.862, 0.10),
        band(1.862, 2.02, 0.03),
        band(2.02, 2.203, 0.11),
        band(2.203, 2.66, 0.07),
        band(2.66, 3.487, 0.05),
        band(3.487, 3.676, 0.14),
        band(3.676, 3.781, 0.59),
        band(3.781, 4.01, 0.39),
        band(4.01, 4.172, 0.13),
        band(4.172, 5.128, 0.05),
        band(5.128, 5.405, 0.12),
        band(5.405, 6.452, 0.04),
        band(6.452, 6.897, 0.06),
        band(6.897, 7.407, 0.03),
        band(7.407, 7.843, 0.13),
        band(7.843, 8.333, 0.08),
        band(8.333, 9.025, 0.04),
        band(9.025, 9.39, 0.15),
        band(9.39, 10.0, 0.10),
        band(10.0, 10.638, 0.13),
        band(10.638, 11.429, 0.10),
    ],
);

pub(super) const CO2: Errors = (
    0.06,
    &[
        band(1.431, 1.688, 0.05),
        band(1.862, 3.154, 0.03),
        band(4.01, 4.172, 0.15),
        band(4.172, 5.128, 0.04),
        band(5.128, 5.714, 0.08),
        band(8.333, 9.39, 0.04),
        band(9.39, 11.429, 0.07),
    ],
);

pub(super) const CO: Errors = (
    0.08,
    &[
        band(2.203, 2.66, 0.03),
        band(4.172, 4.545, 0.09),
        band(4.545, 5.128, 0.04),
        band(5.128, 5.405, 0.15),
        band(5.405, 5.714, 0.24),
    ],
);

pub(super) const CH4: Errors = (
    0.04,
    &[
        band(0.842, 4.545, 0.04),
        band(4.545, 4.878, 0.12),
        band(4.878, 11.429, 0.05),
    ],
);

pub(super) const NH3: Errors = (0.10, &[]);

pub(super) const HCN: Errors = (0.10, &[band(2.02, 2.5, 0.29)]);

pub(super) const C2H2: Errors = (0.10, &[band(8.7, 20.0, 0.25)]);

pub(super) const H2S: Errors = (0.10, &[]);
