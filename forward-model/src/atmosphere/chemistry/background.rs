//! The gases that fill up to one, and the weight of the mixture.

use crate::{
    failure::{SimulationFailure, at_most_one, non_negative},
    species::Species,
};

/// Writes the mixing ratios of the background, which shares what the gases leave at each level.
///
/// # Shapes
/// `vmr`: `[n_gases + n_background, n_levels]`, the gases' rows given, the background's written; `background_share`:
/// `[n_background]`, sums to one.
///
/// # Errors
/// [`SimulationFailure::VmrSumExceedsOne`] if the gases alone exceed one at a level by more than rounding: such a sample is
/// failed, never clipped; [`SimulationFailure::NonPhysical`] if a ratio is negative or not a number.
pub fn fill_with_background(
    n_gases: usize,
    background_share: &[f64],
    n_levels: usize,
    vmr: &mut [f64],
) -> Result<(), SimulationFailure> {
    let (gases, background) = vmr.split_at_mut(n_gases * n_levels);
    for &ratio in gases.iter() {
        non_negative("volume mixing ratio", ratio)?;
    }
    for i_level in 0..n_levels {
        let sum: f64 = gases.iter().skip(i_level).step_by(n_levels).sum();
        let taken = at_most_one(sum).ok_or(SimulationFailure::VmrSumExceedsOne { sum })?;
        let ratios = background.iter_mut().skip(i_level).step_by(n_levels);
        for (ratio, share) in ratios.zip(background_share) {
            *ratio = (1.0 - taken) * share;
        }
    }
    Ok(())
}

/// Mean mass of a molecule, kg, at every level: `μ = Σ xᵢ mᵢ`.
///
/// # Shapes
/// `vmr`: `[n_species, n_levels]`; `mean_kg`: `[n_levels]`, written.
pub fn mean_molecular_weight_kg(species: &[Species], vmr: &[f64], mean_kg: &mut [f64]) {
    mean_kg.fill(0.0);
    let n_levels = mean_kg.len().max(1);
    for (species, ratios) in species.iter().zip(vmr.chunks_exact(n_levels)) {
        let mass_kg = species.molecule_mass_kg();
        for (mean_kg, ratio) in mean_kg.iter_mut().zip(ratios) {
            *mean_kg += ratio * mass_kg;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn background_fills_up_to_one_in_its_ratio_at_every_level() {
        // Two gases, two background gases, two levels.
        let mut vmr = [0.1, 0.2, 0.1, 0.0, 0.0, 0.0, 0.0, 0.0];
        fill_with_background(2, &[0.75, 0.25], 2, &mut vmr).unwrap();
        assert_eq!(vmr[..4], [0.1, 0.2, 0.1, 0.0]);
        for level in 0..2 {
            let sum: f64 = vmr.iter().skip(level).step_by(2).sum();
            assert!((sum - 1.0).abs() < 1e-15);
            assert!((vmr[4 + level] / vmr[6 + level] - 3.0).abs() < 1e-12);
        }
    }

    #[test]
    fn gases_above_one_at_any_level_fail_with_the_sum_as_the_reason() {
        let outcome = fill_with_background(2, &[1.0], 2, &mut [0.1, 0.7, 0.1, 0.6, 0.0, 0.0]);
        let Err(SimulationFailure::VmrSumExceedsOne { sum }) = outcome else {
            panic!("{outcome:?}")
        };
        assert!((sum - 1.3).abs() < 1e-12);
    }

    /// Every mixture of three gases in whole per cent, each a power of ten as in a study, is a whole.
    #[test]
    fn whole_percentages_leave_nothing_to_the_background() {
        let share = |percent: i32| 10f64.powf((f64::from(percent) / 100.0).log10());
        let mut n_above = 0;
        for (a, b) in (1..99).flat_map(|a| (1..100 - a).map(move |b| (a, b))) {
            let gases = [a, b, 100 - a - b].map(share);
            let sum: f64 = gases.iter().sum();
            n_above += usize::from(sum > 1.0);
            let mut vmr = [gases[0], gases[1], gases[2], -1.0];
            fill_with_background(3, &[1.0], 1, &mut vmr).unwrap();
            assert!((0.0..1e-15).contains(&vmr[3]), "{a} {b}: {}", vmr[3]);
        }
        assert!(n_above > 20, "{n_above} sums above one");
    }

    #[test]
    fn negative_and_nan_ratios_fail() {
        for ratio in [-1e-9, f64::NAN] {
            assert!(fill_with_background(1, &[1.0], 1, &mut [ratio, 0.0]).is_err());
        }
    }

    #[test]
    fn solar_hydrogen_and_helium_weigh_2_3_atomic_masses() {
        let mut kg = [0.0];
        mean_molecular_weight_kg(&[Species::H2, Species::He], &[0.8547, 0.1453], &mut kg);
        assert!((kg[0] / crate::constants::ATOMIC_MASS_KG - 2.3046).abs() < 1e-3);
    }
}
