//! The headers of the packed tables: axes and description, as JSON.

use forward_model::{CiaTable, KTable, LineTable, Species, shared_edges, touching_cells};
use ndarray::{Array2, Array4};
use serde::{Deserialize, Serialize, de::DeserializeOwned};

use crate::opacity_table::{PA_PER_BAR, TableInfo, mean_resolution};

/// Header of a k-table.
#[derive(Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct KHeader {
    species: String,
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

impl KHeader {
    pub(super) fn new(table: &KTable, info: &TableInfo) -> Self {
        let edges = shared_edges(table.cell_bounds_per_cm());
        let bounds = || table.cell_bounds_per_cm().to_vec();
        Self {
            species: info.species.formula().into(),
            method: info.method.clone(),
            source: info.source.clone(),
            citation: info.citation.clone(),
            known_faults: info.known_faults.clone(),
            reliable_to_k: info.reliable_to_k,
            pressure_pa: table.pressure_pa().to_vec(),
            temperature_k: table.temperature_k().to_vec(),
            bin_bounds_per_cm: edges.is_none().then(bounds).unwrap_or_default(),
            bin_edges_per_cm: edges.unwrap_or_default(),
            g_samples: table.g_samples().to_vec(),
            g_weights: table.g_weights().to_vec(),
        }
    }

    fn bounds_per_cm(&self) -> Vec<[f64; 2]> {
        if self.bin_bounds_per_cm.is_empty() {
            touching_cells(&self.bin_edges_per_cm)
        } else {
            self.bin_bounds_per_cm.clone()
        }
    }

    pub(super) fn shape(&self) -> [usize; 4] {
        [
            self.pressure_pa.len(),
            self.temperature_k.len(),
            self.bounds_per_cm().len(),
            self.g_samples.len(),
        ]
    }

    pub(super) fn table(&self, k_m2: Array4<f32>) -> Result<KTable, String> {
        let table = KTable::new(
            self.species()?,
            self.pressure_pa.clone(),
            self.temperature_k.clone(),
            self.bounds_per_cm(),
            self.g_samples.clone(),
            self.g_weights.clone(),
            k_m2,
        );
        table.map_err(|e| e.to_string())
    }

    pub(super) fn info(&self) -> Result<TableInfo, String> {
        let ends = |values: &[f64]| [values[0], values[values.len() - 1]];
        let cells = self.bounds_per_cm();
        let [from, to] = [cells[0][0], cells[cells.len() - 1][1]];
        Ok(TableInfo {
            species: self.species()?,
            method: self.method.clone(),
            wavelength_um: [1e4 / to, 1e4 / from],
            temperature_k: ends(&self.temperature_k),
            pressure_bar: ends(&self.pressure_pa).map(|pa| pa / PA_PER_BAR),
            resolution: mean_resolution(&cells),
            source: self.source.clone(),
            citation: self.citation.clone(),
            known_faults: self.known_faults.clone(),
            reliable_to_k: self.reliable_to_k,
        })
    }

    fn species(&self) -> Result<Species, String> {
        self.species
            .parse()
            .map_err(|e: forward_model::UnknownSpecies| e.to_string())
    }
}

/// Header of a collision-induced-absorption table.
#[derive(Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct CiaHeader {
    pair: [String; 2],
    source: String,
    pub(super) temperature_k: Vec<f64>,
    pub(super) wavenumber_per_cm: Vec<f64>,
}

impl CiaHeader {
    pub(super) fn new(table: &CiaTable, source: &str) -> Self {
        Self {
            pair: table.pair().map(|species| species.formula().into()),
            source: source.into(),
            temperature_k: table.temperature_k().to_vec(),
            wavenumber_per_cm: table.wavenumber_per_cm().to_vec(),
        }
    }

    pub(super) fn table(&self, coefficient_m5: Array2<f64>) -> Result<CiaTable, String> {
        let species = |i: usize| self.pair[i].parse::<Species>().map_err(|e| e.to_string());
        let axes = (self.temperature_k.clone(), self.wavenumber_per_cm.clone());
        CiaTable::new([species(0)?, species(1)?], axes.0, axes.1, coefficient_m5)
            .map_err(|e| e.to_string())
    }
}

/// Header and payload as one run of bytes.
pub(super) fn join(header: &impl Serialize, payload: &[u8]) -> Vec<u8> {
    let json = serde_json::to_vec(header).expect("numbers and text become JSON");
    let header = zstd::bulk::compress(&json, 19).expect("compression into memory does not fail");
    let mut bytes = (header.len() as u32).to_le_bytes().to_vec();
    bytes.extend(header);
    bytes.extend(payload);
    bytes
}

/// Takes apart what [`join`] joined.
pub(super) fn split<H: DeserializeOwned>(bytes: &[u8]) -> Result<(H, &[u8]), String> {
    let (length, rest) = bytes.split_first_chunk::<4>().ok_or("no header")?;
    let length = u32::from_le_bytes(*length) as usize;
    let (header, payload) = rest
        .split_at_checked(length)
        .ok_or("a header longer than the file")?;
    let json = zstd::bulk::decompress(header, 1 << 20).map_err(|e| e.to_string())?;
    Ok((
        serde_json::from_slice(&json).map_err(|e| e.to_string())?,
        payload,
    ))
}
