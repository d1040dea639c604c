//! One battery of tests for every source of extinction.

use std::sync::Arc;

use ndarray::{Array2, Array3, Array4};

use crate::{
    atmosphere::{
        Atmosphere, PressureGrid, Recipe, chemistry::FreeChemistry, structure::Reference,
        temperature::profile,
    },
    cloud::cloud,
    interpolate::Interpolation,
    opacity::{
        CiaTable, CollisionInducedAbsorption, CrossSectionTable, KTable, Lookup, Opacity, Points,
        Rayleigh, UNIT_M2, touching_cells,
    },
    simd::{Columns, WIDTH},
    species::Species,
};

const N_CELLS: usize = 70;

/// Values of the haze among the sources: 1000 times H2's Rayleigh scattering, with a steep slope.
const HAZE: [f64; 2] = [3.0, -12.0];

fn atmosphere(water: f64, temperature_k: f64) -> Atmosphere {
    let grid = PressureGrid::log_spaced(1e-6, 1e9, 30).unwrap();
    let species = [Species::H2O, Species::H2, Species::He];
    let mut atmosphere = Atmosphere::with_capacity(31, &species);
    let recipe = Recipe {
        level_pressure_pa: grid.level_pressure_pa(),
        reference: Reference {
            mass_kg: 2e27,
            radius_m: 7e7,
            pressure_pa: 1e5,
        },
        temperature: (&*profile("isothermal", &[]).unwrap(), &[temperature_k]),
        chemistry: (&FreeChemistry::constant(&[Species::H2O]), &[water.log10()]),
        background_share: &[0.85, 0.15],
        cloud_top_pa: None,
    };
    atmosphere.solve(&recipe).unwrap();
    atmosphere
}

/// Every source, with the number of chunks it must cover.
fn sources() -> Vec<(Arc<dyn Opacity>, usize, usize)> {
    let centres: Vec<f64> = (0..N_CELLS)
        .map(|cell| 1000.0 + 150.0 * cell as f64)
        .collect();
    let edges: Vec<f64> = (0..=N_CELLS)
        .map(|cell| 925.0 + 150.0 * cell as f64)
        .collect();
    let (pressure_pa, temperature_k) = (vec![1.0, 1e3, 1e6], vec![300.0, 900.0]);
    // Zeros, tiny and large values side by side.
    let value = |i: usize| [0.0, 1e-37, 1e-28, 1e-18][i % 4];
    let values = Array3::from_shape_fn((3, 2, N_CELLS), |(p, t, cell)| value(p + t + cell));
    let samples = CrossSectionTable::new(
        Species::H2O,
        pressure_pa.clone(),
        temperature_k.clone(),
        centres.clone(),
        values,
    );
    let k_m2 = Array4::from_shape_fn((3, 2, N_CELLS, 5), |(p, t, cell, g)| {
        value(p + t + cell + g)
    });
    let points = Points::of_g(vec![0.1, 0.3, 0.5, 0.7, 0.9], vec![0.2; 5]);
    let k_table = KTable::new(
        Species::H2O,
        pressure_pa,
        temperature_k,
        touching_cells(&edges),
        points.clone(),
        k_m2,
    )
    .unwrap();
    let coefficients = Array2::from_elem((2, 2), 1e-55);
    let cia = CiaTable::new(
        [Species::H2, Species::He],
        vec![200.0, 2000.0],
        vec![500.0, 9000.0],
        coefficients,
    );
    let (samples, cia) = (samples.unwrap(), cia.unwrap());
    let (sampled, correlated) = (
        Columns::new(centres.clone(), 1, |_| &[1.0]),
        Columns::new(centres, 5, |_| points.weights(0)),
    );
    let mut sources: Vec<(Arc<dyn Opacity>, usize, usize)> = Vec::new();
    for interpolation in [
        Interpolation::Linear,
        Interpolation::Log,
        Interpolation::LogInverseTemperature,
    ] {
        sources.push((
            Arc::new(Lookup::new(&samples, 0, &sampled, interpolation)),
            2,
            1,
        ));
        sources.push((
            Arc::new(Lookup::new(&k_table, 0, &correlated, interpolation)),
            10,
            2,
        ));
    }
    for (columns, n_chunks) in [(&sampled, 2), (&correlated, 10)] {
        let chunks_per_block = columns.chunks_per_block;
        sources.push((
            Arc::new(CollisionInducedAbsorption::new(&cia, columns)),
            n_chunks,
            chunks_per_block,
        ));
        sources.push((
            Arc::new(Rayleigh::new(Species::H2O, columns).unwrap()),
            n_chunks,
            chunks_per_block,
        ));
        sources.push((
            cloud("power_law_haze")
                .unwrap()
                .extinction(columns)
                .unwrap()
                .into(),
            n_chunks,
            chunks_per_block,
        ));
    }
    sources
}

