//! Made-up opacities and planets, small and deterministic.
#![allow(dead_code, reason = "each test file uses a part")]

use std::sync::Arc;

use forward_model::constants::JUPITER_RADIUS_M;
use forward_model::{
    CLOUDS, CiaTable, CrossSectionTable, Detected, ForwardModel, FreeChemistry, Geometry,
    Ingredients, Interpolation, KTable, ModelConfig, OpacityTable, Points, PressureGrid,
    SimulationFailure, Species, Star, Workspace, cloud, profile,
};
use ndarray::{Array2, Array3, Array4};

pub const STAR_RADIUS_M: f64 = 6.5e8;
pub const PLANET_RADIUS_M: f64 = 9e7;
pub const PLANET_MASS_KG: f64 = 5.3e26;

/// Strength of a made-up band: rises and falls over five decades with the cell, and differs between species.
fn strength_m2(species: Species, pressure_pa: f64, temperature_k: f64, place: f64) -> f64 {
    let phase = f64::from(species as u8);
    let exponent =
        -26.0 + 2.5 * (17.0 * place + phase).sin() + (101.0 * place * (1.0 + 0.1 * phase)).sin();
    10f64.powf(exponent) * (temperature_k / 1000.0).powf(1.5) * (1.0 + (pressure_pa / 1e4).sqrt())
}

fn pressures_pa() -> Vec<f64> {
    (0..10).map(|i| 10f64.powi(i - 2)).collect()
}

fn temperatures_k() -> Vec<f64> {
    (1..=10).map(|i| 250.0 * f64::from(i)).collect()
}

/// Cross sections of a made-up band at `n` wavenumbers from 1000 to 11,000 cm⁻¹.
pub fn cross_sections(species: Species, n: usize) -> Arc<OpacityTable> {
    let (p, t) = (pressures_pa(), temperatures_k());
    let place = |i: usize| i as f64 / n as f64;
    let values = Array3::from_shape_fn((p.len(), t.len(), n), |(i, j, k)| {
        strength_m2(species, p[i], t[j], place(k)) as f32
    });
    let wavenumber_per_cm = (0..n).map(|k| 1000.0 + 1e4 * place(k)).collect();
    let table = CrossSectionTable::new(species, p, t, wavenumber_per_cm, values).unwrap();
    Arc::new(table.into())
}

/// The same in `n_bins` bins of `n_g` g points that span two decades.
pub fn k_table(species: Species, n_bins: usize, n_g: usize) -> Arc<OpacityTable> {
    let (p, t) = (pressures_pa(), temperatures_k());
    let g = |i_g: usize| (i_g as f64 + 0.5) / n_g as f64;
    let values = Array4::from_shape_fn((p.len(), t.len(), n_bins, n_g), |(i, j, bin, i_g)| {
        let place = bin as f64 / n_bins as f64;
        (10f64.powf(2.0 * g(i_g) - 1.0) * strength_m2(species, p[i], t[j], place)) as f32
    });
    let edge = |bin: usize| 1000.0 + 1e4 * bin as f64 / n_bins as f64;
    let bins = (0..n_bins).map(|bin| [edge(bin), edge(bin + 1)]).collect();
    let (samples, weights) = ((0..n_g).map(g).collect(), vec![1.0 / n_g as f64; n_g]);
    let table = KTable::new(species, p, t, bins, Points::of_g(samples, weights), values).unwrap();
    Arc::new(table.into())
}

/// A grey gas of one cross section everywhere.
pub fn grey(species: Species, cross_section_m2: f64) -> Arc<OpacityTable> {
    let wavenumber_per_cm = [1000.0, 2000.0, 3000.0];
    let law_m2 = |_, _, _| cross_section_m2;
    let table = CrossSectionTable::tabulate(species, &[1.0], &[1000.0], &wavenumber_per_cm, law_m2);
    Arc::new(table.unwrap().into())
}

/// H2–H2 absorption that falls with wavenumber and rises with temperature.
pub fn cia() -> Arc<CiaTable> {
    let values = Array2::from_shape_fn((3, 4), |(t, wavenumber)| {
        1e-56 * (1.0 + t as f64) / (1.0 + wavenumber as f64)
    });
    let wavenumber_per_cm = vec![500.0, 4000.0, 8000.0, 12_000.0];
    Arc::new(
        CiaTable::new(
            [Species::H2, Species::H2],
            vec![200.0, 1000.0, 3000.0],
            wavenumber_per_cm,
            values,
        )
        .unwrap(),
    )
}

