//! Temperatures between those of a table of collisions.
//!
//! Far from the centre of a band collision-induced absorption rises with temperature by a factor of ten from one tabulated temperature
//! to the next, 150 K on: a straight line between them is up to twice too opaque, a straight line of ln k over ln T is less wrong. Over
//! so few degrees that k hardly changes both are the same, so that the model takes lines between nodes that lie close enough.

use super::cia_table::CiaTable;

/// Factor by which a coefficient changes at most from node to node, as far as [`MOST_STEPS`] allows: a line between them is within
/// ln²(1.3)/8, 0.9 %, of the power law.
const FACTOR: f64 = 1.3;
/// Most nodes from one tabulated temperature to the next.
const MOST_STEPS: f64 = 16.0;

/// A temperature at or between those of a table.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Node {
    pub temperature_k: f64,
    /// The tabulated temperature below or at it.
    i_temperature: usize,
    /// Share of the way to the next one, in ln T.
    share: f64,
}

impl Node {
    /// Coefficient at a wavenumber, m⁵. From nothing, and to nothing, there is no power law: a line in ln T.
    pub fn coefficient_m5(&self, table: &CiaTable, wavenumber_per_cm: f64) -> f64 {
        let low = table.at_m5(self.i_temperature, wavenumber_per_cm);
        if self.share == 0.0 {
            return low;
        }
        let high = table.at_m5(self.i_temperature + 1, wavenumber_per_cm);
        match low > 0.0 && high > 0.0 {
            true => low * (high / low).powf(self.share),
            false => low + self.share * (high - low),
        }
    }
}

/// All temperatures of a table, and between them as many as its coefficients ask for, evenly in ln T.
pub(super) fn nodes(table: &CiaTable) -> Vec<Node> {
    let temperature_k = table.temperature_k();
    let last = temperature_k.len() - 1;
    let after = |i: usize| {
        let n = steps(table, i);
        let ratio = temperature_k[i + 1] / temperature_k[i];
        (0..n).map(move |step| {
            let share = step as f64 / n as f64;
            Node {
                temperature_k: temperature_k[i] * ratio.powf(share),
                i_temperature: i,
                share,
            }
        })
    };
    let highest = Node {
        temperature_k: temperature_k[last],
        i_temperature: last,
        share: 0.0,
    };
    (0..last).flat_map(after).chain([highest]).collect()
}

/// Number of steps from the `i`-th temperature of a table to the next.
fn steps(table: &CiaTable, i: usize) -> usize {
    let coefficients = table.coefficient_m5();
    let pairs = coefficients.row(i).into_iter().zip(coefficients.row(i + 1));
    let changes = pairs
        .filter(|(low, high)| **low > 0.0 && **high > 0.0)
        .map(|(low, high)| (high / low).ln().abs());
    let steps = changes.fold(0.0, f64::max) / FACTOR.ln();
    steps.ceil().clamp(1.0, MOST_STEPS) as usize
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::species::Species;
    use ndarray::arr2;

    /// k ~ T⁴ at one wavenumber, and at another nothing below 400 K.
    fn table() -> CiaTable {
        let coefficients = arr2(&[[1e-56, 0.0], [16e-56, 2e-56]]);
        let pair = [Species::H2, Species::H2];
        CiaTable::new(pair, vec![200.0, 400.0], vec![1000.0, 2000.0], coefficients).unwrap()
    }

    #[test]
    fn power_laws_are_met_at_every_node() {
        let table = table();
        let nodes = nodes(&table);
        assert_eq!(nodes.len(), 12);
        for node in &nodes {
            let exact = 1e-56 * (node.temperature_k / 200.0).powi(4);
            let ratio = node.coefficient_m5(&table, 1000.0) / exact;
            assert!((ratio - 1.0).abs() < 1e-12, "{node:?}: {ratio}");
        }
        let ends = [nodes[0].temperature_k, nodes[11].temperature_k];
        assert_eq!(ends, [200.0, 400.0]);
    }

    #[test]
    fn lines_between_nodes_are_within_a_percent_of_the_power_law() {
        let table = table();
        for pair in nodes(&table).windows(2) {
            let middle_k = 0.5 * (pair[0].temperature_k + pair[1].temperature_k);
            let ends = [pair[0], pair[1]].map(|node| node.coefficient_m5(&table, 1000.0));
            let ratio = 0.5 * (ends[0] + ends[1]) / (1e-56 * (middle_k / 200.0).powi(4));
            assert!((ratio - 1.0).abs() < 0.01, "{middle_k} K: {ratio}");
        }
    }

    #[test]
    fn what_begins_at_nothing_rises_evenly() {
        let table = table();
        let nodes = nodes(&table);
        let values: Vec<f64> = nodes
            .iter()
            .map(|node| node.coefficient_m5(&table, 2000.0))
            .collect();
        assert_eq!(values[0], 0.0);
        assert!((values[11] / 2e-56 - 1.0).abs() < 1e-12);
        assert!(
            values.windows(2).all(|pair| pair[0] < pair[1]),
            "{values:?}"
        );
    }
}
