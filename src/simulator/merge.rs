//! Tables at shared wavenumbers of many narrow cells, made tables of a study's bins.
//!
//! Of all wavenumbers in a bin the few are kept whose weighted mean is that of all in every draw of the study's prior, as `opacity
//! prepare` keeps them of samples line by line.

use std::ops::Range;
use std::sync::Arc;

use forward_model::{CrossSectionTable, LineTable, OpacityTable, Points};
use ndarray::{Array2, Array3};
use opacity_data::{DescribedTable, OpacityError, TableInfo, line_by_line::cells_of_bins};
use rayon::prelude::*;

use super::opacities::Opacities;
use super::wavenumbers::{
    CHOICE_VERSION, CellSamples, Chooser, Few, LEAST_RESOLUTION, N_POINTS, Tables, Window,
};
use super::{SimulatorError, choices::known_or, fingerprint::fingerprint, model::config_of_tables};
use crate::observation::Bin;
use crate::study::Study;

/// Part of a cell by which it may stick out of a bin that is rounded.
const ROUNDED: f64 = 0.01;
/// Part of a cell's width below which a bin is narrower than it.
const NARROWER: f64 = 0.9;
/// Width in ln λ beyond which a window takes no more cells: what all gases have there fits into memory.
const WINDOW: f64 = 0.2;

/// Opacities of a study for its bins.
pub(super) struct ForBins {
    /// Of all gases, in the study's order, and what they are.
    pub tables: Vec<DescribedTable>,
    /// Edges of the bins that are narrower than the opacities' own cells, cm⁻¹.
    pub narrow_per_cm: Vec<[f64; 2]>,
}

/// Tables of all gases of a study: in the cells of its bins, if the study's opacities share wavenumbers of other cells, or else as
/// they are. Which wavenumbers are chosen depends on the study's priors, not on numbers that have taken their place: spectra of one
/// study are of one kind.
///
/// # Errors
/// [`SimulatorError`] if the tables make no model, or no draw of the prior has a spectrum.
pub(super) fn tables_for(
    study: &Study,
    bins: &[Bin],
    opacities: &Opacities,
) -> Result<ForBins, SimulatorError> {
    let study = &study.as_written();
    let bins_per_cm: Vec<[f64; 2]> = bins.iter().map(Bin::edges_per_cm).collect();
    let cells_per_cm = cells_of_bins(&bins_per_cm, LEAST_RESOLUTION);
    let merged = match are_other(&cells_per_cm, opacities)? {
        true => merged(study, (&bins_per_cm, &cells_per_cm), opacities)?,
        false => None,
    };
    match merged {
        Some(merged) => Ok(merged),
        None => as_they_are((&bins_per_cm, &cells_per_cm), opacities),
    }
}

fn as_they_are(
    (bins_per_cm, cells_per_cm): (&[[f64; 2]], &[[f64; 2]]),
    opacities: &Opacities,
) -> Result<ForBins, SimulatorError> {
    let tables = opacities.tables(ends(cells_per_cm))?;
    let narrow = tables.first().map(|(table, _)| narrow(bins_per_cm, table));
    Ok(ForBins {
        tables,
        narrow_per_cm: narrow.unwrap_or_default(),
    })
}

/// Those bins whose middle lies in a table's cell that is wider.
fn narrow(bins_per_cm: &[[f64; 2]], table: &OpacityTable) -> Vec<[f64; 2]> {
    let bounds = table.cell_bounds_per_cm();
    let is_narrow = |[low, high]: &&[f64; 2]| {
        let middle = 0.5 * (low + high);
        let cell = bounds[..bounds.partition_point(|[start, _]| *start <= middle)].last();
        cell.is_some_and(|[start, end]| middle < *end && high - low < NARROWER * (end - start))
    };
    bins_per_cm.iter().filter(is_narrow).copied().collect()
}

