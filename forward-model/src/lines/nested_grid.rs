//! Sums of Voigt profiles on nested uniform grids: each line's core on a fine grid, its wings on ever coarser ones.
//!
//! A profile is split as V = (V − q₀) + (q₀∕V − q₁) + … , where qₗ continues the wing smoothly inside the radius rₗ = 24
//! steps of level l: the second-order Taylor series of 1/(Δ² + g) about Δ² = rₗ². Every bracket vanishes beyond its radius,
//! is smooth on the scale of its own level's step, and needs 48 samples there. Adding up the levels is one cubic
//! interpolation from each to the next finer one; its error is below 2e-4 of the wing at rₗ.
//!
//! Wings are those of the Voigt profile to second order, S γ/π / (Δ² + γ² − 3α²/2), so that Doppler and Lorentz
//! regimes need no distinction.

use super::broadening::voigt_half_width_per_cm;
use super::faddeeva::{series, voigt_block};
use super::line::ShapedLine;

/// Lines end this far from their centres, cm⁻¹.
///
/// # Source
/// The value recommended for pressures up to 200 bar by Gharib-Nezhad et al. (2024), RAS Techniques and Instruments 3, 44.
pub const WING_CUTOFF_PER_CM: f64 = 25.0;

/// Radius of a level's part of a profile, in the level's steps.
const RADIUS: f64 = 24.0;
/// Samples of a level's part of a profile.
const N_SAMPLES: usize = 48;
/// Samples kept beyond either end of the range, so that a line near the end needs no clipping.
const MARGIN: usize = 56;
/// The coarsest step, cm⁻¹, samples the cut-off wing a hundred times on either side.
const COARSEST_STEP_PER_CM: f64 = WING_CUTOFF_PER_CM / 100.0;
/// A profile starts on the coarsest level whose step is below this part of its half width.
const STEPS_PER_HALF_WIDTH: f64 = 2.0;
/// Abscissae treated together.
const LANES: usize = 24;

const INVERSE_SQRT_PI: f64 = 0.564_189_583_547_756_3;

/// Accumulates line profiles over one stretch of wavenumbers.
#[derive(Debug, Clone)]
pub struct NestedGrid {
    from_per_cm: f64,
    step_per_cm: f64,
    n_samples: usize,
    /// Level l has step `step_per_cm` · 2ˡ and `MARGIN` extra samples at either end.
    levels: Vec<Vec<f64>>,
}

/// [`NestedGrid::add`], compiled for every instruction set.
struct AddLines<'a> {
    grid: &'a mut NestedGrid,
    lines: &'a [ShapedLine],
}

impl pulp::WithSimd for AddLines<'_> {
    type Output = ();

    #[inline(always)]
    fn with_simd<S: pulp::Simd>(self, _: S) {
        let series = series();
        for line in self.lines {
            self.grid.add_line(series, line);
        }
    }
}

/// Interpolates every level down to the finest and empties it, compiled for every instruction set.
struct CollapseLevels<'a> {
    grid: &'a mut NestedGrid,
}

impl pulp::WithSimd for CollapseLevels<'_> {
    type Output = ();

    #[inline(always)]
    fn with_simd<S: pulp::Simd>(self, _: S) {
        for level in (1..self.grid.levels.len()).rev() {
            let (fine, coarse) = self.grid.levels.split_at_mut(level);
            refine(&coarse[0], &mut fine[level - 1]);
            coarse[0].fill(0.0);
        }
    }
}

/// The wing S γ/π / (Δ² + g), in steps of one level.
#[derive(Clone, Copy)]
struct Wing {
    /// Amplitude, m² · steps².
    amplitude: f64,
    /// γ² − 3α²/2, steps².
    shift: f64,
}

impl NestedGrid {
    /// An empty grid of samples at `from_per_cm + i · step_per_cm`, `i < n_samples`.
    pub fn new(from_per_cm: f64, step_per_cm: f64, n_samples: usize) -> Self {
        let top = (COARSEST_STEP_PER_CM / step_per_cm).log2().floor().max(0.0) as usize;
        let length = |level: usize| (n_samples >> level) + 2 + 2 * MARGIN;
        let levels = (0..=top).map(|level| vec![0.0; length(level)]).collect();
        Self {
            from_per_cm,
            step_per_cm,
            n_samples,
            levels,
        }
    }

    /// Adds lines; only their parts inside the grid's range count, so lines up to the cut-off beyond its ends matter too.
    pub fn add(&mut self, lines: &[ShapedLine]) {
        pulp::Arch::new().dispatch(AddLines { grid: self, lines });
    }

    /// The sum of all lines' profiles, m² per molecule, shape `[n_samples]`; the grid is empty again afterwards.
    pub fn take_cross_section(&mut self, cross_section_m2: &mut Vec<f64>) {
        pulp::Arch::new().dispatch(CollapseLevels { grid: self });
        cross_section_m2.clear();
        let finest = &mut self.levels[0];
        cross_section_m2.extend(
            finest[MARGIN..MARGIN + self.n_samples]
                .iter()
                .map(|s| s.max(0.0)),
        );
        finest.fill(0.0);
    }

