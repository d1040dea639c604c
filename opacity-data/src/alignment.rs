//! Tables on one grid that end at different places, brought onto common cells.

use std::ops::Range;
use std::sync::Arc;

use forward_model::{OpacityTable, TableError};

use crate::embedding::{Placement, cross_sections_at, k_table_in};

/// Cells of two tables are the same if they are this close, in units of their width: files round, and may hold their
/// wavenumbers in single precision.
const SAME_CELL: f64 = 0.01;
/// Cells by which a gap between two tables may be bridged; beyond it, their resolution is surely an error.
const MAX_BRIDGE: f64 = 2e6;

/// Tables that cannot share their cells.
#[derive(Debug)]
pub(crate) enum AlignmentError {
    /// Two tables, by their places, are of different kinds or differ where both have cells.
    Differ([usize; 2]),
    /// The common cells make no table.
    Table(TableError),
}

/// The tables on the same cells: those that any of them has between two wavenumbers, cm⁻¹. A gas has no opacity in the cells
/// that its own table lacks. Tables that share their cells already stay as they are.
///
/// # Errors
/// [`AlignmentError`] if tables are of different kinds, or differ where they overlap.
pub(crate) fn aligned(
    tables: Vec<Arc<OpacityTable>>,
    range_per_cm: [f64; 2],
) -> Result<Vec<Arc<OpacityTable>>, AlignmentError> {
    let Some(first) = tables.first() else {
        return Ok(tables);
    };
    if tables.iter().all(|table| table.shares_grid_with(first)) {
        return Ok(tables);
    }
    let is_like = |table: &OpacityTable| {
        table.method() == first.method() && table.lines().points().go_with(first.lines().points())
    };
    if let Some(i) = tables.iter().position(|table| !is_like(table)) {
        return Err(AlignmentError::Differ([0, i]));
    }
    let pieces: Vec<Piece> = tables
        .iter()
        .map(|table| Piece::of(table, range_per_cm))
        .collect();
    let common = common_cells(&pieces)?;
    let placed = tables.iter().zip(&pieces).map(|(table, piece)| {
        let at = start_in(&common, &piece.cells).expect("the common cells hold those of each");
        let kept = piece.kept.clone();
        on_cells(table, &common, &Placement { kept, at }).map(Arc::new)
    });
    let placed: Result<_, TableError> = placed.collect();
    placed.map_err(AlignmentError::Table)
}

/// A cell of a table: its bounds, or its sample twice, cm⁻¹; and its width.
#[derive(Debug, Clone, Copy)]
struct Cell {
    place: [f64; 2],
    width: f64,
}

impl Cell {
    fn is_same_as(&self, other: &Self) -> bool {
        let tolerance = SAME_CELL * self.width.min(other.width);
        let pairs = self.place.iter().zip(&other.place);
        pairs.into_iter().all(|(a, b)| (a - b).abs() <= tolerance)
    }
}

/// The cells of a table that count.
struct Piece {
    kept: Range<usize>,
    cells: Vec<Cell>,
}

impl Piece {
    /// Those that overlap the range, with one more at either end, by which samples know how far theirs reach.
    fn of(table: &OpacityTable, [low, high]: [f64; 2]) -> Self {
        let bounds = table.cell_bounds_per_cm();
        let first = bounds.partition_point(|[_, upper]| *upper <= low);
        let last = bounds.partition_point(|[lower, _]| *lower < high);
        let kept = first.saturating_sub(1)..(last + 1).min(bounds.len()).max(first);
        let cells = kept.clone().map(|i| cell(table, i)).collect();
        Self { kept, cells }
    }
}

fn cell(table: &OpacityTable, i: usize) -> Cell {
    let bounds = table.cell_bounds_per_cm()[i];
    let place = match table {
        OpacityTable::CrossSection(table) => [table.wavenumber_per_cm()[i]; 2],
        OpacityTable::CorrelatedK(_) => bounds,
    };
    let width = bounds[1] - bounds[0];
    Cell { place, width }
}

