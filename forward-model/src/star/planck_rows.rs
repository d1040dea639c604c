//! A planet's black-body radiation over its star's, on a model's columns.

use pulp::Simd;

use super::{
    band::{Detected, n_points, points_of_rule},
    spectrum::StarSpectrumError,
    surface::Star,
};
use crate::{
    constants::{FIRST_RADIATION_CONSTANT_W_CM4_PER_M2_SR, SECOND_RADIATION_CONSTANT_CM_K},
    simd::{Columns, Row, exp2},
};

/// `B(ν, T) / B_⋆(ν)` of every cell as a function of temperature: a mean over the cell's width, of planet and star alike, of
/// what is detected. A k-table's cell is such a mean, and a sample of cross sections stands for its cell.
#[derive(Debug, Clone)]
pub(crate) struct PlanckRows {
    /// Columns of a row that are cells.
    n_columns: usize,
    /// For each block and point, `−x T log₂ e` with `x = h c ν / (k T)`, and what stands before `1 / (eˣ − 1)`.
    blocks: Vec<Vec<[Row; 2]>>,
}

impl PlanckRows {
    /// # Shapes
    /// `bounds_per_cm`: `[n_cells]`, those of `columns`.
    ///
    /// # Errors
    /// [`StarSpectrumError`] if the star's spectrum does not cover a cell, or is dark there.
    pub fn new(
        light: (&Star, Detected),
        columns: &Columns,
        bounds_per_cm: &[[f64; 2]],
    ) -> Result<Self, StarSpectrumError> {
        let blocks =
            (0..columns.n_blocks).map(|i_block| block(light, columns, bounds_per_cm, i_block));
        Ok(Self {
            n_columns: columns.cells_per_block,
            blocks: blocks.collect::<Result<_, _>>()?,
        })
    }

    /// Overwrites the cells of `out` with `B(T) / B_⋆` of a block.
    #[inline(always)]
    pub fn emit<S: Simd>(&self, simd: S, i_block: usize, temperature_k: f64, out: &mut Row) {
        *out = Row::ZERO;
        let inverse_temperature = simd.splat_f32s((1.0 / temperature_k) as f32);
        let (out, _) = S::as_mut_simd_f32s(&mut out.0[..self.n_columns]);
        for [exponent, factor] in &self.blocks[i_block] {
            let [exponent, factor] = [exponent, factor].map(|row| S::as_simd_f32s(&row.0).0);
            for (i, out) in out.iter_mut().enumerate() {
                let e = exp2(simd, simd.mul_f32s(exponent[i], inverse_temperature));
                let occupation = simd.div_f32s(e, simd.sub_f32s(simd.splat_f32s(1.0), e));
                *out = simd.mul_add_e_f32s(factor[i], occupation, *out);
            }
        }
    }
}

/// A second point makes means over narrow cells exact to rounding. It costs nothing beside g points, and a tenth of the time
/// without.
fn fewest_points(columns: &Columns) -> usize {
    match columns.n_points {
        1 => 1,
        _ => 2,
    }
}

/// The rows of one block, as many as its broadest cell needs points.
fn block(
    light: (&Star, Detected),
    columns: &Columns,
    bounds_per_cm: &[[f64; 2]],
    i_block: usize,
) -> Result<Vec<[Row; 2]>, StarSpectrumError> {
    let numbers = columns.cells(i_block);
    let bounds_per_cm = &bounds_per_cm[numbers.clone()];
    let n_points = bounds_per_cm.iter().copied().map(n_points).max();
    let n_points = n_points.unwrap_or(1).max(fewest_points(columns));
    let cells = bounds_per_cm.iter().copied();
    let cells: Vec<Cell> = cells
        .map(|bounds_per_cm| Cell::new(light, n_points, bounds_per_cm))
        .collect::<Result<_, _>>()?;
    let row = |i_point: usize| {
        let exponent = |cell: usize, _| cells[cell - numbers.start].exponent(i_point) as f32;
        let factor = |cell: usize, _| cells[cell - numbers.start].factor(i_point) as f32;
        [
            columns.row(i_block, 0, exponent),
            columns.row(i_block, 0, factor),
        ]
    };
    Ok((0..n_points).map(row).collect())
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
        n_points: usize,
        bounds_per_cm: [f64; 2],
    ) -> Result<Self, StarSpectrumError> {
        let points = points_of_rule(n_points, bounds_per_cm);
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
