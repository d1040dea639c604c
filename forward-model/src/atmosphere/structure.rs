//! Hydrostatic structure: gravity, scale height and the radius of every level.

use crate::{
    constants::{BOLTZMANN_J_PER_K, GRAVITATION_M3_PER_KG_S2},
    failure::SimulationFailure,
};

/// Acceleration of gravity, m/s²: `g(r) = G M / r²`.
pub fn gravity_m_per_s2(mass_kg: f64, radius_m: f64) -> f64 {
    GRAVITATION_M3_PER_KG_S2 * mass_kg / radius_m.powi(2)
}

/// Pressure scale height, m: `H = k T / (μ g)`.
pub fn scale_height_m(
    temperature_k: f64,
    mean_molecular_weight_kg: f64,
    gravity_m_per_s2: f64,
) -> f64 {
    BOLTZMANN_J_PER_K * temperature_k / (mean_molecular_weight_kg * gravity_m_per_s2)
}

/// Number density of an ideal gas, m⁻³: `n = P / (k T)`.
pub fn number_density_per_m3(pressure_pa: f64, temperature_k: f64) -> f64 {
    pressure_pa / (BOLTZMANN_J_PER_K * temperature_k)
}

/// The least radius of a planet in scale heights, at the reference pressure. Where `r = 2 H` a wind from an isothermal
/// atmosphere becomes supersonic: nothing that is no larger holds a hydrostatic one.
///
/// # Source
/// Parker (1958, ApJ 128, 664): `r = G M μ / 2 k T`.
const SONIC_SCALE_HEIGHTS: f64 = 2.0;

/// What fixes the radii: the planet's mass and its radius at one pressure.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Reference {
    /// Mass of the planet, kg.
    pub mass_kg: f64,
    /// Radius, m, at `pressure_pa`.
    pub radius_m: f64,
    /// Reference pressure, Pa; it may lie between levels or outside them.
    pub pressure_pa: f64,
}

/// Writes the radius of every level in hydrostatic equilibrium, integrated from the reference both ways.
///
/// With `g = G M / r²` the equation `dP/dr = −ρ g` reads `d(1/r) = k T / (G M μ) d ln P`, so the step between two levels
/// is exact for `T/μ` linear in `ln P`, however thick the layer. Where `1/r` is no more positive the radius is infinite: a gas
/// as warm as that has some pressure however far out.
///
/// # Shapes
/// All `[n_levels]`, top first: `pressure_pa` rising, `temperature_k`, `mean_molecular_weight_kg`, `radius_m` (written).
///
/// # Errors
/// [`SimulationFailure::Unbound`] if the planet is smaller than `SONIC_SCALE_HEIGHTS` of its scale heights.
pub fn hydrostatic_radius_m(
    reference: &Reference,
    pressure_pa: &[f64],
    temperature_k: &[f64],
    mean_molecular_weight_kg: &[f64],
    radius_m: &mut [f64],
) -> Result<(), SimulationFailure> {
    let gm = GRAVITATION_M3_PER_KG_S2 * reference.mass_kg;
    let slope =
        |i: usize| BOLTZMANN_J_PER_K * temperature_k[i] / (gm * mean_molecular_weight_kg[i]);
    let step = |upper: usize| {
        0.5 * (slope(upper) + slope(upper + 1)) * (pressure_pa[upper + 1] / pressure_pa[upper]).ln()
    };
    let last = pressure_pa.len() - 1;
    let below = pressure_pa.partition_point(|&p| p < reference.pressure_pa);
    let anchor = below.min(last);
    let slope_at_reference = if below == 0 || below > last {
        slope(anchor)
    } else {
        let log_step = (pressure_pa[below] / pressure_pa[below - 1]).ln();
        let fraction = (pressure_pa[below] / reference.pressure_pa).ln() / log_step;
        slope(below) + fraction * (slope(below - 1) - slope(below))
    };
    if slope_at_reference * reference.radius_m * SONIC_SCALE_HEIGHTS > 1.0 {
        return Err(SimulationFailure::Unbound {
            pressure_pa: reference.pressure_pa,
        });
    }
    let log_ratio = (pressure_pa[anchor] / reference.pressure_pa).ln();
    let inverse_at_anchor =
        1.0 / reference.radius_m + 0.5 * (slope_at_reference + slope(anchor)) * log_ratio;

    let mut inverse_per_m = inverse_at_anchor;
    radius_m[anchor] = radius_or_infinity(inverse_per_m);
    for i in anchor..last {
        inverse_per_m += step(i);
        radius_m[i + 1] = radius_or_infinity(inverse_per_m);
    }
    inverse_per_m = inverse_at_anchor;
    for i in (0..anchor).rev() {
        inverse_per_m -= step(i);
        radius_m[i] = radius_or_infinity(inverse_per_m);
    }
    Ok(())
}