    #[inline(always)]
    fn add_line(&mut self, series: &[f64; 32], line: &ShapedLine) {
        let top = self.levels.len() - 1;
        let half_width = voigt_half_width_per_cm(line.doppler_per_cm, line.lorentz_per_cm);
        let ratio = half_width / (STEPS_PER_HALF_WIDTH * self.step_per_cm);
        let first = if ratio < 2.0 {
            0
        } else {
            (ratio.log2() as usize).min(top)
        };
        let mut step = self.step_per_cm * (1u64 << first) as f64;
        let mut position = (line.centre_per_cm - self.from_per_cm) / step;
        self.add_core(series, first, position, step, line);
        let mut inner_radius = RADIUS;
        for level in first + 1..top {
            (step, position, inner_radius) = (2.0 * step, 0.5 * position, 0.5 * RADIUS);
            add_shell(&mut self.levels[level], position, Wing::new(line, step));
        }
        if first < top {
            (step, position, inner_radius) = (2.0 * step, 0.5 * position, 0.5 * RADIUS);
        }
        let reach = WING_CUTOFF_PER_CM / step;
        add_far_wings(
            &mut self.levels[top],
            position,
            Wing::new(line, step),
            inner_radius,
            reach,
        );
    }

    /// The core V − q₀ on 48 samples of one level.
    #[inline(always)]
    fn add_core(
        &mut self,
        series: &[f64; 32],
        level: usize,
        position: f64,
        step: f64,
        line: &ShapedLine,
    ) {
        let Some((window, offset)) = window(&mut self.levels[level], position) else {
            return;
        };
        let per_doppler = step / line.doppler_per_cm;
        let peak = line.strength_m2_per_cm * INVERSE_SQRT_PI / line.doppler_per_cm;
        let y = line.lorentz_per_cm / line.doppler_per_cm;
        let continued = Wing::new(line, step).continued(RADIUS);
        for (block, samples) in window.chunks_exact_mut(LANES).enumerate() {
            let first = offset + (block * LANES) as f64;
            let mut x = [0.0; LANES];
            for (i, x) in x.iter_mut().enumerate() {
                *x = (first + i as f64) * per_doppler;
            }
            let profile = voigt_block(series, &x, y);
            for i in 0..LANES {
                let distance = first + i as f64;
                samples[i] += peak.mul_add(profile[i], -continued.at(distance * distance));
            }
        }
    }
}

impl Wing {
    #[inline(always)]
    fn new(line: &ShapedLine, step: f64) -> Self {
        let per_step_squared = 1.0 / (step * step);
        let (alpha, gamma) = (line.doppler_per_cm, line.lorentz_per_cm);
        Self {
            amplitude: line.strength_m2_per_cm
                * gamma
                * std::f64::consts::FRAC_1_PI
                * per_step_squared,
            shift: gamma.mul_add(gamma, -1.5 * alpha * alpha) * per_step_squared,
        }
    }

    /// The wing's smooth continuation inside `radius` steps.
    #[inline(always)]
    fn continued(self, radius: f64) -> Continuation {
        let edge = radius * radius + self.shift;
        Continuation {
            at_edge: self.amplitude / edge,
            inverse_edge: 1.0 / edge,
            edge_squared: radius * radius,
        }
    }
}

/// A wing's Taylor series in Δ² to second order about the edge of a radius.
#[derive(Clone, Copy)]
struct Continuation {
    at_edge: f64,
    inverse_edge: f64,
    edge_squared: f64,
}

impl Continuation {
    /// Relative distance t = (Δ² − r²)/(r² + g) from the edge.
    #[inline(always)]
    fn relative(self, distance_squared: f64) -> f64 {
        (distance_squared - self.edge_squared) * self.inverse_edge
    }

    /// (1 − t + t²) of the value at the edge.
    #[inline(always)]
    fn at(self, distance_squared: f64) -> f64 {
        let t = self.relative(distance_squared);
        self.at_edge * t.mul_add(t - 1.0, 1.0)
    }

    /// The wing less its continuation: −t³/(1 + t) of the value at the edge, without cancellation.
    #[inline(always)]
    fn remainder(self, distance_squared: f64) -> f64 {
        let t = self.relative(distance_squared);
        -self.at_edge * t * t * t / (1.0 + t)
    }
}

/// The 48 samples around a position and the distance from the position to the first, in steps.
#[inline(always)]
fn window(level: &mut [f64], position: f64) -> Option<(&mut [f64], f64)> {
    let first = (position - RADIUS).ceil();
    let index = first + MARGIN as f64;
    let last_index = (level.len() - N_SAMPLES) as f64;
    (index >= 0.0 && index <= last_index).then(|| {
        let index = index as usize;
        (&mut level[index..index + N_SAMPLES], first - position)
    })
}

