//! Temperature over pressure of posterior and prior samples.

use forward_model::units::bar_from_pa;
use ndarray::{Array2, ArrayView1};
use rayon::prelude::*;

use crate::posterior::{QUANTILES, Samples, TemperatureBands};
use crate::simulator::PhysicalGrid;
use crate::statistics::column_quantiles;

/// Samples whose profiles are computed: all that there usually are, so that a profile's median at a node is the report's.
const N_PROFILES: usize = 50_000;
/// A profile whose temperatures differ by less than this share is isothermal.
const CONSTANT: f64 = 1e-6;

/// The bands, if the grid has levels and temperature varies over them. Samples that describe no atmosphere are left out.
pub(super) fn bands(
    grid: &dyn PhysicalGrid,
    samples: &Samples,
    prior_samples: &Samples,
) -> Option<TemperatureBands> {
    let posterior = Profiles::of(grid, samples)?;
    let prior = Profiles::of(grid, prior_samples)?;
    if prior.are_isothermal() {
        return None;
    }
    let levels_pa = grid.level_pressure_pa().iter();
    Some(TemperatureBands {
        pressure_bar: levels_pa.map(|pa| bar_from_pa(*pa)).collect(),
        quantiles_k: posterior.quantiles_k(),
        prior_quantiles_k: prior.quantiles_k(),
    })
}

/// Temperature profiles of samples.
struct Profiles {
    /// K, `[n, n_levels]`, `n` and `n_levels` at least one.
    temperature_k: Array2<f64>,
    /// `[n]`.
    weights: Vec<f64>,
}

impl Profiles {
    /// Those of the first samples; none if there is no profile.
    fn of(grid: &dyn PhysicalGrid, samples: &Samples) -> Option<Self> {
        let first = samples.first(N_PROFILES);
        let rows: Vec<ArrayView1<f64>> = first.theta().rows().into_iter().collect();
        let profiles: Vec<(Vec<f64>, f64)> = rows
            .par_iter()
            .zip(first.weights())
            .filter_map(|(row, weight)| {
                Some((grid.level_temperature_k(&row.to_vec()).ok()?, *weight))
            })
            .collect();
        let (profiles, weights): (Vec<_>, Vec<_>) = profiles.into_iter().unzip();
        let shape = (profiles.len(), grid.level_pressure_pa().len());
        let temperature_k = Array2::from_shape_vec(shape, profiles.concat()).ok()?;
        (!temperature_k.is_empty()).then_some(Self {
            temperature_k,
            weights,
        })
    }

    fn are_isothermal(&self) -> bool {
        let is_isothermal = |profile: ArrayView1<f64>| {
            let first = profile[0];
            profile.iter().all(|t| (t / first - 1.0).abs() < CONSTANT)
        };
        self.temperature_k.rows().into_iter().all(is_isothermal)
    }

    fn quantiles_k(&self) -> Array2<f64> {
        column_quantiles(self.temperature_k.view(), &self.weights, QUANTILES)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use forward_model::SimulationFailure;
    use ndarray::array;

    /// θ is the temperature at the top and its rise per level; one below zero has no atmosphere.
    struct Slope(Vec<f64>);

    impl PhysicalGrid for Slope {
        fn cell_bounds_per_cm(&self) -> &[[f64; 2]] {
            &[]
        }

        fn level_pressure_pa(&self) -> &[f64] {
            &self.0
        }

        fn level_temperature_k(&self, theta: &[f64]) -> Result<Vec<f64>, SimulationFailure> {
            if theta[0] < 0.0 {
                let (quantity, value) = ("temperature [K]", theta[0]);
                return Err(SimulationFailure::NonPhysical { quantity, value });
            }
            Ok((0..self.0.len())
                .map(|i| theta[0] + theta[1] * i as f64)
                .collect())
        }
    }

    #[test]
    fn bands_are_quantiles_of_the_samples_that_have_an_atmosphere() {
        let grid = Slope(vec![1e2, 1e4, 1e6]);
        let samples = array![[900.0, 10.0], [1000.0, 10.0], [-1.0, 0.0], [1100.0, 10.0]];
        let samples = Samples::equal(samples);
        let found = bands(&grid, &samples, &samples).unwrap();
        assert_eq!(found.pressure_bar, [1e-3, 0.1, 10.0]);
        assert_eq!(found.quantiles_k.row(2).to_vec(), [1000.0, 1010.0, 1020.0]);
        assert_eq!(found.quantiles_k, found.prior_quantiles_k);
    }

    #[test]
    fn one_temperature_throughout_and_no_levels_have_no_bands() {
        let constant = Samples::equal(array![[900.0, 0.0], [1000.0, 0.0]]);
        let grid = Slope(vec![1e2, 1e4]);
        assert_eq!(bands(&grid, &constant, &constant), None);
        let rising = Samples::equal(array![[900.0, 1.0]]);
        let grid = Slope(Vec::new());
        assert_eq!(bands(&grid, &rising, &rising), None);
    }
}
