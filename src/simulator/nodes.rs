//! Temperatures and pressures of tables that a study needs.

use forward_model::units;
use opacity_data::line_by_line::{default_pressure_bar, default_temperature_k};

use crate::study::Study;

/// Temperatures above those of the default set, K, for lists that have the lines.
const MORE_TEMPERATURES_K: [f64; 4] = [1700.0, 2000.0, 2500.0, 3000.0];

/// Temperatures of tables, K, rising.
pub(super) fn temperatures_k() -> Vec<f64> {
    [&default_temperature_k()[..], &MORE_TEMPERATURES_K].concat()
}

/// Pressures of tables that hold the layers of a study, bar, rising.
pub(super) fn pressures_bar(study: &Study) -> Vec<f64> {
    let levels_pa = study.atmosphere.pressure_grid.level_pressure_pa();
    let ends_bar = [levels_pa[0], levels_pa[levels_pa.len() - 1]].map(units::bar_from_pa);
    around(&default_pressure_bar(), ends_bar)
}

/// Those of rising nodes between which a range lies.
pub(super) fn around(nodes: &[f64], [low, high]: [f64; 2]) -> Vec<f64> {
    let last = nodes.len() - 1;
    let from = nodes.partition_point(|node| *node <= low).saturating_sub(1);
    let to = nodes.partition_point(|node| *node < high).min(last);
    nodes[from.min(to)..=to].to_vec()
}

#[cfg(test)]
mod tests {
    use super::around;

    #[test]
    fn nodes_around_a_range_are_the_fewest_that_hold_it() {
        let nodes = [100.0, 200.0, 300.0, 400.0];
        assert_eq!(around(&nodes, [210.0, 290.0]), [200.0, 300.0]);
        assert_eq!(around(&nodes, [200.0, 300.0]), [200.0, 300.0]);
        assert_eq!(around(&nodes, [50.0, 250.0]), [100.0, 200.0, 300.0]);
        assert_eq!(around(&nodes, [350.0, 9000.0]), [300.0, 400.0]);
        assert_eq!(around(&nodes, [500.0, 600.0]), [400.0]);
    }
}
