//! Two models that can make different spectra tell different things of themselves.

mod synthetic;

use std::sync::Arc;

use forward_model::{
    CiaTable, Content, CrossSectionTable, Detected, FreeChemistry, Geometry, Interpolation, KTable,
    ModelConfig, OpacityTable, Points, PressureGrid, SourceFunction, Species, StarSpectrum,
    SystemParameter, TwoLayerVmr, Unocculted, content::Listener, profile,
};
use ndarray::{Array2, Array3, Array4};
use synthetic::{config, cross_sections, k_table};

/// Writes down what it is told.
#[derive(Default)]
struct Scribe(String);

impl Listener for Scribe {
    fn text(&mut self, text: &str) {
        self.0 += &format!("{text:?};");
    }

    fn doubles(&mut self, values: &[f64]) {
        self.0 += &format!("{:?};", values);
    }

    fn singles(&mut self, values: &[f32]) {
        self.0 += &format!("{:?};", values);
    }
}

fn told(content: &impl Content) -> String {
    let mut scribe = Scribe::default();
    content.tell(&mut scribe);
    scribe.0
}

/// The axes and values of a table, each of them changed by a hair in one of the variants.
fn variants<const N: usize>(parts: [Vec<f64>; N]) -> Vec<[Vec<f64>; N]> {
    let changed = |i: usize| {
        let mut parts = parts.clone();
        parts[i][1] *= 1.0 + 1e-6;
        parts
    };
    std::iter::once(parts.clone())
        .chain((0..N).map(changed))
        .collect()
}

fn assert_all_differ<T: Content>(things: &[T]) {
    let mut told: Vec<String> = things.iter().map(told).collect();
    told.sort();
    told.dedup();
    assert_eq!(told.len(), things.len());
}

#[test]
fn every_axis_and_value_of_every_table_is_told() {
    let (p, t, x, g) = (
        vec![1.0, 2.0],
        vec![3.0, 4.0],
        vec![5.0, 6.0],
        vec![0.2, 0.7],
    );
    let single = |values: &[f64], i: usize| values[i % 2] as f32;
    let cross_sections: Vec<CrossSectionTable> =
        variants([p.clone(), t.clone(), x.clone(), vec![1.0, 2.0]])
            .into_iter()
            .map(|[p, t, x, v]| {
                let values = Array3::from_shape_fn((2, 2, 2), |(.., i)| single(&v, i));
                CrossSectionTable::new(Species::H2O, p, t, x, values).unwrap()
            })
            .collect();
    assert_all_differ(&cross_sections);

    let weights = |w: &[f64]| vec![1.0 - 0.5 * w[1], 0.5 * w[1]];
    let parts = [
        p,
        t.clone(),
        x.clone(),
        vec![5.5, 6.5],
        g,
        vec![1.0, 1.0],
        vec![1.0, 2.0],
    ];
    let k_tables: Vec<KTable> = variants(parts)
        .into_iter()
        .map(|[p, t, low, high, g, w, v]| {
            let bounds = low.into_iter().zip(high).map(|(a, b)| [a, b]).collect();
            let values = Array4::from_shape_fn((2, 2, 2, 2), |(.., i)| single(&v, i));
            KTable::new(
                Species::H2O,
                p,
                t,
                bounds,
                Points::of_g(g, weights(&w)),
                values,
            )
            .unwrap()
        })
        .collect();
    assert_all_differ(&k_tables);

    let cia: Vec<CiaTable> = variants([t, x, vec![1.0, 2.0]])
        .into_iter()
        .map(|[t, x, v]| {
            let values = Array2::from_shape_fn((2, 2), |(_, i)| v[i]);
            CiaTable::new([Species::H2; 2], t, x, values).unwrap()
        })
        .collect();
    assert_all_differ(&cia);
}

type Change = Box<dyn Fn(&mut ModelConfig)>;

