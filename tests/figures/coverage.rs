//! The coverage plot: every measured level where the numbers of the axes say, however many parameters there are.

use exosonde::plot::{
    Figure,
    coverage::{self, CoverageData, ParameterCoverage},
    source_stroke,
};
use figures::{geometry::Rect, theme};

use crate::{
    keep,
    posteriors::LABELS,
    reading::{Chart, Spacing::Linear, assert_legible, assert_on_stroke, frames, key_line},
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
                    .map(|p| p + 0.03 * (i as f64 - 3.5) * p * (1.0 - p))
                    .collect(),
            })
            .collect(),
        nominal,
        n_simulations: 1000,
    }
}

#[test]
fn every_level_of_every_parameter_lies_where_its_axes_say() {
    for n in [1, 8, 10, 17, 30] {
        let data = data(n);
        let figure = coverage::draw(&data).unwrap();
        keep(&figure, &format!("coverage-{n}"));
        assert_legible(&figure, &format!("{n} parameters"), &[]);
        for parameter in &data.parameters {
            let frame = panel_of(&figure, &parameter.label);
            let chart = Chart::read(&figure, &frame, [Linear; 2]);
            let look = key_line(&figure, &parameter.label);
            for (nominal, measured) in data.nominal.iter().zip(&parameter.measured) {
                let at = chart.at(100.0 * nominal, 100.0 * (measured - nominal));
                assert_on_stroke(&figure, look, at);
            }
        }
        assert_told_apart(&figure, &data);
    }
}

/// The panel that a name stands beside.
fn panel_of(figure: &Figure, label: &str) -> Rect {
    let texts = figure.texts();
    let (_, rect) = texts.iter().find(|(text, _)| *text == label).unwrap();
    let y = rect.centre().1;
    let mut frames = frames(figure).into_iter();
    frames
        .find(|frame| (frame.top..frame.bottom).contains(&y))
        .unwrap()
}

/// No two parameters of a panel look alike, and a gas looks as it does in other figures.
fn assert_told_apart(figure: &Figure, data: &CoverageData) {
    let labels = data.parameters.iter().map(|parameter| &parameter.label);
    let looks: Vec<_> = labels
        .map(|label| {
            let (panel, look) = (panel_of(figure, label), key_line(figure, label));
            if let Some(gas) = label
                .strip_prefix("log₁₀ X(")
                .and_then(|l| l.strip_suffix(')'))
            {
                assert_eq!(look.colour, source_stroke(gas, 0.4).colour, "{label}");
            }
            (panel.top, look)
        })
        .collect();
    for (i, look) in looks.iter().enumerate() {
        assert!(!looks[..i].contains(look), "line {i} looks like another");
    }
}

#[test]
fn forty_lines_look_different() {
    let strokes: Vec<_> = (0..40).map(|i| theme::line_stroke(i, 0.4)).collect();
    for (i, stroke) in strokes.iter().enumerate() {
        assert!(
            !strokes[..i].contains(stroke),
            "line {i} looks like another"
        );
    }
}