/// Whether the opacities' cells are others: partly in a cell and partly not, or so many in one that few of their wavenumbers do.
fn are_other(cells_per_cm: &[[f64; 2]], opacities: &Opacities) -> Result<bool, SimulatorError> {
    for cells in windows(cells_per_cm) {
        let tables = without_infos(opacities.tables(ends(cells))?);
        let Some(fine) = Fine::of(&tables) else {
            return Ok(false);
        };
        let is_other = |cell: &[f64; 2]| fine.is_cut_by(*cell) || fine.has_many_in(*cell);
        if cells.iter().any(is_other) {
            return Ok(true);
        }
    }
    Ok(false)
}

/// None if the tables share wavenumbers in some windows and not in others.
fn merged(
    study: &Study,
    (bins_per_cm, cells_per_cm): (&[[f64; 2]], &[[f64; 2]]),
    opacities: &Opacities,
) -> Result<Option<ForBins>, SimulatorError> {
    let mut narrow_per_cm = Vec::new();
    let mut chooser = Chooser::new(study);
    let mut merged: Option<(Tables, Vec<TableInfo>)> = None;
    for cells in windows(cells_per_cm) {
        let (tables, infos): (Vec<_>, Vec<_>) = opacities.tables(ends(cells))?.into_iter().unzip();
        let Some(fine) = Fine::of(&tables) else {
            return Ok(None);
        };
        narrow_per_cm.extend(narrow(bins_per_cm, &tables[0]));
        let (window, places) = fine.window(cells);
        let few = few(study, &mut chooser, &tables, cells, &window, &places)?;
        let (merged, known) =
            merged.get_or_insert_with(|| (fine.no_cells(tables.len()), infos.clone()));
        widen(known, &infos);
        merged.push(&window, &few, |i_gas, [p, t], sample| {
            let (cell, point) = places[sample];
            tables[i_gas].lines().value_m2(p, t, cell, point)
        });
    }
    let (merged, infos) = merged.expect("an observation has bins");
    let tables = merged.finish(&study.atmosphere.gases, cells_per_cm)?;
    let tables = tables.into_iter().map(Arc::new);
    // Windows overlap by the cells at their ends.
    narrow_per_cm.sort_by(|a, b| a[0].total_cmp(&b[0]));
    narrow_per_cm.dedup();
    Ok(Some(ForBins {
        tables: tables.zip(infos).collect(),
        narrow_per_cm,
    }))
}

/// Neighbouring cells, of which the first begins little before the last.
fn windows(cells_per_cm: &[[f64; 2]]) -> Vec<&[[f64; 2]]> {
    let mut windows = Vec::new();
    let mut rest = cells_per_cm;
    while let Some([start, _]) = rest.first() {
        let n = rest.partition_point(|[other, _]| (other / start).ln() < WINDOW);
        let (window, later) = rest.split_at(n);
        windows.push(window);
        rest = later;
    }
    windows
}

fn ends(cells_per_cm: &[[f64; 2]]) -> [f64; 2] {
    let highest = cells_per_cm.iter().map(|cell| cell[1]).fold(0.0, f64::max);
    [cells_per_cm[0][0], highest]
}

fn without_infos(tables: Vec<DescribedTable>) -> Vec<Arc<OpacityTable>> {
    tables.into_iter().map(|(table, _)| table).collect()
}

/// What was computed for one window reaches as far as for all of them.
fn widen(known: &mut [TableInfo], others: &[TableInfo]) {
    for (known, other) in known.iter_mut().zip(others) {
        let [from_um, to_um] = &mut known.wavelength_um;
        *from_um = from_um.min(other.wavelength_um[0]);
        *to_um = to_um.max(other.wavelength_um[1]);
    }
}

/// The few of each cell of a window: those known of before, or chosen now.
fn few(
    study: &Study,
    chooser: &mut Chooser,
    tables: &[Arc<OpacityTable>],
    cells_per_cm: &[[f64; 2]],
    window: &Window,
    places: &[Place],
) -> Result<Vec<Few>, SimulatorError> {
    let n_samples = window.cells.iter().map(|cell| cell.range.len());
    let n_samples: Vec<usize> = n_samples.collect();
    let most = n_samples.iter().copied().max().unwrap_or(0);
    known_or(&key(study, tables, cells_per_cm)?, &n_samples, || {
        let sampled = tables
            .par_iter()
            .map(|table| sampled(table, window, places));
        chooser.few(
            window,
            sampled.collect::<Result<_, _>>()?,
            most.min(N_POINTS),
        )
    })
}

