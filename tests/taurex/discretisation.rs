//! TauREx's discretisation, transcribed line by line over our opacities, composition and constants: see the README beside the
//! cases.

use forward_model::{
    Interpolation, OpacityTable, Species, bracket,
    constants::{BOLTZMANN_J_PER_K, GRAVITATION_M3_PER_KG_S2},
    planck_w_per_m2_sr_per_cm, rayleigh_cross_section_m2,
};

use super::Case;

/// Points and weights of the four-point Gauss–Legendre rule on 0 … 1.
const ANGLES: [(f64, f64); 4] = [
    (0.069_431_844_202_973_7, 0.173_927_422_568_726_9),
    (0.330_009_478_207_571_9, 0.326_072_577_431_273_1),
    (0.669_990_521_792_428_1, 0.326_072_577_431_273_1),
    (0.930_568_155_797_026_3, 0.173_927_422_568_726_9),
];

/// TauREx's emission: isothermal layers, the lowest one's temperature for the surface.
pub fn eclipse_depth(case: &Case) -> Vec<f64> {
    let layers = Layers::new(case);
    let n_layers = case.temperature_k.len();
    let tau: Vec<Vec<f64>> = (0..n_layers)
        .map(|i| {
            let extinction = layers.extinction_per_m(case, i);
            extinction
                .iter()
                .map(|per_m| per_m * layers.thickness_m[i])
                .collect()
        })
        .collect();
    let area_ratio = (case.planet_radius_m / case.star_radius_m).powi(2);
    let cell = |(cell, per_cm): (usize, &f64)| {
        let black_body = |temperature_k| planck_w_per_m2_sr_per_cm(*per_cm, temperature_k);
        let intensity = |mu: f64| {
            let mut above = 0.0;
            let mut sum = 0.0;
            for i in (0..n_layers).rev() {
                let below: f64 = above + tau[i][cell];
                let layer = (-above / mu).exp() - (-below / mu).exp();
                sum += black_body(case.temperature_k[i]) * layer;
                above = below;
            }
            sum + black_body(case.temperature_k[0]) * (-above / mu).exp()
        };
        let flux: f64 = ANGLES
            .iter()
            .map(|(mu, weight)| 2.0 * mu * weight * intensity(*mu))
            .sum();
        area_ratio * flux / black_body(case.star_temperature_k)
    };
    wavenumbers(case).iter().enumerate().map(cell).collect()
}

fn wavenumbers(case: &Case) -> &[f64] {
    let OpacityTable::CrossSection(first) = &*case.tables.lines[0] else {
        unreachable!("TauREx's reference tables are cross sections")
    };
    first.wavenumber_per_cm()
}

/// TauREx's transmission: see "discretisation" in the README beside the cases.
pub fn transit_depth(case: &Case) -> Vec<f64> {
    let layers = Layers::new(case);
    let n_layers = case.temperature_k.len();
    let extinction: Vec<Vec<f64>> = (0..n_layers)
        .map(|i| layers.extinction_per_m(case, i))
        .collect();
    let mut depth = vec![case.planet_radius_m.powi(2); case.depth.len()];
    for i in 0..n_layers {
        let paths_m = layers.chord_paths_m(case, i);
        let annulus_m2 =
            2.0 * (case.planet_radius_m + layers.altitude_m[i]) * layers.thickness_m[i];
        for (cell, depth) in depth.iter_mut().enumerate() {
            let tau = chord_optical_depth(&paths_m, &extinction[i..], cell);
            let clouded = case
                .cloud_top_pa
                .is_some_and(|top_pa| layers.pressure_pa[i] >= top_pa);
            *depth += annulus_m2 * if clouded { 1.0 } else { 1.0 - (-tau).exp() };
        }
    }
    depth
        .iter()
        .map(|depth_m2| depth_m2 / case.star_radius_m.powi(2))
        .collect()
}

/// Optical depth of the chord through the highest layer, above which this rule has nothing.
pub fn highest_optical_depth(case: &Case) -> Vec<f64> {
    let layers = Layers::new(case);
    let highest = case.temperature_k.len() - 1;
    let extinction = [layers.extinction_per_m(case, highest)];
    let paths_m = layers.chord_paths_m(case, highest);
    (0..case.depth.len())
        .map(|cell| chord_optical_depth(&paths_m, &extinction, cell))
        .collect()
}

