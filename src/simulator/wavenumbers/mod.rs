//! Of many wavenumbers the few that stand for the cells of a study, by the spectra of its prior.
//!
//! ```text
//! cross sections of all gases at many wavenumbers of a window ─► spectra of the study's prior there ─► the few whose weighted mean
//!                                                                                                      is the cell's
//! ```

mod atmospheres;
mod directions;
mod few;
mod non_negative;
mod tables;
mod window;

use std::ops::Range;
use std::sync::{Arc, Mutex, PoisonError};

use forward_model::OpacityTable;
use ndarray::{ArrayView2, s};
use rayon::prelude::*;

use super::{SimulatorError, model::Surroundings};
use atmospheres::Atmospheres;
use few::Cell;

pub(super) use few::Few;
pub(super) use tables::Tables;
pub(super) use window::{CellSamples, Window};

/// Wavenumbers that stand for a cell, if nothing else is asked for.
pub const N_POINTS: usize = 40;

/// The same for narrow cells that make up for each other, several of which are a bin.
pub(super) const N_POINTS_OF_NARROW_CELLS: usize = 12;

/// Resolving power that a cell has at least: what a cell is weighted by, the star's light, is the same all over it.
pub const LEAST_RESOLUTION: f64 = 30.0;

/// Raise it whenever other wavenumbers are chosen by the same spectra.
pub(super) const CHOICE_VERSION: u32 = 1;

/// Chooses the few, window by window.
pub(super) struct Chooser<'a> {
    surroundings: &'a Surroundings<'a>,
    /// Drawn by the first window.
    atmospheres: Mutex<Option<Arc<Atmospheres>>>,
}

impl<'a> Chooser<'a> {
    /// For the study of some surroundings.
    pub fn new(surroundings: &'a Surroundings<'a>) -> Self {
        Self {
            surroundings,
            atmospheres: Mutex::new(None),
        }
    }

    /// So many of each cell of a window, from the cross sections of all gases of the study at the window's samples.
    ///
    /// # Errors
    /// [`SimulatorError`] if the tables make no model, or no draw of the prior has a spectrum.
    pub fn few(
        &self,
        window: &Window,
        gases: Vec<Arc<OpacityTable>>,
        n_points: usize,
    ) -> Result<Vec<Few>, SimulatorError> {
        let depths = self.atmospheres(&gases)?.depths(self.surroundings, gases)?;
        let runs = window.runs.par_iter();
        let few = runs.flat_map(|run| of_run(&window.cells[run.clone()], depths.view(), n_points));
        Ok(few.collect())
    }

    /// The same for all windows, by whose tables they are drawn makes no difference.
    fn atmospheres(&self, gases: &[Arc<OpacityTable>]) -> Result<Arc<Atmospheres>, SimulatorError> {
        let known = self.atmospheres.lock();
        let mut known = known.unwrap_or_else(PoisonError::into_inner);
        let drawn = match &*known {
            Some(drawn) => drawn.clone(),
            None => Arc::new(Atmospheres::of_prior(self.surroundings, gases)?),
        };
        *known = Some(drawn.clone());
        Ok(drawn)
    }
}

/// Cells of which each makes up for what those before it miss, from depths at the window's samples, `[n_atmospheres, n_samples]`.
fn of_run(cells: &[CellSamples], depths: ArrayView2<f64>, n_points: usize) -> Vec<Few> {
    let mut owed = vec![0.0; depths.nrows()];
    let few = cells.iter().map(|samples| {
        let cell = Cell {
            depths: depths.slice(s![.., samples.range.clone()]),
            shares: &samples.shares,
        };
        let few;
        (few, owed) = Few::of(&cell, &owed, n_points);
        few
    });
    few.collect()
}

/// Ranges of cells that lie in the same of rising intervals.
pub(super) fn runs(cells_per_cm: &[[f64; 2]], intervals_per_cm: &[[f64; 2]]) -> Vec<Range<usize>> {
    let interval = |cell: &[f64; 2]| {
        let centre = 0.5 * (cell[0] + cell[1]);
        intervals_per_cm.partition_point(|[_, end]| *end <= centre)
    };
    let mut start = 0;
    let chunks = cells_per_cm.chunk_by(|a, b| interval(a) == interval(b));
    chunks
        .map(|chunk| {
            let run = start..start + chunk.len();
            start = run.end;
            run
        })
        .collect()
}
