//! The atmosphere above the highest level.
//!
//! It goes on with that level's temperature, composition and cross section per molecule, in hydrostatic equilibrium under a
//! gravity that falls as 1/r²: with `λ = r_0 / H_0`, the highest level's radius in scale heights there,
//!
//! `n(r) = n_0 exp[−λ (1 − r_0/r)]`.
//!
//! This density does not go to zero; the atmosphere ends at a given radius.

use std::f64::consts::LOG2_E;

use super::quadrature::gauss_legendre;
use crate::{atmosphere::Atmosphere, opacity::UNIT_M2};

/// Scale heights beyond which a column is not followed: what is left is 1e-6 of it.
const COLUMN_SCALE_HEIGHTS: f64 = 14.0;

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
}

impl OuterAtmosphere {
    /// What lies above a level of an atmosphere, up to the radius `end_m`; nothing if the level lies above that.
    pub fn above(atmosphere: &Atmosphere, i_level: usize, planet_mass_kg: f64, end_m: f64) -> Self {
        let radius_m = atmosphere.radius_m()[i_level];
        let height_m = atmosphere.scale_height_m(i_level, planet_mass_kg);
        Self {
            radius_m,
            number_density_per_m3: atmosphere.number_density_per_m3()[i_level],
            scale_heights: radius_m / height_m,
            end_m: end_m.max(radius_m),
        }
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
    /// With `r = b / (1 − w²)` the way is `ds = 2b dw / [(1 − w²)² √(2 − w²)]` and the density falls as `exp(−λ_b w²)`,
    /// `λ_b = λ r_0/b`, so that the integrand is smooth even where the chord touches the level.
    pub fn chord_m(&self, tangent_m: f64) -> f64 {
        let scale_heights = self.scale_heights * self.radius_m / tangent_m;
        let square_at = |radius_m: f64| 1.0 - tangent_m / radius_m;
        let first = square_at(self.radius_m.max(tangent_m));
        let slowness = |square: f64| 1.0 / ((1.0 - square).powi(2) * (2.0 - square).sqrt());
        if scale_heights * first > DEEP_SCALE_HEIGHTS {
            // So deep that the way is straight.
            return 2.0 * tangent_m * slowness(first) / (scale_heights * first.sqrt());
        }
        let last = square_at(self.end_m)
            .min(first + COLUMN_SCALE_HEIGHTS / scale_heights)
            .max(first);
        let column: f64 = gauss_legendre([first.sqrt(), last.sqrt()])
            .map(|(w, weight)| {
                let square = w * w;
                let density = (scale_heights * (square_at(self.radius_m) - square)).exp();
                weight * density * slowness(square)
            })
            .sum();
        4.0 * tangent_m * column
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
