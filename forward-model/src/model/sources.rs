//! The sources of extinction of a model, in the order in which they are kept.

use std::{ops::Range, sync::Arc};

use super::config::ModelConfig;
use crate::{
    opacity::{CollisionInducedAbsorption, FewPoints, Lookup, Opacity, Rayleigh},
    simd::Columns,
    species::Species,
};

/// The continuum, the clouds that let light through, then the gases in their order.
pub(super) struct Sources {
    all: Vec<Arc<dyn Opacity>>,
    n_gases: usize,
    /// Which of the model's clouds each source is, if it is one.
    clouds: Vec<Option<usize>>,
}

impl Sources {
    /// All of them: what a new kind of source must be added to.
    pub fn collect(
        config: &ModelConfig,
        species: &[Species],
        columns: &Columns,
        first_cell: usize,
    ) -> Self {
        let mut all: Vec<Arc<dyn Opacity>> = Vec::new();
        for table in &config.cia {
            all.push(Arc::new(CollisionInducedAbsorption::new(table, columns)));
        }
        for &scatterer in species.iter().filter(|_| config.rayleigh) {
            let source = Rayleigh::new(scatterer, columns);
            all.extend(source.map(|source| Arc::new(source) as Arc<dyn Opacity>));
        }
        let mut clouds = vec![None; all.len()];
        for (i_cloud, cloud) in config.ingredients.clouds.iter().enumerate() {
            if let Some(extinction) = cloud.extinction(columns) {
                all.push(extinction.into());
                clouds.push(Some(i_cloud));
            }
        }
        for table in &config.opacities {
            let lines = table.lines();
            let lookup = Lookup::new(lines, first_cell, columns, config.interpolation);
            all.push(Arc::new(lookup));
        }
        clouds.resize(all.len(), None);
        Self {
            all,
            n_gases: config.opacities.len(),
            clouds,
        }
    }

    /// The same at fewer g points; `columns` are those that they were tabulated on.
    pub fn at_few_points(&self, columns: &Columns, points: &FewPoints) -> Self {
        let same = |source: &Arc<dyn Opacity>| {
            let few = source.at_few_points(columns, points);
            few.unwrap_or_else(|| source.clone())
        };
        Self {
            all: self.all.iter().map(same).collect(),
            n_gases: self.n_gases,
            clouds: self.clouds.clone(),
        }
    }

    pub fn all(&self) -> &[Arc<dyn Opacity>] {
        &self.all
    }

    pub fn len(&self) -> usize {
        self.all.len()
    }

    /// The gases, then the continuum and the clouds that light passes through.
    pub fn gases_first(&self) -> impl Iterator<Item = &Arc<dyn Opacity>> {
        let (others, gases) = self.all.split_at(self.all.len() - self.n_gases);
        gases.iter().chain(others)
    }

    /// Which of the model's clouds a source is, if it is one.
    pub fn cloud(&self, i_source: usize) -> Option<usize> {
        self.clouds[i_source]
    }
}

/// Cross sections all add up at wavenumbers. With correlated-k every gas is a group; the continuum, which has no g, adds to every
/// g of the first one.
pub(super) fn overlap_groups(sources: &Sources, add_up: bool) -> Vec<Range<usize>> {
    let n_sources = sources.len();
    let n_first = match add_up {
        true => n_sources,
        false => n_sources - sources.n_gases + 1,
    };
    std::iter::once(0..n_first)
        .chain((n_first..n_sources).map(|i| i..i + 1))
        .collect()
}

#[cfg(test)]
mod tests;
