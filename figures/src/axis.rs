//! Axes: from values to places on the sheet, and where the ticks stand.

use std::ops::Range;

use crate::{
    geometry::{Point, Rect},
    number,
};

/// One axis: a range of values, linear or logarithmic.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Axis {
    /// The lowest value on it.
    pub low: f64,
    /// The highest value on it.
    pub high: f64,
    /// Whether values are spaced by their logarithms.
    pub is_log: bool,
    /// Whether values rise downwards, or to the left.
    pub is_reversed: bool,
}

/// A labelled tick.
#[derive(Debug, Clone, PartialEq)]
pub struct Tick {
    /// Where it stands.
    pub value: f64,
    /// The number beside it, with the markup of a [`Label`](crate::label::Label).
    pub text: String,
}

impl Axis {
    /// An axis whose values are evenly spaced.
    pub fn linear(low: f64, high: f64) -> Self {
        Self {
            low,
            high,
            is_log: false,
            is_reversed: false,
        }
    }

    /// An axis whose logarithms are evenly spaced; both ends are above zero.
    pub fn log(low: f64, high: f64) -> Self {
        Self {
            low,
            high,
            is_log: true,
            is_reversed: false,
        }
    }

    /// The same with its values the other way round, as pressure is drawn.
    pub fn reversed(self) -> Self {
        Self {
            is_reversed: !self.is_reversed,
            ..self
        }
    }

    /// Place of a value between the ends of the axis, zero to one.
    pub fn fraction(&self, value: f64) -> f64 {
        let rising = if self.is_log {
            (value / self.low).ln() / (self.high / self.low).ln()
        } else {
            (value - self.low) / (self.high - self.low)
        };
        if self.is_reversed {
            1.0 - rising
        } else {
            rising
        }
    }

    /// Whether a value lies on it.
    pub fn contains(&self, value: f64) -> bool {
        (self.low..=self.high).contains(&value)
    }

    /// At most `max_count` round values with their labels.
    pub fn ticks(&self, max_count: usize) -> Vec<Tick> {
        if self.is_log && self.high / self.low > 2.0 {
            log_ticks(self, max_count)
        } else {
            even_ticks(self, max_count)
        }
    }

    /// Unlabelled ticks between those of `ticks(max_count)`.
    pub fn minor_ticks(&self, max_count: usize) -> Vec<f64> {
        if self.is_log && self.high / self.low > 2.0 {
            let n_decades = (self.high / self.low).log10();
            let is_crowded = n_decades > 2.0 && n_decades > max_count as f64 / 2.0;
            let all: &[f64] = &[1.0, 2.0, 3.0, 4.0, 5.0, 6.0, 7.0, 8.0, 9.0];
            return log_values(self, if is_crowded { &all[..1] } else { all });
        }
        let (step, _) = step(self.high - self.low, max_count);
        let leading = step / 10_f64.powf(step.log10().floor());
        let n_parts = if leading.round() == 2.0 { 4.0 } else { 5.0 };
        multiples(self, step / n_parts)
    }
}

/// The smallest round step of which at most `max_count` fit into `width`, and the decimals its multiples need.
fn step(width: f64, max_count: usize) -> (f64, usize) {
    let rough = width / max_count.max(1) as f64;
    let exponent = rough.log10().floor();
    let leading = rough / 10_f64.powf(exponent);
    let (leading, exponent) = match leading {
        l if l <= 1.0 => (1.0, exponent),
        l if l <= 2.0 => (2.0, exponent),
        l if l <= 5.0 => (5.0, exponent),
        _ => (1.0, exponent + 1.0),
    };
    (
        leading * 10_f64.powf(exponent),
        (-exponent).clamp(0.0, 12.0) as usize,
    )
}

fn multiples(axis: &Axis, step: f64) -> Vec<f64> {
    let tolerance = 1e-9 * (axis.high - axis.low) / step;
    let first = (axis.low / step - tolerance).ceil() as i64;
    let last = (axis.high / step + tolerance).floor() as i64;
    (first..=last).map(|i| i as f64 * step).collect()
}

/// Values below this are written with a power of ten.
const SMALL: f64 = 1e-5;

/// Multiples of a round step.
fn even_ticks(axis: &Axis, max_count: usize) -> Vec<Tick> {
    let (step, decimals) = step(axis.high - axis.low, max_count);
    let highest = axis.high.abs().max(axis.low.abs());
    let exponent = highest.log10().floor();
    let text = |value: f64| match highest < SMALL {
        true => {
            let leading_step = step / 10_f64.powf(exponent);
            let decimals = (-leading_step.log10() - 1e-9).ceil().max(0.0) as usize;
            let leading = number::decimal(value / 10_f64.powf(exponent), decimals);
            format!("{leading}×10^{{{}}}", number::decimal(exponent, 0))
        }
        false => number::decimal(value, decimals),
    };
    let values = multiples(axis, step).into_iter();
    values
        .map(|value| Tick {
            value,
            text: text(value),
        })
        .collect()
}

/// Values `leading × 10^k` on the axis, rising.
fn log_values(axis: &Axis, leading: &[f64]) -> Vec<f64> {
    let decades = axis.low.log10().floor() as i32..=axis.high.log10().floor() as i32;
    let values = decades.flat_map(|k| leading.iter().map(move |l| l * 10_f64.powi(k)));
    values.filter(|&value| axis.contains(value)).collect()
}

