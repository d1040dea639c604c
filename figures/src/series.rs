//! Series of values: their range, and where they have gaps.

use std::ops::Range;

/// A step this many times the median one is a gap.
const GAP_FACTOR: f64 = 4.0;

/// Smallest and largest value.
pub fn range(values: impl IntoIterator<Item = f64>) -> (f64, f64) {
    let start = (f64::INFINITY, f64::NEG_INFINITY);
    values.into_iter().fold(start, |(low, high), value| {
        (low.min(value), high.max(value))
    })
}

/// The runs of rising, positive places between which there is a gap: a relative step far beyond the usual one.
pub fn without_gaps(x: &[f64]) -> Vec<Range<usize>> {
    let steps: Vec<f64> = x.windows(2).map(|pair| (pair[1] / pair[0]).ln()).collect();
    let mut sorted = steps.clone();
    sorted.sort_by(f64::total_cmp);
    let longest = GAP_FACTOR * sorted.get(sorted.len() / 2).copied().unwrap_or(0.0);
    let mut starts = vec![0];
    starts.extend((1..x.len()).filter(|&i| steps[i - 1] > longest));
    let ends = starts.iter().skip(1).copied().chain([x.len()]);
    starts
        .iter()
        .zip(ends)
        .map(|(&start, end)| start..end)
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_gap_parts_a_series() {
        assert_eq!(without_gaps(&[1.0, 1.1, 1.2, 3.0, 3.3, 3.6]), [0..3, 3..6]);
    }

    #[test]
    fn an_even_series_is_one_piece() {
        assert_eq!(without_gaps(&[1.0, 1.1, 1.2]).first(), Some(&(0..3)));
        assert_eq!(without_gaps(&[]).first(), Some(&(0..0)));
    }

    #[test]
    fn the_range_spans_all_values() {
        assert_eq!(range([2.0, -1.0, 5.0]), (-1.0, 5.0));
    }
}
