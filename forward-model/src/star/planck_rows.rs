//! A planet's black-body radiation over its star's, on a model's columns.

use pulp::Simd;

use super::{
    band::{Detected, points_between},
    spectrum::StarSpectrumError,
    surface::Star,
};
use crate::{
    constants::{FIRST_RADIATION_CONSTANT_W_CM4_PER_M2_SR, SECOND_RADIATION_CONSTANT_CM_K},
    simd::{Columns, Row, exp2},
};

/// `B(ν, T) / B_⋆(ν)` of every cell as a function of temperature. A sample of cross sections is monochromatic; a
/// k-table's cell is a mean over its width, of planet and star alike, of what is detected.
#[derive(Debug, Clone)]
pub(crate) struct PlanckRows {
    n_points: usize,
    /// For each block and point, `−x T log₂ e` with `x = h c ν / (k T)`, and what stands before `1 / (eˣ − 1)`.
    rows: Vec<[Row; 2]>,
}

impl PlanckRows {
    /// # Shapes
    /// `bounds_per_cm`: `[n_cells]`, those of `columns`.
    ///
    /// # Errors
    /// [`StarSpectrumError`] if the star's spectrum does not cover a cell, or is dark there.
    pub fn new(
        (star, detected): (&Star, Detected),
        columns: &Columns,
        bounds_per_cm: &[[f64; 2]],
    ) -> Result<Self, StarSpectrumError> {
        let cells: Vec<Cell> = (0..columns.n_cells())
            .map(|cell| Cell::new((star, detected), columns, cell, bounds_per_cm[cell]))
            .collect::<Result<_, _>>()?;
        let n_points = cells[0].points.len();
        let row = |i_block: usize, i_point: usize| {
            let exponent = |cell: usize, _| cells[cell].exponent(i_point) as f32;
            let factor = |cell: usize, _| cells[cell].factor(i_point) as f32;
            [
                columns.row(i_block, 0, exponent),
                columns.row(i_block, 0, factor),
            ]
        };
        let rows = (0..columns.n_blocks * n_points).map(|i| row(i / n_points, i % n_points));
        Ok(Self {
            n_points,
            rows: rows.collect(),
        })
    }

    /// Overwrites `out` with `B(T) / B_⋆` of a block's cells.
    #[inline(always)]
    pub fn emit<S: Simd>(&self, simd: S, i_block: usize, temperature_k: f64, out: &mut Row) {
        *out = Row::ZERO;
        let inverse_temperature = simd.splat_f32s((1.0 / temperature_k) as f32);
        let (out, _) = S::as_mut_simd_f32s(&mut out.0);
        for [exponent, factor] in &self.rows[i_block * self.n_points..][..self.n_points] {
            let [exponent, factor] = [exponent, factor].map(|row| S::as_simd_f32s(&row.0).0);
            for (i, out) in out.iter_mut().enumerate() {
                let e = exp2(simd, simd.mul_f32s(exponent[i], inverse_temperature));
                let occupation = simd.div_f32s(e, simd.sub_f32s(simd.splat_f32s(1.0), e));
                *out = simd.mul_add_e_f32s(factor[i], occupation, *out);
            }
        }
    }
}

/// Where one cell is sampled: wavenumbers in cm⁻¹ with their weights, and the star's radiance over the cell.
struct Cell {
    points: Vec<(f64, f64)>,
    detected: Detected,
    star: f64,
}

impl Cell {
    fn new(
        (star, detected): (&Star, Detected),
        columns: &Columns,
        cell: usize,
        bounds_per_cm: [f64; 2],
    ) -> Result<Self, StarSpectrumError> {
        let is_mean = columns.g_weights.len() > 1;
        let points = match is_mean {
            true => points_between(bounds_per_cm).to_vec(),
            false => vec![(columns.centres_per_cm[cell], 1.0)],
        };
        let star = star.radiance(bounds_per_cm, &points, detected)?;
        Ok(Self {
            points,
            detected,
            star,
        })
    }

    fn exponent(&self, i_point: usize) -> f64 {
        -std::f64::consts::LOG2_E * SECOND_RADIATION_CONSTANT_CM_K * self.points[i_point].0
    }

    /// `w · 2 h c² ν³ / B_⋆`, of photons instead of energy if these are detected.
    fn factor(&self, i_point: usize) -> f64 {
        let (per_cm, weight) = self.points[i_point];
        let prefactor = FIRST_RADIATION_CONSTANT_W_CM4_PER_M2_SR * per_cm.powi(3);
        weight * self.detected.of_energy(per_cm) * prefactor / self.star
    }
}
