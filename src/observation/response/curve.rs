//! A curve over wavelength: straight lines between points, nothing beyond.

use serde::Serialize;

/// Points that make no curve. `i_point` counts from zero.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
pub enum CurveError {
    /// No curve passes through fewer than two points.
    #[error("holds {found} points, expected at least two")]
    TooFew {
        /// Number of points.
        found: usize,
    },
    /// A wavelength is NaN, infinite, zero or negative.
    #[error("`wavelength_um` is {found}, expected a positive number")]
    Wavelength {
        /// The point.
        i_point: usize,
        /// What it is.
        found: f64,
    },
    /// A value is NaN, infinite, too low or too high.
    #[error("`{quantity}` is {found}, expected {}", in_words(*within))]
    Value {
        /// The point.
        i_point: usize,
        /// What the values are.
        quantity: &'static str,
        /// What it is.
        found: f64,
        /// What values are at least and at most.
        within: [f64; 2],
    },
    /// A wavelength does not exceed the one before it.
    #[error("wavelength {wavelength_um} µm follows {previous_um} µm, expected rising wavelengths")]
    NotRising {
        /// The point.
        i_point: usize,
        /// Its wavelength, µm.
        wavelength_um: f64,
        /// That of the point before it, µm.
        previous_um: f64,
    },
    /// Nothing counts at any wavelength.
    #[error("`{quantity}` is zero everywhere, expected some that is positive")]
    Nothing {
        /// Which number.
        quantity: &'static str,
    },
}

impl CurveError {
    /// The point at fault, counted from zero; none if the whole curve is.
    pub fn i_point(&self) -> Option<usize> {
        match *self {
            Self::TooFew { .. } | Self::Nothing { .. } => None,
            Self::Wavelength { i_point, .. }
            | Self::Value { i_point, .. }
            | Self::NotRising { i_point, .. } => Some(i_point),
        }
    }
}

/// Values at rising wavelengths, in straight lines from one to the next.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Curve {
    wavelength_um: Vec<f64>,
    value: Vec<f64>,
}

