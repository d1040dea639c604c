//! What a source that is more or less opaque changes in a spectrum, against models with such tables.

mod synthetic;

use forward_model::Species;
use synthetic::{config, grey, planet, solved, spectrum};

const WATER: Species = Species::H2O;
const OTHERS: Species = Species::CH4;

fn tables(water_m2: f64) -> Vec<std::sync::Arc<forward_model::OpacityTable>> {
    vec![grey(WATER, water_m2), grey(OTHERS, 1e-27)]
}

#[test]
fn a_gas_that_is_more_opaque_changes_the_spectrum_as_a_table_of_more_opacity_does() {
    let values = planet(vec![1e-3, 1e-4]).values();
    let (model, mut workspace) = solved(config(tables(1e-26), 100), &values).unwrap();
    let as_it_is = workspace.spectrum().to_vec();
    for factor in [0.0, 0.5, 1.0, 1.2, 30.0] {
        let change = model
            .change(&values, ("H2O", factor), &mut workspace)
            .unwrap();
        let with_other_table = spectrum(config(tables(1e-26 * factor), 100), &values).unwrap();
        for ((change, other), depth) in change.iter().zip(&with_other_table).zip(&as_it_is) {
            assert!(
                (depth + change - other).abs() < 1e-6 * depth,
                "{factor}: {change}"
            );
        }
        assert_eq!(factor == 1.0, change.iter().all(|change| *change == 0.0));
    }
}

#[test]
fn a_source_that_is_not_there_changes_nothing() {
    let values = planet(vec![1e-3, 1e-4]).values();
    let (model, mut workspace) = solved(config(tables(1e-26), 50), &values).unwrap();
    let change = model.change(&values, ("NH3", 3.0), &mut workspace).unwrap();
    assert!(change.iter().all(|change| *change == 0.0));
}
