//! What a simulation is a function of, as one short text.

use forward_model::{Geometry, SourceFunction, Species, Star};
use serde_json::{Value, json};
use sha2::{Digest, Sha256};

use crate::observation::{Bin, Instruments};
use crate::study::{AtmosphereConfig, OpacitiesConfig, Planet, Study, hex};

/// Hash of everything that determines a simulation: the values themselves, written as JSON with all their digits, so that
/// different inputs have different texts. Of files it takes the content, not the name.
pub(super) fn fingerprint(
    study: &Study,
    (bins, instruments): (&[Bin], &Instruments),
    star: &Star,
    table_digests: &[String],
) -> String {
    let edges_um: Vec<[f64; 2]> = bins.iter().map(Bin::edges_um).collect();
    let everything = json!({
        "version": env!("CARGO_PKG_VERSION"),
        "star": star_values(star),
        "planet": planet_values(&study.planet),
        "atmosphere": atmosphere_values(&study.atmosphere),
        "parameters": study.parameters.needed(),
        "priors": study.parameters.prior().marginals(),
        "opacities": opacity_values(&study.opacities),
        "tables": table_digests,
        "seed": study.seed.0,
        "part_size": study.training_set.part_size,
        "bins_um": edges_um,
        "bin_weights": study.observation.bin_weights,
        "offset_ppm": instruments.offset_ppm,
    });
    hex(&Sha256::digest(everything.to_string().as_bytes())[..16])
}

fn star_values(star: &Star) -> Value {
    let Star {
        radius_m,
        temperature_k,
        spectrum,
    } = star;
    let spectrum = spectrum.as_ref();
    let spectrum = spectrum.map(|s| [s.wavelength_um(), s.flux_w_per_m2_um()]);
    json!([radius_m, temperature_k, spectrum])
}

fn planet_values(planet: &Planet) -> Value {
    let Planet {
        mass_kg,
        reference_pressure_pa,
    } = planet;
    json!([mass_kg, reference_pressure_pa])
}

fn atmosphere_values(atmosphere: &AtmosphereConfig) -> Value {
    let AtmosphereConfig {
        geometry,
        pressure_grid,
        choices,
        // What the choices stand for.
        ingredients: _,
        gases,
        background,
        continuum,
    } = atmosphere;
    let formulae: Vec<&str> = gases.iter().map(|gas| gas.formula()).collect();
    let ratio = |(gas, ratio): &(Species, f64)| json!([gas.formula(), ratio]);
    json!({
        "geometry": geometry_name(*geometry),
        "levels_pa": pressure_grid.level_pressure_pa(),
        "choices": choices,
        "gases": formulae,
        "background": background.iter().map(ratio).collect::<Vec<_>>(),
        "continuum": continuum,
    })
}

fn geometry_name(geometry: Geometry) -> &'static str {
    match geometry {
        Geometry::Transmission => "transmission",
        Geometry::Emission(SourceFunction::LinearInOpticalDepth) => "emission, linear",
        Geometry::Emission(SourceFunction::IsothermalLayers) => "emission, isothermal layers",
    }
}

fn opacity_values(opacities: &OpacitiesConfig) -> Value {
    let OpacitiesConfig {
        // The tables of folder and set are hashed themselves.
        folder: _,
        set: _,
        interpolation,
        allow_gaps,
    } = opacities;
    json!([interpolation, allow_gaps])
}
