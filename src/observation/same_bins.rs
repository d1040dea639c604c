//! Whether two spectra are in the same bins, as networks and likelihoods need them.

use super::Observation;

/// Positions that differ by less than this, relatively, are rounded differently.
const ROUNDING: f64 = 1e-6;

/// Centre and half width of each bin, µm, `[n_bins]`.
pub fn bins_of(observation: &Observation) -> Vec<[f64; 2]> {
    let bins = observation.bins().iter();
    bins.map(|bin| [bin.wavelength_um, bin.half_width_um])
        .collect()
}

/// How an observation's bins differ from those that something, "it", reads, as a clause; none if they do not.
///
/// # Shapes
/// - `read`, `observed`: `[n_bins]`, centre and half width, µm
pub fn bin_difference(read: &[[f64; 2]], observed: &[[f64; 2]]) -> Option<String> {
    if read.len() != observed.len() {
        let (read, observed) = (read.len(), observed.len());
        return Some(format!(
            "it reads {read} bins, the observation has {observed}"
        ));
    }
    let differ = |(a, b): (&f64, &f64)| (a - b).abs() > ROUNDING * a.abs().max(b.abs());
    let mut pairs = read.iter().zip(observed).enumerate();
    let (i, (a, b)) = pairs.find(|(_, (a, b))| a.iter().zip(*b).any(differ))?;
    Some(format!(
        "its bin {} is {} ± {} µm, the observation's {} ± {} µm",
        i + 1,
        a[0],
        a[1],
        b[0],
        b[1]
    ))
}