/// A middle level: the continuation from the next finer level inside half its radius, the wing outside, less its own
/// continuation.
#[inline(always)]
fn add_shell(level: &mut [f64], position: f64, wing: Wing) {
    let Some((samples, offset)) = window(level, position) else {
        return;
    };
    let inner = wing.continued(0.5 * RADIUS);
    let outer = wing.continued(RADIUS);
    for (i, sample) in samples.iter_mut().enumerate() {
        let distance = offset + i as f64;
        let squared = distance * distance;
        let inside = inner.at(squared) - outer.at(squared);
        let outside = outer.remainder(squared);
        *sample += if squared < inner.edge_squared {
            inside
        } else {
            outside
        };
    }
}

/// The coarsest level: the wing out to the cut-off, its continuation inside the inner radius.
#[inline(always)]
fn add_far_wings(level: &mut [f64], position: f64, wing: Wing, inner_radius: f64, reach: f64) {
    let end = level.len() as f64;
    let first = ((position - reach).ceil() + MARGIN as f64).clamp(0.0, end);
    let last = ((position + reach).floor() + 1.0 + MARGIN as f64).clamp(first, end);
    let offset = first - MARGIN as f64 - position;
    let inner = wing.continued(inner_radius);
    for (i, sample) in level[first as usize..last as usize].iter_mut().enumerate() {
        let distance = offset + i as f64;
        let squared = distance * distance;
        let outside = wing.amplitude / (squared + wing.shift);
        *sample += if squared < inner.edge_squared {
            inner.at(squared)
        } else {
            outside
        };
    }
}

/// Adds a level, interpolated with the cubic through four samples, to the next finer one.
#[inline(always)]
fn refine(coarse: &[f64], fine: &mut [f64]) {
    // Sample i of the fine level lies at i − MARGIN steps, sample k of the coarse one at 2 (k − MARGIN).
    let first_coarse = MARGIN / 2;
    let n_pairs = (fine.len() / 2).min(coarse.len() - first_coarse - 2);
    let parents = coarse[first_coarse - 1..].windows(4);
    for (pair, c) in fine.chunks_exact_mut(2).zip(parents).take(n_pairs) {
        pair[0] += c[1];
        pair[1] += (9.0 * (c[1] + c[2]) - (c[0] + c[3])) * 0.0625;
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::lines::voigt_function;

    fn direct(line: &ShapedLine, wavenumber_per_cm: f64) -> f64 {
        let distance = wavenumber_per_cm - line.centre_per_cm;
        if distance.abs() > WING_CUTOFF_PER_CM {
            return 0.0;
        }
        let (x, y) = (
            distance / line.doppler_per_cm,
            line.lorentz_per_cm / line.doppler_per_cm,
        );
        line.strength_m2_per_cm * INVERSE_SQRT_PI / line.doppler_per_cm * voigt_function(x, y)
    }

    fn largest_error(doppler_per_cm: f64, lorentz_per_cm: f64, step_per_cm: f64) -> f64 {
        let line = |centre_per_cm| ShapedLine {
            centre_per_cm,
            strength_m2_per_cm: 1.0,
            doppler_per_cm,
            lorentz_per_cm,
        };
        let lines = [line(1003.217), line(1011.0318), line(995.1), line(1022.9)];
        let n_samples = (20.0 / step_per_cm) as usize;
        let mut grid = NestedGrid::new(1000.0, step_per_cm, n_samples);
        let mut found = Vec::new();
        grid.add(&lines);
        grid.take_cross_section(&mut found);
        let errors = found.iter().enumerate().map(|(i, sample)| {
            let at = 1000.0 + i as f64 * step_per_cm;
            let expected: f64 = lines.iter().map(|l| direct(l, at)).sum();
            (sample - expected).abs() / expected
        });
        errors.fold(0.0, f64::max)
    }

    #[test]
    fn nested_grids_agree_with_direct_sums_when_pressure_broadens() {
        for (lorentz, step) in [(0.07, 0.01), (0.07, 0.03), (0.7, 0.05), (7.0, 0.05)] {
            let error = largest_error(0.004, lorentz, step);
            assert!(
                error < 5e-3,
                "γ = {lorentz}, step {step}: relative error {error}"
            );
        }
    }

    #[test]
    fn nested_grids_agree_with_direct_sums_when_doppler_broadens() {
        for lorentz in [1e-3, 1e-5, 1e-7] {
            let error = largest_error(0.004, lorentz, 0.0015);
            assert!(error < 1e-2, "γ = {lorentz}: relative error {error}");
        }
    }

    #[test]
    fn a_profile_keeps_its_area() {
        let line = ShapedLine {
            centre_per_cm: 1010.0003,
            strength_m2_per_cm: 1.0,
            doppler_per_cm: 0.003,
            lorentz_per_cm: 1e-6,
        };
        let mut grid = NestedGrid::new(1000.0, 0.001, 20_000);
        let mut samples = Vec::new();
        grid.add(&[line]);
        grid.take_cross_section(&mut samples);
        let area = samples.iter().sum::<f64>() * 0.001;
        assert!((area - 1.0).abs() < 1e-5, "{area}");
    }
}
