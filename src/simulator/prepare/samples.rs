//! The samples of cells, evenly spaced, in windows that fit into memory.

use super::super::wavenumbers::{CellSamples, Window, runs};

/// Resolving power of the samples: two in the half width of a line of hot, thin air.
const SAMPLING: f64 = 400_000.0;
/// Samples that a cell has at least and at most; lines fall between those of a wide cell, but as if by chance.
const SAMPLES_OF_A_CELL: [f64; 2] = [60.0, 6000.0];
/// Samples beyond which a window takes no more cells: what all gases have at them fits into memory.
const SAMPLES_OF_A_WINDOW: usize = 30_000;

/// All cells, which rise, in windows; those within one of `intervals` make up for each other.
pub(super) fn windows(cells_per_cm: &[[f64; 2]], intervals_per_cm: &[[f64; 2]]) -> Vec<Window> {
    let mut windows: Vec<Window> = Vec::new();
    for (i, cell) in cells_per_cm.iter().enumerate() {
        let touches = i > 0 && cells_per_cm[i - 1][1] == cell[0];
        let goes_on =
            |window: &&mut Window| touches && window.samples_per_cm.len() < SAMPLES_OF_A_WINDOW;
        match windows.last_mut().filter(goes_on) {
            Some(window) => push(window, *cell),
            None => {
                let mut window = Window::default();
                push(&mut window, *cell);
                windows.push(window);
            }
        }
    }
    let mut rest = cells_per_cm;
    for window in &mut windows {
        let (own, later) = rest.split_at(window.cells.len());
        window.runs = runs(own, intervals_per_cm);
        rest = later;
    }
    windows
}

fn push(window: &mut Window, cell: [f64; 2]) {
    let first = window.samples_per_cm.len();
    window.samples_per_cm.extend(samples_of(cell));
    let range = first..window.samples_per_cm.len();
    let shares = vec![1.0 / range.len() as f64; range.len()];
    window.cells.push(CellSamples { range, shares });
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
        let windows = windows(&cells, &[[edges[0], edges[2]], [edges[2], edges[3]]]);
        let sizes: Vec<usize> = windows.iter().map(|window| window.cells.len()).collect();
        assert_eq!(sizes, [8, 3, 1]);
        assert_eq!(windows[0].runs, [0..2, 2..3, 3..8]);
        assert_eq!(windows[2].cells[0].range, 0..60);
        assert!(windows[0].samples_per_cm.is_sorted_by(|a, b| a < b));
        assert_eq!(
            windows[0].cells[7].range.end,
            windows[0].samples_per_cm.len()
        );
    }
}
