//! What makes a table unusable, and the checks that find it.

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

/// Checks that a value is a number not below zero.
pub(crate) fn check_value(table: &str, index: &[usize], value: f64) -> Result<(), TableError> {
    if value.is_finite() && value >= 0.0 {
        return Ok(());
    }
    Err(TableError::Value {
        table: table.to_owned(),
        index: index.to_vec(),
        found: value,
    })
}
