//! Chords of starlight through the spherical shells.
//!
//! Between two neighbouring levels log density and the cross section per molecule are linear in log pressure, that is in
//! 1/r, as hydrostatic equilibrium has it; to second order in the thickness of the shell, as a function of r². Then the
//! slant optical depth of a chord is a fixed linear combination of the cross sections at the levels it crosses:
//!
//! `τ_j = Σ_{k≤j} W_jk σ_k`,  `W_jk = 2 ∫ φ_k(r) n(r) ds`, with `φ_k` the hat function of level `k`.
//!
//! Above the highest level the atmosphere goes on with that level's cross section ([`OuterAtmosphere`]), for these chords
//! and for those that pass above all levels, so that a spectrum does not depend on where the grid begins. The geometry is
//! exact; the integral over one shell is a three-point Gauss rule in the distance `s` along the chord, in which everything
//! is smooth even where the chord touches the shell.

use pulp::Simd;

use super::{medium::OPAQUE_EXPONENT, outer_atmosphere::OuterAtmosphere};
use crate::{
    opacity::UNIT_M2,
    simd::{WIDTH, exp2},
};

/// Chords whose optical depths are summed together.
pub(crate) const CHORDS_PER_GROUP: usize = 4;

/// Points and weights of the three-point Gauss rule on 0 … 1.
const GAUSS: [(f32, f32); 3] = [
    (0.112_701_67, 5.0 / 18.0),
    (0.5, 8.0 / 18.0),
    (0.887_298_35, 5.0 / 18.0),
];

/// The chords tangent to each level, top first.
#[derive(Debug, Clone)]
pub(crate) struct Chords {
    n_chords: usize,
    /// `−log₂e · UNIT · W`, four chords together: for each group its levels, for each level the four chords.
    weights: Vec<[f32; CHORDS_PER_GROUP]>,
    /// For each group the exponent of its last chord that proves all deeper chords opaque.
    opaque_below: Vec<f32>,
    shells: Shells,
}

/// What one chord needs of each shell; shell `k` lies between levels `k` and `k + 1`. Padded to whole vectors.
#[derive(Debug, Clone)]
struct Shells {
    /// log₂ of the density at the lower level over that at the upper one.
    log_ratio: Vec<f32>,
    /// Number density at the lower level times the constants of `weights`.
    density: Vec<f32>,
    /// Distance along the chord from its tangent point to every level, m.
    distance_m: Vec<f64>,
    /// Path through the shell, m.
    path_m: Vec<f32>,
    /// `path / (distance to the lower level + distance to the upper level)`: 1 in the shell that the chord touches.
    bend: Vec<f32>,
    /// How far the height in 1/r, as a share of the shell, exceeds that in r²: by `curvature · x (1 − x)`.
    curvature: Vec<f32>,
    /// Integrals of the density with the upper and lower level's share of the hat function.
    upper: Vec<f32>,
    lower: Vec<f32>,
    /// Integral of the density above the highest level.
    above: f32,
}

impl Shells {
    fn new(n_levels: usize) -> Self {
        let n = n_levels.next_multiple_of(WIDTH);
        Self {
            log_ratio: vec![0.0; n],
            density: vec![0.0; n],
            distance_m: vec![0.0; n],
            path_m: vec![0.0; n],
            bend: vec![0.0; n],
            curvature: vec![0.0; n],
            upper: vec![0.0; n],
            lower: vec![0.0; n],
            above: 0.0,
        }
    }
}

impl Chords {
    pub fn new(n_levels: usize) -> Self {
        let n_groups = n_levels.div_ceil(CHORDS_PER_GROUP);
        Self {
            n_chords: 0,
            weights: vec![[0.0; CHORDS_PER_GROUP]; offset(n_groups)],
            opaque_below: vec![0.0; n_groups],
            shells: Shells::new(n_levels),
        }
    }

    pub fn n_chords(&self) -> usize {
        self.n_chords
    }

    /// Weights of a group of chords, one element for each level that they cross.
    #[inline(always)]
    pub fn weights(&self, i_group: usize) -> &[[f32; CHORDS_PER_GROUP]] {
        &self.weights[offset(i_group)..offset(i_group + 1)]
    }

    pub fn opaque_below(&self, i_group: usize) -> f32 {
        self.opaque_below[i_group]
    }

    /// Weight of the highest level's cross section in the exponent of the chord that touches it.
    pub fn touching_the_top(&self) -> f32 {
        self.weights[0][0]
    }

