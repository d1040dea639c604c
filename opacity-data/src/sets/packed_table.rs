//! A packed k-table.

use forward_model::{KTable, LineTable, Points, shared_edges, touching_cells};
use serde::{Deserialize, Serialize};

use super::{formula::Formula, framing, packed};
use crate::table_info::{Broadener, TableInfo};

/// k below this is zero, m²: no atmosphere has a column along a chord that would notice.
const FLOOR_M2: f64 = 1e-36;
/// Step of the natural logarithm: values are kept within 0.48 %.
const STEP: f64 = 0.0095;

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
    /// Edges of bins that touch; empty where they do not.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    bin_edges_per_cm: Vec<f64>,
    /// Lower and upper bounds of bins that leave gaps or overlap; empty where they touch.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    bin_bounds_per_cm: Vec<[f64; 2]>,
    g_samples: Vec<f64>,
    g_weights: Vec<f64>,
}

/// Packs a table with its description.
pub fn encode(table: &KTable, info: &TableInfo) -> Vec<u8> {
    let values = table.k_m2().mapv(f64::from);
    framing::join(
        &Header::new(table, info),
        &packed::pack(&values, FLOOR_M2, STEP),
    )
}

/// Unpacks a table, or says why not.
pub fn decode(bytes: &[u8]) -> Result<(KTable, TableInfo), String> {
    let (header, payload) = framing::split::<Header>(bytes)?;
    let info = header.info();
    let k_m2 = packed::unpack(payload, header.shape(), FLOOR_M2, STEP, |k| k as f32);
    let table = KTable::new(
        info.species,
        header.pressure_pa.clone(),
        header.temperature_k.clone(),
        header.bounds_per_cm(),
        Points::of_g(header.g_samples, header.g_weights),
        k_m2.map_err(|e| e.to_string())?,
    );
    Ok((table.map_err(|e| e.to_string())?, info))
}

/// What a table is, without unpacking it.
pub fn info(bytes: &[u8]) -> Result<TableInfo, String> {
    let (header, _) = framing::split::<Header>(bytes)?;
    Ok(header.info())
}

impl Header {
    fn new(table: &KTable, info: &TableInfo) -> Self {
        let edges = shared_edges(table.cell_bounds_per_cm());
        let bounds = || table.cell_bounds_per_cm().to_vec();
        Self {
            species: Formula(info.species),
            method: info.method.clone(),
            source: info.source.clone(),
            citation: info.citation.clone(),
            known_faults: info.known_faults.clone(),
            reliable_to_k: info.reliable_to_k,
            pressure_pa: table.pressure_pa().to_vec(),
            temperature_k: table.temperature_k().to_vec(),
            bin_bounds_per_cm: edges.is_none().then(bounds).unwrap_or_default(),
            bin_edges_per_cm: edges.unwrap_or_default(),
            g_samples: table.points().g_samples().to_vec(),
            g_weights: table.points().weights(0).to_vec(),
        }
    }

    fn bounds_per_cm(&self) -> Vec<[f64; 2]> {
        if self.bin_bounds_per_cm.is_empty() {
            touching_cells(&self.bin_edges_per_cm)
        } else {
            self.bin_bounds_per_cm.clone()
        }
    }

    fn shape(&self) -> [usize; 4] {
        [
            self.pressure_pa.len(),
            self.temperature_k.len(),
            self.bounds_per_cm().len(),
            self.g_samples.len(),
        ]
    }

    fn info(&self) -> TableInfo {
        TableInfo {
            method: self.method.clone(),
            source: self.source.clone(),
            citation: self.citation.clone(),
            known_faults: self.known_faults.clone(),
            reliable_to_k: self.reliable_to_k,
            // Every set inside the program is made for giant planets.
            broadened_by: Some(Broadener::HydrogenHelium),
            ..TableInfo::of_axes(
                self.species.0,
                &self.pressure_pa,
                &self.temperature_k,
                &self.bounds_per_cm(),
            )
        }
    }
}
