//! Cross sections: every cell where the numbers of the axes say.

use exosonde::plot::opacity::{self, OpacityCell, OpacityCurve};
use figures::{canvas::Element, label::Label};

use crate::{
    keep,
    reading::{
        Chart,
        Spacing::{Linear, Log},
        assert_legible, assert_on_stroke, frames, key_line,
    },
};

/// A gas whose cross section rises and falls by `decades` about 1e-22 cm².
fn curve(gas: &str, conditions: String, range_um: [f64; 2], decades: f64) -> OpacityCurve {
    let [from, to] = range_um;
    let edge = |i: i32| from * (to / from).powf(f64::from(i) / 200.0);
    let cell = |i: i32| {
        let mean_cm2 = 1e-22 * 10f64.powf(decades * (0.1 * f64::from(i)).sin());
        OpacityCell {
            short_um: edge(i),
            long_um: edge(i + 1),
            mean_cm2,
            low_cm2: 0.2 * mean_cm2,
            high_cm2: 3.0 * mean_cm2,
        }
    };
    OpacityCurve {
        gas: gas.into(),
        conditions,
        origin: String::new(),
        cells: (0..200).map(cell).collect(),
    }
}

#[test]
fn cross_sections_lie_where_their_axes_say() {
    let one = |range_um| vec![curve("H₂O", "1000 K, 0.1 bar".into(), range_um, 3.0)];
    let hot = |i: usize| format!("{} K, 10^{{−3}} bar", 100 * i);
    let of_one_gas = |n: usize| {
        let one = |i: usize| curve("C₂H₂", hot(i), [0.5, 20.0], 0.1 * i as f64);
        (1..=n).map(one).collect()
    };
    let gases = ["H₂O", "CO₂", "CO", "CH₄", "NH₃", "K", "Na", "SO₂"].into_iter();
    let gases = gases.enumerate();
    let of_gases = gases.map(|(i, gas)| curve(gas, hot(3), [0.5, 20.0], 0.3 * i as f64));
    let mut twice = one([1.1, 1.7]);
    twice.push(OpacityCurve {
        origin: "1H2-16O__POKAZATEL__R15000_0.3-50mu.xsec.TauREx_of_mine^2_as_of_2023-04-01".into(),
        ..curve("H₂O", "1000 K, 0.1 bar".into(), [1.1, 1.7], 2.0)
    });
    for (stem, curves, spacing) in [
        ("opacity-wide", one([0.3, 30.0]), Log),
        ("opacity-narrow", one([1.1, 1.7]), Linear),
        ("opacity-12", of_one_gas(12), Log),
        ("opacity-30", of_one_gas(30), Log),
        ("opacity-gases", of_gases.collect(), Log),
        ("opacity-twice", twice, Linear),
    ] {
        let figure = opacity::draw(&curves).unwrap();
        keep(&figure, stem);
        assert_legible(&figure, stem, &[]);
        let chart = Chart::read(&figure, &frames(&figure)[0], [spacing, Log]);
        let mut looks: Vec<_> = Vec::new();
        for curve in &curves {
            let look = key_line(&figure, &name(curve));
            assert!(!looks.contains(&look), "{stem}: {look:?} twice");
            for cell in &curve.cells {
                let um = 0.5 * (cell.short_um + cell.long_um);
                assert_on_stroke(&figure, look, chart.at(um, cell.mean_cm2));
            }
            looks.push(look);
        }
    }
}

fn name(curve: &OpacityCurve) -> String {
    let name = format!("{} ({})", curve.gas, curve.conditions);
    match curve.origin.is_empty() {
        true => name,
        false => format!("{name}, {}", curve.origin),
    }
}

/// The name of a file is no formula: nothing of it is lowered or raised.
#[test]
fn a_file_is_named_as_it_is() {
    let mut curves = vec![curve("K", "1000 K, 0.1 bar".into(), [1.1, 1.7], 1.0)];
    curves[0].origin = "K_R1000".into();
    let figure = opacity::draw(&curves).unwrap();
    let label = figure.elements().iter().find_map(|element| match element {
        Element::Text { label, .. } if label.source.ends_with("K_R1000") => Some(label),
        _ => None,
    });
    let plain = Label::plain("K (1000 K, 0.1 bar), K_R1000");
    assert!((label.unwrap().width_em - plain.width_em).abs() < 1e-6);
}