/// The cells of all pieces together.
fn common_cells(pieces: &[Piece]) -> Result<Vec<Cell>, AlignmentError> {
    let mut order: Vec<usize> = (0..pieces.len()).collect();
    order.retain(|i| !pieces[*i].cells.is_empty());
    let start = |i: &usize| pieces[*i].cells[0].place[0];
    order.sort_by(|a, b| start(a).total_cmp(&start(b)));
    let mut common: Vec<Cell> = Vec::new();
    for i in &order {
        let longer = union(&common, &pieces[*i].cells);
        common = longer.ok_or_else(|| AlignmentError::Differ(two_that_differ(pieces, *i)))?;
    }
    Ok(common)
}

/// A piece that a piece differs from, and that piece.
fn two_that_differ(pieces: &[Piece], i: usize) -> [usize; 2] {
    let differs = |j: &usize| {
        let (a, b) = (&pieces[*j].cells, &pieces[i].cells);
        *j != i && union(a, b).is_none() && union(b, a).is_none()
    };
    let other = (0..pieces.len()).find(differs);
    [other.unwrap_or(usize::from(i == 0)), i]
}

/// The cells of a table and those of another, which starts no lower; `None` if they differ where they overlap.
fn union(lower: &[Cell], upper: &[Cell]) -> Option<Vec<Cell>> {
    let Some(last) = lower.last() else {
        return Some(upper.to_vec());
    };
    if let Some(at) = start_in(lower, upper) {
        let mut pairs = lower[at..].iter().zip(upper);
        let rest = upper.iter().skip(lower.len() - at);
        return pairs
            .all(|(a, b)| a.is_same_as(b))
            .then(|| lower.iter().chain(rest).copied().collect());
    }
    let gap = upper[0].place[0] - last.place[1];
    if gap < -SAME_CELL * last.width {
        return None;
    }
    Some([lower, &bridge(lower, &upper[0])?, upper].concat())
}

/// Where in `cells` the first of `others` is.
fn start_in(cells: &[Cell], others: &[Cell]) -> Option<usize> {
    let first = others.first()?;
    cells.iter().position(|cell| cell.is_same_as(first))
}

/// Cells between the last of a table and the first of the next, evenly spaced in the logarithm, about as wide as the last;
/// `None` if that would be too many.
fn bridge(lower: &[Cell], next: &Cell) -> Option<Vec<Cell>> {
    let last = lower[lower.len() - 1];
    let (from, to) = (last.place[1], next.place[0]);
    let is_sampled = next.place[0] == next.place[1];
    let n = ((to / from).ln() / (last.width / from).ln_1p()).round();
    if n > MAX_BRIDGE {
        return None;
    }
    let n = if to - from <= SAME_CELL * last.width {
        0.0
    } else {
        n.max(1.0)
    };
    let edge = |i: u32| from * (to / from).powf(f64::from(i) / n);
    let n = n as u32;
    let cell = |i: u32| {
        let (start, end) = (edge(i), edge(i + 1));
        let place = if is_sampled { [end; 2] } else { [start, end] };
        let width = end - start;
        Cell { place, width }
    };
    // The last step between samples is the next table's own.
    let n_cells = if is_sampled { n.saturating_sub(1) } else { n };
    Some((0..n_cells).map(cell).collect())
}

fn on_cells(
    table: &OpacityTable,
    cells: &[Cell],
    placement: &Placement,
) -> Result<OpacityTable, TableError> {
    match table {
        OpacityTable::CrossSection(table) => {
            let samples = cells.iter().map(|cell| cell.place[0]).collect();
            cross_sections_at(table, samples, placement).map(OpacityTable::CrossSection)
        }
        OpacityTable::CorrelatedK(table) => {
            let bounds = cells.iter().map(|cell| cell.place).collect();
            k_table_in(table, bounds, placement).map(OpacityTable::CorrelatedK)
        }
    }
}

#[cfg(test)]
mod tests;
