//! Annuli of starlight above the highest level.
//!
//! There the cross section per molecule is that of the highest level, so that a chord at `b > r_0` has the optical depth of
//! the chord that touches the level times `f(b)`, the ratio of their columns, whatever the wavelength. The light that these
//! annuli take, `2 ∫ (1 − T(b)) b db`, is summed at points that are dense enough for `1 − exp(−τ f)` at any `τ`: eight in
//! every six scale heights, wrong by 4e-4 scale heights at most. Beyond the last point the atmosphere is thin, and the
//! light taken goes with `f`.

use super::{
    outer_atmosphere::OuterAtmosphere,
    quadrature::{N_POINTS, gauss_legendre},
};

/// Stretches of the rule, all of the same number of scale heights.
const N_STRETCHES: usize = 4;
const STRETCH: f64 = 6.0;

/// Chords above the highest level.
pub(crate) const N_OUTER_CHORDS: usize = N_STRETCHES * N_POINTS;

/// The chords above the highest level, from it outwards.
#[derive(Debug, Clone)]
pub(crate) struct OuterAnnuli {
    /// Optical depth over that of the chord that touches the highest level; it falls.
    pub thinning: [f32; N_OUTER_CHORDS],
    /// Area that each chord stands for over the star's disc.
    pub annuli: [f32; N_OUTER_CHORDS],
    /// `Σ a f`, `Σ a f²` and `Σ a f³` over the annuli.
    pub moments: [f32; 3],
    /// Scale heights in a stretch.
    stretch: f64,
}

impl OuterAnnuli {
    pub fn new() -> Self {
        Self {
            thinning: [0.0; N_OUTER_CHORDS],
            annuli: [0.0; N_OUTER_CHORDS],
            moments: [0.0; 3],
            stretch: 0.0,
        }
    }

    /// Lays the chords through an atmosphere.
    pub fn trace(&mut self, outer: &OuterAtmosphere, star_radius_m: f64) {
        let extent = outer.extent();
        if extent <= 0.0 {
            *self = Self::new();
            return;
        }
        let touching_m = outer.chord_m(outer.radius_m);
        let chord = |(height, weight): (f64, f64)| {
            let radius_m = outer.radius_at_m(height);
            let thinning = outer.chord_m(radius_m) / touching_m;
            // d(b²) = 2 b³ / (λ r_0) dx, with x in scale heights of the highest level
            let slope_m2 = 2.0 * radius_m.powi(3) / (outer.scale_heights * outer.radius_m);
            (thinning, weight * slope_m2 / star_radius_m.powi(2))
        };
        let stretch = STRETCH.min(extent / N_STRETCHES as f64);
        self.stretch = stretch;
        let points = (0..N_STRETCHES).flat_map(|i| points(stretch, i));
        for (i, (thinning, annulus)) in points.map(chord).enumerate() {
            (self.thinning[i], self.annuli[i]) = (thinning as f32, annulus as f32);
        }
        let last = N_STRETCHES as f64 * stretch;
        let beyond = gauss_legendre([last, extent.min(last + 2.0 * STRETCH)]).map(chord);
        let area: f64 = beyond.map(|(thinning, annulus)| thinning * annulus).sum();
        let last = N_OUTER_CHORDS - 1;
        self.annuli[last] += (area / f64::from(self.thinning[last])) as f32;
        self.sum_moments();
    }

    /// Gives some area to the lowest of the chords.
    pub fn add_to_lowest(&mut self, area: f32) {
        self.annuli[0] += area;
        self.sum_moments();
    }

    fn sum_moments(&mut self) {
        self.moments = [1, 2, 3].map(|power| {
            let terms = self.annuli.iter().zip(&self.thinning);
            terms.map(|(annulus, f)| annulus * f.powi(power)).sum()
        });
    }

    /// Scale heights from the highest level to the lowest of the chords.
    pub fn first_height(&self) -> f64 {
        let lowest = points(self.stretch, 0).next();
        lowest.map_or(0.0, |(height, _)| height)
    }
}

/// Points and weights of a stretch, in scale heights above the highest level. The last one may end where the atmosphere
/// ends, where a chord's column goes to zero as the root of the distance: its points are even in that root.
fn points(stretch: f64, i_stretch: usize) -> impl Iterator<Item = (f64, f64)> {
    let is_last = i_stretch + 1 == N_STRETCHES;
    gauss_legendre([0.0, 1.0]).map(move |(point, weight)| {
        let (share, slope) = match is_last {
            true => (point * (2.0 - point), 2.0 * (1.0 - point)),
            false => (point, 1.0),
        };
        (
            stretch * (i_stretch as f64 + share),
            stretch * weight * slope,
        )
    })
}