    /// Traces the chords tangent to every level.
    ///
    /// `radius_m` falls, `number_density_per_m3` belongs to the same levels, both `[n_levels]`; `outer` is what is above.
    #[inline(always)]
    pub fn trace<S: Simd>(
        &mut self,
        simd: S,
        radius_m: &[f64],
        number_density_per_m3: &[f64],
        outer: &OuterAtmosphere,
    ) {
        self.n_chords = radius_m.len();
        let n_groups = self.n_chords.div_ceil(CHORDS_PER_GROUP);
        self.weights[..offset(n_groups)].fill([0.0; CHORDS_PER_GROUP]);
        self.shells.fill(radius_m, number_density_per_m3);
        for j in 0..self.n_chords {
            self.shells.above = outer.exponent(outer.chord_m(radius_m[j])) as f32;
            self.shells.cross(simd, radius_m, j);
            self.store(j);
        }
        for i_group in 0..n_groups {
            self.opaque_below[i_group] = self.opaque_limit(i_group);
        }
    }

    /// Turns the integrals over shells into weights of levels: a level has a share of the shell above and of that below.
    #[inline(always)]
    fn store(&mut self, j: usize) {
        let (i_group, lane) = (j / CHORDS_PER_GROUP, j % CHORDS_PER_GROUP);
        let weights = &mut self.weights[offset(i_group)..offset(i_group + 1)];
        let mut from_above = self.shells.above;
        let shells = self.shells.upper.iter().zip(&self.shells.lower);
        for (weights, (upper, lower)) in weights.iter_mut().zip(shells).take(j) {
            weights[lane] = from_above + upper;
            from_above = *lower;
        }
        weights[j][lane] = from_above;
    }

    /// A deeper chord's path through any level's surroundings is at least `ratio` of this group's last chord's, where the
    /// deepest chord has the least; so an exponent below `OPAQUE_EXPONENT / ratio` proves all deeper chords opaque.
    fn opaque_limit(&self, i_group: usize) -> f32 {
        let j = ((i_group + 1) * CHORDS_PER_GROUP).min(self.n_chords) - 1;
        let deepest = self.n_chords - 1;
        let here = self.weights(i_group);
        let there = self.weights(deepest / CHORDS_PER_GROUP);
        let ratio = |k: usize| there[k][deepest % CHORDS_PER_GROUP] / here[k][j % CHORDS_PER_GROUP];
        let smallest = (0..=j).map(ratio).fold(1.0, f32::min);
        OPAQUE_EXPONENT / smallest
    }
}

/// Where a group's weights begin: group `i` has four times `i + 1` levels.
fn offset(i_group: usize) -> usize {
    CHORDS_PER_GROUP * i_group * (i_group + 1) / 2
}

impl Shells {
    #[inline(always)]
    fn fill(&mut self, radius_m: &[f64], number_density_per_m3: &[f64]) {
        let constants = -2.0 * std::f64::consts::LOG2_E * UNIT_M2;
        for (k, pair) in number_density_per_m3.windows(2).enumerate() {
            self.log_ratio[k] = (pair[1] / pair[0]).log2() as f32;
            self.density[k] = (constants * pair[1]) as f32;
        }
        for (k, pair) in radius_m.windows(2).enumerate() {
            let [upper, lower] = [pair[0], pair[1]].map(|radius_m| radius_m * radius_m);
            self.curvature[k] = (1.5 * (upper - lower) / (upper + lower)) as f32;
        }
    }

    /// Integrates the chord tangent to level `j` over the shells `0 … j − 1` above it.
    #[inline(always)]
    fn cross<S: Simd>(&mut self, simd: S, radius_m: &[f64], j: usize) {
        let tangent_m = radius_m[j];
        for (distance_m, radius_m) in self.distance_m.iter_mut().zip(&radius_m[..=j]) {
            *distance_m = ((radius_m - tangent_m) * (radius_m + tangent_m)).sqrt();
        }
        for k in 0..j {
            let (far, near) = (self.distance_m[k], self.distance_m[k + 1]);
            let path_m = far - near;
            self.path_m[k] = path_m as f32;
            self.bend[k] = if far > 0.0 {
                (path_m / (far + near)) as f32
            } else {
                0.0
            };
        }
        self.integrate(simd, j.next_multiple_of(WIDTH).min(self.path_m.len()));
    }

