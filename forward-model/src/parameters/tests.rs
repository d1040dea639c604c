//! Whether values find the parts they belong to.

use super::{Parameter, ParameterLayout, ValueError, layout::Parts};
use crate::failure::SimulationFailure;

fn layout() -> ParameterLayout {
    let parameter = |name: &str| Parameter::new(name, "a number", [0.0, 1.0]);
    ParameterLayout::new(Parts {
        planet_radius: vec![parameter("radius")],
        temperature: vec![parameter("warm"), parameter("cold")],
        chemistry: vec![parameter("gas")],
        clouds: vec![vec![parameter("top")], vec![], vec![parameter("haze")]],
        cloud_fraction: vec![],
        unocculted: vec![vec![parameter("fraction"), parameter("spot")]],
        system: [vec![], vec![], vec![]],
    })
}

#[test]
fn each_part_finds_its_own_values_under_its_name() {
    let layout = layout();
    let values = [1.0, 2.0, 3.0, 4.0, 5.0, 6.0, 7.0, 8.0];
    let view = layout.view(&values).unwrap();
    assert_eq!(view.radius_rjup(), 1.0);
    assert_eq!(view.temperature(), [2.0, 3.0]);
    assert_eq!(view.chemistry(), [4.0]);
    let clouds: Vec<&[f64]> = (0..3).map(|i_cloud| view.cloud(i_cloud)).collect();
    assert_eq!(clouds, [&[5.0][..], &[], &[6.0]]);
    assert_eq!(view.cloud_fraction(), 1.0);
    assert_eq!(view.unocculted().collect::<Vec<_>>(), [[7.0, 8.0]]);
}

#[test]
fn values_may_be_named_in_any_order_but_all_and_nothing_else() {
    let layout = layout();
    let mut by_name: Vec<(&str, f64)> = ["radius", "warm", "cold", "gas", "top", "haze"]
        .into_iter()
        .zip(1..)
        .map(|(name, value)| (name, f64::from(value)))
        .collect();
    by_name.extend([("spot", 8.0), ("fraction", 7.0)]);
    let expected = layout.values(&by_name).unwrap();
    assert_eq!(expected, [1.0, 2.0, 3.0, 4.0, 5.0, 6.0, 7.0, 8.0]);
    by_name.reverse();
    assert_eq!(layout.values(&by_name).unwrap(), expected);
    let missing = layout.values(&by_name[1..]).unwrap_err();
    assert!(matches!(missing, ValueError::Missing { name, .. } if name == "fraction"));
    by_name.push(("log_H2O", 0.0));
    let unknown = layout.values(&by_name).unwrap_err().to_string();
    assert!(unknown.contains("`log_H2O`") && unknown.contains("radius, warm"));
}

#[test]
fn values_that_are_too_few_or_no_numbers_are_refused() {
    let layout = layout();
    let mut values = [1.0; 8];
    assert!(matches!(
        layout.view(&values[1..]),
        Err(SimulationFailure::ParameterCount {
            found: 7,
            expected: 8
        })
    ));
    values[3] = f64::NEG_INFINITY;
    assert!(layout.view(&values).is_ok());
    values[3] = f64::INFINITY;
    assert!(layout.view(&values).is_err());
    values[3] = f64::NAN;
    assert!(layout.view(&values).is_err());
    values = [1.0; 8];
    values[0] = 0.0;
    assert!(layout.view(&values).is_err());
}
