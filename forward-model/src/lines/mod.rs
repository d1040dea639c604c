//! Line-by-line absorption: from the parameters of spectral lines to cross sections.
//!
//! ```text
//! Line ─► strength (T) ─┐
//!      ─► broadening (T, P) ─► ShapedLine ─► NestedGrid::add ─► cross section on a uniform wavenumber grid
//! isotopologue ─► partition (TIPS-2021) ┘
//! ```
//!
//! Everything here is a pure function of its arguments; reading line lists and threads live elsewhere.
//! Lengths of wavenumber are in cm⁻¹, cross sections in m², line strengths therefore in m² cm⁻¹
//! (HITRAN's 1 cm/molecule = 1 cm⁻¹ cm² = 1e-4 m² cm⁻¹).
//!
//! Not here: line mixing, speed-dependent profiles, the water continuum, and sub-Lorentzian wings
//! (the wings end at [`WING_CUTOFF_PER_CM`] instead). The resonance lines of Na and K, whose wings reach much farther, are
//! apart from all this, in [`Alkali`].

mod alkali;
mod alkali_wings;
mod broadening;
mod deuterium;
mod faddeeva;
mod isotopologue;
mod k_distribution;
mod line;
mod molecule;
mod nested_grid;
mod partition;
mod state;
mod strength;

pub use alkali::{Alkali, AlkaliDoublet};
pub use alkali_wings::{AlkaliWings, Wings};
pub use broadening::{
    Broadening, doppler_half_width_per_cm, lorentz_half_width_per_cm, voigt_half_width_per_cm,
};
pub use deuterium::Deuterium;
pub use faddeeva::voigt_function;
pub use isotopologue::Isotopologue;
pub use k_distribution::{BinSample, k_distribution, keep_mean};
pub use line::{Line, ShapedLine};
pub use molecule::isotopologues;
pub use nested_grid::{NestedGrid, WING_CUTOFF_PER_CM};
pub use partition::{PartitionError, PartitionSums};
pub use state::LineList;
pub use strength::strength_ratio;
