//! Whether two retrievals are of the same data, number for number.

use super::{CompareError, retrieved::Retrieved};
use crate::posterior::{Observed, report::Report};

/// Refuses retrievals that are not of the data of the first.
///
/// # Errors
/// [`CompareError::OtherData`], which names the first difference.
pub(super) fn check(all: &[Retrieved]) -> Result<(), CompareError> {
    let Some((first, others)) = all.split_first() else {
        return Ok(());
    };
    for other in others {
        if let Some(difference) = difference(first, other) {
            return Err(CompareError::OtherData {
                one: first.place.given.clone(),
                other: other.place.given.clone(),
                difference,
            });
        }
    }
    Ok(())
}

fn difference(one: &Retrieved, other: &Retrieved) -> Option<String> {
    let [one_is, other_is] = [&one.posterior.quantity, &other.posterior.quantity];
    if one_is != other_is {
        return Some(format!("one is of {one_is}s, the other of {other_is}s"));
    }
    of_bins(&one.posterior.observed, &other.posterior.observed)
        .or_else(|| of_added_errors(&one.report, &other.report))
}

/// Likelihoods with other errors are of other data, as far as ln Z goes.
fn of_added_errors(one: &Report, other: &Report) -> Option<String> {
    let [one, other] =
        [one, other].map(|report| report.opacity_errors.as_ref()?.added_ppm.as_ref());
    (one != other).then(|| {
        "the errors of the opacities are part of the data's in one of them, at its own posterior; retrieve both with `model_error = \
         \"never\"` in [retrieval]"
            .to_owned()
    })
}

fn of_bins(one: &Observed, other: &Observed) -> Option<String> {
    let (n_one, n_other) = (one.depth.len(), other.depth.len());
    if n_one != n_other {
        return Some(format!("one has {n_one} bins, the other {n_other}"));
    }
    let columns = [
        (
            "is centred at",
            " µm",
            &one.wavelength_um,
            &other.wavelength_um,
        ),
        (
            "has the half width",
            " µm",
            &one.half_width_um,
            &other.half_width_um,
        ),
        ("has the depth", "", &one.depth, &other.depth),
        ("has the error", "", &one.sigma, &other.sigma),
    ];
    let mut differences = columns.iter().filter_map(|(verb, unit, one, other)| {
        let i = one
            .iter()
            .zip(*other)
            .position(|(one, other)| one != other)?;
        let (one, other) = (one[i], other[i]);
        let number = i + 1;
        Some(format!(
            "bin {number} {verb} {one}{unit} in one, {other}{unit} in the other"
        ))
    });
    differences.next().or_else(|| of_instruments(one, other))
}

/// Offsets belong to instruments, so that the same depths of others are other data.
fn of_instruments(one: &Observed, other: &Observed) -> Option<String> {
    let mut pairs = one.instrument.iter().zip(&other.instrument);
    let i = pairs.position(|(one, other)| one != other)?;
    let (one, other) = (&one.instrument[i], &other.instrument[i]);
    Some(format!(
        "bin {} is of `{one}` in one, of `{other}` in the other",
        i + 1
    ))
}
