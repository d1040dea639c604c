//! Checks of what a figure is asked to show, so that drawing itself cannot fail.

use crate::FigureError;

/// That there is something.
///
/// # Errors
/// [`FigureError::Empty`] if there is nothing.
pub fn not_empty<T>(quantity: &'static str, values: &[T]) -> Result<(), FigureError> {
    if values.is_empty() {
        Err(FigureError::Empty { quantity })
    } else {
        Ok(())
    }
}

/// That there is enough.
///
/// # Errors
/// [`FigureError::TooFew`] if `found` is below `expected`.
pub fn at_least(quantity: &'static str, found: usize, expected: usize) -> Result<(), FigureError> {
    if found >= expected {
        Ok(())
    } else {
        Err(FigureError::TooFew {
            quantity,
            found,
            expected,
        })
    }
}

/// That two lengths agree.
///
/// # Errors
/// [`FigureError::Length`] if they differ.
pub fn length(quantity: &'static str, found: usize, expected: usize) -> Result<(), FigureError> {
    if found == expected {
        Ok(())
    } else {
        Err(FigureError::Length {
            quantity,
            found,
            expected,
        })
    }
}

/// That all values are numbers.
///
/// # Errors
/// [`FigureError::NotFinite`] for the first value that is NaN or infinite.
pub fn finite<'a>(
    quantity: &str,
    values: impl IntoIterator<Item = &'a f64>,
) -> Result<(), FigureError> {
    match first_without(values, f64::is_finite) {
        Some((index, found)) => Err(FigureError::NotFinite {
            quantity: quantity.into(),
            index,
            found,
        }),
        None => Ok(()),
    }
}

/// That all values are above zero.
///
/// # Errors
/// [`FigureError::NotPositive`] for the first value that is not, or not finite.
pub fn positive<'a>(
    quantity: &str,
    values: impl IntoIterator<Item = &'a f64>,
) -> Result<(), FigureError> {
    match first_without(values, |value| value > 0.0 && value.is_finite()) {
        Some((index, found)) => Err(FigureError::NotPositive {
            quantity: quantity.into(),
            index,
            found,
        }),
        None => Ok(()),
    }
}

/// That weights can be summed to more than zero.
///
/// # Errors
/// [`FigureError::NotFinite`], or [`FigureError::NotPositive`] if a weight is negative or all are zero.
pub fn weights(weights: &[f64]) -> Result<(), FigureError> {
    finite("the weights", weights)?;
    if let Some((index, found)) = first_without(weights, |weight| weight >= 0.0) {
        return Err(FigureError::NotPositive {
            quantity: "the weights".into(),
            index,
            found,
        });
    }
    positive("the sum of the weights", &[weights.iter().sum::<f64>()])
}

fn first_without<'a>(
    values: impl IntoIterator<Item = &'a f64>,
    is_good: impl Fn(f64) -> bool,
) -> Option<(usize, f64)> {
    let mut values = values.into_iter().copied().enumerate();
    values.find(|(_, value)| !is_good(*value))
}
