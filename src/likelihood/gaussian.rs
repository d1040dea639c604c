//! The normal density.

use std::f64::consts::TAU;

/// ln N(r; 0, σ²) of a residual.
pub(super) fn log_normal(residual: f64, sigma: f64) -> f64 {
    let pull = residual / sigma;
    -0.5 * pull * pull - sigma.ln() - 0.5 * TAU.ln()
}
