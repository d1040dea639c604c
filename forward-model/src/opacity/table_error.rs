//! What makes a table unusable, and the checks that find it.

use ndarray::{ArrayView, Dimension};

/// A table that cannot be used.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
pub enum TableError {
    /// An axis is empty, does not rise, or holds a value that is not a positive number.
    #[error("{table}: `{axis}` must be positive and rise strictly; element {index} is {found}")]
    Axis {
        /// Which table.
        table: String,
        /// Which axis.
        axis: &'static str,
        /// Where it goes wrong.
        index: usize,
        /// What stands there; NaN where the axis is empty.
        found: f64,
    },
    /// The values do not have the shape of the axes.
    #[error("{table}: the values have shape {found:?}, the axes {expected:?}")]
    Shape {
        /// Which table.
        table: String,
        /// Shape of the values.
        found: Vec<usize>,
        /// Shape that the axes ask for.
        expected: Vec<usize>,
    },
    /// A value is negative, infinite or not a number.
    #[error("{table}: value {index:?} is {found}, expected a number not below zero")]
    Value {
        /// Which table.
        table: String,
        /// Index of the value.
        index: Vec<usize>,
        /// The value.
        found: f64,
    },
    /// The quadrature weights do not add up to one.
    #[error("{table}: the g weights add up to {found}, expected 1")]
    Weights {
        /// Which table.
        table: String,
        /// Their sum.
        found: f64,
    },
}

/// Checks that an axis rises strictly from a positive start.
pub(crate) fn check_axis(
    table: &str,
    axis: &'static str,
    values: &[f64],
) -> Result<(), TableError> {
    let error = |index, found| TableError::Axis {
        table: table.to_owned(),
        axis,
        index,
        found,
    };
    if values.is_empty() {
        return Err(error(0, f64::NAN));
    }
    let mut previous = 0.0;
    for (index, &value) in values.iter().enumerate() {
        if !(value > previous && value.is_finite()) {
            return Err(error(index, value));
        }
        previous = value;
    }
    Ok(())
}

/// Checks that values have the shape of their axes.
pub(crate) fn check_shape(
    table: &str,
    found: &[usize],
    expected: &[usize],
) -> Result<(), TableError> {
    if found == expected {
        return Ok(());
    }
    Err(TableError::Shape {
        table: table.to_owned(),
        found: found.to_vec(),
        expected: expected.to_vec(),
    })
}

/// Checks that values are numbers not below zero.
pub(crate) fn check_values<A, D>(table: &str, values: ArrayView<A, D>) -> Result<(), TableError>
where
    A: Copy + Into<f64>,
    D: Dimension,
{
    let is_right = |value: &A| (0.0..f64::INFINITY).contains(&(*value).into());
    // Of millions of values an index is reckoned where it is asked for alone, and a whole slice is looked through before its values are.
    let are_right = |values: &[A]| values.iter().fold(true, |all, value| all & is_right(value));
    if values.as_slice_memory_order().is_some_and(are_right) {
        return Ok(());
    }
    let mut numbered = values.iter().enumerate();
    let Some((at, found)) = numbered.find(|(_, value)| !is_right(value)) else {
        return Ok(());
    };
    let mut left = at;
    let mut index = Vec::with_capacity(values.ndim());
    for n in values.shape().iter().rev() {
        index.insert(0, left % n);
        left /= n;
    }
    Err(TableError::Value {
        table: table.to_owned(),
        index,
        found: (*found).into(),
    })
}
