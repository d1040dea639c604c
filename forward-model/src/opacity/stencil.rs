//! What one level takes from a source of extinction.

/// Unit of cross sections inside the single-precision kernels, m². It keeps both a trace gas in a window and a strong
/// line within the range of `f32`.
pub(crate) const UNIT_M2: f64 = 1e-30;

/// Rows that one stencil can mix.
const MAX_ROWS: usize = 4;

/// How one level mixes a source's rows: `amplitude · Σ weightᵢ rowᵢ`, or `amplitude · 2^Σ…` for a source whose rows are
/// logarithms.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Stencil {
    pub amplitude: f32,
    pub n_rows: u32,
    pub rows: [u32; MAX_ROWS],
    pub weights: [f32; MAX_ROWS],
    /// Whether the level lies outside the source's table and stands at its edge.
    pub clamped: bool,
}

impl Stencil {
    pub const NOTHING: Stencil = Stencil {
        amplitude: 0.0,
        n_rows: 0,
        rows: [0; MAX_ROWS],
        weights: [0.0; MAX_ROWS],
        clamped: false,
    };

    /// A stencil of at most four `(row, weight)` pairs; `amplitude` is in units of [`UNIT_M2`].
    pub fn new(amplitude: f64, pairs: &[(usize, f64)]) -> Self {
        let mut stencil = Stencil {
            amplitude: amplitude as f32,
            n_rows: pairs.len() as u32,
            ..Self::NOTHING
        };
        for (i, (row, weight)) in pairs.iter().enumerate() {
            stencil.rows[i] = *row as u32;
            stencil.weights[i] = *weight as f32;
        }
        stencil
    }
}
