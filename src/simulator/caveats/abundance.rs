//! How much of the atmosphere a gas may be.

use forward_model::Species;

use crate::study::Study;

/// The largest volume mixing ratio that the priors of the gases allow, or the share in the background.
pub(super) fn largest_vmr(study: &Study, species: Species) -> f64 {
    let background = &study.atmosphere.background;
    let total: f64 = background.iter().map(|(_, ratio)| ratio).sum();
    if let Some((_, ratio)) = background.iter().find(|(filler, _)| *filler == species) {
        return ratio / total;
    }
    let names = ["", "_top", "_bottom"].map(|place| format!("log_{species}{place}"));
    let ranges = names.iter().filter_map(|name| study.parameters.range(name));
    let largest = ranges.map(|[_, to]| to).reduce(f64::max);
    largest.map_or(0.0, |log_vmr| 10f64.powf(log_vmr).min(1.0))
}

/// Gases and background.
pub(super) fn species(study: &Study) -> Vec<Species> {
    let background = study.atmosphere.background.iter().map(|(gas, _)| *gas);
    let gases = study.atmosphere.gases.iter().copied();
    background.chain(gases).collect()
}

/// `H2O, CO2`.
pub(super) fn list(names: impl IntoIterator<Item = impl ToString>) -> String {
    let names = names.into_iter().map(|name| name.to_string());
    names.collect::<Vec<_>>().join(", ")
}
