//! Computed numbers as a person reads them in a message: few digits, and no trailing zeros.

/// `value` with at most `n_digits` significant digits, as a power of ten where it would be many zeros.
pub fn significant(value: f64, n_digits: usize) -> String {
    let rounded: f64 = format!("{value:.*e}", n_digits.saturating_sub(1))
        .parse()
        .expect("a number that was written can be read");
    match rounded == 0.0 || !rounded.is_finite() || (1e-3..1e6).contains(&rounded.abs()) {
        true => rounded.to_string(),
        false => format!("{rounded:e}"),
    }
}

/// `value` with four significant digits, or as many more as tell it from a `limit` that it exceeds.
pub fn beside(value: f64, limit: f64) -> String {
    let texts = (4..17).map(|n_digits| significant(value, n_digits));
    let mut unlike = texts.filter(|text| text.parse() != Ok(limit));
    unlike.next().unwrap_or_else(|| value.to_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_short_and_without_trailing_zeros() {
        let found = [
            3.801_893_963_205_609_7e-5,
            0.1 + 0.2,
            1234.567,
            -16_666.666_666_668,
            7.1492e7,
            0.0,
            f64::NAN,
            f64::INFINITY,
        ]
        .map(|value| significant(value, 3));
        let expected = [
            "3.8e-5", "0.3", "1230", "-16700", "7.15e7", "0", "NaN", "inf",
        ];
        assert_eq!(found, expected);
    }

    #[test]
    fn a_number_beside_a_limit_never_looks_like_it() {
        let found = [1.4, 1.0 + 2e-9, 235.817_3, 1.0 + f64::EPSILON, 1.0].map(|x| beside(x, 1.0));
        let expected = ["1.4", "1.000000002", "235.8", "1.0000000000000002", "1"];
        assert_eq!(found, expected);
    }
}