impl Curve {
    /// Through points at rising wavelengths, µm, with values that are not negative; what they are called in errors, and the least and the
    /// highest that they may be.
    ///
    /// # Shapes
    /// `wavelength_um`, `value`: `[n_points]`
    ///
    /// # Errors
    /// [`CurveError`] if there are fewer than two points, a number is none or out of range, wavelengths do not rise, or all values are zero.
    pub fn new(
        wavelength_um: Vec<f64>,
        value: Vec<f64>,
        (quantity, within): (&'static str, [f64; 2]),
    ) -> Result<Self, CurveError> {
        assert_eq!(wavelength_um.len(), value.len(), "one value a wavelength");
        if value.len() < 2 {
            return Err(CurveError::TooFew { found: value.len() });
        }
        for i in 0..value.len() {
            check_wavelength(i, wavelength_um[i])?;
            if !is_within(value[i], within) {
                return Err(CurveError::Value {
                    i_point: i,
                    quantity,
                    found: value[i],
                    within,
                });
            }
        }
        let pairs = wavelength_um.windows(2).enumerate();
        if let Some((i, pair)) = pairs.into_iter().find(|(_, pair)| pair[1] <= pair[0]) {
            return Err(CurveError::NotRising {
                i_point: i + 1,
                wavelength_um: pair[1],
                previous_um: pair[0],
            });
        }
        match value.iter().any(|value| *value > 0.0) {
            true => Ok(Self::known(wavelength_um, value)),
            false => Err(CurveError::Nothing { quantity }),
        }
    }

    /// Through points of which all that is known.
    pub(super) fn known(wavelength_um: Vec<f64>, value: Vec<f64>) -> Self {
        Self {
            wavelength_um,
            value,
        }
    }

    /// First and last wavelength, µm.
    pub fn reach_um(&self) -> [f64; 2] {
        let last = self.wavelength_um.len() - 1;
        [self.wavelength_um[0], self.wavelength_um[last]]
    }

    /// At a wavelength, µm; beyond the ends the value there.
    pub fn at(&self, wavelength_um: f64) -> f64 {
        let above = self
            .wavelength_um
            .partition_point(|own| *own <= wavelength_um);
        let i = above.clamp(1, self.value.len() - 1);
        let [from, to] = [self.wavelength_um[i - 1], self.wavelength_um[i]];
        let share = ((wavelength_um - from) / (to - from)).clamp(0.0, 1.0);
        self.value[i - 1] + share * (self.value[i] - self.value[i - 1])
    }

    /// `∫ value dλ` between two wavelengths, µm.
    pub fn integral_um(&self, [short_um, long_um]: [f64; 2]) -> f64 {
        let [first_um, last_um] = self.reach_um();
        let [from_um, to_um] = [short_um.max(first_um), long_um.min(last_um)];
        if from_um >= to_um {
            return 0.0;
        }
        let own = &self.wavelength_um;
        let inside =
            own.partition_point(|um| *um <= from_um)..own.partition_point(|um| *um < to_um);
        let inside = own[inside].iter().copied();
        let mut previous = (from_um, self.at(from_um));
        let mut sum = 0.0;
        for um in inside.chain([to_um]) {
            let next = (um, self.at(um));
            sum += 0.5 * (previous.1 + next.1) * (next.0 - previous.0);
            previous = next;
        }
        sum
    }

    /// Shortest and longest wavelength, µm, at which it reaches a part of its highest value.
    pub fn range_above_um(&self, part: f64) -> [f64; 2] {
        let threshold = part
            * self
                .value
                .iter()
                .fold(0.0f64, |most, value| most.max(*value));
        let is_above = |value: &f64| *value >= threshold;
        let highest = "a curve reaches every part of its highest value";
        let first = self.value.iter().position(is_above).expect(highest);
        let last = self.value.iter().rposition(is_above).expect(highest);
        let crossing = |inside: usize, outside: usize| {
            let [below, above] = [self.value[outside], self.value[inside]];
            let share = (threshold - below) / (above - below);
            let [from, to] = [self.wavelength_um[outside], self.wavelength_um[inside]];
            from + share * (to - from)
        };
        let short_um = match first {
            0 => self.wavelength_um[0],
            first => crossing(first, first - 1),
        };
        let long_um = match last + 1 {
            end if end == self.value.len() => self.wavelength_um[last],
            end => crossing(last, end),
        };
        [short_um, long_um]
    }

    /// Between the wavelengths at which it first and last reaches a part of its highest value.
    pub fn trimmed(&self, part: f64) -> Self {
        let [short_um, long_um] = self.range_above_um(part);
        let inside = self.wavelength_um.iter().copied();
        let inside = inside.filter(|um| (short_um..=long_um).contains(um));
        let mut wavelength_um: Vec<f64> = [short_um].into_iter().chain(inside).collect();
        wavelength_um.push(long_um);
        wavelength_um.dedup();
        let value = wavelength_um.iter().map(|um| self.at(*um)).collect();
        Self::known(wavelength_um, value)
    }
}

/// Whether a number is one, and neither too low nor too high.
pub(crate) fn is_within(value: f64, [least, most]: [f64; 2]) -> bool {
    value.is_finite() && value >= least && value <= most
}

/// What a number from a range is.
pub(crate) fn in_words([least, most]: [f64; 2]) -> String {
    match most.is_finite() {
        true => format!("a number from {least} to {most}"),
        false => format!("a number of at least {least}"),
    }
}

fn check_wavelength(i_point: usize, found: f64) -> Result<(), CurveError> {
    match found > 0.0 && found.is_finite() {
        true => Ok(()),
        false => Err(CurveError::Wavelength { i_point, found }),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn curve(points: &[[f64; 2]]) -> Result<Curve, CurveError> {
        let of = |i: usize| points.iter().map(|point| point[i]).collect();
        Curve::new(of(0), of(1), ("transmission", [0.0, f64::INFINITY]))
    }

    #[test]
    fn integrals_are_those_of_the_straight_lines() {
        let curve = curve(&[[1.0, 0.0], [2.0, 1.0], [4.0, 1.0], [4.5, 0.0]]).unwrap();
        for (range, area) in [
            ([0.0, 9.0], 0.5 + 2.0 + 0.25),
            ([1.0, 1.5], 0.125),
            ([1.5, 3.0], 0.375 + 1.0),
            ([2.2, 2.3], 0.1),
            ([5.0, 6.0], 0.0),
        ] {
            approx::assert_relative_eq!(curve.integral_um(range), area, epsilon = 1e-12);
        }
    }

    #[test]
    fn a_curve_is_trimmed_where_it_crosses_a_part_of_its_peak() {
        let curve = curve(&[[1.0, 0.0], [2.0, 4.0], [3.0, 4.0], [4.0, 0.0], [9.0, 0.0]]).unwrap();
        assert_eq!(curve.range_above_um(0.5), [1.5, 3.5]);
        let trimmed = curve.trimmed(0.5);
        assert_eq!(trimmed.wavelength_um, [1.5, 2.0, 3.0, 3.5]);
        assert_eq!(trimmed.value, [2.0, 4.0, 4.0, 2.0]);
    }

    #[test]
    fn a_box_is_not_trimmed() {
        let curve = curve(&[[3.0, 0.7], [4.0, 0.7]]).unwrap();
        assert_eq!(curve.trimmed(1e-3), curve);
    }

    #[test]
    fn points_that_are_no_curve_are_refused() {
        let message = |points: &[[f64; 2]]| curve(points).unwrap_err().to_string();
        assert_eq!(
            message(&[[1.0, 1.0]]),
            "holds 1 points, expected at least two"
        );
        assert_eq!(
            message(&[[1.0, 1.0], [2.0, -0.1]]),
            "`transmission` is -0.1, expected a number of at least 0"
        );
        assert_eq!(
            message(&[[1.0, f64::NAN], [2.0, 1.0]]),
            "`transmission` is NaN, expected a number of at least 0"
        );
        assert_eq!(
            message(&[[2.0, 1.0], [2.0, 1.0]]),
            "wavelength 2 µm follows 2 µm, expected rising wavelengths"
        );
        assert_eq!(
            message(&[[1.0, 0.0], [2.0, 0.0]]),
            "`transmission` is zero everywhere, expected some that is positive"
        );
    }
}
