//! Spectra of the shipped tables on the shipped grid, from 1e-7 bar down, against a grid that begins at 1e-11 bar.

use std::sync::Arc;

use forward_model::{
    CiaTable, Detected, ForwardModel, FreeChemistry, Geometry, Ingredients, Interpolation, KTable,
    LineTable, ModelConfig, OpacityTable, Points, PressureGrid, SourceFunction, Species, Star,
    cloud, profile, units,
};
use ndarray::Axis;
use opacity_data::{OpacitySet, cia_tables};

const GASES: [Species; 4] = [Species::H2O, Species::CO2, Species::CO, Species::CH4];
/// From 1e-7 bar down as in the studies that come with the program, with one layer more than their 80, so that all levels
/// are levels of the grid from 1e-11 bar too.
const SHIPPED: (f64, usize) = (1e-7, 81);
const HIGH: (f64, usize) = (1e-11, 117);
const DEEPEST_BAR: f64 = 100.0;

/// A planet with a published mass and radius.
struct Planet {
    name: &'static str,
    star_rsun: f64,
    mass_mjup: f64,
    radius_rjup: f64,
    /// Where the radius is meant.
    reference_bar: f64,
    temperature_k: f64,
    /// Of H2O, CO2, CO and CH4.
    log_vmr: [f64; 4],
}

const EARTH_MASSES_PER_JUPITER: f64 = 317.83;
const EARTH_RADII_PER_JUPITER: f64 = 11.209;

const PLANETS: [Planet; 3] = [
    // Mancini et al. (2018, A&A 613, A41).
    Planet {
        name: "WASP-39b",
        star_rsun: 0.939,
        mass_mjup: 0.281,
        radius_rjup: 1.2,
        reference_bar: 10.0,
        temperature_k: 900.0,
        log_vmr: [-2.0, -2.6, -2.5, -6.0],
    },
    // Cloutier et al. (2021, AJ 162, 174).
    Planet {
        name: "GJ 1214b",
        star_rsun: 0.2150,
        mass_mjup: 8.17 / EARTH_MASSES_PER_JUPITER,
        radius_rjup: 2.742 / EARTH_RADII_PER_JUPITER,
        reference_bar: 0.01,
        temperature_k: 596.0,
        log_vmr: [-2.0, -3.0, -4.0, -3.0],
    },
    // Libby-Roberts et al. (2020, AJ 159, 57); the radius is that of the haze.
    Planet {
        name: "Kepler-51b",
        star_rsun: 0.881,
        mass_mjup: 3.69 / EARTH_MASSES_PER_JUPITER,
        radius_rjup: 6.89 / EARTH_RADII_PER_JUPITER,
        reference_bar: 3e-6,
        temperature_k: 543.0,
        log_vmr: [-3.0, -5.0, -5.0, -4.0],
    },
];

struct Tables {
    lines: Vec<Arc<OpacityTable>>,
    cia: Vec<Arc<CiaTable>>,
}

impl Tables {
    /// Those inside the program, in one cell of [`CELLS_PER_CELL`].
    fn shipped() -> Self {
        let table = |gas| OpacitySet::default().k_table(gas).unwrap().unwrap().0;
        let lines = GASES.map(|gas| Arc::new(thinned(&table(gas)).into()));
        let cia = cia_tables().unwrap().into_iter().map(Arc::new);
        Self {
            lines: lines.to_vec(),
            cia: cia.collect(),
        }
    }
}

/// Twelve cells of R = 6000 apart no band is missed, and a test takes seconds instead of a minute.
const CELLS_PER_CELL: usize = 12;

fn thinned(table: &KTable) -> KTable {
    let all = table.cell_bounds_per_cm();
    let kept: Vec<usize> = (0..all.len()).step_by(CELLS_PER_CELL).collect();
    let Points::OfWavenumber { per_cm, weights } = table.points() else {
        panic!("the set's points are wavenumbers");
    };
    let points = Points::OfWavenumber {
        per_cm: per_cm.select(Axis(0), &kept),
        weights: weights.select(Axis(0), &kept),
    };
    KTable::new(
        table.species(),
        table.pressure_pa().to_vec(),
        table.temperature_k().to_vec(),
        kept.iter().map(|cell| all[*cell]).collect(),
        points,
        table.k_m2().select(Axis(2), &kept),
    )
    .unwrap()
}

impl Planet {
    fn spectrum(
        &self,
        tables: &Tables,
        geometry: Geometry,
        (profile_name, temperature): (&str, &[f64]),
        log_cloud_top_bar: Option<f64>,
        (top_bar, n_layers): (f64, usize),
    ) -> Vec<f64> {
        let pa = units::pa_from_bar;
        let mut ingredients = Ingredients::cloudless(
            profile(profile_name, &[]).unwrap(),
            FreeChemistry::constant(&GASES),
        );
        ingredients.clouds = log_cloud_top_bar
            .iter()
            .map(|_| cloud("grey_deck").unwrap())
            .collect();
        let model = ForwardModel::new(ModelConfig {
            geometry,
            star: Star {
                radius_m: units::m_from_solar_radii(self.star_rsun),
                temperature_k: 5000.0,
                spectrum: None,
            },
            detected: Detected::Photons,
            planet_mass_kg: units::kg_from_jupiter_masses(self.mass_mjup),
            reference_pressure_pa: pa(self.reference_bar),
            pressure_grid: PressureGrid::log_spaced(pa(top_bar), pa(DEEPEST_BAR), n_layers)
                .unwrap(),
            ingredients,
            background: vec![(Species::H2, 0.8547), (Species::He, 0.1453)],
            opacities: tables.lines.clone(),
            interpolation: Interpolation::Log,
            cia: tables.cia.clone(),
            rayleigh: true,
            wavenumber_range_per_cm: [0.0, f64::INFINITY],
        })
        .unwrap();
        let mut values = vec![self.radius_rjup];
        values.extend(temperature);
        values.extend(self.log_vmr);
        values.extend(log_cloud_top_bar);
        let mut workspace = model.workspace();
        model.spectrum(&values, &mut workspace).unwrap().to_vec()
    }
}

