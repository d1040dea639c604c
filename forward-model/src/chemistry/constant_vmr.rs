//! Free chemistry: each gas has one mixing ratio at all heights, and the background fills up to one.

use crate::{
    failure::{SimulationFailure, non_negative},
    species::Species,
};

/// Writes the mixing ratios of the gases and, after them, of the background, which shares what the gases leave.
///
/// # Shapes
/// `gas_vmr`: `[n_gases]`; `background_share`: `[n_background]`, sums to one; `vmr`: `[n_gases + n_background]`.
///
/// # Errors
/// [`SimulationFailure::VmrSumExceedsOne`] if the gases alone exceed one: such a sample is failed, never clipped;
/// [`SimulationFailure::NonPhysical`] if one is negative or not a number.
pub fn fill_with_background(
    gas_vmr: &[f64],
    background_share: &[f64],
    vmr: &mut [f64],
) -> Result<(), SimulationFailure> {
    for &ratio in gas_vmr {
        non_negative("volume mixing ratio", ratio)?;
    }
    let sum: f64 = gas_vmr.iter().sum();
    if sum > 1.0 {
        return Err(SimulationFailure::VmrSumExceedsOne { sum });
    }
    let (gases, background) = vmr.split_at_mut(gas_vmr.len());
    gases.copy_from_slice(gas_vmr);
    for (ratio, share) in background.iter_mut().zip(background_share) {
        *ratio = (1.0 - sum) * share;
    }
    Ok(())
}

/// Mean mass of a molecule, kg: `μ = Σ xᵢ mᵢ`.
pub fn mean_molecular_weight_kg(species: &[Species], vmr: &[f64]) -> f64 {
    species
        .iter()
        .zip(vmr)
        .map(|(species, ratio)| ratio * species.molecule_mass_kg())
        .sum()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn background_fills_up_to_one_in_its_ratio() {
        let mut vmr = [0.0; 4];
        fill_with_background(&[0.1, 0.1], &[0.75, 0.25], &mut vmr).unwrap();
        assert_eq!(vmr[..2], [0.1, 0.1]);
        assert!((vmr.iter().sum::<f64>() - 1.0).abs() < 1e-15);
        assert!((vmr[2] / vmr[3] - 3.0).abs() < 1e-12);
    }

    #[test]
    fn gases_above_one_fail_with_the_sum_as_the_reason() {
        let outcome = fill_with_background(&[0.7, 0.6], &[1.0], &mut [0.0; 3]);
        let Err(SimulationFailure::VmrSumExceedsOne { sum }) = outcome else {
            panic!("{outcome:?}")
        };
        assert!((sum - 1.3).abs() < 1e-12);
    }

    #[test]
    fn negative_and_nan_ratios_fail() {
        for ratio in [-1e-9, f64::NAN] {
            assert!(fill_with_background(&[ratio], &[1.0], &mut [0.0; 2]).is_err());
        }
    }

    #[test]
    fn solar_hydrogen_and_helium_weigh_2_3_atomic_masses() {
        let kg = mean_molecular_weight_kg(&[Species::H2, Species::He], &[0.8547, 0.1453]);
        assert!((kg / crate::constants::ATOMIC_MASS_KG - 2.3046).abs() < 1e-3);
    }
}
