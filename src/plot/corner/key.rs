//! The lines of a corner plot, and what they mean.

use figures::{
    legend::{Entry, Key},
    look::Stroke,
    theme,
};

use super::parameter::Parameter;

/// The line of the prior.
pub(super) const PRIOR: Stroke = Stroke::dashed(theme::GREY, 0.3, 1.1, 0.7);
/// The line of the networks' own posterior.
pub(super) const NETWORK: Stroke = Stroke::solid(theme::ORANGE, 0.3);
/// The line of the truth.
pub(super) const TRUTH: Stroke = Stroke::solid(theme::VERMILION, 0.25);
/// The lines about regions, and of medians.
pub(super) const OUTLINE: Stroke = Stroke::solid(theme::BLUE, 0.28);

/// What stands in the legend.
pub(super) fn entries(parameters: &[Parameter]) -> Vec<Entry> {
    let outline = Stroke::solid(theme::BLUE, 0.3);
    let mut entries = vec![
        Entry::new(
            Key::Nested(theme::BLUE_OUTER, theme::BLUE_INNER),
            "pairs: 39 %, 86 %",
        ),
        Entry::new(
            Key::Interval(theme::BLUE_OUTER, theme::BLUE_INNER, outline),
            "marginals: 68 %",
        ),
    ];
    if parameters.iter().any(|p| p.prior.is_some()) {
        entries.push(Entry::new(Key::Line(PRIOR), "prior"));
    }
    if parameters.iter().any(|p| p.network.is_some()) {
        entries.push(Entry::new(Key::Line(NETWORK), "networks alone"));
    }
    if parameters.iter().any(|p| p.truth.is_some()) {
        entries.push(Entry::new(Key::Line(TRUTH), "true value"));
    }
    entries
}
