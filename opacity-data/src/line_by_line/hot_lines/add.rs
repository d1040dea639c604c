//! The whole: a list to the same list with hot lines.

use forward_model::lines::{Line, PartitionError, PartitionSums};
use rand::SeedableRng;
use rand_chacha::ChaCha8Rng;

use super::band::{HotBand, windows_of};
use super::forest::{Forest, MOST_LINES};
use super::line_strengths::{line_strengths, lines_between};
use super::missing::{Missing, missing};
use super::reference::{ReferenceBand, reference_bands};
use super::scatter::Scatter;
use super::widths::MeanWidths;
use super::windows::{Window, shares, windows};
use crate::line_by_line::LineFile;

/// Temperature at which bands are compared with each other, K.
const HOT_K: f64 = 1000.0;
/// Seed of the random lines.
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

/// Adds the hot lines that a list, sorted by wavenumber, lacks; none to a gas without a source.
///
/// # Errors
/// [`PartitionError`] if TIPS-2021 lacks the gas.
pub fn with_hot_lines(list: LineFile) -> Result<HotLines, PartitionError> {
    let bands = reference_bands(list.gas);
    let added = match bands.is_empty() {
        true => Vec::new(),
        false => hot_lines(&list, &bands)?,
    };
    let [hot, own] = [&added, &list.lines].map(|lines| strength_in(&list, lines, &bands));
    let (hot, own) = (hot?, own?);
    Ok(HotLines {
        n_added: added.len(),
        share_at_1000_k: if hot > 0.0 { hot / (hot + own) } else { 0.0 },
        list: joined(list, added, &bands),
    })
}

/// What lines carry in bands at 1000 K, m² cm⁻¹.
fn strength_in(
    list: &LineFile,
    lines: &[Line],
    bands: &[ReferenceBand],
) -> Result<f64, PartitionError> {
    let strengths = line_strengths(list.gas, lines, HOT_K)?;
    let ranges = bands
        .iter()
        .map(|band| lines_between(lines, band.from_per_cm, band.to_per_cm));
    Ok(ranges.flat_map(|range| &strengths[range]).sum())
}

/// The list with more lines, and what they are in its source.
fn joined(mut list: LineFile, added: Vec<Line>, bands: &[ReferenceBand]) -> LineFile {
    if added.is_empty() {
        return list;
    }
    let sentence = sentence(added.len(), bands);
    list.source = match list.source.is_empty() {
        true => sentence,
        false => format!("{}; {sentence}", list.source),
    };
    list.lines.extend(added);
    sort(&mut list.lines);
    list
}

fn sentence(n_lines: usize, bands: &[ReferenceBand]) -> String {
    let mut sources: Vec<&str> = Vec::new();
    for description in bands.iter().map(|band| band.source.description()) {
        if !sources.contains(&description) {
            sources.push(description);
        }
    }
    let sources = sources.join(" and ");
    format!("hot lines: {n_lines} random lines of {sources}, for bins and not for high resolution")
}

fn sort(lines: &mut [Line]) {
    lines.sort_by(|a, b| a.wavenumber_per_cm.total_cmp(&b.wavenumber_per_cm));
}

/// The lines that a list lacks, by rising wavenumber.
fn hot_lines(list: &LineFile, bands: &[ReferenceBand]) -> Result<Vec<Line>, PartitionError> {
    let temperature_k = &bands[0].temperature_k;
    let strengths = temperature_k
        .iter()
        .map(|t| line_strengths(list.gas, &list.lines, *t));
    let strengths: Vec<Vec<f64>> = strengths.collect::<Result<_, _>>()?;
    let missing = missing(bands, &own_means(list, bands, &strengths));
    let hot = nearest(temperature_k, HOT_K);
    let windows = windows(bands);
    let shares = hot_shares(list, &strengths[hot], &windows, &missing, hot);
    let (sums, forest) = (PartitionSums::of(list.gas)?, Forest::of(list.gas));
    let mut scatters = Vec::new();
    for (i, band) in bands.iter().enumerate() {
        let own = lines_between(&list.lines, band.from_per_cm, band.to_per_cm);
        let hot_band = HotBand {
            reference: band,
            missing: &missing[i],
            windows: windows_of(i, &windows, &shares),
            widths: MeanWidths::of(&list.lines, &strengths[hot], own),
        };
        scatters.extend(hot_band.scatters(&sums, &forest)?);
    }
    Ok(drawn(scatters))
}

/// Index of the value nearest to another.
fn nearest(values: &[f64], wanted: f64) -> usize {
    let distance = |i: &usize| (values[*i] - wanted).abs();
    let nearest = (0..values.len()).min_by(|a, b| distance(a).total_cmp(&distance(b)));
    nearest.unwrap_or_default()
}

/// Means of the list over the bands, m².
///
/// # Shapes
/// - `strengths`: `[n_temperatures][n_lines]`; returns `[n_bands][n_temperatures]`
fn own_means(list: &LineFile, bands: &[ReferenceBand], strengths: &[Vec<f64>]) -> Vec<Vec<f64>> {
    let of_band = |band: &ReferenceBand| {
        let range = lines_between(&list.lines, band.from_per_cm, band.to_per_cm);
        let mean = |s: &Vec<f64>| s[range.clone()].iter().sum::<f64>() / band.width_per_cm();
        strengths.iter().map(mean).collect()
    };
    bands.iter().map(of_band).collect()
}

/// The share of each window in what is missing of its band, from the list's strengths at a hot temperature.
///
/// # Shapes
/// - `strengths`: `[n_lines]`; `missing`: `[n_bands][n_temperatures]`; returns `[n_windows]`
fn hot_shares(
    list: &LineFile,
    strengths: &[f64],
    windows: &[Window],
    missing: &[Vec<Missing>],
    i_temperature: usize,
) -> Vec<f64> {
    let own = |window: &Window| {
        let range = lines_between(&list.lines, window.from_per_cm, window.to_per_cm);
        strengths[range].iter().sum::<f64>() / window.width_per_cm()
    };
    let own: Vec<f64> = windows.iter().map(own).collect();
    let missing: Vec<Missing> = missing.iter().map(|band| band[i_temperature]).collect();
    shares(windows, &own, &missing)
}

/// All lines, by rising wavenumber; fewer everywhere if there would be too many.
fn drawn(scatters: Vec<Scatter>) -> Vec<Line> {
    let wanted: f64 = scatters.iter().map(|scatter| scatter.n_lines).sum();
    let part = (MOST_LINES / wanted).min(1.0);
    let mut rng = ChaCha8Rng::seed_from_u64(SEED);
    let lines = scatters.into_iter().flat_map(|scatter| {
        let n_lines = part * scatter.n_lines;
        Scatter { n_lines, ..scatter }.draw(&mut rng)
    });
    let mut lines: Vec<Line> = lines.collect();
    sort(&mut lines);
    lines
}
