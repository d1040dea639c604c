//! Checks of what a figure is asked to show, so that drawing itself cannot fail.

use super::PlotError;

/// # Errors
/// [`PlotError::Empty`] if there is nothing.
pub(super) fn not_empty<T>(quantity: &'static str, values: &[T]) -> Result<(), PlotError> {
    if values.is_empty() {
        Err(PlotError::Empty { quantity })
    } else {
        Ok(())
    }
}

/// # Errors
/// [`PlotError::Length`] if the lengths differ.
pub(super) fn length(
    quantity: &'static str,
    found: usize,
    expected: usize,
) -> Result<(), PlotError> {
    if found == expected {
        Ok(())
    } else {
        Err(PlotError::Length {
            quantity,
            found,
            expected,
        })
    }
}

/// # Errors
/// [`PlotError::NotFinite`] for the first value that is NaN or infinite.
pub(super) fn finite<'a>(
    quantity: &str,
    values: impl IntoIterator<Item = &'a f64>,
) -> Result<(), PlotError> {
    match values
        .into_iter()
        .enumerate()
        .find(|(_, value)| !value.is_finite())
    {
        Some((index, &found)) => Err(PlotError::NotFinite {
            quantity: quantity.into(),
            index,
            found,
        }),
        None => Ok(()),
    }
}

/// # Errors
/// [`PlotError::NotPositive`] for the first value that is not above zero; NaN is not.
pub(super) fn positive<'a>(
    quantity: &str,
    values: impl IntoIterator<Item = &'a f64>,
) -> Result<(), PlotError> {
    match values
        .into_iter()
        .enumerate()
        .find(|&(_, &value)| !(value > 0.0 && value.is_finite()))
    {
        Some((index, &found)) => Err(PlotError::NotPositive {
            quantity: quantity.into(),
            index,
            found,
        }),
        None => Ok(()),
    }
}

/// # Errors
/// [`PlotError::NotFinite`], or [`PlotError::NotPositive`] if a weight is negative or all are zero.
pub(super) fn weights(weights: &[f64]) -> Result<(), PlotError> {
    finite("the weights", weights)?;
    let quantity = || String::from("the weights");
    if let Some(index) = weights.iter().position(|&weight| weight < 0.0) {
        return Err(PlotError::NotPositive {
            quantity: quantity(),
            index,
            found: weights[index],
        });
    }
    positive("the sum of the weights", &[weights.iter().sum::<f64>()])
}
