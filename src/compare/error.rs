//! What can go wrong in a comparison.

use std::path::PathBuf;

use crate::posterior::PosteriorError;
use crate::study::StudyError;
use groundwork::FileError;

/// Models that cannot be compared.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum CompareError {
    /// There is nothing beside which a model could be set.
    #[error("{found} retrieval to compare, expected two or more of the same data")]
    TooFew {
        /// How many there are.
        found: usize,
    },
    /// The same retrieval is named twice.
    #[error("{} is named twice, expected every retrieval once", path.display())]
    Twice {
        /// Its posterior.
        path: PathBuf,
    },
    /// A study or a folder that has not been retrieved.
    #[error(
        "{given}: {} is missing, expected what `exosonde retrieve` writes; retrieve its study first", path.display()
    )]
    NotRetrieved {
        /// What was asked for.
        given: String,
        /// The file that is not there.
        path: PathBuf,
    },
    /// Networks alone know no evidence.
    #[error(
        "{given}: {} has no `importance`, expected the evidence of an exact posterior; what the networks alone say has none: \
         retrieve it again without --network-alone", path.display()
    )]
    NoEvidence {
        /// What was asked for.
        given: String,
        /// The report.
        path: PathBuf,
    },
    /// Report and posterior are of different retrievals.
    #[error(
        "{given}: {} and the report beside it are not of one retrieval ({what} differs), expected both as \
         `exosonde retrieve` wrote them; retrieve again", path.display()
    )]
    Unmatched {
        /// What was asked for.
        given: String,
        /// The posterior.
        path: PathBuf,
        /// What they disagree on.
        what: &'static str,
    },
    /// Evidences of different data say nothing about each other.
    #[error(
        "{one} and {other} are not of the same data: {difference}; expected the same spectrum in the same bins, because \
         evidences of different data cannot be compared"
    )]
    OtherData {
        /// The first of them.
        one: String,
        /// The second.
        other: String,
        /// What differs, with both values.
        difference: String,
    },
    /// A study cannot be loaded.
    #[error(transparent)]
    Study(#[from] StudyError),
    /// A posterior cannot be read.
    #[error(transparent)]
    Posterior(#[from] PosteriorError),
    /// A report cannot be read.
    #[error(transparent)]
    File(#[from] FileError),
}