#[test]
fn every_part_of_a_model_is_told() {
    let own = || config(vec![k_table(Species::H2O, 10, 4)], 10);
    let star = || Arc::new(StarSpectrum::new(vec![0.5, 15.0], vec![1.0, 2.0]).unwrap());
    let two_layers = || FreeChemistry::new(vec![(Species::H2O, Arc::new(TwoLayerVmr) as _)]);
    let nodes = |pa: f64| profile("nodes", &[1.0, pa]).unwrap();
    let changes: Vec<Change> = vec![
        Box::new(|_| {}),
        Box::new(|it| it.geometry = Geometry::Emission(SourceFunction::LinearInOpticalDepth)),
        Box::new(|it| it.geometry = Geometry::Emission(SourceFunction::IsothermalLayers)),
        Box::new(|it| it.star.radius_m *= 1.0 + 1e-12),
        Box::new(|it| it.star.temperature_k += 1e-9),
        Box::new(move |it| it.star.spectrum = Some(star())),
        Box::new(|it| it.detected = Detected::Energy),
        Box::new(|it| it.planet_mass_kg *= 1.0 + 1e-12),
        Box::new(|it| it.reference_pressure_pa *= 2.0),
        Box::new(|it| it.pressure_grid = PressureGrid::log_spaced(1e-2, 1e7, 11).unwrap()),
        Box::new(|it| it.ingredients.temperature = profile("guillot2010", &[]).unwrap()),
        Box::new(move |it| it.ingredients.temperature = nodes(10.0)),
        Box::new(move |it| it.ingredients.temperature = nodes(11.0)),
        Box::new(move |it| it.ingredients.chemistry = Arc::new(two_layers())),
        Box::new(|it| it.ingredients.clouds.truncate(1)),
        Box::new(|it| it.ingredients.clouds.reverse()),
        Box::new(|it| it.ingredients.patchy_clouds = true),
        Box::new(|it| it.ingredients.unocculted = vec![Unocculted::Spots]),
        Box::new(|it| it.ingredients.unocculted = vec![Unocculted::Faculae]),
        Box::new(|it| it.ingredients.system = vec![SystemParameter::PlanetMass]),
        Box::new(|it| it.ingredients.system = vec![SystemParameter::StarRadius]),
        Box::new(|it| it.ingredients.system = vec![SystemParameter::StarTemperature]),
        Box::new(|it| it.background[0].1 = 0.86),
        Box::new(|it| it.background[1].0 = Species::N2),
        Box::new(|it| it.opacities = vec![cross_sections(Species::H2O, 10)]),
        Box::new(|it| it.opacities = vec![k_table(Species::CO2, 10, 4)]),
        Box::new(|it| it.interpolation = Interpolation::Linear),
        Box::new(|it| it.interpolation = Interpolation::LogInverseTemperature),
        Box::new(|it| it.cia.clear()),
        Box::new(|it| it.rayleigh = false),
        Box::new(|it| it.wavenumber_range_per_cm[1] = 9000.0),
    ];
    let models = changes.iter().map(|change| {
        let mut model = own();
        change(&mut model);
        model
    });
    assert_all_differ(&models.collect::<Vec<_>>());
    assert_eq!(told(&own()), told(&own()));
}

/// Both orders of memory, and shared or not.
#[test]
fn how_a_table_lies_in_memory_is_not_told() {
    let values = Array3::from_shape_fn((2, 2, 3), |(p, t, i)| (p + 2 * t + 4 * i) as f32);
    let reversed = {
        let turned = values.clone().reversed_axes();
        turned.as_standard_layout().to_owned().reversed_axes()
    };
    assert!(!reversed.is_standard_layout());
    let table = |values| {
        let axes = (vec![1.0, 2.0], vec![3.0, 4.0], vec![5.0, 6.0, 7.0]);
        CrossSectionTable::new(Species::H2O, axes.0, axes.1, axes.2, values).unwrap()
    };
    let shared: Arc<OpacityTable> = Arc::new(table(values.clone()).into());
    assert_eq!(
        told(&OpacityTable::from(table(values))),
        told(&OpacityTable::from(table(reversed)))
    );
    assert!(!told(&shared).is_empty());
}