fn chord_optical_depth(paths_m: &[f64], extinction_per_m: &[Vec<f64>], cell: usize) -> f64 {
    let pieces = paths_m.iter().zip(extinction_per_m);
    pieces.map(|(path_m, layer)| path_m * layer[cell]).sum()
}

struct Layers {
    pressure_pa: Vec<f64>,
    altitude_m: Vec<f64>,
    thickness_m: Vec<f64>,
}

impl Layers {
    fn new(case: &Case) -> Self {
        let (mut altitude_m, mut thickness_m) = (Vec::new(), Vec::new());
        let mut z = 0.0;
        for (pair, temperature_k) in case.level_pressure_pa.windows(2).zip(&case.temperature_k) {
            let radius_m: f64 = case.planet_radius_m + z;
            let gravity = GRAVITATION_M3_PER_KG_S2 * case.planet_mass_kg / radius_m.powi(2);
            let scale_height_m =
                BOLTZMANN_J_PER_K * temperature_k / (case.mean_molecular_weight_kg * gravity);
            altitude_m.push(z);
            thickness_m.push(scale_height_m * (pair[0] / pair[1]).ln());
            z += thickness_m[thickness_m.len() - 1];
        }
        let pressure_pa = case
            .level_pressure_pa
            .windows(2)
            .map(|pair| (pair[0] * pair[1]).sqrt())
            .collect();
        Self {
            pressure_pa,
            altitude_m,
            thickness_m,
        }
    }

    fn extinction_per_m(&self, case: &Case, i: usize) -> Vec<f64> {
        let (pressure_pa, temperature_k) = (self.pressure_pa[i], case.temperature_k[i]);
        let density = pressure_pa / (BOLTZMANN_J_PER_K * temperature_k);
        let wavenumbers = wavenumbers(case);
        let mut total = vec![0.0; wavenumbers.len()];
        for (table, vmr) in case.tables.lines.iter().zip(&case.vmr) {
            let sigma_m2 =
                table
                    .lines()
                    .interpolate_m2(pressure_pa, temperature_k, Interpolation::Linear);
            total
                .iter_mut()
                .zip(sigma_m2)
                .for_each(|(total, sigma_m2)| *total += density * vmr * sigma_m2);
        }
        if case.has_continuum {
            for (total, wavenumber) in total.iter_mut().zip(wavenumbers) {
                *total += continuum_per_m(case, density, temperature_k, *wavenumber);
            }
        }
        total
    }

    fn chord_paths_m(&self, case: &Case, i: usize) -> Vec<f64> {
        let centre =
            |k: usize| case.planet_radius_m + 0.5 * self.thickness_m[0] + self.altitude_m[k];
        let tangent_m2 = centre(i).powi(2);
        let to = |k: usize| ((centre(k) + 0.5 * self.thickness_m[k]).powi(2) - tangent_m2).sqrt();
        let from = |k: usize| if k == i { 0.0 } else { to(k - 1) };
        (i..self.altitude_m.len())
            .map(|k| 2.0 * (to(k) - from(k)))
            .collect()
    }
}

fn continuum_per_m(case: &Case, density: f64, temperature_k: f64, wavenumber_per_cm: f64) -> f64 {
    let vmr =
        |species: Species| case.vmr[case.gases.iter().position(|gas| *gas == species).unwrap()];
    let scattered = |gas: &Species| {
        rayleigh_cross_section_m2(*gas, wavenumber_per_cm).unwrap_or(0.0) * vmr(*gas)
    };
    let scattered_m2: f64 = case.gases.iter().map(scattered).sum();
    let collisions = case.tables.cia.iter().map(|table| {
        let t = bracket(table.temperature_k(), temperature_k);
        let at = |i| table.at_m5(i, wavenumber_per_cm);
        let [a, b] = table.pair();
        (at(t.lower) + t.fraction * (at(t.upper) - at(t.lower))) * vmr(a) * vmr(b)
    });
    density * (scattered_m2 + density * collisions.sum::<f64>())
}
