//! Numbers as they are printed: a true minus sign, thousands set apart, an interval to its own precision.

use crate::label::Label;

/// `value` with `decimals` digits behind the point; five and more digits before it are grouped by thin spaces.
pub fn decimal(value: f64, decimals: usize) -> String {
    let text = format!("{:.decimals$}", value.abs());
    let is_zero = text.chars().all(|c| c == '0' || c == '.');
    let sign = if value < 0.0 && !is_zero { "−" } else { "" };
    let (whole, fraction) = text.split_at(text.find('.').unwrap_or(text.len()));
    format!("{sign}{}{fraction}", grouped(whole))
}

fn grouped(digits: &str) -> String {
    let n = digits.len();
    let mut text = String::with_capacity(n + n / 2);
    for (i, c) in digits.chars().enumerate() {
        if i > 0 && n > 4 && (n - i).is_multiple_of(3) {
            text.push('\u{2009}');
        }
        text.push(c);
    }
    text
}

/// Digits behind the point that show a number of this size to two significant digits.
pub fn decimals_of(size: f64) -> usize {
    let exponent = size.abs().log10().floor();
    if exponent.is_finite() {
        (1.0 - exponent).clamp(0.0, 12.0) as usize
    } else {
        0
    }
}

/// The median with its distances to the ends of an interval, `−2.10` with `+0.31` over `−0.42`.
pub fn interval(lower: f64, median: f64, upper: f64) -> Label {
    let (plus, minus) = (upper - median, median - lower);
    // Two digits of the smaller side, but no more than three of the larger one; of the median if there is no width.
    let larger = plus.max(minus);
    let decimals = match (plus.min(minus), larger) {
        (_, 0.0) => decimals_of(median) + 1,
        (0.0, _) => decimals_of(larger),
        (smaller, _) => decimals_of(smaller).min(decimals_of(larger) + 1),
    };
    Label::plain(&decimal(median, decimals)).with_stack(
        &format!("+{}", decimal(plus, decimals)),
        &format!("−{}", decimal(minus, decimals)),
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn negative_numbers_have_a_minus_sign_and_zero_has_none() {
        assert_eq!(decimal(-2.104, 2), "−2.10");
        assert_eq!(decimal(-0.001, 1), "0.0");
    }

    #[test]
    fn thousands_are_grouped_from_five_digits_on() {
        assert_eq!(decimal(21_450.0, 0), "21\u{2009}450");
        assert_eq!(decimal(2_145.5, 1), "2145.5");
    }

    #[test]
    fn an_interval_is_printed_to_two_digits_of_its_smaller_side() {
        let texts = |label: Label| -> Vec<String> {
            let runs = label.visible_runs();
            runs.map(|run| run.text.clone()).collect()
        };
        assert_eq!(
            texts(interval(-2.52, -2.1, -1.79)),
            ["−2.10", "+0.31", "−0.42"]
        );
        assert_eq!(texts(interval(890.2, 951.3, 990.0)), ["951", "+39", "−61"]);
        assert_eq!(
            texts(interval(1.2701, 1.2732, 1.2741)),
            ["1.27320", "+0.00090", "−0.00310"]
        );
    }
}
