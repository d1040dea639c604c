//! The atmosphere above the highest level.
//!
//! It goes on with that level's temperature, composition and cross section per molecule, in hydrostatic equilibrium under a
//! gravity that falls as 1/r²: with `λ = r_0 / H_0`, the highest level's radius in scale heights there,
//!
//! `n(r) = n_0 exp[−λ (1 − r_0/r)]`.
//!
//! This density does not go to zero; the atmosphere ends at a given radius.

use std::f64::consts::LOG2_E;

use super::quadrature::{N_POINTS, gauss_legendre};
use crate::{atmosphere::Atmosphere, opacity::UNIT_M2};

/// Scale heights beyond which a column is not followed: what is left is 1e-6 of it.
const COLUMN_SCALE_HEIGHTS: f64 = 14.0;

/// Scale heights below the highest level from which on chords are summed over the same heights, whatever their depth: the
/// column above the level is then right to 3e-5.
const BELOW_SCALE_HEIGHTS: f64 = 1.0;

/// Scale heights below the highest level from which on the column above it is nothing beside the rest of a chord.
const DEEP_SCALE_HEIGHTS: f64 = 10.0;

/// An isothermal, well mixed atmosphere around a planet, from the highest level up.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct OuterAtmosphere {
    /// Radius of the highest level, m.
    pub radius_m: f64,
    /// Number density there, m⁻³.
    pub number_density_per_m3: f64,
    /// Radius over scale height there, `λ`.
    pub scale_heights: f64,
    /// Radius at which there is no more of it, m.
    pub end_m: f64,
    /// What is known of the points of all columns that are followed as far.
    rule: [Point; N_POINTS],
}

/// A point of the rule over a column: even in the root of the height.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
struct Point {
    /// Above the column's beginning, scale heights.
    height: f64,
    /// Weight in the root of the height, times the density there over that at the beginning.
    share: f64,
}

impl OuterAtmosphere {
    /// What lies above the levels of an atmosphere, up to the radius `end_m`; nothing if they begin above that.
    pub fn above(atmosphere: &Atmosphere, planet_mass_kg: f64, end_m: f64) -> Self {
        let radius_m = atmosphere.radius_m()[0];
        let height_m = atmosphere.scale_height_m(0, planet_mass_kg);
        let density_per_m3 = atmosphere.number_density_per_m3()[0];
        Self::new((radius_m, density_per_m3), radius_m / height_m, end_m)
    }

    /// From radius, m, and number density, m⁻³, of the highest level.
    pub fn new(
        (radius_m, number_density_per_m3): (f64, f64),
        scale_heights: f64,
        end_m: f64,
    ) -> Self {
        let mut outer = Self {
            radius_m,
            number_density_per_m3,
            scale_heights,
            end_m: end_m.max(radius_m),
            rule: [Point::default(); N_POINTS],
        };
        let points = gauss_legendre([0.0, outer.extent().min(COLUMN_SCALE_HEIGHTS).sqrt()]);
        for (point, (root, weight)) in outer.rule.iter_mut().zip(points) {
            let height = root * root;
            let share = weight * (-height).exp();
            *point = Point { height, share };
        }
        outer
    }

    /// Exponent to base two that a unit cross section has over a path of this length at the highest level's density.
    pub fn exponent(&self, length_m: f64) -> f64 {
        -LOG2_E * UNIT_M2 * self.number_density_per_m3 * length_m
    }

    /// Scale heights of the highest level between it and the end: `λ (1 − r_0/r_end)`.
    pub fn extent(&self) -> f64 {
        self.scale_heights * (1.0 - self.radius_m / self.end_m)
    }

    /// Radius, m, at which the density has fallen by `exp(−height)`.
    pub fn radius_at_m(&self, height: f64) -> f64 {
        self.radius_m / (1.0 - height / self.scale_heights)
    }

    /// Both sides of a chord with the tangent radius `b`, as far as they lie above the highest level: the length that has
    /// the same column at the highest level's density, m.
    ///
    /// With `r = b / (1 − q)` the way is `ds = b dq / [(1 − q)² √(q (2 − q))]` and the density falls as `exp(−λ_b q)`,
    /// `λ_b = λ r_0/b`.
    pub fn chord_m(&self, tangent_m: f64) -> f64 {
        let scale_heights = self.scale_heights * self.radius_m / tangent_m;
        let first = 1.0 - tangent_m / self.radius_m.max(tangent_m);
        let depth = scale_heights * first;
        let column = if depth > DEEP_SCALE_HEIGHTS {
            // So deep that the way is straight.
            slowness(first) / (scale_heights * first.sqrt())
        } else if depth > BELOW_SCALE_HEIGHTS {
            self.column_from_below(scale_heights, first)
        } else {
            self.column_from_near(scale_heights, first, tangent_m)
        };
        2.0 * tangent_m * column
    }

