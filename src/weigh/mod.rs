//! `likelihood`: rows of θ in, their log-likelihoods out, so that any sampler of any language can drive the simulator.
//!
//! Rows come as CSV, as HDF5, or through a pipe, batch by batch ([`pipe`] says in which bytes); each in θ, on the unit cube or in
//! the standard space of the prior. A row that lies outside of the prior or has no spectrum has the log-likelihood −∞ and says why:
//! that is no error. [`Description`] tells a script what it samples.

mod csv_file;
mod description;
mod error;
mod hdf5_file;
mod names;
pub mod pipe;
mod row;
mod summary;

use std::path::Path;

use groundwork::progress::Progress;
use ndarray::Array2;
use rayon::prelude::*;

pub use description::Description;
pub use error::WeighError;
pub use row::Row;
pub use summary::WeighSummary;

use crate::likelihood::{Likelihood, Space};
use crate::simulator::Simulator;
use crate::study::Task;

/// What rows are held against.
pub struct Weigh<'a, S: Simulator> {
    /// What is inferred: names and priors of the columns.
    pub task: &'a Task,
    /// The likelihood.
    pub likelihood: &'a Likelihood<'a, S>,
    /// What the rows are given in.
    pub space: Space,
    /// Whether spectra are wanted.
    pub spectra: bool,
}

impl<S: Simulator> Weigh<'_, S> {
    /// The likelihood of each row of coordinates, on all threads.
    ///
    /// # Shapes
    /// `rows`: `[n, n_parameters]`; returns `[n]`.
    pub fn rows(&self, rows: &Array2<f64>, progress: &dyn Progress) -> Vec<Row> {
        let rows: Vec<_> = rows.rows().into_iter().collect();
        let row = |workspace: &mut _, row: &ndarray::ArrayView1<f64>| {
            let found = Row::of(self, &row.to_vec(), workspace);
            progress.advance(1);
            found
        };
        rows.par_iter()
            .map_init(|| self.likelihood.workspace(), row)
            .collect()
    }

    /// Reads rows from CSV text that came from `path` and returns CSV text, with the columns `log_likelihood`, `log_prior` and
    /// `failure` beside those of θ, which are in the study's order, and a depth a bin if spectra are wanted.
    ///
    /// # Errors
    /// [`WeighError`] that names the column or the line at fault.
    pub fn csv(
        &self,
        (path, text): (&Path, &str),
        progress: &dyn Progress,
    ) -> Result<(String, WeighSummary), WeighError> {
        let rows = csv_file::read(path, text, &self.names())?;
        let rows = self.all(&rows, progress);
        let n_spectrum = self.n_spectrum();
        Ok((
            csv_file::write(&rows, &self.names(), n_spectrum),
            WeighSummary::of(&rows),
        ))
    }

    /// The same from one HDF5 file to another: `theta` with the attribute `parameter_names`, as a part of a training set has them.
    ///
    /// # Errors
    /// [`WeighError`] that names the column or the row at fault, or if the disk does not take the file.
    pub fn hdf5(
        &self,
        from: &Path,
        to: &Path,
        progress: &dyn Progress,
    ) -> Result<WeighSummary, WeighError> {
        let rows = hdf5_file::read(from, &self.names())?;
        let rows = self.all(&rows, progress);
        hdf5_file::write(to, &rows, self)?;
        Ok(WeighSummary::of(&rows))
    }

    fn all(&self, rows: &Array2<f64>, progress: &dyn Progress) -> Vec<Row> {
        progress.start(rows.nrows() as u64, "rows");
        let rows = self.rows(rows, progress);
        progress.finish();
        rows
    }

    fn names(&self) -> Vec<&str> {
        let parameters = self.task.parameters.iter();
        parameters
            .map(|parameter| parameter.name.as_str())
            .collect()
    }

    /// Depths in each row of what is written.
    fn n_spectrum(&self) -> usize {
        match self.spectra {
            true => self.likelihood.observation().n_bins(),
            false => 0,
        }
    }
}
