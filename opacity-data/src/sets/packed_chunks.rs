//! A packed table at the wavenumbers of a [`Grid`], in chunks of cells, of which those that are asked for are unpacked.

use std::ops::Range;

use forward_model::{KTable, LineTable};
use ndarray::{Array4, Axis, concatenate, s};
use rayon::prelude::*;
use serde::{Deserialize, Serialize};

use super::packed_states::{Axes, Packing};
use super::{formula::Formula, framing, packed_grid::Grid};
use crate::table_info::{Broadener, TableInfo};

/// Cells of a chunk.
const CHUNK: usize = 256;

/// Axes and description.
#[derive(Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Header {
    species: Formula,
    method: String,
    source: String,
    citation: String,
    known_faults: String,
    reliable_to_k: Option<f64>,
    pressure_pa: Vec<f64>,
    temperature_k: Vec<f64>,
    axes: Axes,
    chunk_bytes: Vec<usize>,
}

/// Packs a table, which is on all cells of the grid, with its description; `step` as of [`Packing::of`].
pub fn encode(table: &KTable, info: &TableInfo, step: f32) -> Vec<u8> {
    let k_m2 = table.k_m2();
    let packing = Packing::of(table.pressure_pa(), k_m2.view(), step);
    let chunks: Vec<Vec<u8>> = (0..table.n_cells().div_ceil(CHUNK))
        .into_par_iter()
        .map(|i| packing.pack(k_m2.slice(s![.., .., chunk(i, table.n_cells()), ..])))
        .collect();
    let header = Header {
        species: Formula(info.species),
        method: info.method.clone(),
        source: info.source.clone(),
        citation: info.citation.clone(),
        known_faults: info.known_faults.clone(),
        reliable_to_k: info.reliable_to_k,
        pressure_pa: table.pressure_pa().to_vec(),
        temperature_k: table.temperature_k().to_vec(),
        axes: packing.axes(),
        chunk_bytes: chunks.iter().map(Vec::len).collect(),
    };
    framing::join(&header, &chunks.concat())
}

/// Unpacks the chunks that hold some cells of the grid, or says why not.
pub fn decode(bytes: &[u8], grid: &Grid, cells: Range<usize>) -> Result<KTable, String> {
    let (header, mut payload) = framing::split::<Header>(bytes)?;
    let mut chunks = Vec::new();
    for (i, n_bytes) in header.chunk_bytes.iter().enumerate() {
        let (own, rest) = payload.split_at_checked(*n_bytes).ok_or("cut short")?;
        payload = rest;
        let all = chunk(i, grid.n_cells());
        if all.start < cells.end && cells.start < all.end {
            chunks.push((own, all));
        }
    }
    let n_temperatures = header.temperature_k.len();
    let packing = Packing::from_axes(header.axes, &header.pressure_pa, n_temperatures);
    let packing = packing.ok_or("axes of other pressures and temperatures")?;
    let unpack = |(bytes, cells): &(&[u8], Range<usize>)| {
        packing.unpack(bytes, [cells.len(), grid.n_points()])
    };
    let parts: Result<Vec<Array4<f32>>, _> = chunks.par_iter().map(unpack).collect();
    let parts = parts.map_err(|e| e.to_string())?;
    let views: Vec<_> = parts.iter().map(|part| part.view()).collect();
    let k_m2 = concatenate(Axis(2), &views).map_err(|e| e.to_string())?;
    let start = chunks.first().map_or(0, |(_, cells)| cells.start);
    let (bounds_per_cm, points) = grid.part(start..start + k_m2.len_of(Axis(2)));
    let Header {
        species,
        pressure_pa,
        temperature_k,
        ..
    } = header;
    KTable::new(
        species.0,
        pressure_pa,
        temperature_k,
        bounds_per_cm,
        points,
        k_m2,
    )
    .map_err(|e| e.to_string())
}

/// What a table is, without unpacking it.
pub fn info(bytes: &[u8], grid: &Grid) -> Result<TableInfo, String> {
    let (header, _) = framing::split::<Header>(bytes)?;
    let (bounds_per_cm, _) = grid.part(0..grid.n_cells());
    Ok(TableInfo {
        method: header.method,
        source: header.source,
        citation: header.citation,
        known_faults: header.known_faults,
        reliable_to_k: header.reliable_to_k,
        broadened_by: Some(Broadener::HydrogenHelium),
        ..TableInfo::of_axes(
            header.species.0,
            &header.pressure_pa,
            &header.temperature_k,
            &bounds_per_cm,
        )
    })
}

/// The cells of a chunk.
fn chunk(i: usize, n_cells: usize) -> Range<usize> {
    CHUNK * i..(CHUNK * (i + 1)).min(n_cells)
}
