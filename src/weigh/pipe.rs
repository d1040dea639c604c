//! Rows through a pipe, batch by batch, all numbers little-endian.
//!
//! | who | bytes | what |
//! | --- | --- | --- |
//! | sampler | 8 | number of rows `n` of the batch, unsigned |
//! | sampler | 8 `n` d | their coordinates, a row after the other, doubles, in the order of the [description](super::Description) |
//! | exosonde | 8 `n` (1 + b) | for each row its log-likelihood, and the depth of every bin if spectra are wanted, doubles |
//!
//! What exosonde sends is flushed after each batch, and the next batch awaited. A row without likelihood has −∞, and NaN for
//! depths. The end of the input after a batch ends the command; an error ends it with one paragraph on standard error.

use std::io::{ErrorKind, Read, Write};

use groundwork::progress::Silent;
use ndarray::Array2;

use super::{Row, Weigh, WeighError};
use crate::simulator::Simulator;

/// Numbers in one batch at most, a gibibyte; what claims to be more is no batch.
const MOST_NUMBERS: u64 = 1 << 27;

impl<S: Simulator> Weigh<'_, S> {
    /// Answers batches until the input ends.
    ///
    /// # Errors
    /// [`WeighError`] that names the batch at fault.
    pub fn pipe(&self, mut input: impl Read, mut output: impl Write) -> Result<(), WeighError> {
        for batch in 1.. {
            let Some(rows) = self.read_batch(batch, &mut input)? else {
                break;
            };
            let answer = self.answer(&self.rows(&rows, &Silent));
            let sent = output.write_all(&answer).and_then(|()| output.flush());
            sent.map_err(|source| WeighError::Output { source })?;
        }
        Ok(())
    }

    /// The rows of a batch, shape `[n, n_parameters]`; none if the input ends before it.
    fn read_batch(
        &self,
        batch: u64,
        input: &mut impl Read,
    ) -> Result<Option<Array2<f64>>, WeighError> {
        let Some(n_rows) = read_count(input, batch)? else {
            return Ok(None);
        };
        let n_parameters = self.task.parameters.len();
        let most = MOST_NUMBERS / n_parameters.max(1) as u64;
        if n_rows > most {
            return Err(WeighError::BatchSize {
                batch,
                found: n_rows,
                most,
                n_parameters,
            });
        }
        let mut bytes = vec![0; 8 * n_rows as usize * n_parameters];
        let n_bytes = bytes.len() as u64;
        let end = |source| of_end(source, WeighError::BatchEnd { batch, n_bytes });
        input.read_exact(&mut bytes).map_err(end)?;
        let numbers = bytes.chunks_exact(8);
        let numbers = numbers.map(|bytes| f64::from_le_bytes(bytes.try_into().expect("eight")));
        let shape = (n_rows as usize, n_parameters);
        let rows = Array2::from_shape_vec(shape, numbers.collect()).expect("all were read");
        self.check_batch(batch, rows).map(Some)
    }

    fn check_batch(&self, batch: u64, rows: Array2<f64>) -> Result<Array2<f64>, WeighError> {
        match rows.indexed_iter().find(|(_, value)| value.is_nan()) {
            None => Ok(rows),
            Some(((row, i), _)) => Err(WeighError::BatchNaN {
                batch,
                row: row + 1,
                parameter: self.task.parameters[i].name.clone(),
            }),
        }
    }

    fn answer(&self, rows: &[Row]) -> Vec<u8> {
        let n_spectrum = self.n_spectrum();
        let numbers = rows
            .iter()
            .flat_map(|row| std::iter::once(row.number()).chain(row.spectrum_of(n_spectrum)));
        numbers.flat_map(f64::to_le_bytes).collect()
    }
}

/// The number of rows of the next batch; none if there is none.
fn read_count(input: &mut impl Read, batch: u64) -> Result<Option<u64>, WeighError> {
    let mut bytes = [0; 8];
    let mut n_read = 0;
    while n_read < bytes.len() {
        match input.read(&mut bytes[n_read..]) {
            Ok(0) if n_read == 0 => return Ok(None),
            Ok(0) => return Err(WeighError::BatchEnd { batch, n_bytes: 0 }),
            Ok(n) => n_read += n,
            Err(error) if error.kind() == ErrorKind::Interrupted => {}
            Err(source) => return Err(WeighError::Input { source }),
        }
    }
    Ok(Some(u64::from_le_bytes(bytes)))
}

fn of_end(source: std::io::Error, end: WeighError) -> WeighError {
    match source.kind() {
        ErrorKind::UnexpectedEof => end,
        _ => WeighError::Input { source },
    }
}
