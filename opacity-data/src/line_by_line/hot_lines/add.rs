//! The whole: a list to the same list with hot lines.

use forward_model::lines::{Line, PartitionError, PartitionSums, strength_ratio};
use rand::SeedableRng;
use rand_chacha::ChaCha8Rng;

use super::fit::{LOWER_ENERGY_PER_CM, N_ENERGIES, fit};
use super::line_strengths::{line_strengths, lines_between};
use super::missing::{Missing, missing};
use super::reference::{ReferenceBand, reference_bands};
use super::scatter::Scatter;
use super::widths::MeanWidths;
use super::windows::{HotBand, Window, shares, windows};
use crate::line_by_line::LineFile;

/// Temperature at which bands are compared with each other, K.
const HOT_K: f64 = 1000.0;
/// What is missing less than this part of the reference at every temperature is not worth lines.
const NEGLIGIBLE: f64 = 0.003;
/// Lines per cm⁻¹ of each lower energy.
const LINES_PER_CM: [f64; N_ENERGIES] = [4.0, 4.0, 6.0, 8.0, 10.0, 10.0];
/// Lines that may be added to any list, and to one that has fewer itself.
const MOST_LINES: [usize; 2] = [300_000, 20_000];
/// Seed of the random lines; the stream is the band's.
const SEED: u64 = 0x0068_6f74;

/// A list with its hot lines.
#[derive(Debug, Clone, PartialEq)]
pub struct HotLines {
    /// The list, by rising wavenumber.
    pub list: LineFile,
    /// How many of its lines were added.
    pub n_added: usize,
    /// The part of the strength at 1000 K, in the bands that have a source, that the added ones carry.
    pub share_at_1000_k: f64,
}

/// Adds the hot lines that a list lacks; none to a gas without a source.
///
/// # Errors
/// [`PartitionError`] if TIPS-2021 lacks the gas.
pub fn with_hot_lines(list: LineFile) -> Result<HotLines, PartitionError> {
    let bands = reference_bands(list.gas);
    let added = match bands.is_empty() {
        true => Vec::new(),
        false => hot_lines(&list, &bands)?,
    };
    let strength = |lines: &[Line]| -> Result<f64, PartitionError> {
        let strengths = line_strengths(list.gas, lines, HOT_K)?;
        let inside = bands
            .iter()
            .map(|band| lines_between(lines, band.from_per_cm, band.to_per_cm));
        Ok(inside.flat_map(|range| &strengths[range]).sum())
    };
    let (hot, own) = (strength(&added)?, strength(&list.lines)?);
    Ok(HotLines {
        n_added: added.len(),
        share_at_1000_k: if hot > 0.0 { hot / (hot + own) } else { 0.0 },
        list: joined(list, added, &bands),
    })
}

fn joined(mut list: LineFile, added: Vec<Line>, bands: &[ReferenceBand]) -> LineFile {
    if added.is_empty() {
        return list;
    }
    let mut sources: Vec<&str> = Vec::new();
    for band in bands {
        let description = band.source.description();
        if !sources.contains(&description) {
            sources.push(description);
        }
    }
    let n = added.len();
    let sentence = format!("hot lines: {n} random lines of {}", sources.join(" and "));
    let parts = [list.source, sentence];
    let parts = parts.iter().filter(|part| !part.is_empty());
    list.source = parts.cloned().collect::<Vec<_>>().join("; ");
    list.lines.extend(added);
    list.lines
        .sort_by(|a, b| a.wavenumber_per_cm.total_cmp(&b.wavenumber_per_cm));
    list
}

