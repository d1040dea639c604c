//! How numbers of a simulated spectrum are written.

/// The shortest digits that read back as the same number; as a power of ten where they would be many zeros.
pub(super) fn exact(value: f64) -> String {
    match (1e-4..1e15).contains(&value.abs()) || value == 0.0 {
        true => format!("{value}"),
        false => format!("{value:e}"),
    }
}

/// Nine significant digits, of numbers of which there are very many.
pub(super) fn nine(value: f64) -> String {
    format!("{value:.8e}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_read_back_as_they_were() {
        for value in [
            0.0,
            1.0 / 3.0,
            -2.1e-17,
            5e-324,
            21_453.123_456_789,
            1e300,
            9.999e14,
        ] {
            assert_eq!(exact(value).parse::<f64>().unwrap(), value);
            let again: f64 = nine(value).parse().unwrap();
            assert!(
                (again - value).abs() <= 5e-9 * value.abs(),
                "{value} {again}"
            );
        }
        assert_eq!([exact(21_453.5), exact(2.5e-9)], ["21453.5", "2.5e-9"]);
    }
}
