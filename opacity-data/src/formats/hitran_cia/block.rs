//! One block of a `.cia` file: a header and the points of one temperature.

use forward_model::{Species, units};

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
    pub wavenumber_per_cm: Vec<f64>,
    pub coefficient_m5: Vec<f64>,
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
        let mut block = Self {
            order,
            pair,
            temperature_k,
            wavenumber_per_cm: Vec::new(),
            coefficient_m5: Vec::new(),
        };
        for _ in 0..n_points {
            let Some(row) = lines.take() else {
                let expected = format!("{n_points} points of {temperature_k} K");
                return Err(lines.wrong("the end of the file", expected));
            };
            let Some((wavenumber_per_cm, coefficient_cm5)) = point(row) else {
                let expected = "wavenumber in cm-1 and coefficient in cm5/molecule2";
                return Err(lines.wrong(format!("`{row}`"), expected));
            };
            block.wavenumber_per_cm.push(wavenumber_per_cm);
            block
                .coefficient_m5
                .push(units::m5_from_cm5(coefficient_cm5));
        }
        block.drop_empty_ends();
        Ok(block)
    }

    /// Drops all but one of the zeros before the first and after the last point that absorbs: there the block has nothing.
    fn drop_empty_ends(&mut self) {
        let absorbs = |k: &f64| *k > 0.0;
        let first = self.coefficient_m5.iter().position(absorbs);
        let last = self.coefficient_m5.iter().rposition(absorbs);
        if let (Some(first), Some(last)) = (first, last) {
            let kept = first.saturating_sub(1)..(last + 2).min(self.coefficient_m5.len());
            self.coefficient_m5 = self.coefficient_m5[kept.clone()].to_vec();
            self.wavenumber_per_cm = self.wavenumber_per_cm[kept].to_vec();
        }
    }

    /// Whether another is of the same pair and their ranges share a wavenumber.
    pub fn touches(&self, other: &Self) -> bool {
        let ([from, to], [other_from, other_to]) = (self.range_per_cm(), other.range_per_cm());
        self.pair == other.pair && from <= other_to && other_from <= to
    }

    pub fn range_per_cm(&self) -> [f64; 2] {
        let last = self.wavenumber_per_cm.len() - 1;
        [self.wavenumber_per_cm[0], self.wavenumber_per_cm[last]]
    }
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
    (coefficient.abs() < LARGEST_CM5).then_some((wavenumber, coefficient.max(0.0)))
}
