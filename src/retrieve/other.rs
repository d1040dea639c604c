//! Another posterior to begin at.

use std::path::Path;

use ndarray::Array2;
use ndarray_rand::{RandomExt, rand_distr::StandardNormal};

use super::{RetrieveError, RetrieveInput};
use crate::posterior::PosteriorFile;
use crate::seed::{Purpose, Seed};

/// Samples of it in the standard space of this study's prior, `[n, n_parameters]`. A parameter that it does not have begins at
/// the prior; samples outside of this prior are left out.
///
/// # Errors
/// [`RetrieveError::Start`] if it cannot be read, shares no parameter with the study, or lies outside of its prior.
pub(super) fn samples(input: &RetrieveInput, path: &Path) -> Result<Array2<f64>, RetrieveError> {
    let fault = |found: String| RetrieveError::Start {
        path: path.into(),
        found,
    };
    let file = PosteriorFile::read(path).map_err(|error| fault(error.to_string()))?;
    let names = input.parameters.iter();
    let column = |name: &str| file.parameters.iter().position(|own| own.name == name);
    let columns: Vec<Option<usize>> = names.map(|parameter| column(&parameter.name)).collect();
    if columns.iter().all(Option::is_none) {
        let own: Vec<&str> = file.parameters.iter().map(|p| p.name.as_str()).collect();
        return Err(fault(format!(
            "it has none of the study's parameters but {}",
            own.join(", ")
        )));
    }
    let mut rng = Seed(input.provenance.seed).rng(Purpose::OtherPosterior, 0);
    let theta = file.samples.theta();
    let mut z = Array2::random_using((theta.nrows(), columns.len()), StandardNormal, &mut rng);
    for (i, marginal) in input.prior.marginals().iter().enumerate() {
        if let Some(column) = columns[i] {
            let own = theta
                .column(column)
                .mapv(|value| marginal.to_standard(value));
            z.column_mut(i).assign(&own);
        }
    }
    let is_inside = |i: &usize| z.row(*i).iter().all(|value| value.is_finite());
    let inside: Vec<usize> = (0..z.nrows()).filter(is_inside).collect();
    match inside.len() >= 2 * columns.len() {
        true => Ok(z.select(ndarray::Axis(0), &inside)),
        false => Err(fault(format!(
            "of its {} samples {} lie within this study's prior",
            z.nrows(),
            inside.len()
        ))),
    }
}