/// Everything that decides which wavenumbers are chosen.
fn key(
    study: &Study,
    tables: &[Arc<OpacityTable>],
    cells_per_cm: &[[f64; 2]],
) -> Result<String, SimulatorError> {
    let config = config_of_tables(study, tables.to_vec())?;
    let prior = study.parameters.prior();
    let besides = format!("{CHOICE_VERSION} {N_POINTS} {cells_per_cm:?} {prior:?}");
    Ok(fingerprint(study, &[], &config, &besides))
}

/// Cell and point of a fine table.
type Place = (usize, usize);

/// The cross sections of a gas at the samples of a window.
fn sampled(
    table: &OpacityTable,
    window: &Window,
    places: &[Place],
) -> Result<Arc<OpacityTable>, SimulatorError> {
    let lines = table.lines();
    let axes = (table.pressure_pa().to_vec(), table.temperature_k().to_vec());
    let shape = (axes.0.len(), axes.1.len(), places.len());
    let sigma_m2 = Array3::from_shape_fn(shape, |(p, t, sample)| {
        let (cell, point) = places[sample];
        lines.value_m2(p, t, cell, point)
    });
    let samples_per_cm = window.samples_per_cm.clone();
    let table = CrossSectionTable::new(table.species(), axes.0, axes.1, samples_per_cm, sigma_m2);
    let table = table.map_err(OpacityError::from)?;
    Ok(Arc::new(OpacityTable::CrossSection(table)))
}

/// Tables at shared wavenumbers.
struct Fine<'a> {
    first: &'a dyn LineTable,
    per_cm: &'a Array2<f64>,
    weights: &'a Array2<f64>,
}

impl<'a> Fine<'a> {
    /// None where the tables have other points, or cells that do not touch.
    fn of(tables: &'a [Arc<OpacityTable>]) -> Option<Self> {
        let first = tables.first()?.lines();
        let Points::OfWavenumber { per_cm, weights } = first.points() else {
            return None;
        };
        let shared = tables
            .iter()
            .all(|table| table.lines().points() == first.points());
        shared.then_some(Self {
            first,
            per_cm,
            weights,
        })
    }

    /// Whether some of the tables' cells are partly in a cell and partly not.
    fn is_cut_by(&self, [low, high]: [f64; 2]) -> bool {
        let cells = self
            .overlapping([low, high])
            .map(|i| self.first.cell_bounds_per_cm()[i]);
        cells.into_iter().any(|[start, end]| {
            let rounded = ROUNDED * (end - start);
            let inside = end.min(high) - start.max(low);
            (rounded..end - start - rounded).contains(&inside)
        })
    }

    /// Whether several cells lie in a cell, with more wavenumbers than are to stand for it.
    fn has_many_in(&self, cell: [f64; 2]) -> bool {
        let cells = self.overlapping(cell);
        cells.len() > 1 && cells.map(|i| self.points(i).len()).sum::<usize>() > N_POINTS
    }

    /// Tables on the same pressures and temperatures.
    fn no_cells(&self, n_gases: usize) -> Tables {
        let pressure_pa = self.first.pressure_pa().to_vec();
        let temperature_k = self.first.temperature_k().to_vec();
        Tables::new((pressure_pa, temperature_k), n_gases)
    }

    /// Cells and the places of their samples in the tables.
    fn window(&self, cells_per_cm: &[[f64; 2]]) -> (Window, Vec<Place>) {
        let mut places = Vec::new();
        // Where the samples of each fine cell begin.
        let fine = self.overlapping(ends(cells_per_cm));
        let mut starts = vec![0];
        for cell in fine.clone() {
            places.extend(self.points(cell).into_iter().map(|point| (cell, point)));
            starts.push(places.len());
        }
        let cells = cells_per_cm.iter().map(|cell| {
            let within = self.overlapping(*cell);
            let range = starts[within.start - fine.start]..starts[within.end - fine.start];
            let shares = places[range.clone()]
                .iter()
                .map(|(fine, point)| self.weights[[*fine, *point]] * self.overlap(*fine, *cell));
            let mut shares: Vec<f64> = shares.collect();
            let sum: f64 = shares.iter().sum();
            shares.iter_mut().for_each(|share| *share /= sum);
            CellSamples { range, shares }
        });
        let cells: Vec<CellSamples> = cells.collect();
        let window = Window {
            samples_per_cm: places.iter().map(|(c, p)| self.per_cm[[*c, *p]]).collect(),
            // Each bin for itself.
            runs: (0..cells.len()).map(|i| i..i + 1).collect(),
            cells,
        };
        (window, places)
    }

