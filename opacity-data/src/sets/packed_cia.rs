//! A packed table of collision-induced absorption.

use forward_model::CiaTable;
use ndarray::{Array2, Array4};
use serde::{Deserialize, Serialize};

use super::{formula::Formula, framing, packed};

/// Coefficients below this are zero, m⁵.
const FLOOR_M5: f64 = 1e-70;
/// Step of the natural logarithm: values are kept within 0.48 %.
const STEP: f64 = 0.0095;

/// Axes and description.
#[derive(Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Header {
    pair: [Formula; 2],
    source: String,
    temperature_k: Vec<f64>,
    wavenumber_per_cm: Vec<f64>,
}

/// Packs a table with its source.
pub fn encode(table: &CiaTable, source: &str) -> Vec<u8> {
    let header = Header {
        pair: table.pair().map(Formula),
        source: source.into(),
        temperature_k: table.temperature_k().to_vec(),
        wavenumber_per_cm: table.wavenumber_per_cm().to_vec(),
    };
    let (n_temperatures, n_wavenumbers) = table.coefficient_m5().dim();
    let values = table.coefficient_m5().as_standard_layout().into_owned();
    let values = values.into_shape_with_order((1, n_temperatures, n_wavenumbers, 1));
    let values: Array4<f64> = values.expect("the same number of values");
    framing::join(&header, &packed::pack(&values, FLOOR_M5, STEP))
}

/// Unpacks a table, or says why not.
pub fn decode(bytes: &[u8]) -> Result<CiaTable, String> {
    let (header, payload) = framing::split::<Header>(bytes)?;
    let shape = (header.temperature_k.len(), header.wavenumber_per_cm.len());
    let values = packed::unpack(payload, [1, shape.0, shape.1, 1], FLOOR_M5, STEP, |m5| m5);
    let values = values
        .map_err(|e| e.to_string())?
        .into_shape_with_order(shape);
    let values: Array2<f64> = values.map_err(|e| e.to_string())?;
    let pair = header.pair.map(|formula| formula.0);
    CiaTable::new(pair, header.temperature_k, header.wavenumber_per_cm, values)
        .map_err(|e| e.to_string())
}

#[cfg(test)]
mod tests {
    use super::*;
    use forward_model::Species;

    /// Files list block by block, so that a table may lie in memory by columns.
    #[test]
    fn a_table_comes_back_however_it_lies_in_memory() {
        let coefficients = Array2::from_shape_fn((3, 2), |(i, t)| 1e-55 * (1 + i + 3 * t) as f64);
        let table = CiaTable::new(
            [Species::H2, Species::He],
            vec![300.0, 500.0],
            vec![100.0, 200.0, 300.0],
            coefficients.reversed_axes(),
        );
        let table = table.unwrap();
        let again = decode(&encode(&table, "here")).unwrap();
        for (found, expected) in again.coefficient_m5().iter().zip(table.coefficient_m5()) {
            assert!(
                (found / expected - 1.0).abs() < 0.005,
                "{found:e} {expected:e}"
            );
        }
    }
}
