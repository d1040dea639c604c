//! Temperature over pressure of posterior and prior samples.

use forward_model::units::bar_from_pa;
use ndarray::{Array2, ArrayView2, Axis, Slice};
use rayon::prelude::*;

use super::bands::quantiles_of;
use crate::posterior::TemperatureBands;
use crate::simulator::PhysicalGrid;

/// Samples whose profiles are computed: they place a 95 % band to a twentieth of its width.
const N_PROFILES: usize = 4_000;
/// A profile whose temperatures differ by less than this share is isothermal.
const CONSTANT: f64 = 1e-6;

/// The bands, if the grid has levels and temperature varies over them. Samples that describe no atmosphere are left out.
///
/// # Shapes
/// - `samples`, `prior_samples`: `[n, n_parameters]`
pub(super) fn bands(
    grid: &dyn PhysicalGrid,
    samples: ArrayView2<f64>,
    prior_samples: ArrayView2<f64>,
) -> Option<TemperatureBands> {
    let posterior = profiles(grid, samples)?;
    let prior = profiles(grid, prior_samples)?;
    let is_isothermal = |profile: ndarray::ArrayView1<f64>| {
        let first = profile[0];
        profile.iter().all(|t| (t / first - 1.0).abs() < CONSTANT)
    };
    if prior.rows().into_iter().all(is_isothermal) {
        return None;
    }
    let levels_pa = grid.level_pressure_pa().iter();
    Some(TemperatureBands {
        pressure_bar: levels_pa.map(|pa| bar_from_pa(*pa)).collect(),
        quantiles_k: quantiles_of(&posterior),
        prior_quantiles_k: quantiles_of(&prior),
    })
}

/// Temperatures, K, `[n_profiles, n_levels]`; none if there is no profile.
fn profiles(grid: &dyn PhysicalGrid, theta: ArrayView2<f64>) -> Option<Array2<f64>> {
    let n_levels = grid.level_pressure_pa().len();
    if n_levels == 0 {
        return None;
    }
    let n = theta.nrows().min(N_PROFILES);
    let first = theta.slice_axis(Axis(0), Slice::from(..n));
    let rows: Vec<_> = first.rows().into_iter().collect();
    let profiles: Vec<Vec<f64>> = rows
        .par_iter()
        .filter_map(|row| grid.level_temperature_k(&row.to_vec()).ok())
        .collect();
    let shape = (profiles.len(), n_levels);
    Array2::from_shape_vec(shape, profiles.concat())
        .ok()
        .filter(|profiles| !profiles.is_empty())
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
        let found = bands(&grid, samples.view(), samples.view()).unwrap();
        assert_eq!(found.pressure_bar, [1e-3, 0.1, 10.0]);
        assert_eq!(found.quantiles_k.row(2).to_vec(), [1000.0, 1010.0, 1020.0]);
        assert_eq!(found.quantiles_k, found.prior_quantiles_k);
    }

    #[test]
    fn one_temperature_throughout_and_no_levels_have_no_bands() {
        let constant = array![[900.0, 0.0], [1000.0, 0.0]];
        let grid = Slope(vec![1e2, 1e4]);
        assert_eq!(bands(&grid, constant.view(), constant.view()), None);
        let rising = array![[900.0, 1.0]];
        let grid = Slope(Vec::new());
        assert_eq!(bands(&grid, rising.view(), rising.view()), None);
    }
}
