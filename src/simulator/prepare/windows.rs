//! Cells that are computed together, and the samples in them.

use std::ops::Range;

/// Resolving power of the samples: two in the half width of a line of hot, thin air.
const SAMPLING: f64 = 400_000.0;
/// Samples that a cell has at least and at most; lines fall between those of a wide cell, but as if by chance.
const SAMPLES_OF_A_CELL: [f64; 2] = [200.0, 6000.0];
/// Samples beyond which a window takes no more cells: what all gases have at them fits into memory.
const SAMPLES_OF_A_WINDOW: usize = 30_000;

/// Neighbouring cells that touch.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Window {
    /// Which cells.
    pub cells: Range<usize>,
    /// Where all gases are sampled, cm⁻¹, rising.
    pub samples_per_cm: Vec<f64>,
    /// The samples of each cell.
    pub samples: Vec<Range<usize>>,
}

impl Window {
    fn at(i_cell: usize) -> Self {
        Self {
            cells: i_cell..i_cell,
            samples_per_cm: Vec::new(),
            samples: Vec::new(),
        }
    }

    fn push(&mut self, cell: [f64; 2]) {
        let first = self.samples_per_cm.len();
        self.samples_per_cm.extend(samples_of(cell));
        self.samples.push(first..self.samples_per_cm.len());
        self.cells.end += 1;
    }
}

/// All cells, which rise, in windows.
pub(super) fn windows(cells_per_cm: &[[f64; 2]]) -> Vec<Window> {
    let mut windows: Vec<Window> = Vec::new();
    for (i, cell) in cells_per_cm.iter().enumerate() {
        let touches = i > 0 && cells_per_cm[i - 1][1] == cell[0];
        let goes_on =
            |window: &&mut Window| touches && window.samples_per_cm.len() < SAMPLES_OF_A_WINDOW;
        match windows.last_mut().filter(goes_on) {
            Some(window) => window.push(*cell),
            None => {
                let mut window = Window::at(i);
                window.push(*cell);
                windows.push(window);
            }
        }
    }
    windows
}

/// The middles of even parts of a cell.
fn samples_of([from, to]: [f64; 2]) -> impl Iterator<Item = f64> {
    let [least, most] = SAMPLES_OF_A_CELL;
    let n = ((to / from).ln() * SAMPLING).clamp(least, most).round();
    let step = (to - from) / n;
    (0..n as usize).map(move |i| from + (i as f64 + 0.5) * step)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn windows_end_at_gaps_and_when_they_are_full() {
        let edges: Vec<f64> = (0..12)
            .map(|i| 3000.0 * 1.01f64.powf(f64::from(i)))
            .collect();
        let mut cells: Vec<[f64; 2]> = edges.windows(2).map(|pair| [pair[0], pair[1]]).collect();
        cells.push([4000.0, 4000.1]);
        let windows = windows(&cells);
        let ranges: Vec<Range<usize>> = windows.iter().map(|window| window.cells.clone()).collect();
        assert_eq!(ranges, [0..8, 8..11, 11..12]);
        assert_eq!(windows[2].samples, vec![0..200; 1]);
        assert!(windows[0].samples_per_cm.is_sorted_by(|a, b| a < b));
        assert_eq!(windows[0].samples[7].end, windows[0].samples_per_cm.len());
    }
}