/// The lines that a list lacks, by rising wavenumber.
fn hot_lines(list: &LineFile, bands: &[ReferenceBand]) -> Result<Vec<Line>, PartitionError> {
    let temperature_k = &bands[0].temperature_k;
    let strengths: Vec<Vec<f64>> = temperature_k
        .iter()
        .map(|t| line_strengths(list.gas, &list.lines, *t))
        .collect::<Result<_, _>>()?;
    let missing = missing(bands, &own_means(list, bands, &strengths));
    let distance = |i: &usize| (temperature_k[*i] - HOT_K).abs();
    let hot = (0..temperature_k.len()).min_by(|a, b| distance(a).total_cmp(&distance(b)));
    let hot = hot.unwrap_or_default();
    let windows = windows(bands);
    let own = |window: &Window| {
        let range = lines_between(&list.lines, window.from_per_cm, window.to_per_cm);
        strengths[hot][range].iter().sum::<f64>() / window.width_per_cm()
    };
    let own: Vec<f64> = windows.iter().map(own).collect();
    let hot_band = |at: &Vec<Missing>| HotBand {
        reference_m2: at[hot].reference_m2,
        missing_m2: at[hot].missing_m2,
    };
    let hot_bands: Vec<HotBand> = missing.iter().map(hot_band).collect();
    let shares = shares(&windows, &own, &hot_bands);
    let mut scatters = Vec::new();
    for (i, band) in bands.iter().enumerate() {
        let range = lines_between(&list.lines, band.from_per_cm, band.to_per_cm);
        let widths = MeanWidths::of(&list.lines, &strengths[hot], range);
        let here = windows.iter().zip(&shares).filter(|(w, _)| w.band == i);
        let here: Vec<(Window, f64)> = here.map(|(window, share)| (*window, *share)).collect();
        scatters.extend(band_scatters(list, band, &missing[i], &here, widths)?);
    }
    Ok(drawn(scatters, list.lines.len()))
}

/// Means of the list over the bands, m², shape `[n_bands][n_temperatures]`.
fn own_means(list: &LineFile, bands: &[ReferenceBand], strengths: &[Vec<f64>]) -> Vec<Vec<f64>> {
    let of_band = |band: &ReferenceBand| {
        let range = lines_between(&list.lines, band.from_per_cm, band.to_per_cm);
        let mean = |s: &Vec<f64>| s[range.clone()].iter().sum::<f64>() / band.width_per_cm();
        strengths.iter().map(mean).collect()
    };
    bands.iter().map(of_band).collect()
}

/// What is to be scattered over the windows of a band.
fn band_scatters(
    list: &LineFile,
    band: &ReferenceBand,
    missing: &[Missing],
    windows: &[(Window, f64)],
    widths: MeanWidths,
) -> Result<Vec<Scatter>, PartitionError> {
    let sums = PartitionSums::of(list.gas)?;
    let factor = |t: f64, energy: f64, partition: f64| {
        let ratio = |(window, share): &(Window, f64)| {
            share * strength_ratio(window.centre_per_cm(), energy, t)
        };
        partition * windows.iter().map(ratio).sum::<f64>()
    };
    let factors = band.temperature_k.iter().map(|t| {
        let partition = sums.ratio(0, *t)?;
        Ok(LOWER_ENERGY_PER_CM.map(|energy| factor(*t, energy, partition)))
    });
    let factors: Vec<[f64; N_ENERGIES]> = factors.collect::<Result<_, PartitionError>>()?;
    let strengths = fit(missing, &factors);
    let is_worth_lines = |i: &usize| {
        let mut parts = missing.iter().zip(&factors);
        parts.any(|(m, f)| f[*i] * strengths[*i] > NEGLIGIBLE * m.reference_m2)
    };
    let kinds: Vec<usize> = (0..N_ENERGIES).filter(is_worth_lines).collect();
    let scatter = |(window, share): &(Window, f64), i: usize| Scatter {
        window: *window,
        intensity_m2_per_cm: share * strengths[i] * band.width_per_cm(),
        lower_energy_per_cm: LOWER_ENERGY_PER_CM[i],
        lines_per_cm: LINES_PER_CM[i],
        widths,
    };
    let scatters = kinds
        .iter()
        .flat_map(|i| windows.iter().map(|window| scatter(window, *i)));
    Ok(scatters.collect())
}

/// All lines, by rising wavenumber; thinned evenly if there would be too many for a list of so many lines.
fn drawn(mut scatters: Vec<Scatter>, n_listed: usize) -> Vec<Line> {
    let wanted: f64 = scatters
        .iter()
        .map(|scatter| scatter.lines_per_cm * scatter.window.width_per_cm())
        .sum();
    let [most, least] = MOST_LINES;
    let allowed = n_listed.clamp(least, most) as f64;
    let thinned = (allowed / wanted).min(1.0);
    let mut rng = ChaCha8Rng::seed_from_u64(SEED);
    let mut lines = Vec::new();
    for scatter in &mut scatters {
        scatter.lines_per_cm *= thinned;
        lines.extend(scatter.draw(&mut rng));
    }
    lines.sort_by(|a, b| a.wavenumber_per_cm.total_cmp(&b.wavenumber_per_cm));
    lines
}
