//! The trained networks together: many spectra in, a posterior for each out.

use ndarray::{Array1, Array2, ArrayView2, Axis, Slice};

use super::{dropout::Dropout, layers::Outputs, model::Network, posterior::Posterior};

/// Rows that go through a network at once, which bounds the memory that prediction takes.
const ROWS_AT_ONCE: usize = 4096;

/// Members that were trained from different weights.
#[derive(Debug, Clone)]
pub struct Ensemble {
    members: Vec<Network>,
    n_masks: usize,
    /// By what posteriors are stretched, `[n_parameters]`, if that is known.
    width_factors: Option<Vec<f64>>,
}

/// What the ensemble says about one spectrum.
#[derive(Debug, Clone)]
pub struct Prediction {
    /// The mixture over members and masks.
    pub posterior: Posterior,
    /// Features of each member, its last hidden layer averaged over its masks, `[n_members]` of `[width]`.
    pub features: Vec<Array1<f32>>,
}

impl Ensemble {
    /// `members` under `n_masks` dropout masks each, whose posteriors are as wide as the networks say.
    pub fn new(members: Vec<Network>, n_masks: usize) -> Self {
        Self {
            members,
            n_masks,
            width_factors: None,
        }
    }

    /// The same ensemble with posteriors of corrected width, see [`Posterior::stretched`].
    pub fn with_width_factors(self, factors: &[f64]) -> Self {
        Self {
            width_factors: Some(factors.to_vec()),
            ..self
        }
    }

    /// The same ensemble with posteriors as wide as the networks say.
    pub fn unstretched(self) -> Self {
        Self {
            width_factors: None,
            ..self
        }
    }

    /// Members of the ensemble.
    pub fn n_members(&self) -> usize {
        self.members.len()
    }

    /// Predicts every row of `input`; a row's prediction does not depend on the others.
    ///
    /// # Shapes
    /// - `input`: `[rows, n_inputs]`, standardised; returns `[rows]`
    pub fn predict(&self, input: ArrayView2<f32>) -> Vec<Prediction> {
        let n_spectra = (ROWS_AT_ONCE / self.n_masks).max(1);
        let chunks = input.axis_chunks_iter(Axis(0), n_spectra);
        chunks.flat_map(|chunk| self.predict_chunk(chunk)).collect()
    }

    fn predict_chunk(&self, input: ArrayView2<f32>) -> Vec<Prediction> {
        let repeated = repeat_rows(input, self.n_masks);
        let masks = (0..self.n_masks as u64).map(Dropout::prediction_key);
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
    fn collect(&self, outputs: &[Outputs], i: usize) -> Prediction {
        let rows = Slice::from(i * self.n_masks..(i + 1) * self.n_masks);
        let mut networks = Vec::with_capacity(self.members.len() * self.n_masks);
        let mut features = Vec::with_capacity(self.members.len());
        for output in outputs {
            networks.extend_from_slice(&output.densities[i * self.n_masks..][..self.n_masks]);
            let mean = output.features.slice_axis(Axis(0), rows).mean_axis(Axis(0));
            features.push(mean.expect("there is at least one mask"));
        }
        let posterior = Posterior::new(networks);
        Prediction {
            posterior: match &self.width_factors {
                Some(factors) => posterior.stretched(factors),
                None => posterior,
            },
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
