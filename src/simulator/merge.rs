//! Tables at shared wavenumbers of many narrow cells, made tables of a study's bins.
//!
//! Of all wavenumbers in a bin the few are kept whose weighted mean is that of all in every draw of the study's prior, as `opacity
//! prepare` keeps them of samples line by line.

use std::sync::Arc;

use forward_model::{CrossSectionTable, OpacityTable};
use ndarray::Array3;
use opacity_data::{DescribedTable, OpacityError, TableInfo, line_by_line::cells_of_bins};
use rayon::prelude::*;

use super::fine::{Fine, Place, ends, narrow};
use super::opacities::Opacities;
use super::wavenumbers::{
    CHOICE_VERSION, Chooser, Few, LEAST_RESOLUTION, N_POINTS, N_POINTS_OF_NARROW_CELLS, Tables,
    Window, runs,
};
use super::{SimulatorError, choices::known_or, fingerprint::fingerprint, model::Surroundings};
use crate::observation::Responses;
use crate::study::Study;

/// Width in ln λ beyond which a window takes no more cells: what all gases have there fits into memory.
const WINDOW: f64 = 0.2;
/// Windows whose wavenumbers are chosen together: what is done by one thread in one of them does not keep the others waiting.
const WINDOWS_AT_ONCE: usize = 2;

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
    responses: &Responses,
    opacities: &Opacities,
) -> Result<ForBins, SimulatorError> {
    let study = &study.as_written();
    let wanted = Wanted::by(responses);
    let merged = match wanted.are_other(opacities)? {
        true => merged(study, &wanted, opacities)?,
        false => None,
    };
    match merged {
        Some(merged) => Ok(merged),
        None => as_they_are(&wanted, opacities),
    }
}

/// What the tables are to be for.
struct Wanted {
    cells_per_cm: Vec<[f64; 2]>,
    /// What each bin sees most of.
    seen_per_cm: Vec<[f64; 2]>,
    /// Wavenumbers that stand for a cell at most.
    n_points: usize,
    /// Stretches in which cells make up for each other; none where each is for itself.
    together_per_cm: Vec<[f64; 2]>,
}

impl Wanted {
    /// Bins that are no top hats are many narrow cells, which a dozen wavenumbers stand for together.
    fn by(responses: &Responses) -> Self {
        let (n_points, together_per_cm) = match responses.are_top_hats() {
            true => (N_POINTS, Vec::new()),
            false => (
                N_POINTS_OF_NARROW_CELLS,
                cells_of_bins(&responses.bins_per_cm(), 0.0),
            ),
        };
        Self {
            cells_per_cm: cells_of_bins(&responses.even_per_cm(), LEAST_RESOLUTION),
            seen_per_cm: responses.seen_per_cm(),
            n_points,
            together_per_cm,
        }
    }

    /// Whether the opacities' cells are others: partly in a cell and partly not, or so many in one that few of their wavenumbers do.
    fn are_other(&self, opacities: &Opacities) -> Result<bool, SimulatorError> {
        // As a rule the first is cut.
        for cell in &self.cells_per_cm {
            let tables = without_infos(opacities.tables(*cell)?);
            let Some(fine) = Fine::of(&tables) else {
                return Ok(false);
            };
            if fine.is_cut_by(*cell) || fine.has_more_in(*cell, self.n_points) {
                return Ok(true);
            }
        }
        Ok(false)
    }

    /// Of some of the cells in what the tables have there.
    fn window(&self, fine: &Fine, cells: &[[f64; 2]]) -> (Window, Vec<Place>) {
        let (mut window, places) = fine.window(cells);
        if !self.together_per_cm.is_empty() {
            window.runs = runs(cells, &self.together_per_cm);
        }
        (window, places)
    }

    /// What of a choice of wavenumbers depends on this besides the cells.
    fn how(&self, window: &Window) -> String {
        match self.together_per_cm.is_empty() {
            true => self.n_points.to_string(),
            false => format!("{} {:?}", self.n_points, window.runs),
        }
    }
}

fn as_they_are(wanted: &Wanted, opacities: &Opacities) -> Result<ForBins, SimulatorError> {
    let tables = opacities.tables(ends(&wanted.cells_per_cm))?;
    let narrow = tables
        .first()
        .map(|(table, _)| narrow(&wanted.seen_per_cm, table));
    Ok(ForBins {
        tables,
        narrow_per_cm: narrow.unwrap_or_default(),
    })
}

