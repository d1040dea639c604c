//! The area of the star's disc that each chord stands for: weights of `∫ T d(b²) / R_⋆²`.
//!
//! Over the levels the rule is the trapezoid's in log pressure, with `d(b²) = 2 r H dln P`. It is written as shares of the
//! annulus between two levels, half of it and a term of the third order in its thickness, so that a transmission that is
//! the same everywhere is integrated exactly, however thick the layers are. Where the highest level is not transparent, or
//! the lowest one, a cloud's top, is not opaque, the rule ends on a slope: the next term of the Euler–Maclaurin formula,
//! `∓h²/12 · 2 r H dT/dln P`, takes that into account, as it does where the last layer is thinner than those above it.

use super::{outer_annuli::OuterAnnuli, outer_atmosphere::OuterAtmosphere};
use crate::atmosphere::Atmosphere;

/// The annuli of the chords that touch the levels, and of those above.
#[derive(Debug, Clone)]
pub(crate) struct Annuli {
    n_levels: usize,
    of_levels: Vec<f32>,
    outer: OuterAnnuli,
    disc: f64,
}

impl Annuli {
    pub fn new(n_levels: usize) -> Self {
        Self {
            n_levels: 0,
            of_levels: vec![0.0; n_levels],
            outer: OuterAnnuli::new(),
            disc: 0.0,
        }
    }

    /// Area of each level's annulus, `[n_levels]`.
    pub fn of_levels(&self) -> &[f32] {
        &self.of_levels[..self.n_levels]
    }

    /// The chords above the highest level.
    pub fn outer(&self) -> &OuterAnnuli {
        &self.outer
    }

    /// Area of the disc out to the highest level: what is dark if no light passes within it and all light above it.
    pub fn disc(&self) -> f64 {
        self.disc
    }

    /// Divides the disc among the levels of an atmosphere and what is above them.
    pub fn trace(
        &mut self,
        atmosphere: &Atmosphere,
        planet_mass_kg: f64,
        outer: &OuterAtmosphere,
        star_radius_m: f64,
    ) {
        let area = |radius_m: f64| (radius_m / star_radius_m).powi(2);
        let radius_m = atmosphere.radius_m();
        let slope = |i: usize| {
            let height_m = atmosphere.scale_height_m(i, planet_mass_kg);
            2.0 * area(radius_m[i]) * height_m / radius_m[i]
        };
        self.n_levels = radius_m.len();
        self.of_levels.fill(0.0);
        self.outer.trace(outer, star_radius_m);
        let pressure_pa = atmosphere.pressure_pa();
        for (i, pair) in pressure_pa.windows(2).enumerate() {
            let step = (pair[1] / pair[0]).ln();
            let half = 0.5 * (area(radius_m[i]) - area(radius_m[i + 1]));
            let tilt = step / 6.0 * (slope(i) - slope(i + 1));
            self.of_levels[i] += (half + tilt) as f32;
            self.of_levels[i + 1] += (half - tilt) as f32;
        }
        if pressure_pa.len() >= 4 {
            self.slant_at_the_bottom(pressure_pa, slope);
        }
        self.disc = area(radius_m[0]);
        if let [above, below, ..] = pressure_pa {
            let step = (below / above).ln();
            if outer.extent() > step {
                self.slant(step.powi(2) / 12.0 * slope(0));
            }
        }
    }

    /// The terms of the slope at the lowest level and at the one above it, where layers change their thickness. The slope is
    /// that of the parabola through the lowest level, the third and the fourth: the second may be too near to the lowest.
    fn slant_at_the_bottom(&mut self, pressure_pa: &[f64], slope: impl Fn(usize) -> f64) {
        let first = pressure_pa.len() - 4;
        let depth = |i: usize| (pressure_pa[first + i] / pressure_pa[first]).ln();
        let points = [0, 1, 3].map(depth);
        let [thick, thin] = [depth(2) - depth(1), depth(3) - depth(2)];
        for (i, amount) in [(2, thick.powi(2) - thin.powi(2)), (3, thin.powi(2))] {
            let amount = -amount / 12.0 * slope(first + i);
            let shares = slopes_of_parabola(points, depth(i));
            for (k, share) in [0, 1, 3].into_iter().zip(shares) {
                self.of_levels[first + k] += (amount * share) as f32;
            }
        }
    }

    /// The term of the slope at the highest level, `amount · dT/dln P`, from the two chords next to it.
    fn slant(&mut self, amount: f64) {
        let share = (amount / self.outer.first_height()) as f32;
        self.of_levels[0] += share;
        self.outer.add_to_lowest(-share);
        self.disc += f64::from(share);
    }
}

/// Slope at `x` of the parabola through three points: what their values are to be multiplied by.
fn slopes_of_parabola([a, b, c]: [f64; 3], x: f64) -> [f64; 3] {
    let of = |a: f64, b: f64, c: f64| (2.0 * x - b - c) / ((a - b) * (a - c));
    [of(a, b, c), of(b, c, a), of(c, a, b)]
}
