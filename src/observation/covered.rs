//! What a spectrum covers, and a bin that lies beyond it.

use std::fmt;

/// A bin that the spectrum does not cover.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
#[error(
    "bin {i_bin} from {short_um:.4} to {long_um:.4} µm{} is not covered by the opacity tables, \
     which reach {}",
    counted([*short_um, *long_um], *counted_um), list(covered_um)
)]
pub struct BinningError {
    /// Row of the bin, from zero.
    pub i_bin: usize,
    /// Its short edge, µm.
    pub short_um: f64,
    /// Its long edge, µm.
    pub long_um: f64,
    /// Shortest and longest wavelength whose light counts in it, µm: its edges, or where its instrument's response ends.
    pub counted_um: [f64; 2],
    /// Shortest and longest wavelength of every run of touching cells, µm, rising.
    pub covered_um: Vec<CoveredRange>,
}

/// Wavelengths that a run of touching cells covers.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct CoveredRange {
    /// Shortest wavelength, µm.
    pub from_um: f64,
    /// Longest wavelength, µm.
    pub to_um: f64,
    /// Whether it is one cell apart from others, which serves only bins that match it.
    pub is_channel: bool,
}

impl fmt::Display for CoveredRange {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let kind = if self.is_channel {
            " (one channel, for bins with its edges)"
        } else {
            ""
        };
        write!(f, "from {:.4} to {:.4} µm{kind}", self.from_um, self.to_um)
    }
}

/// Where a bin's response ends, if that is not at its edges.
fn counted(edges_um: [f64; 2], counted_um: [f64; 2]) -> String {
    let [from_um, to_um] = counted_um;
    match edges_um == counted_um {
        true => String::new(),
        false => format!(", in which light from {from_um:.4} to {to_um:.4} µm counts,"),
    }
}

/// Ranges that an error names before it only counts them.
const NAMED_RANGES: usize = 6;

fn list(ranges: &[CoveredRange]) -> String {
    let named = ranges.iter().take(NAMED_RANGES).map(ToString::to_string);
    let named = named.collect::<Vec<_>>().join(", ");
    match ranges.len().saturating_sub(NAMED_RANGES) {
        0 => named,
        more => format!("{named} and over {more} more ranges"),
    }
}