fn largest_difference(a: &[f64], b: &[f64]) -> f64 {
    let differences = a.iter().zip(b).map(|(a, b)| 1e6 * (a - b).abs());
    differences.fold(0.0, f64::max)
}

#[test]
fn a_transit_depth_is_that_of_a_grid_that_begins_four_decades_higher() {
    let tables = Tables::shipped();
    for planet in &PLANETS {
        for log_cloud_top_bar in [None, Some(-3.0), Some(-6.5), Some(-8.0)] {
            let of_grid = |grid| {
                let temperature = [planet.temperature_k];
                let isothermal = ("isothermal", temperature.as_slice());
                let geometry = Geometry::Transmission;
                planet.spectrum(&tables, geometry, isothermal, log_cloud_top_bar, grid)
            };
            let difference = largest_difference(&of_grid(SHIPPED), &of_grid(HIGH));
            let name = planet.name;
            println!("{name}, cloud top {log_cloud_top_bar:?}: {difference:.2} ppm");
            assert!(difference < 0.5, "{name}: {difference} ppm");
        }
    }
}

/// Their cross section falls with the density, but is taken to stay what it is at the highest level.
#[test]
fn collisions_above_a_grid_from_a_millibar_are_not_felt_and_from_ten_they_are() {
    let tables = Tables::shipped();
    let warm = Planet {
        temperature_k: 740.0,
        log_vmr: [-12.0; 4],
        ..PLANETS[0]
    };
    let of_grid = |grid| {
        let temperature = [warm.temperature_k];
        let isothermal = ("isothermal", temperature.as_slice());
        warm.spectrum(&tables, Geometry::Transmission, isothermal, None, grid)
    };
    let expected = of_grid(SHIPPED);
    let off = [(1e-3, 45), (1e-2, 36), (1e-1, 27)]
        .map(|grid| largest_difference(&of_grid(grid), &expected));
    println!("{off:?}");
    assert!(off[0] < 2.0 && off[1] > 10.0, "{off:?}");
}

/// A planet of twenty scale heights: 1e-7 bar is at five of its radii, 1e-8 bar beyond ten, and 1e-9 bar at none.
#[test]
fn nor_does_it_change_where_the_grid_begins_beyond_any_radius() {
    let tables = Tables::shipped();
    let puffy = Planet {
        name: "puffy",
        star_rsun: 0.88,
        mass_mjup: 0.0116,
        radius_rjup: 0.5,
        reference_bar: 1.0,
        temperature_k: 540.0,
        log_vmr: [-5.0, -6.0, -6.0, -6.0],
    };
    for log_cloud_top_bar in [None, Some(-5.3)] {
        let of_grid = |grid| {
            let temperature = [puffy.temperature_k];
            let isothermal = ("isothermal", temperature.as_slice());
            let geometry = Geometry::Transmission;
            puffy.spectrum(&tables, geometry, isothermal, log_cloud_top_bar, grid)
        };
        let expected = of_grid((1e-7, 81));
        let deepest = expected.iter().fold(0.0, |a: f64, b| a.max(*b));
        for grid in [(1e-8, 90), (1e-9, 99), (1e-10, 108), HIGH] {
            let difference = largest_difference(&of_grid(grid), &expected);
            println!("{log_cloud_top_bar:?}, {grid:?}: {difference:.2} ppm of {deepest:.5}");
            assert!(difference < 1.0, "{grid:?}: {difference} ppm");
        }
    }
}

/// With a temperature that rises towards the top, so that what is above the grid matters; Kepler-51b does not hold it.
#[test]
fn an_eclipse_depth_is_that_of_a_grid_that_begins_four_decades_higher() {
    let tables = Tables::shipped();
    for source_function in [
        SourceFunction::LinearInOpticalDepth,
        SourceFunction::IsothermalLayers,
    ] {
        for planet in &PLANETS[..2] {
            let of_grid = |grid| {
                let irradiation_k = 2f64.sqrt() * planet.temperature_k;
                let inverted = [irradiation_k, 100.0, -2.0, -1.7, -3.0, 0.0];
                let geometry = Geometry::Emission(source_function);
                let guillot = ("guillot2010", inverted.as_slice());
                planet.spectrum(&tables, geometry, guillot, None, grid)
            };
            let difference = largest_difference(&of_grid(SHIPPED), &of_grid(HIGH));
            println!("{}, {source_function:?}: {difference:.4} ppm", planet.name);
            assert!(difference < 0.1, "{}: {difference} ppm", planet.name);
        }
    }
}
