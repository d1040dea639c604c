//! The error that says that a study has no such parameter.

/// A quantity that the chosen physics does not need.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("`{found}` is not a parameter of this study, expected one of {expected}")]
pub struct UnknownParameter {
    /// The name.
    pub found: String,
    /// The names there are.
    pub expected: String,
}

impl UnknownParameter {
    /// The error that says that `found` is none of `names`.
    pub(super) fn among<'a>(found: &str, names: impl Iterator<Item = &'a str>) -> Self {
        Self {
            found: found.to_owned(),
            expected: names.collect::<Vec<_>>().join(", "),
        }
    }
}
