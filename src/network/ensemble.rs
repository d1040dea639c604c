//! The trained networks together: many spectra in, a posterior for each out.

use ndarray::{Array1, Array2, ArrayView2, Axis, Slice};

use super::{
    mixture::Mixture,
    model::{Network, Outputs},
    posterior::Posterior,
};

/// Rows that go through a network at once, which bounds the memory that prediction takes.
const ROWS_AT_ONCE: usize = 4096;

/// Keys of prediction masks, apart from those of training, which count rows from zero.
const FIRST_PREDICTION_KEY: u64 = 1 << 63;

/// Members that were trained from different weights.
#[derive(Debug, Clone)]
pub struct Ensemble {
    members: Vec<Network>,
    n_masks: usize,
}

/// What the ensemble says about one spectrum.
#[derive(Debug, Clone)]
pub struct Judgement {
    /// The mixture over members and masks.
    pub posterior: Posterior,
    /// Features of each member, averaged over its masks, `[n_members]` of `[width]`.
    pub features: Vec<Array1<f32>>,
}

impl Ensemble {
    /// `members` under `n_masks` dropout masks each.
    pub fn new(members: Vec<Network>, n_masks: usize) -> Self {
        Self { members, n_masks }
    }

    /// Members of the ensemble.
    pub fn n_members(&self) -> usize {
        self.members.len()
    }

    /// Judges every row of `input`; a row's judgement does not depend on the others.
    ///
    /// # Shapes
    /// - `input`: `[rows, n_inputs]`, standardised; returns `[rows]`
    pub fn judge(&self, input: ArrayView2<f32>) -> Vec<Judgement> {
        let n_spectra = (ROWS_AT_ONCE / self.n_masks).max(1);
        let chunks = input.axis_chunks_iter(Axis(0), n_spectra);
        chunks.flat_map(|chunk| self.judge_chunk(chunk)).collect()
    }

    fn judge_chunk(&self, input: ArrayView2<f32>) -> Vec<Judgement> {
        let repeated = repeat_rows(input, self.n_masks);
        let masks = FIRST_PREDICTION_KEY..FIRST_PREDICTION_KEY + self.n_masks as u64;
        let row_keys: Vec<u64> = (0..input.nrows()).flat_map(|_| masks.clone()).collect();
        let outputs: Vec<Outputs> = self
            .members
            .iter()
            .map(|member| member.predict(repeated.view(), &row_keys))
            .collect();
        (0..input.nrows())
            .map(|i| self.collect(&outputs, i))
            .collect()
    }

    /// Gathers what all members say about spectrum `i` of a chunk.
    fn collect(&self, outputs: &[Outputs], i: usize) -> Judgement {
        let rows = Slice::from(i * self.n_masks..(i + 1) * self.n_masks);
        let mut networks = Vec::with_capacity(self.members.len() * self.n_masks);
        let mut features = Vec::with_capacity(self.members.len());
        for (member, output) in self.members.iter().zip(outputs) {
            let head = output.head.slice_axis(Axis(0), rows);
            networks.extend(head.rows().into_iter().map(|row| {
                let row = row.to_vec();
                Mixture::from_outputs(member.layout(), &row)
            }));
            let mean = output.features.slice_axis(Axis(0), rows).mean_axis(Axis(0));
            features.push(mean.expect("there is at least one mask"));
        }
        Judgement {
            posterior: Posterior::new(networks),
            features,
        }
    }
}

/// Each row `n` times in a row.
fn repeat_rows(input: ArrayView2<f32>, n: usize) -> Array2<f32> {
    Array2::from_shape_fn((input.nrows() * n, input.ncols()), |(row, column)| {
        input[[row / n, column]]
    })
}
