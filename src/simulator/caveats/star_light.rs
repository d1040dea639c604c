//! Whether the spectrum of a star is that of a star of its temperature.

use std::f64::consts::PI;

use forward_model::{
    Geometry, Star, StarSpectrum, planck_w_per_m2_sr_per_cm, units::per_cm_from_um,
};

use crate::caveat::{Caveat, CaveatKind};
use crate::observation::Bin;
use crate::study::{Study, StudyError};

/// No star is farther than this factor from the black body of its temperature, averaged over the bins.
const PLAUSIBLE_FACTOR: f64 = 3.0;
/// Points over a bin at which the black body is taken.
const N_POINTS: u32 = 16;
/// Factors that a wrong unit makes, and which; stars are within a quarter of them.
const UNITS: [(f64, &str); 3] = [
    (PI, "radiance (per steradian) in place of flux"),
    (10.0, "flux in erg s⁻¹ cm⁻² Å⁻¹"),
    (1000.0, "flux per nm"),
];
/// Half of the range around a factor in which it is recognised, in ln.
const RECOGNISED: f64 = 0.25;

/// What is to be said of the star's spectrum, if the study names one.
///
/// # Errors
/// [`StudyError`] if it is not that of a star's surface, to which eclipses are compared.
pub(in crate::simulator) fn of_star(
    study: &Study,
    star: &Star,
    bins: &[Bin],
) -> Result<Option<Caveat>, StudyError> {
    let Some(spectrum) = &star.spectrum else {
        return Ok(None);
    };
    // A spectrum that does not cover the bins is refused where the model is made.
    let Some(ratio) = over_black_body(spectrum, star.temperature_k, bins) else {
        return Ok(None);
    };
    if (1.0 / PLAUSIBLE_FACTOR..=PLAUSIBLE_FACTOR).contains(&ratio) {
        return Ok(None);
    }
    let (factor, than) = match ratio < 1.0 {
        true => (1.0 / ratio, "fainter"),
        false => (ratio, "brighter"),
    };
    let found = format!(
        "{} times {than} than a black body of `star.temperature_k` = {} K, averaged over the bins, which looks like {}",
        in_words(factor),
        star.temperature_k,
        likely_cause(ratio)
    );
    let expected = format!(
        "the flux that leaves the star's surface in W m⁻² µm⁻¹, which is within a factor of {PLAUSIBLE_FACTOR} of it"
    );
    match study.atmosphere.geometry {
        Geometry::Emission(_) => Err(study.source.value_error("star.spectrum", found, expected)),
        Geometry::Transmission => {
            let text = format!(
                "`star.spectrum` is {found}, expected {expected}; a transit needs its shape alone"
            );
            Ok(Some(Caveat::new(CaveatKind::Doubtful, text)))
        }
    }
}

/// Geometric mean over the bins of the star's flux over `π B(T)`; none if no bin is covered.
fn over_black_body(spectrum: &StarSpectrum, temperature_k: f64, bins: &[Bin]) -> Option<f64> {
    let ratio = |bin: &Bin| {
        let [short_um, long_um] = bin.edges_um();
        let own = spectrum.mean_flux_w_per_m2_um(short_um, long_um).ok()?;
        Some((own / black_body_w_per_m2_um(temperature_k, [short_um, long_um])).ln())
    };
    let ratios = bins.iter().filter_map(ratio);
    let ratios: Vec<f64> = ratios.filter(|ln| ln.is_finite()).collect();
    let mean = ratios.iter().sum::<f64>() / ratios.len() as f64;
    (!ratios.is_empty()).then(|| mean.exp())
}

/// Mean of `π B_λ` between two wavelengths, W m⁻² µm⁻¹.
fn black_body_w_per_m2_um(temperature_k: f64, [short_um, long_um]: [f64; 2]) -> f64 {
    let at = |i: u32| {
        let share = (f64::from(i) + 0.5) / f64::from(N_POINTS);
        let wavelength_um = short_um + share * (long_um - short_um);
        let per_cm = per_cm_from_um(wavelength_um);
        // A cm⁻¹ is as wide as λ/ν.
        let per_cm_over_um = per_cm / wavelength_um;
        PI * planck_w_per_m2_sr_per_cm(per_cm, temperature_k) * per_cm_over_um
    };
    (0..N_POINTS).map(at).sum::<f64>() / f64::from(N_POINTS)
}

fn likely_cause(ratio: f64) -> String {
    let is_near = |factor: f64| (ratio.ln().abs() - factor.ln()).abs() < RECOGNISED;
    // Other units make the numbers smaller.
    let unit = UNITS
        .iter()
        .find(|(factor, _)| ratio < 1.0 && is_near(*factor));
    let distance = format!(
        "the flux at {} radii of the star in place of that at its surface, as at the planet or here",
        in_words(ratio.sqrt().recip())
    );
    match unit {
        Some((_, unit)) => format!("{unit}, or {distance}"),
        None if ratio < 1.0 => distance,
        None => "another unit or another temperature".to_owned(),
    }
}

/// Three digits or so.
fn in_words(factor: f64) -> String {
    match factor {
        small if small < 10.0 => format!("{small:.1}"),
        medium if medium < 1e5 => format!("{medium:.0}"),
        large => format!("{large:.1e}"),
    }
}