/// The cross sections of one chunk at one level, as the kernel mixes them.
fn mixed(
    source: &dyn Opacity,
    atmosphere: &Atmosphere,
    i_level: usize,
    i_chunk: usize,
    i_block: usize,
) -> Vec<f32> {
    let stencil = source.stencil(&HAZE, atmosphere, i_level);
    let rows = source.rows(i_chunk, i_block);
    let n_rows = stencil.n_rows as usize;
    assert!(
        [1, 2, 4].contains(&n_rows),
        "{}: the kernel mixes 1, 2 or 4 rows",
        source.name()
    );
    let sum = |lane: usize| -> f32 {
        (0..n_rows)
            .map(|i| stencil.weights[i] * rows[stencil.rows[i] as usize].0[lane])
            .sum()
    };
    let value = |sum: f32| {
        if source.interpolation().is_log() {
            sum.exp2()
        } else {
            sum
        }
    };
    (0..WIDTH)
        .map(|lane| stencil.amplitude * value(sum(lane)))
        .collect()
}

#[test]
fn every_source_is_finite_and_not_negative_inside_and_outside_its_table() {
    for (source, n_chunks, chunks_per_block) in sources() {
        for temperature_k in [50.0, 300.0, 777.0, 900.0, 5000.0] {
            let atmosphere = atmosphere(0.1, temperature_k);
            for i in 0..n_chunks * atmosphere.n_levels() {
                let (i_chunk, i_level) = (i / atmosphere.n_levels(), i % atmosphere.n_levels());
                let values = mixed(
                    &*source,
                    &atmosphere,
                    i_level,
                    i_chunk,
                    i_chunk / chunks_per_block,
                );
                assert!(
                    values.iter().all(|x| x.is_finite() && *x >= 0.0),
                    "{} {values:?}",
                    source.name()
                );
            }
        }
    }
}

#[test]
fn an_absent_species_does_not_absorb() {
    let (dry, hot) = (atmosphere(0.0, 777.0), atmosphere(1.0, 777.0));
    for (source, ..) in sources() {
        let without = match source.name() {
            // A haze is no species of its own: it is as strong in any gas.
            "haze" => continue,
            "CIA" => &hot,
            _ => &dry,
        };
        assert_eq!(
            source.stencil(&HAZE, without, 15).amplitude,
            0.0,
            "{}",
            source.name()
        );
    }
}

/// 10³ times the cross section of H2 at 0.35 µm, 8.14e-13 λ⁻⁴ (1 + 1.572e6 λ⁻² + 1.981e12 λ⁻⁴) cm² with λ = 3500 Å (Dalgarno
/// & Williams 1962), a molecule of any atmosphere.
#[test]
fn a_haze_is_as_strong_without_hydrogen() {
    let haze = cloud("power_law_haze").unwrap();
    let columns = Columns::new(vec![1e4 / 0.35], 1, |_| &[1.0]);
    let haze = haze.extinction(&columns).unwrap();
    let lambda = 3500.0f64;
    let hydrogen_cm2 =
        8.14e-13 * lambda.powi(-4) * (1.0 + 1.572e6 * lambda.powi(-2) + 1.981e12 * lambda.powi(-4));
    let expected_m2 = 1e3 * 1e-4 * hydrogen_cm2;
    for wet in [0.0, 0.1, 1.0] {
        let atmosphere = atmosphere(wet, 777.0);
        let found_m2 = f64::from(mixed(&*haze, &atmosphere, 15, 0, 0)[0]) * UNIT_M2;
        assert!(
            (found_m2 / expected_m2 - 1.0).abs() < 1e-5,
            "{found_m2} {expected_m2}"
        );
    }
}

#[test]
fn levels_are_clamped_exactly_where_they_leave_a_line_table() {
    let atmosphere = atmosphere(0.1, 777.0);
    for (source, ..) in sources()
        .into_iter()
        .filter(|(source, ..)| source.name() == "H2O")
    {
        for (i_level, pressure_pa) in atmosphere.pressure_pa().iter().enumerate() {
            let inside = (1.0 - 1e-9..=1e6 * (1.0 + 1e-9)).contains(pressure_pa);
            assert_eq!(
                source.stencil(&HAZE, &atmosphere, i_level).clamped,
                !inside,
                "{pressure_pa} Pa"
            );
        }
    }
}
