//! Making parts side by side with other processes.

use groundwork::{
    atomic,
    lock::{Attempt, Lock},
    progress::Progress,
};

use super::{
    GenerateInput,
    outcome::{assemble, simulate_part},
    parts::Plan,
};
use crate::simulator::{Simulator, SpectrumSource};
use crate::training_set::Tally;
use crate::training_set::part::{self, Provenance, TrainingSetError};

/// What it takes to make parts, and what has been made.
pub(super) struct Workshop<'a, S> {
    pub input: &'a GenerateInput<'a>,
    pub source: &'a SpectrumSource<S>,
    pub progress: &'a dyn Progress,
    pub provenance: Provenance,
    pub plan: Plan,
    /// Simulations made by this process.
    pub n_made: usize,
}

impl<S: Simulator> Workshop<'_, S> {
    /// How many simulations are asked for, and the parts of them that are missing.
    ///
    /// # Errors
    /// [`TrainingSetError`] if a part belongs to another study or cannot be read.
    pub fn survey(&self) -> Result<(usize, Vec<usize>), TrainingSetError> {
        let (mut n_chosen, mut missing) = (0, Vec::new());
        for k in self.plan.chosen(self.input.parts) {
            n_chosen += self.plan.size(k);
            if self.length(k)? < self.plan.size(k) {
                missing.push(k);
            }
        }
        Ok((n_chosen, missing))
    }

    /// What became of the simulations that were asked for, whoever made them; their parts are there.
    ///
    /// # Errors
    /// [`TrainingSetError`] if a part cannot be read.
    pub fn tally(&self) -> Result<Tally, TrainingSetError> {
        let mut tally = Tally::default();
        for k in self.plan.chosen(self.input.parts) {
            let status = part::read_status(&self.input.training_set.part_path(k))?;
            tally.add(status.iter().take(self.plan.size(k)));
        }
        Ok(tally)
    }

    /// Makes these parts, but for those that other processes make meanwhile.
    ///
    /// # Errors
    /// As [`Workshop::survey`], and if a part cannot be written.
    pub fn make(&mut self, missing: Vec<usize>) -> Result<(), TrainingSetError> {
        let mut elsewhere = Vec::new();
        if !missing.is_empty() {
            let own = &self.provenance.fingerprint;
            self.input.training_set.claim(own)?;
        }
        atomic::sweep(self.input.training_set.folder())?;
        for k in missing {
            match Lock::attempt(&self.input.training_set.part_path(k))? {
                Attempt::Taken(_lock) => self.make_if_missing(k)?,
                Attempt::Held(holder) => elsewhere.push((k, holder)),
            }
        }
        if let [(k, holder), ..] = elsewhere.as_slice() {
            let part = self.input.training_set.part_path(*k);
            let others = match elsewhere.len() {
                1 => String::new(),
                n => format!(" and {} others are being made", n - 1),
            };
            let text = format!("{holder} makes {}{others}: waiting", part.display());
            self.progress.remark(&text);
        }
        for (k, _) in elsewhere {
            let _lock = Lock::wait(&self.input.training_set.part_path(k))?;
            self.make_if_missing(k)?;
        }
        Ok(())
    }

    /// Makes a part whose lock is held, unless it has been made since it was missed.
    fn make_if_missing(&mut self, k: usize) -> Result<(), TrainingSetError> {
        let (length, size) = (self.length(k)?, self.plan.size(k));
        if length >= size {
            self.progress.advance(size as u64);
            return Ok(());
        }
        let (input, samples) = (self.input, self.plan.samples(k));
        let outcomes = simulate_part(input.task, self.source, samples, self.progress);
        self.n_made += size;
        let part = assemble(&outcomes, input.bins.len());
        let path = input.training_set.part_path(k);
        match length {
            0 => part::write_new_part(&path, &part, &self.provenance)?,
            // It was the last of a smaller training set, and begins with the same simulations.
            _ => part::write_part(&path, &part, &self.provenance)?,
        }
        Ok(())
    }

    /// Number of simulations in a part; none if it is not there.
    fn length(&self, k: usize) -> Result<usize, TrainingSetError> {
        let set = self.input.training_set;
        let header = set.own_header(&set.part_path(k), &self.provenance.fingerprint)?;
        Ok(header.map_or(0, |header| header.n))
    }
}