fn log_ticks(axis: &Axis, max_count: usize) -> Vec<Tick> {
    const CHOICES: [&[f64]; 5] = [
        &[1.0, 1.5, 2.0, 2.5, 3.0, 3.5, 4.0, 4.5, 5.0, 6.0, 7.0, 8.0],
        &[1.0, 2.0, 3.0, 4.0, 5.0, 6.0, 8.0],
        &[1.0, 2.0, 3.0, 5.0],
        &[1.0, 3.0],
        &[1.0],
    ];
    let fitting = CHOICES.iter().map(|leading| log_values(axis, leading));
    let mut values = fitting
        .filter(|values| values.len() <= max_count.max(2))
        .collect::<Vec<_>>();
    if values.is_empty() {
        let decades = log_values(axis, &[1.0]);
        let every = decades.len().div_ceil(max_count.max(2));
        values.push(decades.into_iter().step_by(every).collect());
    }
    let chosen = values.swap_remove(0);
    if chosen.len() < 2 {
        // No two round values of one decade: a step between them tells more than one number does.
        return even_ticks(axis, max_count);
    }
    let in_full = in_full(axis, &chosen);
    let text = |value: f64| match in_full.contains(&value) {
        true => ((value * 1e6).round() / 1e6).to_string(),
        false => power_text(value),
    };
    let tick = |value| Tick {
        value,
        text: text(value),
    };
    chosen.into_iter().map(tick).collect()
}

/// Which values are written in full, the others as powers of ten: on an axis of few decades all or none.
fn in_full(axis: &Axis, values: &[f64]) -> Range<f64> {
    if axis.high / axis.low >= 100.0 {
        return 0.999e-2..0.999e4;
    }
    let range = 0.999e-3..0.999e4;
    match values.iter().all(|value| range.contains(value)) {
        true => range,
        false => 0.0..0.0,
    }
}

fn power_text(value: f64) -> String {
    let exponent = (value.log10() + 1e-9).floor();
    let leading = (10.0 * value / 10_f64.powf(exponent)).round() / 10.0;
    let power = format!("10^{{{}}}", number::decimal(exponent, 0));
    if leading == 1.0 {
        power
    } else {
        format!("{leading}×{power}")
    }
}

/// A rectangle of the sheet with two axes.
#[derive(Debug, Clone, Copy)]
pub struct Panel {
    /// Where it is.
    pub rect: Rect,
    /// From left to right.
    pub x: Axis,
    /// From below to above.
    pub y: Axis,
}

impl Panel {
    /// Horizontal place of a value, mm.
    pub fn x_mm(&self, value: f64) -> f64 {
        self.rect.left + self.rect.width() * self.x.fraction(value)
    }

    /// Vertical place of a value, mm.
    pub fn y_mm(&self, value: f64) -> f64 {
        self.rect.bottom - self.rect.height() * self.y.fraction(value)
    }

    /// Place of a pair of values.
    pub fn at(&self, x: f64, y: f64) -> Point {
        (self.x_mm(x), self.y_mm(y))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn texts(axis: Axis, max_count: usize) -> Vec<String> {
        axis.ticks(max_count)
            .into_iter()
            .map(|tick| tick.text)
            .collect()
    }

    #[test]
    fn linear_ticks_are_round_and_not_more_than_asked_for() {
        assert_eq!(texts(Axis::linear(-12.3, -0.4), 3), ["−10", "−5"]);
        assert_eq!(
            texts(Axis::linear(1.268, 1.2805), 3),
            ["1.270", "1.275", "1.280"]
        );
    }

    #[test]
    fn wavelengths_have_ticks_at_round_values() {
        assert_eq!(
            texts(Axis::log(0.6, 5.4), 9),
            ["0.6", "0.8", "1", "2", "3", "4", "5"]
        );
    }

    #[test]
    fn far_apart_decades_are_powers_of_ten() {
        assert_eq!(
            texts(Axis::log(1e-6, 2e-3), 4),
            ["10^{−6}", "10^{−5}", "10^{−4}", "10^{−3}"]
        );
    }

    /// 1.5 and 2.5 are no 2 and no 3.
    #[test]
    fn ticks_within_a_decade_show_what_they_stand_at() {
        assert_eq!(texts(Axis::log(2e-3, 8e-3), 4), ["0.002", "0.003", "0.005"]);
        assert_eq!(
            texts(Axis::log(0.99e-22, 3.01e-22), 8),
            [
                "10^{−22}",
                "1.5×10^{−22}",
                "2×10^{−22}",
                "2.5×10^{−22}",
                "3×10^{−22}"
            ]
        );
        assert_eq!(
            texts(Axis::log(4e-4, 2e-2), 8),
            [
                "5×10^{−4}",
                "10^{−3}",
                "2×10^{−3}",
                "3×10^{−3}",
                "5×10^{−3}",
                "10^{−2}",
                "2×10^{−2}"
            ]
        );
    }

    #[test]
    fn a_logarithmic_axis_has_two_numbers_at_least() {
        assert_eq!(texts(Axis::log(3.1, 7.0), 2), ["4", "6"]);
        assert_eq!(
            texts(Axis::log(1.2e-22, 1.9e-22), 4),
            [
                "1.2×10^{−22}",
                "1.4×10^{−22}",
                "1.6×10^{−22}",
                "1.8×10^{−22}"
            ]
        );
    }

    #[test]
    fn the_ends_of_an_axis_are_zero_and_one() {
        for axis in [Axis::linear(2.0, 8.0), Axis::log(2.0, 8.0)] {
            assert_eq!([axis.fraction(2.0), axis.fraction(8.0)], [0.0, 1.0]);
        }
        assert!((Axis::log(2.0, 8.0).fraction(4.0) - 0.5).abs() < 1e-12);
        assert_eq!(Axis::log(2.0, 8.0).reversed().fraction(8.0), 0.0);
    }
}