/// None if the tables share wavenumbers in some windows and not in others.
fn merged(
    study: &Study,
    wanted: &Wanted,
    opacities: &Opacities,
) -> Result<Option<ForBins>, SimulatorError> {
    let mut narrow_per_cm = Vec::new();
    let surroundings = Surroundings::of(study)?;
    let chooser = Chooser::new(&surroundings);
    let mut merged: Option<(Tables, Vec<TableInfo>)> = None;
    for some in windows(&wanted.cells_per_cm).chunks(WINDOWS_AT_ONCE) {
        let chosen = some
            .par_iter()
            .map(|cells| Chosen::new(cells, wanted, opacities, (&surroundings, &chooser)));
        for chosen in chosen.collect::<Result<Vec<_>, _>>()? {
            let Some(chosen) = chosen else {
                return Ok(None);
            };
            let Chosen {
                tables,
                infos,
                window,
                places,
                few,
            } = &chosen;
            narrow_per_cm.extend(narrow(&wanted.seen_per_cm, &tables[0]));
            let (merged, known) = merged.get_or_insert_with(|| (no_cells(tables), infos.clone()));
            widen(known, infos);
            merged.push(window, few, |i_gas, [p, t], sample| {
                let (cell, point) = places[sample];
                tables[i_gas].lines().value_m2(p, t, cell, point)
            });
        }
    }
    let (merged, infos) = merged.expect("an observation has bins");
    let tables = merged.finish(&study.atmosphere.gases, &wanted.cells_per_cm)?;
    let tables = tables.into_iter().map(Arc::new);
    // Windows overlap by the cells at their ends.
    narrow_per_cm.sort_by(|a, b| a[0].total_cmp(&b[0]));
    narrow_per_cm.dedup();
    Ok(Some(ForBins {
        tables: tables.zip(infos).collect(),
        narrow_per_cm,
    }))
}

/// What the tables have in a window, and the few wavenumbers of each of its cells.
struct Chosen {
    tables: Vec<Arc<OpacityTable>>,
    infos: Vec<TableInfo>,
    window: Window,
    places: Vec<Place>,
    few: Vec<Few>,
}

impl Chosen {
    /// None if the tables share no wavenumbers there.
    fn new(
        cells: &[[f64; 2]],
        wanted: &Wanted,
        opacities: &Opacities,
        (surroundings, chooser): (&Surroundings, &Chooser),
    ) -> Result<Option<Self>, SimulatorError> {
        let (tables, infos): (Vec<_>, Vec<_>) = opacities.tables(ends(cells))?.into_iter().unzip();
        let Some(fine) = Fine::of(&tables) else {
            return Ok(None);
        };
        let (window, places) = wanted.window(&fine, cells);
        let key = key(surroundings, &tables, cells, &wanted.how(&window));
        let few = few(
            (&key, chooser),
            wanted.n_points,
            &tables,
            (&window, &places),
        )?;
        Ok(Some(Self {
            tables,
            infos,
            window,
            places,
            few,
        }))
    }
}

/// Tables of as many gases on the same pressures and temperatures.
fn no_cells(tables: &[Arc<OpacityTable>]) -> Tables {
    let axes = (
        tables[0].pressure_pa().to_vec(),
        tables[0].temperature_k().to_vec(),
    );
    Tables::new(axes, tables.len())
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
    (key, chooser): (&str, &Chooser),
    n_points: usize,
    tables: &[Arc<OpacityTable>],
    (window, places): (&Window, &[Place]),
) -> Result<Vec<Few>, SimulatorError> {
    let n_samples = window.cells.iter().map(|cell| cell.range.len());
    let n_samples: Vec<usize> = n_samples.collect();
    let most = n_samples.iter().copied().max().unwrap_or(0);
    known_or(key, &n_samples, || {
        let sampled = tables
            .par_iter()
            .map(|table| sampled(table, window, places));
        chooser.few(
            window,
            sampled.collect::<Result<_, _>>()?,
            most.min(n_points),
        )
    })
}

/// Everything that decides which wavenumbers are chosen.
fn key(
    surroundings: &Surroundings,
    tables: &[Arc<OpacityTable>],
    cells_per_cm: &[[f64; 2]],
    how: &str,
) -> String {
    let (study, config) = (surroundings.study, surroundings.config(tables.to_vec()));
    let prior = study.parameters.prior();
    let besides = format!("{CHOICE_VERSION} {how} {cells_per_cm:?} {prior:?}");
    fingerprint(study, &[], &config, &besides)
}

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
