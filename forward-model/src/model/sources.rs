//! The sources of extinction of a model, in the order in which they are kept.

use std::ops::Range;

use crate::{
    cloud::PowerLawHaze,
    config::ModelConfig,
    opacity::{CollisionInducedAbsorption, Columns, Lookup, Opacity, Rayleigh},
    species::Species,
};

/// The continuum, then the gases in their order: what a new source must be added to.
pub(super) fn collect_sources(
    config: &ModelConfig,
    species: &[Species],
    columns: &Columns,
    first_cell: usize,
) -> Vec<Box<dyn Opacity>> {
    let mut sources: Vec<Box<dyn Opacity>> = Vec::new();
    for table in &config.cia {
        sources.push(Box::new(CollisionInducedAbsorption::new(table, columns)));
    }
    for &scatterer in species.iter().filter(|_| config.rayleigh) {
        sources.extend(
            Rayleigh::new(scatterer, columns).map(|source| Box::new(source) as Box<dyn Opacity>),
        );
    }
    sources.push(Box::new(PowerLawHaze::new(columns)));
    for table in &config.opacities {
        sources.push(Box::new(Lookup::new(
            table.lines(),
            first_cell,
            columns,
            config.interpolation,
        )));
    }
    sources
}

/// Cross sections all add up. With correlated-k every gas is a group; the continuum, which has no g, adds to every g of the
/// first one.
pub(super) fn overlap_groups(
    n_sources: usize,
    n_gases: usize,
    has_g_points: bool,
) -> Vec<Range<usize>> {
    let n_first = if has_g_points {
        n_sources - n_gases + 1
    } else {
        n_sources
    };
    std::iter::once(0..n_first)
        .chain((n_first..n_sources).map(|i| i..i + 1))
        .collect()
}
