//! What figures over wavelength share.

use figures::axis::Axis;

/// The name of the axis.
pub(super) const NAME: &str = "λ [µm]";
/// Parts per million in one.
pub(super) const PPM: f64 = 1e6;
/// Range of wavelengths, longest over shortest, from which on their axis is logarithmic.
const LOG_RATIO: f64 = 2.2;

/// The axis between two wavelengths, µm: logarithmic if they are far apart.
pub(super) fn axis(shortest_um: f64, longest_um: f64) -> Axis {
    if is_wide(shortest_um, longest_um) {
        Axis::log(shortest_um, longest_um)
    } else {
        Axis::linear(shortest_um, longest_um)
    }
}

/// Whether two wavelengths are far apart.
pub(super) fn is_wide(shortest_um: f64, longest_um: f64) -> bool {
    longest_um / shortest_um > LOG_RATIO
}
