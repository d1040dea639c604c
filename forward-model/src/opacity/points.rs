//! Where within each cell a table has its cross sections, and how much of the cell each stands for.

use std::ops::Range;

use ndarray::{Array2, ArrayView1, s};

use super::table_error::{TableError, check_shape, check_values};
use crate::{
    content::{Content, Listener},
    interpolate::Interpolation,
};

/// How far the weights of a cell may be from adding up to one.
const WEIGHT_TOLERANCE: f64 = 1e-4;

/// A scale of temperatures, rising.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum TemperatureScale {
    Plain,
    Inverse,
}

impl TemperatureScale {
    /// Where on the scale a temperature is, K or −1/K.
    pub fn at(self, temperature_k: f64) -> f64 {
        match self {
            Self::Plain => temperature_k,
            Self::Inverse => -temperature_k.recip(),
        }
    }

    /// The same of several.
    pub fn of(self, temperature_k: &[f64]) -> Vec<f64> {
        temperature_k.iter().map(|t| self.at(*t)).collect()
    }
}

/// The points of a table's cells.
#[derive(Debug, Clone, PartialEq)]
pub enum Points {
    /// Shares g of a cell in which the cross section is lower, each gas sorted by itself, the same for all cells: where two gases
    /// absorb is unrelated, and their transmissions multiply.
    OfG {
        /// Quadrature points, 0 to 1, rising, `[n_points]`.
        samples: Vec<f64>,
        /// Quadrature weights, `[n_points]`.
        weights: Vec<f64>,
    },
    /// Wavenumbers, the same for all gases: cross sections add up, as they do in nature.
    OfWavenumber {
        /// cm⁻¹, `[n_cells, n_points]`.
        per_cm: Array2<f64>,
        /// The share of its cell that each stands for, `[n_cells, n_points]`.
        weights: Array2<f64>,
    },
}

impl Points {
    /// Quadrature points of g and their weights, both `[n_points]`.
    pub fn of_g(samples: Vec<f64>, weights: Vec<f64>) -> Self {
        Self::OfG { samples, weights }
    }

    /// The one point that stands for all of a cell.
    pub fn one() -> Self {
        Self::of_g(vec![0.5], vec![1.0])
    }

    /// Number of points of a cell.
    pub fn n(&self) -> usize {
        match self {
            Self::OfG { weights, .. } => weights.len(),
            Self::OfWavenumber { weights, .. } => weights.ncols(),
        }
    }

    /// Weights of a cell's points, `[n_points]`.
    pub fn weights(&self, i_cell: usize) -> &[f64] {
        match self {
            Self::OfG { weights, .. } => weights,
            Self::OfWavenumber { weights, .. } => {
                let row = weights.row(i_cell).to_slice();
                row.expect("the weights are in standard order")
            }
        }
    }

    /// Quadrature points of g, rising; none where the points are wavenumbers.
    pub fn g_samples(&self) -> &[f64] {
        match self {
            Self::OfG { samples, .. } => samples,
            Self::OfWavenumber { .. } => &[],
        }
    }

    /// Whether the cross sections of several gases add up point by point.
    pub fn add_up(&self) -> bool {
        self.n() == 1 || matches!(self, Self::OfWavenumber { .. })
    }

    /// Whether one model can use tables of both: g is weighted alike, whatever its samples are called, and wavenumbers are the same.
    pub fn go_with(&self, other: &Self) -> bool {
        match (self, other) {
            (
                Self::OfG { weights, .. },
                Self::OfG {
                    weights: others, ..
                },
            ) => weights == others,
            _ => self == other,
        }
    }

    /// The same of other cells, by their bounds in cm⁻¹: from the `at`-th on those of the cells `kept`, elsewhere the middle of a cell for
    /// all of it.
    pub fn placed(&self, bounds_per_cm: &[[f64; 2]], kept: Range<usize>, at: usize) -> Self {
        let Self::OfWavenumber { per_cm, weights } = self else {
            return self.clone();
        };
        let shape = (bounds_per_cm.len(), weights.ncols());
        let middle = |cell: usize| 0.5 * (bounds_per_cm[cell][0] + bounds_per_cm[cell][1]);
        let mut placed = (
            Array2::from_shape_fn(shape, |(cell, _)| middle(cell)),
            Array2::from_shape_fn(shape, |(_, point)| if point == 0 { 1.0 } else { 0.0 }),
        );
        let places = at..at + kept.len();
        for (placed, own) in [(&mut placed.0, per_cm), (&mut placed.1, weights)] {
            let own = own.slice(s![kept.clone(), ..]);
            placed.slice_mut(s![places.clone(), ..]).assign(&own);
        }
        Self::OfWavenumber {
            per_cm: placed.0,
            weights: placed.1,
        }
    }

