//! The pressure grid: where the atmosphere is sampled.

use crate::content::{Content, Listener};

/// A grid that cannot be built.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
pub enum GridError {
    /// The pressures do not increase from top to bottom, or one is not a positive number.
    #[error(
        "pressure must be positive and increase downwards: found top {top_pa} Pa, bottom {bottom_pa} Pa"
    )]
    NotIncreasing {
        /// Pressure at the top, Pa.
        top_pa: f64,
        /// Pressure at the bottom, Pa.
        bottom_pa: f64,
    },
    /// No layers were asked for.
    #[error("a pressure grid needs at least one layer, found 0")]
    NoLayers,
}

/// Atmospheric layers, evenly spaced in log pressure, top of the atmosphere first. Everything is evaluated at the
/// `n_layers + 1` levels that bound them.
#[derive(Debug, Clone, PartialEq)]
pub struct PressureGrid {
    level_pressure_pa: Vec<f64>,
}

impl Content for PressureGrid {
    fn tell(&self, listener: &mut dyn Listener) {
        let Self { level_pressure_pa } = self;
        listener.doubles(level_pressure_pa);
    }
}

impl PressureGrid {
    /// `n_layers` layers between two pressures.
    ///
    /// # Errors
    /// [`GridError::NotIncreasing`] unless `0 < top_pa < bottom_pa < ∞`; [`GridError::NoLayers`] if `n_layers` is zero.
    pub fn log_spaced(top_pa: f64, bottom_pa: f64, n_layers: usize) -> Result<Self, GridError> {
        // Written so that a NaN fails too.
        if !(0.0 < top_pa && top_pa < bottom_pa && bottom_pa.is_finite()) {
            return Err(GridError::NotIncreasing { top_pa, bottom_pa });
        }
        if n_layers == 0 {
            return Err(GridError::NoLayers);
        }
        let step = (bottom_pa / top_pa).ln() / n_layers as f64;
        let mut level_pressure_pa: Vec<f64> = (0..=n_layers)
            .map(|i| top_pa * (step * i as f64).exp())
            .collect();
        level_pressure_pa[n_layers] = bottom_pa;
        Ok(Self { level_pressure_pa })
    }

    /// Number of layers.
    pub fn n_layers(&self) -> usize {
        self.level_pressure_pa.len() - 1
    }

    /// Pressure at the levels, Pa, strictly increasing, shape `[n_layers + 1]`.
    pub fn level_pressure_pa(&self) -> &[f64] {
        &self.level_pressure_pa
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn levels_are_evenly_spaced_in_log_pressure_and_hit_both_ends() {
        let grid = PressureGrid::log_spaced(1e-4, 1e6, 10).unwrap();
        assert_eq!(grid.n_layers(), 10);
        for (i, pressure_pa) in grid.level_pressure_pa().iter().enumerate() {
            assert!((pressure_pa / 10f64.powi(i as i32 - 4) - 1.0).abs() < 1e-12);
        }
    }

    #[test]
    fn inverted_nan_and_empty_grids_are_rejected() {
        let inverted = PressureGrid::log_spaced(1e6, 1.0, 10);
        assert_eq!(
            inverted,
            Err(GridError::NotIncreasing {
                top_pa: 1e6,
                bottom_pa: 1.0
            })
        );
        assert!(PressureGrid::log_spaced(f64::NAN, 1.0, 10).is_err());
        assert_eq!(
            PressureGrid::log_spaced(1.0, 2.0, 0),
            Err(GridError::NoLayers)
        );
    }
}
