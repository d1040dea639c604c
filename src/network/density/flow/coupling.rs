//! One step of the flow: some of the coordinates stay, and say with the spectrum's features by which splines the others move.

use std::sync::Arc;

use burn::{
    module::Module,
    nn::Linear,
    tensor::{Device, Tensor, activation::relu},
};
use rand::RngCore;

use super::{
    spline::{BOUND, N_NUMBERS, Spline},
    tensors::splines,
};
use crate::network::{
    arrays::{tensor_of, values},
    linear::linear,
};

/// Units of the hidden layer between the coordinates that stay and the splines.
pub(super) const WIDTH: usize = 64;
/// The numbers of a spline with zeros after them, so that those of all splines are whole vectors.
const STRIDE: usize = N_NUMBERS.next_multiple_of(8);
/// Gain of the first weights of the splines' numbers; without any, the splines are the identity.
const SMALL: f64 = 0.01;

/// Which coordinates a step moves.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Split {
    d: usize,
    step: usize,
}

impl Split {
    /// Steps `2b` and `2b + 1` tell coordinates apart by bit `b` of their number and move one side each, so that after as many
    /// pairs of steps as numbers have bits every coordinate has seen every other. A coordinate that is alone moves in each.
    pub fn new(d: usize, step: usize) -> Self {
        Self { d, step }
    }

    fn is_moved(self, coordinate: usize) -> bool {
        let n_bits = self.d.next_power_of_two().trailing_zeros() as usize;
        match n_bits {
            0 => true,
            _ => (coordinate >> (self.step / 2 % n_bits)) & 1 == self.step % 2,
        }
    }

    /// The coordinates that move, in order.
    pub fn moved(self) -> Vec<usize> {
        (0..self.d).filter(|i| self.is_moved(*i)).collect()
    }

    /// One for each coordinate that stays and nothing for the others, `[1, d]`; and the 0/1 matrix that picks those that move,
    /// `[d, n_moved]`.
    fn tensors(self, device: &Device) -> [Tensor<2>; 2] {
        let moved = self.moved();
        let stays = (0..self.d).map(|i| f32::from(u8::from(!self.is_moved(i))));
        let mut pick = vec![0.0_f32; self.d * moved.len()];
        for (column, row) in moved.iter().enumerate() {
            pick[row * moved.len() + column] = 1.0;
        }
        let stays: Vec<f32> = stays.collect();
        [(stays, [1, self.d]), (pick, [self.d, moved.len()])]
            .map(|(values, shape)| tensor_of(values, shape, device))
    }
}

/// The layers of a step.
#[derive(Module, Debug)]
pub(super) struct Coupling {
    hidden: Linear,
    numbers: Linear,
    #[module(skip)]
    split: Split,
}

impl Coupling {
    /// Draws the first weights: splines next to the identity.
    pub fn init(split: Split, rng: &mut dyn RngCore, device: &Device) -> Self {
        let n_numbers = split.moved().len() * N_NUMBERS;
        Self {
            hidden: Linear {
                bias: None, // the features have one
                ..linear([split.d, WIDTH], 1.0, rng, device)
            },
            numbers: linear([WIDTH, n_numbers], SMALL, rng, device),
            split,
        }
    }

    /// The coordinates after the step, and `ln dy/dx` of each that moved.
    ///
    /// # Shapes
    /// - `x`: `[rows, d]`; `features`: `[rows, WIDTH]`; returns `[rows, d]` and `[rows, n_moved]`
    pub fn forward(&self, x: Tensor<2>, features: Tensor<2>) -> [Tensor<2>; 2] {
        let [stays, pick] = self.split.tensors(&x.device());
        let kept = x.clone() * stays;
        // Far from the splines nothing depends on how far.
        let near = kept.clone().clamp(-BOUND, BOUND);
        let hidden = relu(self.hidden.forward(near) + features);
        let [moved, log_slopes] = splines(x.matmul(pick.clone()), self.numbers.forward(hidden));
        [kept + moved.matmul(pick.transpose()), log_slopes]
    }

