//! What a list lacks of its reference.

use super::reference::ReferenceBand;

/// Part of the mean of a band beside it that a reference's mean may hold as far wings of lines.
const WINGS_OF_NEIGHBOURS: f64 = 2e-5;

/// A band's mean, m², and what is missing of it, at one temperature.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Missing {
    /// The reference's mean.
    pub reference_m2: f64,
    /// What is missing; zero if that is less than the reference's error.
    pub missing_m2: f64,
}

/// What is missing of the bands of a gas, given the means of the lines that there are, m².
///
/// # Shapes
/// - `own_mean_m2`: `[n_bands][n_temperatures]`, and so is what is returned
pub(super) fn missing(bands: &[ReferenceBand], own_mean_m2: &[Vec<f64>]) -> Vec<Vec<Missing>> {
    let of_band = |i: usize| {
        let beside = &bands[i.saturating_sub(1)..(i + 2).min(bands.len())];
        let at = |t: usize| {
            let strongest = beside.iter().map(|band| band.mean_m2[t]);
            let wings_m2 = WINGS_OF_NEIGHBOURS * strongest.fold(0.0, f64::max);
            lack(&bands[i], t, own_mean_m2[i][t], wings_m2)
        };
        (0..bands[i].temperature_k.len()).map(at).collect()
    };
    (0..bands.len()).map(of_band).collect()
}

fn lack(band: &ReferenceBand, i_temperature: usize, own_m2: f64, wings_m2: f64) -> Missing {
    let reference_m2 = band.mean_m2[i_temperature];
    let lack_m2 = reference_m2 - own_m2;
    let error_m2 = band.source.relative_error() * reference_m2 + wings_m2;
    Missing {
        reference_m2,
        missing_m2: if lack_m2 > error_m2 { lack_m2 } else { 0.0 },
    }
}