    /// Gauss rule in `s`: at its point `ξ` the height above the lower level, as a share of the shell's `r²`, is
    /// `x = ξ [1 − bend (1 − ξ)]`, as a share of its log pressure `y = x [1 + curvature (1 − x)]`, and the density
    /// `n_lower 2^(−y · log_ratio)`.
    #[inline(always)]
    fn integrate<S: Simd>(&mut self, simd: S, n: usize) {
        let (path, _) = S::as_simd_f32s(&self.path_m[..n]);
        let (bend, _) = S::as_simd_f32s(&self.bend[..n]);
        let (log_ratio, _) = S::as_simd_f32s(&self.log_ratio[..n]);
        let (density, _) = S::as_simd_f32s(&self.density[..n]);
        let (curvature, _) = S::as_simd_f32s(&self.curvature[..n]);
        let (upper, _) = S::as_mut_simd_f32s(&mut self.upper[..n]);
        let (lower, _) = S::as_mut_simd_f32s(&mut self.lower[..n]);
        for i in 0..path.len() {
            let one = simd.splat_f32s(1.0);
            let (mut whole, mut share) = (simd.splat_f32s(0.0), simd.splat_f32s(0.0));
            for (xi, weight) in GAUSS {
                let height = simd.mul_add_e_f32s(
                    bend[i],
                    simd.splat_f32s(-xi * (1.0 - xi)),
                    simd.splat_f32s(xi),
                );
                let bulge = simd.mul_f32s(height, simd.sub_f32s(one, height));
                let height = simd.mul_add_e_f32s(curvature[i], bulge, height);
                let relative = exp2(simd, simd.neg_f32s(simd.mul_f32s(height, log_ratio[i])));
                let term = simd.mul_f32s(simd.splat_f32s(weight), relative);
                whole = simd.add_f32s(whole, term);
                share = simd.mul_add_e_f32s(term, height, share);
            }
            let column = simd.mul_f32s(density[i], path[i]);
            upper[i] = simd.mul_f32s(column, share);
            lower[i] = simd.mul_f32s(column, simd.sub_f32s(whole, share));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use pulp::{Arch, WithSimd};

    struct Trace<'a>(&'a mut Chords, &'a [f64], &'a [f64], OuterAtmosphere);

    impl WithSimd for Trace<'_> {
        type Output = ();
        fn with_simd<S: Simd>(self, simd: S) {
            self.0.trace(simd, self.1, self.2, &self.3);
        }
    }

    /// Optical depths of the chords through a medium of unit cross section (in m² · UNIT⁻¹) with nothing above it.
    fn optical_depths(radius_m: &[f64], density_per_m3: &[f64]) -> Vec<f64> {
        let mut chords = Chords::new(radius_m.len());
        let nothing = OuterAtmosphere::new((radius_m[0], density_per_m3[0]), 1.0, radius_m[0]);
        Arch::new().dispatch(Trace(&mut chords, radius_m, density_per_m3, nothing));
        let exponent = |j: usize| -> f64 {
            let weights = chords.weights(j / CHORDS_PER_GROUP);
            weights
                .iter()
                .map(|w| f64::from(w[j % CHORDS_PER_GROUP]))
                .sum()
        };
        (0..radius_m.len())
            .map(|j| -exponent(j) * std::f64::consts::LN_2)
            .collect()
    }

    #[test]
    fn a_uniform_medium_has_the_length_of_the_chord() {
        let radius_m: Vec<f64> = (0..30).map(|i| 8e7 - 1e5 * f64::from(i)).collect();
        let depths = optical_depths(&radius_m, &[1.0 / UNIT_M2; 30]);
        for (depth, b) in depths.iter().zip(&radius_m) {
            let expected = 2.0 * (radius_m[0].powi(2) - b * b).sqrt();
            assert!(
                (depth - expected).abs() <= 2e-6 * expected,
                "{depth} {expected}"
            );
        }
    }

    /// Far below the top of an exponential atmosphere with H ≪ R the chord holds n √(2π R H) (1 + 3H/8R …).
    #[test]
    fn an_exponential_medium_has_the_analytic_column() {
        let (scale_height_m, base_m) = (7e3, 7e7);
        for step in [0.1, 0.25, 0.5] {
            let n = (40.0 / step) as usize;
            let height = |i: usize| step * (n - i) as f64;
            let radius_m: Vec<f64> = (0..=n)
                .map(|i| base_m + scale_height_m * height(i))
                .collect();
            let density: Vec<f64> = (0..=n).map(|i| (-height(i)).exp() / UNIT_M2).collect();
            let found = optical_depths(&radius_m, &density)[n];
            let correction = 1.0 + 0.375 * scale_height_m / base_m;
            let expected =
                (2.0 * std::f64::consts::PI * base_m * scale_height_m).sqrt() * correction;
            assert!(
                (found / expected - 1.0).abs() < 2e-5,
                "{step}: {}",
                found / expected - 1.0
            );
        }
    }
}
