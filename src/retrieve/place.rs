//! Whether a posterior may take its place: one of another spectrum is never replaced.

use std::path::Path;

use super::{RetrieveError, RetrieveInput};
use crate::observation::{Bin, Observation};
use crate::posterior::report::Report;
use crate::posterior::{Observed, PosteriorFile};

/// Refuses a place that another spectrum's posterior has, or something that cannot be told; one of the same spectrum is to be
/// replaced and returned.
///
/// # Errors
/// [`RetrieveError::Taken`].
pub fn check_place(
    posterior_path: &Path,
    (file, observation): (&str, &Observation),
) -> Result<Option<PosteriorFile>, RetrieveError> {
    if !posterior_path.exists() {
        return Ok(None);
    }
    let taken = |found: String| RetrieveError::Taken {
        path: posterior_path.into(),
        found,
        wanted: file.to_owned(),
    };
    let held = PosteriorFile::read(posterior_path)
        .map_err(|error| taken(format!("something that cannot be read ({error})")))?;
    match is_of(&held.observed, observation) {
        true => Ok(Some(held)),
        false => {
            let own = &held.provenance.observation_file;
            let before = if own == file { " as it was before" } else { "" };
            Err(taken(format!(
                "the posterior of the spectrum {own}{before}"
            )))
        }
    }
}

/// What is to be said of a posterior of the same spectrum that is replaced, if the study or what is known has changed since, or if it was exact and the new
/// one is not meant to be.
pub(super) fn replacement(input: &RetrieveInput, held: &PosteriorFile) -> Option<String> {
    let hash = &input.provenance.study_hash;
    let path = input.posterior_path.display();
    if held.provenance.study_hash != *hash {
        let is_same_text = held.provenance.study_text == input.provenance.study_text;
        let why = match is_same_text {
            true => "other things were known of its planet and star",
            false => "it is of another version of the study",
        };
        return Some(format!("{path} is replaced: {why}"));
    }
    let was_exact = Report::read(&input.report_path).is_ok_and(|held| held.is_exact_of(hash));
    (was_exact && !input.start.is_exact()).then(|| {
        format!("{path} is replaced: it was exact, and this is the networks' own posterior (`--name` keeps both)")
    })
}

/// What is to be said where a better posterior by the same study is in the place of one that is not exact, and stays: an exact one, or
/// one of more draws that can be believed.
pub(super) fn stays(input: &RetrieveInput, new: &Report) -> Option<String> {
    let held = Report::read(&input.report_path).ok()?;
    let found = new.importance.as_ref().filter(|_| !new.is_exact)?;
    let path = input.posterior_path.display();
    if held.is_exact_of(&input.provenance.study_hash) {
        return Some(format!(
            "{path} stays as it is: that search converged, and this one did not"
        ));
    }
    let own = held.importance.as_ref()?;
    let [more, less] = [own, found].map(|it| it.effective_sample_size);
    let is_better = more > less && own.pareto_k < sampling::RELIABLE_PARETO_K;
    let is_same_study = held.provenance.study_hash == input.provenance.study_hash;
    (is_better && is_same_study).then(|| {
        format!(
            "{path} stays as it is: that search did not converge either, but its draws are worth {more:.0}, these {less:.0}; go on from it \
             with --from"
        )
    })
}

/// Whether the data are those of the spectrum, number for number.
fn is_of(data: &Observed, observation: &Observation) -> bool {
    let bins = || observation.bins().iter();
    let column = |of: fn(&Bin) -> f64| bins().map(of).collect::<Vec<f64>>();
    data.depth == observation.depth()
        && data.sigma == observation.sigma()
        && data.wavelength_um == column(|bin| bin.wavelength_um)
        && data.half_width_um == column(|bin| bin.half_width_um)
        && bins().map(|bin| &bin.instrument).eq(&data.instrument)
}
