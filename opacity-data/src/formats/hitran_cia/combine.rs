//! From blocks of one temperature each to tables.
//!
//! Blocks of one pair whose ranges overlap or touch, directly or through others, are one table. It has the wavenumbers of all
//! of them, so that each of its wavenumbers is listed for one temperature at least. What a block does not list is unknown, not
//! zero: each wavenumber is interpolated between the temperatures that list it, and held beyond them (see
//! [`filled_m5`]). A listed zero is a zero; only where no temperature absorbs any more is the table cut. Where blocks of one
//! temperature overlap, the first in the file counts.

use std::ops::Range;

use forward_model::CiaTable;
use ndarray::{Array1, Array2, Axis};

use super::across_temperatures::filled_m5;
use super::block::Block;
use super::temperature_row::TemperatureRow;
use crate::error::{NamedFile, OpacityFileError};
use crate::formats::contents::CiaFile;
use crate::table_info::CiaInfo;

/// Tables of blocks, and what is left out.
pub(super) fn tables(file: NamedFile, blocks: Vec<Block>) -> Result<CiaFile, OpacityFileError> {
    let mut found = CiaFile::default();
    for band in bands(blocks) {
        let (rows, left_out) = rows(file, band);
        found.skipped.extend(left_out);
        let table = table(file, &rows)?;
        let ranges = rows
            .iter()
            .map(|row| (row.temperature_k(), row.ranges_per_cm()));
        let info = CiaInfo::of_ranges(&table, &ranges.collect::<Vec<_>>());
        found.tables.push((table, info));
    }
    Ok(found)
}

/// Blocks of one pair that hang together, each in the order of the file; the band that begins first in the file first.
fn bands(blocks: Vec<Block>) -> Vec<Vec<Block>> {
    let mut bands: Vec<Vec<Block>> = Vec::new();
    for block in blocks {
        let hangs_together = |band: &Vec<Block>| band.iter().any(|other| other.touches(&block));
        let (mut joined, apart): (Vec<_>, Vec<_>) = bands.into_iter().partition(hangs_together);
        bands = apart;
        let mut band = match joined.is_empty() {
            true => Vec::new(),
            false => joined.remove(0),
        };
        band.extend(joined.into_iter().flatten());
        band.push(block);
        band.sort_by_key(|block| block.order);
        bands.push(band);
    }
    bands.sort_by_key(|band| band[0].order);
    bands
}

/// One row a temperature, rising, and a sentence for each block that does not count in full.
fn rows(file: NamedFile, mut band: Vec<Block>) -> (Vec<TemperatureRow>, Vec<String>) {
    // The sort is stable: blocks of one temperature stay in the order of the file.
    band.sort_by(|a, b| a.temperature_k.total_cmp(&b.temperature_k));
    let mut rows: Vec<TemperatureRow> = Vec::new();
    let mut left_out = Vec::new();
    for block in band {
        let ([from, to], temperature_k) = (block.range_per_cm(), block.temperature_k);
        let row = rows
            .last_mut()
            .filter(|row| row.temperature_k() == temperature_k);
        let Some(row) = row else {
            rows.push(TemperatureRow::new(block));
            continue;
        };
        let (kind, path) = (file.kind, file.path.display());
        let place =
            format!("{kind} {path}: the block of {temperature_k} K from {from} to {to} cm⁻¹");
        let absorbs_over = block.absorbs_over_per_cm;
        if absorbs_over.is_some_and(|range| row.covers(range)) {
            let reason = "another of this temperature before it overlaps it";
            left_out.push(format!("{place} is left out: {reason}"));
            continue;
        }
        if absorbs_over.is_some_and(|range| row.overlaps(range)) {
            let reason = "where it overlaps another of this temperature before it, that one counts";
            left_out.push(format!("{place} is left out in part: {reason}"));
        }
        row.add(block);
    }
    (rows, left_out)
}

fn table(file: NamedFile, rows: &[TemperatureRow]) -> Result<CiaTable, OpacityFileError> {
    let temperature_k: Vec<f64> = rows.iter().map(TemperatureRow::temperature_k).collect();
    let mut wavenumber_per_cm = wavenumbers_per_cm(rows);
    let mut values = Array2::zeros((rows.len(), wavenumber_per_cm.len()));
    for (per_cm, column) in wavenumber_per_cm.iter().zip(values.columns_mut()) {
        let listed: Vec<Option<f64>> = rows.iter().map(|row| row.at_m5(*per_cm)).collect();
        Array1::from(filled_m5(&temperature_k, &listed)).assign_to(column);
    }
    let kept = absorbing_columns(&values);
    values = values.select(Axis(1), &kept.clone().collect::<Vec<_>>());
    wavenumber_per_cm = wavenumber_per_cm[kept].to_vec();
    let table = CiaTable::new(rows[0].pair(), temperature_k, wavenumber_per_cm, values);
    table.map_err(|source| file.no_table(source))
}

/// The columns without those before the first and after the last that absorbs at any temperature, but for one on either side.
fn absorbing_columns(values: &Array2<f64>) -> Range<usize> {
    let n = values.ncols();
    let absorbs = |i: &usize| values.column(*i).iter().any(|k| *k > 0.0);
    let (first, last) = ((0..n).find(absorbs), (0..n).rev().find(absorbs));
    match (first, last) {
        (Some(first), Some(last)) => first.saturating_sub(1)..(last + 2).min(n),
        _ => 0..n,
    }
}

/// The wavenumbers of all blocks, rising. Where a block ends and others go on, the next number beyond its end is among them,
/// so that the table leaves its values there at once.
fn wavenumbers_per_cm(rows: &[TemperatureRow]) -> Vec<f64> {
    let of_row = TemperatureRow::wavenumbers_per_cm;
    let mut all: Vec<f64> = rows.iter().flat_map(of_row).collect();
    all.sort_by(f64::total_cmp);
    let (first, last) = (all[0], all[all.len() - 1]);
    for [from, to] in rows.iter().flat_map(TemperatureRow::steps_per_cm) {
        all.extend((from > first).then(|| from.next_down()));
        all.extend((to < last).then(|| to.next_up()));
    }
    all.sort_by(f64::total_cmp);
    all.dedup();
    all
}
