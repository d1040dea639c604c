//! Splines on tensors. burn would follow their gradients through some forty operations; here they are computed as numbers, and
//! what burn sees is each result's tangent: a value, and the slopes by which a change of its inputs changes it.

use burn::tensor::Tensor;

use super::spline::{N_NUMBERS, Spline, WithGradient};
use crate::network::arrays::{tensor_of, values};

/// A spline for every number of `x`: its y and `ln dy/dx`.
///
/// # Shapes
/// - `x`: `[rows, n]`; `numbers`: `[rows, n × N_NUMBERS]`; returns `[rows, n]` twice
pub(super) fn splines(x: Tensor<2>, numbers: Tensor<2>) -> [Tensor<2>; 2] {
    let [rows, n] = x.dims();
    let device = x.device();
    let mut tangents = [(); 2].map(|()| Tangents::with_capacity(rows * n));
    let splines = values(numbers.clone());
    pulp::Arch::new().dispatch(|| {
        for (x, numbers) in values(x.clone())
            .iter()
            .zip(splines.chunks_exact(N_NUMBERS))
        {
            let both = Spline::new(numbers).forward_with_gradients(f64::from(*x));
            for (tangents, own) in tangents.iter_mut().zip(&both) {
                tangents.push(own);
            }
        }
    });
    let x_change = x.clone() - x.detach();
    let numbers_change = numbers.clone() - numbers.detach();
    let numbers_change = numbers_change.reshape([rows * n, N_NUMBERS]);
    tangents.map(|of| {
        let [value, by_x] = [of.value, of.by_x].map(|v| tensor_of(v, [rows, n], &device));
        let by_numbers = tensor_of(of.by_numbers, [rows * n, N_NUMBERS], &device);
        let change = (numbers_change.clone() * by_numbers).sum_dim(1);
        value + x_change.clone() * by_x + change.reshape([rows, n])
    })
}

/// Numbers and their gradients, all in one row.
struct Tangents {
    value: Vec<f32>,
    by_x: Vec<f32>,
    by_numbers: Vec<f32>,
}

impl Tangents {
    fn with_capacity(n: usize) -> Self {
        Self {
            value: Vec::with_capacity(n),
            by_x: Vec::with_capacity(n),
            by_numbers: Vec::with_capacity(n * N_NUMBERS),
        }
    }

    fn push(&mut self, own: &WithGradient) {
        self.value.push(own.value as f32);
        self.by_x.push(own.by_x as f32);
        self.by_numbers
            .extend(own.by_numbers.iter().map(|by| *by as f32));
    }
}
