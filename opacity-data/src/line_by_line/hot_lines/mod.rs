//! Hot lines that a list lacks, put back as lines.
//!
//! HITRAN's lists are complete near 300 K. What they lack when it is hot is known as band means of lists of hot lines (`band_means.csv`):
//!
//! ```text
//! list ─► line_strengths (T) ─► band sums ─┐
//! band_means.csv ─► reference bands ───────┴─► missing (band, T) ─► fit: lower energies ─┐
//! list ─► windows: where in a band ──────────────────────────────────────────────────────┴─► scatter: random lines
//! ```
//!
//! The missing strength of a band is fitted over temperature by a handful of lower energies with the factors that line strengths
//! have, so that it is smooth in temperature and nothing downstream needs to know of it. Every part of a band then gets random lines
//! of these energies: as dense as hot lines are, of a broad distribution of strengths, and with the list's widths. What they carry is
//! right band by band; their places are not those of real lines: they are for bins that hold many, not for high resolution.

mod add;
mod band;
mod fit;
mod folder;
mod forest;
mod line_strengths;
mod missing;
mod reference;
mod scatter;
mod source;
#[cfg(test)]
mod tests;
mod widths;
mod windows;

pub use add::{HotLines, with_hot_lines};
pub use folder::{AddedLines, add_to_folder};
