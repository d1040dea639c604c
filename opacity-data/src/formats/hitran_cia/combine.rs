//! From blocks of one temperature each to tables.

use forward_model::{CiaTable, bracket};
use ndarray::Array2;

use super::block::Block;
use crate::error::{NamedFile, OpacityFileError};
use crate::formats::contents::CiaFile;

/// Tables of blocks that share their wavenumbers; blocks on others join them where they can.
pub(super) fn tables(file: NamedFile, blocks: Vec<Block>) -> Result<CiaFile, OpacityFileError> {
    let mut groups = groups(blocks);
    // The largest groups set the wavenumbers.
    groups.sort_by_key(|group| std::cmp::Reverse(group.len()));
    let mut accepted: Vec<Vec<Block>> = Vec::new();
    let mut skipped = Vec::new();
    for group in groups {
        let is_overlapping = |other: &Vec<Block>| overlap(&other[0], &group[0]);
        let i = accepted.iter().position(is_overlapping).unwrap_or_else(|| {
            accepted.push(Vec::new());
            accepted.len() - 1
        });
        let joined = group
            .into_iter()
            .filter_map(|block| join(file, &mut accepted[i], block));
        skipped.extend(joined);
    }
    let tables = accepted.into_iter().map(|blocks| table(file, blocks));
    Ok(CiaFile {
        tables: tables.collect::<Result<_, _>>()?,
        skipped,
    })
}

/// Blocks of the same pair and wavenumbers together.
fn groups(blocks: Vec<Block>) -> Vec<Vec<Block>> {
    let mut groups: Vec<Vec<Block>> = Vec::new();
    for block in blocks {
        let is_alike = |group: &&mut Vec<Block>| {
            group[0].pair == block.pair && group[0].wavenumber_per_cm == block.wavenumber_per_cm
        };
        match groups.iter_mut().find(is_alike) {
            Some(group) => group.push(block),
            None => groups.push(vec![block]),
        }
    }
    groups
}

fn overlap(a: &Block, b: &Block) -> bool {
    let ([a_from, a_to], [b_from, b_to]) = (a.range_per_cm(), b.range_per_cm());
    a.pair == b.pair && a_from < b_to && b_from < a_to
}

/// Adds a block to those of other temperatures, or says why not.
fn join(file: NamedFile, others: &mut Vec<Block>, mut block: Block) -> Option<String> {
    let (temperature_k, [from, to]) = (block.temperature_k, block.range_per_cm());
    let left_out = |reason: String| {
        let (kind, path) = (file.kind, file.path.display());
        Some(format!(
            "{kind} {path}: the block of {temperature_k} K from {from} to {to} cm⁻¹ is left out: {reason}"
        ))
    };
    if others
        .iter()
        .any(|other| other.temperature_k == temperature_k)
    {
        return left_out("another of this temperature overlaps it".into());
    }
    if let Some(first) = others.first() {
        let [first_from, first_to] = first.range_per_cm();
        if from > first_from || to < first_to {
            return left_out(format!(
                "it does not reach over {first_from} to {first_to} cm⁻¹, as those of other temperatures do"
            ));
        }
        block = on_wavenumbers(block, &first.wavenumber_per_cm);
    }
    others.push(block);
    None
}

/// A block at other wavenumbers, linear between its own.
fn on_wavenumbers(block: Block, wavenumber_per_cm: &[f64]) -> Block {
    if block.wavenumber_per_cm == wavenumber_per_cm {
        return block;
    }
    let at = |wavenumber: &f64| {
        let place = bracket(&block.wavenumber_per_cm, *wavenumber);
        let (low, high) = (
            block.coefficient_m5[place.lower],
            block.coefficient_m5[place.upper],
        );
        low + place.fraction * (high - low)
    };
    Block {
        coefficient_m5: wavenumber_per_cm.iter().map(at).collect(),
        wavenumber_per_cm: wavenumber_per_cm.to_vec(),
        ..block
    }
}

fn table(file: NamedFile, mut blocks: Vec<Block>) -> Result<CiaTable, OpacityFileError> {
    blocks.sort_by(|a, b| a.temperature_k.total_cmp(&b.temperature_k));
    let (pair, wavenumber_per_cm) = (blocks[0].pair, blocks[0].wavenumber_per_cm.clone());
    let shape = (blocks.len(), wavenumber_per_cm.len());
    let values = blocks.iter().flat_map(|b| b.coefficient_m5.iter().copied());
    let values = Array2::from_shape_vec(shape, values.collect()).expect("blocks are equally long");
    let temperature_k = blocks.iter().map(|b| b.temperature_k).collect();
    let table = CiaTable::new(pair, temperature_k, wavenumber_per_cm, values);
    table.map_err(|source| file.no_table(source))
}