fn radius_or_infinity(inverse_per_m: f64) -> f64 {
    match inverse_per_m > 0.0 {
        true => 1.0 / inverse_per_m,
        false => f64::INFINITY,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{atmosphere::grid::PressureGrid, constants::JUPITER_MASS_KG};

    const MU_KG: f64 = 3.8e-27;

    fn radii(
        reference: &Reference,
        grid: &PressureGrid,
        temperature_k: f64,
    ) -> Result<Vec<f64>, SimulationFailure> {
        let n = grid.n_layers() + 1;
        let mut radius_m = vec![0.0; n];
        hydrostatic_radius_m(
            reference,
            grid.level_pressure_pa(),
            &vec![temperature_k; n],
            &vec![MU_KG; n],
            &mut radius_m,
        )?;
        Ok(radius_m)
    }

    fn jupiter(radius_m: f64, pressure_pa: f64) -> Reference {
        Reference {
            mass_kg: JUPITER_MASS_KG,
            radius_m,
            pressure_pa,
        }
    }

    #[test]
    fn radii_do_not_depend_on_the_number_of_layers() {
        let reference = jupiter(7e7, 1e5);
        let coarse = radii(
            &reference,
            &PressureGrid::log_spaced(1e-4, 1e6, 10).unwrap(),
            1000.0,
        )
        .unwrap();
        let fine = radii(
            &reference,
            &PressureGrid::log_spaced(1e-4, 1e6, 1000).unwrap(),
            1000.0,
        )
        .unwrap();
        for i in 0..=10 {
            assert!((coarse[i] / fine[100 * i] - 1.0).abs() < 1e-13);
        }
    }

    #[test]
    fn any_level_of_the_solution_can_be_its_reference() {
        let grid = PressureGrid::log_spaced(1e-4, 1e6, 20).unwrap();
        let from_below = radii(&jupiter(7e7, 1e6), &grid, 1000.0).unwrap();
        let from_above = radii(
            &jupiter(from_below[3], grid.level_pressure_pa()[3]),
            &grid,
            1000.0,
        )
        .unwrap();
        for (a, b) in from_below.iter().zip(&from_above) {
            assert!((a / b - 1.0).abs() < 1e-13);
        }
    }

    #[test]
    fn a_reference_outside_or_between_the_levels_is_reached_by_the_same_law() {
        let whole = PressureGrid::log_spaced(1e-2, 1e6, 80).unwrap();
        let upper = PressureGrid::log_spaced(1e-2, 1e4, 60).unwrap();
        let reference = jupiter(7e7, 2.345e5);
        let whole = radii(&reference, &whole, 1000.0).unwrap();
        let upper = radii(&reference, &upper, 1000.0).unwrap();
        for (a, b) in whole.iter().zip(&upper) {
            assert!((a / b - 1.0).abs() < 1e-13);
        }
    }

    #[test]
    fn thin_atmospheres_have_the_barometric_height() {
        let grid = PressureGrid::log_spaced(1e4, 1e5, 1).unwrap();
        let radius_m = radii(&jupiter(7e7, 1e5), &grid, 100.0).unwrap();
        let height_m =
            scale_height_m(100.0, MU_KG, gravity_m_per_s2(JUPITER_MASS_KG, 7e7)) * 10f64.ln();
        assert!(((radius_m[0] - 7e7) / height_m - 1.0).abs() < 1.1 * height_m / 7e7);
    }

    /// Where `ln P_0/P` exceeds the planet's radius in scale heights.
    #[test]
    fn pressures_that_no_radius_has_are_infinitely_far_out() {
        let grid = PressureGrid::log_spaced(1e-10, 1e6, 160).unwrap();
        let reference = Reference {
            mass_kg: 0.012 * JUPITER_MASS_KG,
            ..jupiter(3.7e7, 1e5)
        };
        let found = radii(&reference, &grid, 540.0).unwrap();
        let height_m = scale_height_m(540.0, MU_KG, gravity_m_per_s2(reference.mass_kg, 3.7e7));
        for (radius_m, pressure_pa) in found.iter().zip(grid.level_pressure_pa()) {
            let is_somewhere = (1e5 / pressure_pa).ln() < 3.7e7 / height_m;
            assert_eq!(radius_m.is_finite(), is_somewhere, "{pressure_pa} Pa");
            assert!(*radius_m > 0.0);
        }
        assert!(found[0].is_infinite() && found[80].is_finite());
    }

    #[test]
    fn a_hot_light_planet_is_unbound() {
        let grid = PressureGrid::log_spaced(1e-4, 1e6, 20).unwrap();
        let reference = Reference {
            mass_kg: 1e24,
            radius_m: 7e7,
            pressure_pa: 1e5,
        };
        assert!(matches!(
            radii(&reference, &grid, 3000.0),
            Err(SimulationFailure::Unbound { .. })
        ));
    }
}
