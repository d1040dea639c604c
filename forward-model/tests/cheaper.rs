//! A model at fewer g points beside itself.

mod synthetic;

use forward_model::{ForwardModel, Species};
use synthetic::{config, k_table, planet, solved};

/// Two gases whose log k is a straight line in g over two decades, at the middles of sixteen equal parts, whose mean k is 3.5e-3 too
/// low, and at eight points of Gauss's rule, whose is not: of the depth that is 1e-4 at most.
#[test]
fn smooth_distributions_need_eight_points() {
    let tables = || {
        let gases = [Species::H2O, Species::CO2];
        gases.map(|gas| k_table(gas, 20, 16)).to_vec()
    };
    let values = planet(vec![1e-3, 1e-4]).values();
    let (model, workspace) = solved(config(tables(), 60), &values).unwrap();
    let few = model.at_few_g_points().expect("sixteen are many");
    let mut cheap = few.workspace();
    few.spectrum(&values, &mut cheap).unwrap();
    let pairs = cheap.spectrum().iter().zip(workspace.spectrum());
    let worst = pairs.map(|(few, all)| (few / all - 1.0).abs());
    let worst = worst.fold(0.0, f64::max);
    assert!(worst < 1e-4, "{worst}");
    assert!(worst > 0.0, "nothing was left out");
}

#[test]
fn few_points_are_not_made_fewer() {
    for n_g in [1, 4, 11] {
        let model = ForwardModel::new(config(vec![k_table(Species::H2O, 20, n_g)], 20)).unwrap();
        assert!(model.at_few_g_points().is_none(), "{n_g}");
    }
    let model = ForwardModel::new(config(vec![k_table(Species::H2O, 20, 16)], 20)).unwrap();
    assert!(model.at_few_g_points().unwrap().at_few_g_points().is_none());
}