    /// The same layers as numbers.
    pub fn weights(&self) -> Arc<CouplingWeights> {
        let bias = self.numbers.bias.as_ref().expect("the layer has a bias");
        let padded = |numbers: Vec<f32>| -> Vec<f32> {
            let each = numbers.chunks_exact(N_NUMBERS);
            let zeros = [0.0; STRIDE - N_NUMBERS];
            each.flat_map(|own| own.iter().chain(&zeros).copied())
                .collect()
        };
        let moved = self.split.moved();
        Arc::new(CouplingWeights {
            kept: (0..self.split.d).filter(|i| !moved.contains(i)).collect(),
            hidden: values(self.hidden.weight.val()),
            numbers: padded(values(self.numbers.weight.val())),
            bias: padded(values(bias.val().unsqueeze())),
            moved,
        })
    }
}

/// The layers of a step without burn, for one z at a time.
#[derive(Debug)]
pub(super) struct CouplingWeights {
    kept: Vec<usize>,
    moved: Vec<usize>,
    /// `[d × WIDTH]`.
    hidden: Vec<f32>,
    /// `[WIDTH × n_moved × STRIDE]` and `[n_moved × STRIDE]`.
    numbers: Vec<f32>,
    bias: Vec<f32>,
}

impl CouplingWeights {
    /// Takes the coordinates a step on and returns `ln dy/dx` of the step.
    ///
    /// # Shapes
    /// - `x`: `[d]`; `features`: `[WIDTH]`
    #[inline(always)]
    pub fn forward(&self, x: &mut [f64], features: &[f32]) -> f64 {
        let mut slope = 1.0;
        self.change(x, features, |spline, x| {
            let (y, own) = spline.forward(x);
            slope *= own;
            y
        });
        slope.ln()
    }

    /// Takes the coordinates a step back.
    #[inline(always)]
    pub fn backward(&self, y: &mut [f64], features: &[f32]) {
        self.change(y, features, |spline, y| spline.inverse(y));
    }

    #[inline(always)]
    fn change(&self, x: &mut [f64], features: &[f32], mut by: impl FnMut(&Spline, f64) -> f64) {
        let mut hidden = [0.0; WIDTH];
        hidden.copy_from_slice(features);
        for i in &self.kept {
            add_scaled(
                &mut hidden,
                x[*i] as f32,
                &self.hidden[i * WIDTH..][..WIDTH],
            );
        }
        let mut numbers = self.bias.clone();
        let rows = self.numbers.chunks_exact(numbers.len());
        for (hidden, row) in hidden
            .into_iter()
            .zip(rows)
            .filter(|(hidden, _)| *hidden > 0.0)
        {
            add_scaled(&mut numbers, hidden, row);
        }
        for (i, numbers) in self.moved.iter().zip(numbers.chunks_exact(STRIDE)) {
            x[*i] = by(&Spline::new(numbers), x[*i]);
        }
    }
}

#[inline(always)]
fn add_scaled(sum: &mut [f32], factor: f32, terms: &[f32]) {
    sum.iter_mut()
        .zip(terms)
        .for_each(|(sum, term)| *sum += factor * term);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_pair_of_coordinates_is_told_apart() {
        for d in 1_usize..20 {
            let n_bits = d.next_power_of_two().trailing_zeros() as usize;
            let splits: Vec<Split> = (0..2 * n_bits.max(1))
                .map(|step| Split::new(d, step))
                .collect();
            for i in 0..d {
                assert!(splits.iter().any(|split| split.is_moved(i)));
                for j in (0..d).filter(|j| *j != i) {
                    assert!(
                        splits.iter().any(|s| s.is_moved(i) && !s.is_moved(j)),
                        "{d} {i} {j}"
                    );
                }
            }
            assert!(splits.iter().all(|split| !split.moved().is_empty()), "{d}");
        }
    }
}
