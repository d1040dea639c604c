//! One block of a `.cia` file: a header and the points of one temperature.

use forward_model::{Species, bracket, units};

use crate::error::OpacityFileError;
use crate::text_lines::{TextLines, quoted};

/// No pair absorbs as strongly as this, cm⁵: a larger number is one whose exponent was cut off.
const LARGEST_CM5: f64 = 1e-30;

/// One temperature.
pub(super) struct Block {
    /// Place among the blocks of its file.
    pub order: usize,
    pub pair: [Species; 2],
    pub temperature_k: f64,
    /// Rising.
    pub wavenumber_per_cm: Vec<f64>,
    coefficient_m5: Vec<f64>,
    /// First and last wavenumber that absorb, cm⁻¹, with the zero that is listed beside each; none in a block of zeros.
    pub absorbs_over_per_cm: Option<[f64; 2]>,
}

impl Block {
    /// Reads the block whose place in the file this is.
    pub fn read(lines: &mut TextLines, order: usize) -> Result<Self, OpacityFileError> {
        let text = lines.take().unwrap_or_default();
        let header = by_white_space(text).or_else(|| by_columns(text));
        let Some((pair, n_points, temperature_k)) = header else {
            let expected =
                "a header: pair, first and last wavenumber, number of points, temperature in K";
            return Err(lines.wrong(quoted(text, 60), expected));
        };
        let pair = species(pair).ok_or_else(|| {
            let expected = "two known species, such as H2-He";
            lines.unknown_gas(format!("the pair `{pair}`"), expected)
        })?;
        let [wavenumber_per_cm, coefficient_m5] = points(lines, n_points, temperature_k)?;
        Ok(Self {
            order,
            pair,
            temperature_k,
            absorbs_over_per_cm: absorbs_over(&wavenumber_per_cm, &coefficient_m5),
            wavenumber_per_cm,
            coefficient_m5,
        })
    }

    /// Coefficient, m⁵, linear between the points; the wavenumber is inside the range.
    pub fn at_m5(&self, wavenumber_per_cm: f64) -> f64 {
        let place = bracket(&self.wavenumber_per_cm, wavenumber_per_cm);
        let [low, high] = [place.lower, place.upper].map(|i| self.coefficient_m5[i]);
        low + place.fraction * (high - low)
    }

    /// Whether another is of the same pair and their ranges share a wavenumber.
    pub fn touches(&self, other: &Self) -> bool {
        let ([from, to], [other_from, other_to]) = (self.range_per_cm(), other.range_per_cm());
        self.pair == other.pair && from <= other_to && other_from <= to
    }

    /// First and last wavenumber, cm⁻¹.
    pub fn range_per_cm(&self) -> [f64; 2] {
        let last = self.wavenumber_per_cm.len() - 1;
        [self.wavenumber_per_cm[0], self.wavenumber_per_cm[last]]
    }
}

/// The points of a block: wavenumbers, cm⁻¹, which rise, and coefficients, m⁵.
fn points(
    lines: &mut TextLines,
    n_points: usize,
    temperature_k: f64,
) -> Result<[Vec<f64>; 2], OpacityFileError> {
    let [mut wavenumber_per_cm, mut coefficient_m5] = [Vec::new(), Vec::new()];
    for _ in 0..n_points {
        let Some(row) = lines.take() else {
            let expected = format!("{n_points} points of {temperature_k} K");
            return Err(lines.wrong("the end of the file", expected));
        };
        let Some((per_cm, cm5)) = point(row) else {
            let expected = "wavenumber in cm-1 and coefficient in cm5/molecule2";
            return Err(lines.wrong(format!("`{row}`"), expected));
        };
        if let Some(last) = wavenumber_per_cm.last().filter(|last| per_cm <= **last) {
            let found = format!("{per_cm} after {last} cm⁻¹ in the block of {temperature_k} K");
            let expected = "wavenumbers that rise from point to point";
            return Err(lines.wrong(found, expected));
        }
        wavenumber_per_cm.push(per_cm);
        coefficient_m5.push(units::m5_from_cm5(cm5));
    }
    Ok([wavenumber_per_cm, coefficient_m5])
}

fn absorbs_over(wavenumber_per_cm: &[f64], coefficient_m5: &[f64]) -> Option<[f64; 2]> {
    let absorbs = |k: &f64| *k > 0.0;
    let first = coefficient_m5.iter().position(absorbs)?;
    let last = coefficient_m5.iter().rposition(absorbs)?;
    let end = (last + 1).min(coefficient_m5.len() - 1);
    Some([first.saturating_sub(1), end].map(|i| wavenumber_per_cm[i]))
}

/// Pair, number of points and temperature of a header.
type Header<'a> = (&'a str, usize, f64);

fn by_white_space(text: &str) -> Option<Header<'_>> {
    let words: Vec<&str> = text.split_whitespace().collect();
    let [pair, first, last, n_points, temperature_k, ..] = words[..] else {
        return None;
    };
    checked(pair, first, last, n_points, temperature_k)
}

fn by_columns(text: &str) -> Option<Header<'_>> {
    let column = |from: usize, to: usize| Some(text.get(from..to)?.trim());
    checked(
        column(0, 20)?,
        column(20, 30)?,
        column(30, 40)?,
        column(40, 47)?,
        column(47, 54)?,
    )
}

fn checked<'a>(
    pair: &'a str,
    first: &str,
    last: &str,
    n_points: &str,
    temperature_k: &str,
) -> Option<Header<'a>> {
    let number = |text: &str| text.parse().ok().filter(|x: &f64| x.is_finite());
    let n_points = n_points.parse().ok().filter(|n| *n >= 1)?;
    let temperature_k = number(temperature_k).filter(|t| *t > 0.0)?;
    let is_range = number(first)? <= number(last)?;
    (is_range && pair.contains('-')).then_some((pair, n_points, temperature_k))
}

fn species(pair: &str) -> Option<[Species; 2]> {
    let (first, second) = pair.split_once('-')?;
    Some([first.parse().ok()?, second.parse().ok()?])
}

/// Wavenumber and coefficient of a line; the small negative ones that fits leave count as zero.
fn point(row: &str) -> Option<(f64, f64)> {
    let mut words = row.split_whitespace().map(|word| word.parse::<f64>());
    let (wavenumber, coefficient) = (words.next()?.ok()?, words.next()?.ok()?);
    let is_point = wavenumber.is_finite() && coefficient.abs() < LARGEST_CM5;
    is_point.then_some((wavenumber, coefficient.max(0.0)))
}
