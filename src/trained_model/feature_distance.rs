//! How far a spectrum's features, the last hidden layer of each network, lie from those of simulations: the squared
//! Mahalanobis distance.

use ndarray::{Array1, Array2, Array3, ArrayView1, Axis, stack};

use crate::cholesky::{cholesky, forward_substitution};

/// Share of the mean variance that is added to each feature's: features that dropout and ReLU leave constant
/// would otherwise have none.
const RIDGE: f64 = 1e-3;

/// Mean and covariance of one member's features over simulations.
#[derive(Debug, Clone, PartialEq)]
pub struct FeatureDistance {
    /// `[width]`.
    mean: Array1<f64>,
    /// Lower Cholesky factor of the covariance, `[width, width]`.
    factor: Array2<f64>,
}

/// The same of every member.
#[derive(Debug, Clone, PartialEq)]
pub struct FeatureDistances {
    members: Vec<FeatureDistance>,
}

/// Features in which no distance can be measured.
#[derive(Debug, PartialEq, Eq, thiserror::Error)]
#[error("the features of member {member} are not finite, so no distance can be measured in them")]
pub struct FeaturesNotFinite {
    /// The member.
    pub member: usize,
}

impl FeatureDistance {
    /// Fits the features of simulations, `[n, width]` with `n` at least 1; none if they are not finite.
    pub fn fit(features: &Array2<f64>) -> Option<Self> {
        let mean = features.mean_axis(Axis(0))?;
        let centred = features - &mean;
        let mut covariance = centred.t().dot(&centred) / features.nrows() as f64;
        let ridge = RIDGE * covariance.diag().mean()? + f64::MIN_POSITIVE;
        covariance
            .diag_mut()
            .map_inplace(|variance| *variance += ridge);
        let factor = cholesky(covariance.view())?;
        Some(Self { mean, factor })
    }

    /// Squared distance of one spectrum's features, `[width]`, about `width` for a simulation.
    pub fn squared(&self, features: ArrayView1<f32>) -> f64 {
        let residual = features.mapv(f64::from) - &self.mean;
        let whitened = forward_substitution(self.factor.view(), residual.view());
        whitened.dot(&whitened)
    }
}

impl FeatureDistances {
    /// Fits the features of simulations.
    ///
    /// # Shapes
    /// - `features`: of each simulation, `[n_members]` of `[width]`
    ///
    /// # Errors
    /// [`FeaturesNotFinite`].
    pub fn fit(features: &[Vec<Array1<f32>>]) -> Result<Self, FeaturesNotFinite> {
        let n_members = features.first().map_or(0, Vec::len);
        let fit = |member: usize| {
            let views: Vec<_> = features.iter().map(|own| own[member].view()).collect();
            let features = stack(Axis(0), &views).expect("all features have the network's width");
            FeatureDistance::fit(&features.mapv(f64::from)).ok_or(FeaturesNotFinite { member })
        };
        Ok(Self {
            members: (0..n_members).map(fit).collect::<Result<_, _>>()?,
        })
    }

    /// Squared distance of a spectrum's features, the mean over the members.
    ///
    /// # Shapes
    /// - `features`: `[n_members]` of `[width]`
    pub fn squared(&self, features: &[Array1<f32>]) -> f64 {
        let each = self.members.iter().zip(features);
        let total: f64 = each
            .map(|(distance, features)| distance.squared(features.view()))
            .sum();
        total / self.members.len() as f64
    }

    /// Means and factors of all members, as a file holds them.
    ///
    /// # Shapes
    /// - returns `[member, width]` and `[member, width, width]`
    pub fn to_arrays(&self) -> (Array2<f64>, Array3<f64>) {
        let means: Vec<_> = self.members.iter().map(|own| own.mean.view()).collect();
        let factors: Vec<_> = self.members.iter().map(|own| own.factor.view()).collect();
        let same = "members have the same width";
        let mean = stack(Axis(0), &means).expect(same);
        (mean, stack(Axis(0), &factors).expect(same))
    }

    /// The reverse of [`FeatureDistances::to_arrays`].
    pub fn from_arrays(mean: &Array2<f64>, factor: &Array3<f64>) -> Self {
        let members = mean.rows().into_iter().zip(factor.outer_iter());
        Self {
            members: members
                .map(|(mean, factor)| FeatureDistance {
                    mean: mean.to_owned(),
                    factor: factor.to_owned(),
                })
                .collect(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use ndarray::array;

    #[test]
    fn distance_is_in_units_of_the_spread() {
        let features = Array2::from_shape_fn((1000, 2), |(i, j)| {
            let turn = i as f64 * std::f64::consts::TAU / 1000.0;
            if j == 0 {
                3.0 * turn.cos()
            } else {
                3.0 * turn.sin()
            }
        });
        let distance = FeatureDistance::fit(&features).unwrap();
        // The variance of each coordinate is 9 / 2.
        let squared = distance.squared(array![3.0_f32, 0.0].view());
        assert!((squared - 2.0).abs() < 0.01, "{squared}");
    }
}