/// A model in transmission, with continuum, of the given gases in H2 and He, and with clouds of every kind.
pub fn config(opacities: Vec<Arc<OpacityTable>>, n_layers: usize) -> ModelConfig {
    let gases: Vec<Species> = opacities.iter().map(|table| table.species()).collect();
    ModelConfig {
        geometry: Geometry::Transmission,
        star: Star {
            radius_m: STAR_RADIUS_M,
            temperature_k: 5500.0,
            spectrum: None,
        },
        detected: Detected::Photons,
        planet_mass_kg: PLANET_MASS_KG,
        reference_pressure_pa: 1e6,
        pressure_grid: PressureGrid::log_spaced(1e-2, 1e7, n_layers).unwrap(),
        ingredients: Ingredients {
            temperature: profile("isothermal", &[]).unwrap(),
            chemistry: Arc::new(FreeChemistry::constant(&gases)),
            clouds: CLOUDS.iter().map(|name| cloud(name).unwrap()).collect(),
            patchy_clouds: false,
            unocculted: Vec::new(),
            system: Vec::new(),
        },
        background: vec![(Species::H2, 0.85), (Species::He, 0.15)],
        opacities,
        interpolation: Interpolation::Log,
        cia: vec![cia()],
        rayleigh: true,
        wavenumber_range_per_cm: [0.0, f64::INFINITY],
    }
}

/// A planet for [`config`].
#[derive(Debug, Clone)]
pub struct Planet {
    pub radius_m: f64,
    /// Values of the temperature profile, that of an isothermal atmosphere unless the model has another.
    pub temperature: Vec<f64>,
    pub vmr: Vec<f64>,
    pub cloud_top_pa: Option<f64>,
    /// Enhancement and slope.
    pub haze: Option<[f64; 2]>,
    /// Values of what the model has besides.
    pub rest: Vec<f64>,
}

/// An isothermal planet without clouds.
pub fn planet(vmr: Vec<f64>) -> Planet {
    Planet {
        radius_m: PLANET_RADIUS_M,
        temperature: vec![1100.0],
        vmr,
        cloud_top_pa: None,
        haze: None,
        rest: Vec::new(),
    }
}

impl Planet {
    /// Values in the order of the model's parameters.
    pub fn values(&self) -> Vec<f64> {
        let radius_rjup = self.radius_m / JUPITER_RADIUS_M;
        let log_vmr = self.vmr.iter().map(|vmr| vmr.log10());
        // Deeper than any planet; no haze at all.
        let log_top_bar = self.cloud_top_pa.map_or(30.0, |pa| (1e-5 * pa).log10());
        let [enhancement, slope] = self.haze.unwrap_or([0.0, -4.0]);
        std::iter::once(radius_rjup)
            .chain(self.temperature.iter().copied())
            .chain(log_vmr)
            .chain([log_top_bar, enhancement.log10(), slope])
            .chain(self.rest.iter().copied())
            .collect()
    }
}

/// `∫_0^end f(x) dx` in an even number of steps.
pub fn simpson(n_steps: usize, end: f64, f: impl Fn(f64) -> f64) -> f64 {
    let step = end / n_steps as f64;
    let weight = |i: usize| match i {
        0 => 1.0,
        i if i == n_steps => 1.0,
        i => 2.0 + 2.0 * (i % 2) as f64,
    };
    let sum: f64 = (0..=n_steps).map(|i| weight(i) * f(step * i as f64)).sum();
    sum * step / 3.0
}

/// A model, and its workspace after the spectrum of these values.
pub fn solved(
    config: ModelConfig,
    values: &[f64],
) -> Result<(ForwardModel, Workspace), SimulationFailure> {
    let model = ForwardModel::new(config).unwrap();
    let mut workspace = model.workspace();
    model.spectrum(values, &mut workspace)?;
    Ok((model, workspace))
}

/// Depth of each cell.
pub fn spectrum(config: ModelConfig, values: &[f64]) -> Result<Vec<f64>, SimulationFailure> {
    Ok(solved(config, values)?.1.spectrum().to_vec())
}
