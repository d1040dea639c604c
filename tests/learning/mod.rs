//! A network that learns from simulations of which each is seen once.

use exosonde::network::{LabelledBatch, Learner, Network};
use ndarray::Array2;

/// How long, and by what steps.
pub struct Lesson {
    pub steps: u64,
    pub rows: u64,
    /// Of the first step; it falls to nothing.
    pub rate: f64,
}

/// What the learner has become once it has seen `steps` times `rows` simulations; `simulate`: so many inputs and targets.
pub fn taught(
    mut learner: Learner,
    lesson: &Lesson,
    mut simulate: impl FnMut(usize) -> (Array2<f32>, Array2<f32>),
) -> Network {
    let Lesson { steps, rows, rate } = *lesson;
    for step in 0..steps {
        let (input, target) = simulate(rows as usize);
        let row_keys: Vec<u64> = (step * rows..(step + 1) * rows).collect();
        let batch = LabelledBatch {
            input: input.view(),
            target: target.view(),
            row_keys: &row_keys,
        };
        learner.step(batch, rate * (1.0 - step as f64 / steps as f64));
    }
    learner.network()
}
