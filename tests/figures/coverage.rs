//! The coverage plot: every measured level where the numbers of the axes say, however many parameters there are.

use exosonde::plot::coverage::{self, CoverageData, ParameterCoverage};
use figures::theme;

use crate::{
    keep,
    posteriors::LABELS,
    reading::{Chart, Spacing::Linear, assert_legible, assert_on_line, frames},
};

fn data(n_parameters: usize) -> CoverageData {
    let nominal: Vec<f64> = (1..20).map(|i| f64::from(i) / 20.0).collect();
    let parameters = LABELS[..n_parameters].iter().enumerate();
    CoverageData {
        parameters: parameters
            .map(|(i, label)| ParameterCoverage {
                label: label.split(" [").next().unwrap().into(),
                measured: nominal
                    .iter()
                    .map(|p| p + 0.06 * (i as f64 - 3.5) * p * (1.0 - p))
                    .collect(),
            })
            .collect(),
        nominal,
        n_simulations: 1000,
    }
}

#[test]
fn every_level_of_every_parameter_lies_where_its_axes_say() {
    for n in [1, 8, 17] {
        let data = data(n);
        let figure = coverage::draw(&data).unwrap();
        keep(&figure, &format!("coverage-{n}"));
        assert_legible(&figure, &format!("{n} parameters"), &[]);
        let chart = Chart::read(&figure, &frames(&figure)[0], [Linear; 2]);
        for (i, parameter) in data.parameters.iter().enumerate() {
            for (nominal, measured) in data.nominal.iter().zip(&parameter.measured) {
                let at = chart.at(100.0 * nominal, 100.0 * (measured - nominal));
                assert_on_line(&figure, theme::line_colour(i), at);
            }
        }
    }
}

#[test]
fn every_parameter_has_a_line_of_its_own() {
    let strokes: Vec<_> = (0..17).map(|i| theme::line_stroke(i, 0.4)).collect();
    for (i, stroke) in strokes.iter().enumerate() {
        assert!(
            !strokes[..i].contains(stroke),
            "line {i} looks like another"
        );
    }
}