    /// `∫ exp(λ_b (q_0 − q)) dq / [(1 − q)² √(q (2 − q))]` in the root of the height, `λ_b (q − q_0)`.
    fn column_from_below(&self, scale_heights: f64, first: f64) -> f64 {
        let terms = self.rule.iter().map(|point| {
            let square = first + point.height / scale_heights;
            // The root of the height over that of the square.
            point.share * (point.height / square).sqrt() * slowness(square)
        });
        2.0 / scale_heights * terms.sum::<f64>()
    }

    /// The same in `w = √q`, in which it is smooth even where the chord touches the level or passes above it.
    fn column_from_near(&self, scale_heights: f64, first: f64, tangent_m: f64) -> f64 {
        let above = 1.0 - tangent_m / self.radius_m;
        let end = 1.0 - tangent_m / self.end_m;
        if first == 0.0 && scale_heights * end >= COLUMN_SCALE_HEIGHTS {
            let terms = self.rule.iter().map(|point| {
                let square = point.height / scale_heights;
                point.share * slowness(square)
            });
            let density = (scale_heights * above).exp();
            return 2.0 * density / scale_heights.sqrt() * terms.sum::<f64>();
        }
        let last = end
            .min(first + COLUMN_SCALE_HEIGHTS / scale_heights)
            .max(first);
        let terms = gauss_legendre([first.sqrt(), last.sqrt()]).map(|(w, weight)| {
            let square = w * w;
            weight * (scale_heights * (above - square)).exp() * slowness(square)
        });
        2.0 * terms.sum::<f64>()
    }

    /// The same straight up: `∫ n dr / n_0`, m.
    pub fn vertical_m(&self) -> f64 {
        let extent = self.extent().min(COLUMN_SCALE_HEIGHTS);
        let column: f64 = gauss_legendre([0.0, extent])
            .map(|(height, weight)| weight * (-height).exp() * self.radius_at_m(height).powi(2))
            .sum();
        column / (self.scale_heights * self.radius_m)
    }
}

/// `1 / [(1 − q)² √(2 − q)]`: what bends a chord's way, as far as it is smooth.
fn slowness(square: f64) -> f64 {
    1.0 / ((1.0 - square).powi(2) * (2.0 - square).sqrt())
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Midpoints of `2 ∫ n ds` in the distance along the chord.
    fn plain_chord_m(outer: &OuterAtmosphere, tangent_m: f64) -> f64 {
        const STEPS: usize = 200_000;
        let distance_m = |radius_m: f64| (radius_m.powi(2) - tangent_m.powi(2)).max(0.0).sqrt();
        let first_m = distance_m(outer.radius_m);
        let farthest_m = outer.radius_at_m(30.0f64.min(0.99 * outer.scale_heights));
        let last_m = distance_m(outer.end_m.min(farthest_m.max(outer.radius_m)));
        let step_m = (last_m - first_m) / STEPS as f64;
        let density = |i: usize| {
            let s = first_m + (i as f64 + 0.5) * step_m;
            let radius_m = (s * s + tangent_m * tangent_m).sqrt();
            (-outer.scale_heights * (1.0 - outer.radius_m / radius_m)).exp()
        };
        2.0 * step_m * (0..STEPS).map(density).sum::<f64>()
    }

    /// From far below the level to far above it, of an atmosphere that is thin, of one that is not, and of one that ends.
    #[test]
    fn a_chord_has_the_column_of_the_plain_integral() {
        for (scale_heights, end) in [(300.0, 10.0), (40.0, 10.0), (8.0, 5.0), (30.0, 1.1)] {
            let outer = OuterAtmosphere::new((1e8, 1.0), scale_heights, end * 1e8);
            for height in [-9.9, -5.0, -2.0, -1.01, -0.99, -0.3, -0.01, 0.0, 0.5, 2.5] {
                let tangent_m = outer.radius_at_m(height);
                let expected = plain_chord_m(&outer, tangent_m);
                let found = outer.chord_m(tangent_m);
                let error = found / expected - 1.0;
                println!("{scale_heights} {end} {height}: {error:e}");
                assert!(error.abs() < 4e-5, "{scale_heights}, {height}: {error}");
            }
        }
    }
}
