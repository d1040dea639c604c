//! One retrieval as its two files tell it.

use super::{CompareError, Place};
use crate::posterior::PosteriorFile;
use crate::posterior::report::{Importance, Report};

/// A retrieval with its evidence.
pub(super) struct Retrieved {
    pub place: Place,
    pub report: Report,
    pub importance: Importance,
    pub posterior: PosteriorFile,
}

impl Retrieved {
    /// # Errors
    /// [`CompareError`] if a file cannot be read, there is no evidence, or the files are not of one retrieval.
    pub fn read(place: Place) -> Result<Self, CompareError> {
        let report = Report::read(&place.report)?;
        let Some(importance) = report.importance.clone() else {
            return Err(CompareError::NoEvidence {
                given: place.given,
                path: place.report,
            });
        };
        let posterior = PosteriorFile::read(&place.posterior)?;
        match mismatch(&report, &posterior) {
            Some(what) => Err(CompareError::Unmatched {
                given: place.given,
                path: place.posterior,
                what,
            }),
            None => Ok(Self {
                place,
                report,
                importance,
                posterior,
            }),
        }
    }

    /// Whether the study has changed since.
    pub fn is_outdated(&self) -> bool {
        let now = self.place.study_hash.as_ref();
        now.is_some_and(|hash| *hash != self.posterior.provenance.study_hash)
    }
}

/// What report and posterior disagree on.
fn mismatch(report: &Report, posterior: &PosteriorFile) -> Option<&'static str> {
    let provenance = &posterior.provenance;
    let names = posterior.parameters.iter().map(|own| &own.name);
    let agreements = [
        (
            report.provenance.study_hash == provenance.study_hash,
            "the study's hash",
        ),
        (report.provenance.seed == provenance.seed, "the seed"),
        (
            report.observation == provenance.observation_file,
            "the observation",
        ),
        (report.chi2_median == posterior.chi2_median, "the median χ²"),
        (
            report.parameters.iter().map(|own| &own.name).eq(names),
            "the parameters",
        ),
    ];
    let mut different = agreements.into_iter().filter(|(agrees, _)| !agrees);
    different.next().map(|(_, what)| what)
}