    fn overlapping(&self, [low, high]: [f64; 2]) -> Range<usize> {
        let bounds = self.first.cell_bounds_per_cm();
        let first = bounds.partition_point(|[_, end]| *end <= low);
        first
            ..bounds
                .partition_point(|[start, _]| *start < high)
                .max(first)
    }

    /// Width of what a fine cell and a cell share, cm⁻¹. That the wavenumbers of a cell that a bin cuts lie on one side or the other says
    /// little of where in the cell it is opaque: to go by it costs up to a third more (ppm rms) than to take them all alike.
    fn overlap(&self, fine: usize, [low, high]: [f64; 2]) -> f64 {
        let [start, end] = self.first.cell_bounds_per_cm()[fine];
        (end.min(high) - start.max(low)).max(0.0)
    }

    /// Points of a cell that have weight, by rising wavenumber.
    fn points(&self, cell: usize) -> Vec<usize> {
        let mut points: Vec<usize> = (0..self.weights.ncols())
            .filter(|point| self.weights[[cell, *point]] > 0.0)
            .collect();
        points.sort_by(|a, b| self.per_cm[[cell, *a]].total_cmp(&self.per_cm[[cell, *b]]));
        points
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use forward_model::{KTable, Species, touching_cells};
    use ndarray::Array4;

    fn tables() -> Vec<Arc<OpacityTable>> {
        let edges = [100.0, 101.0, 102.5, 103.0];
        let points = Points::OfWavenumber {
            per_cm: Array2::from_shape_fn((3, 2), |(i, j)| edges[i] + 0.1 + 0.2 * j as f64),
            weights: ndarray::array![[0.25, 0.75], [1.0, 0.0], [0.5, 0.5]],
        };
        let table = KTable::new(
            Species::H2O,
            vec![1e5],
            vec![300.0],
            touching_cells(&edges),
            points,
            Array4::zeros((1, 1, 3, 2)),
        );
        vec![Arc::new(OpacityTable::CorrelatedK(table.unwrap()))]
    }

    #[test]
    fn tables_of_the_bins_themselves_are_not_cut_and_others_are() {
        let tables = tables();
        let fine = Fine::of(&tables).unwrap();
        for whole in [
            [100.0, 101.0],
            [100.0, 102.5],
            [100.004, 101.0],
            [99.0, 104.0],
        ] {
            assert!(!fine.is_cut_by(whole), "{whole:?}");
        }
        for cut in [[100.5, 101.0], [100.0, 101.1], [100.2, 100.3]] {
            assert!(fine.is_cut_by(cut), "{cut:?}");
        }
    }

    #[test]
    fn bins_narrower_than_cells_are_found() {
        let table = &tables()[0];
        let bins = [
            [100.2, 101.1],
            [101.2, 102.8],
            [102.6, 102.8],
            [103.5, 103.6],
        ];
        assert_eq!(narrow(&bins, table), [[100.2, 101.1], [102.6, 102.8]]);
    }

    #[test]
    fn samples_of_a_bin_count_by_what_they_stand_for_of_it() {
        let tables = tables();
        let fine = Fine::of(&tables).unwrap();
        let (window, places) = fine.window(&[[100.5, 102.0]]);
        assert_eq!(places, [(0, 0), (0, 1), (1, 0)]);
        let CellSamples { range, shares } = &window.cells[0];
        assert_eq!(*range, 0..3);
        for (share, expected) in shares.iter().zip([0.125 / 1.5, 0.375 / 1.5, 1.0 / 1.5]) {
            assert!((share - expected).abs() < 1e-12, "{shares:?}");
        }
    }
}