    /// In what k is a straight line from one temperature to the next: where a few lines are followed, each with its Boltzmann
    /// factor, in 1/T, by whatever rule.
    pub(crate) fn temperature_scale(&self, interpolation: Interpolation) -> TemperatureScale {
        match (self, interpolation) {
            (Self::OfWavenumber { .. }, _) | (_, Interpolation::LogInverseTemperature) => {
                TemperatureScale::Inverse
            }
            (Self::OfG { .. }, Interpolation::Linear | Interpolation::Log) => {
                TemperatureScale::Plain
            }
        }
    }

    /// What they are points of.
    pub(super) fn method(&self) -> &'static str {
        match self {
            Self::OfG { .. } => "correlated-k",
            Self::OfWavenumber { .. } => "shared wavenumbers",
        }
    }

    pub(super) fn check(&self, table: &str, n_cells: usize) -> Result<(), TableError> {
        match self {
            Self::OfG { samples, weights } => {
                check_shape(table, &[samples.len()], &[weights.len().max(1)])?;
                check_weights(table, weights)
            }
            Self::OfWavenumber { per_cm, weights } => {
                let shape = [n_cells, weights.ncols().max(1)];
                check_shape(table, weights.shape(), &shape)?;
                check_shape(table, per_cm.shape(), &shape)?;
                check_values(table, per_cm.view())?;
                (0..n_cells).try_for_each(|i_cell| check_weights(table, self.weights(i_cell)))
            }
        }
    }
}

fn check_weights(table: &str, weights: &[f64]) -> Result<(), TableError> {
    check_values(table, ArrayView1::from(weights))?;
    let found: f64 = weights.iter().sum();
    if (found - 1.0).abs() > WEIGHT_TOLERANCE {
        return Err(TableError::Weights {
            table: table.to_owned(),
            found,
        });
    }
    Ok(())
}

impl Content for Points {
    fn tell(&self, listener: &mut dyn Listener) {
        match self {
            Self::OfG { samples, weights } => {
                listener.doubles(samples);
                listener.doubles(weights);
            }
            Self::OfWavenumber { per_cm, weights } => {
                listener.text(self.method());
                for values in [per_cm, weights] {
                    listener.doubles(&values.iter().copied().collect::<Vec<_>>());
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use ndarray::arr2;

    #[test]
    fn weights_add_up_to_one_in_every_cell() {
        let points = |weights| Points::OfWavenumber {
            per_cm: arr2(&[[1.1, 1.2], [2.1, 2.2]]),
            weights,
        };
        let good = points(arr2(&[[0.5, 0.5], [0.25, 0.75]]));
        assert!(good.check("t", 2).is_ok() && good.add_up());
        assert_eq!(good.weights(1), [0.25, 0.75]);
        let short = points(arr2(&[[0.5, 0.5], [0.25, 0.7]]));
        assert!(matches!(
            short.check("t", 2),
            Err(TableError::Weights { .. })
        ));
        assert!(matches!(good.check("t", 3), Err(TableError::Shape { .. })));
    }

    #[test]
    fn new_cells_have_their_middle() {
        let points = Points::OfWavenumber {
            per_cm: arr2(&[[1.1, 1.2], [2.1, 2.2]]),
            weights: arr2(&[[0.5, 0.5], [0.25, 0.75]]),
        };
        let placed = points.placed(&[[0.0, 1.0], [2.0, 3.0], [3.0, 4.0]], 1..2, 1);
        let expected = Points::OfWavenumber {
            per_cm: arr2(&[[0.5, 0.5], [2.1, 2.2], [3.5, 3.5]]),
            weights: arr2(&[[1.0, 0.0], [0.25, 0.75], [1.0, 0.0]]),
        };
        assert_eq!(placed, expected);
    }

    #[test]
    fn samples_of_g_may_differ_in_their_digits() {
        let k = |sample| Points::of_g(vec![sample, 0.8], vec![0.5, 0.5]);
        assert!(k(0.2).go_with(&k(0.200_001)) && !k(0.2).go_with(&Points::one()));
    }

    #[test]
    fn gases_overlap_at_random_where_each_is_sorted_by_itself() {
        let k = Points::of_g(vec![0.2, 0.8], vec![0.5, 0.5]);
        assert!(!k.add_up() && Points::one().add_up());
    }
}
