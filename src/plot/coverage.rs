//! Calibration: how often intervals of a stated level held the truth, for every parameter.

use figures::{
    Figure, FigureError,
    axis::{Axis, Panel},
    canvas::Canvas,
    check,
    geometry::Point,
    legend::{Entry, Key, Legend},
    look::{Stroke, TextLook},
    sheet::{Place, Row, Scale, Sheet, Style},
    theme,
};

use super::{
    chosen::chosen,
    kind::{Kind, RunFile, Source},
    source_look::source_stroke,
};
use crate::evaluate::Evaluation;

/// Calibration of an evaluation.
pub const KIND: Kind = Kind {
    name: "coverage",
    stem: "coverage",
    shows: "how often intervals held the truth",
    source: Source::Parameters(RunFile::Evaluation, |path, names| {
        let evaluation = Evaluation::read(path)?;
        let parameters = evaluation.parameters.iter();
        let known: Vec<&str> = parameters.map(|p| p.name.as_str()).collect();
        let shown = chosen(path, &known, names)?;
        let joint = of_all(&evaluation);
        let mut data = CoverageData::from(evaluation).of(&shown);
        data.parameters.extend(joint);
        Ok(draw(&data)?)
    }),
};

const LOOK: TextLook = TextLook::level(9.0, theme::INK);
const LEGEND_LOOK: TextLook = TextLook::level(8.0, theme::INK);
const STYLE: Style = Style {
    width_mm: 85.0,
    right_mm: 0.0,
    look: LOOK,
    legend_look: LEGEND_LOOK,
};
/// A panel is no lower than this, and as high as the legend beside it.
const HEIGHT_MM: f64 = 52.0;
/// More curves than these are drawn in several panels.
const MOST_CURVES: usize = 10;
const LINE_MM: f64 = 0.4;
const PERFECT: Stroke = Stroke::solid(theme::GREY, 0.25);
const PERCENT: f64 = 100.0;
/// The axis reaches at least this far to either side, points.
const LEAST_REACH: f64 = 6.0;
/// The 95 % interval of a normal distribution reaches this many standard deviations.
const Z_95: f64 = 1.959_964;

/// The coverage of one parameter.
#[derive(Debug, Clone, PartialEq)]
pub struct ParameterCoverage {
    /// How a figure writes the parameter, `log₁₀ X(H₂O)`.
    pub label: String,
    /// Fraction of simulations whose truth lay inside the central interval of each level, shape `[n_levels]`.
    pub measured: Vec<f64>,
}

/// What a coverage figure shows.
#[derive(Debug, Clone, PartialEq)]
pub struct CoverageData {
    /// Levels of the central intervals, zero to one, rising, shape `[n_levels]`.
    pub nominal: Vec<f64>,
    /// Every parameter.
    pub parameters: Vec<ParameterCoverage>,
    /// Number of simulations the fractions were measured on.
    pub n_simulations: usize,
}

/// Draws by how much measured and nominal coverage differ, over the band in which 95 % of the points of a perfectly calibrated posterior
/// would lie (the binomial's normal approximation); many parameters in panels of a few, each with its own legend.
///
/// # Errors
/// [`FigureError::Empty`] without parameters, levels or simulations, [`FigureError::Length`] if shapes disagree,
/// [`FigureError::NotFinite`] for a NaN or an infinity.
pub fn draw(data: &CoverageData) -> Result<Figure, FigureError> {
    data.check()?;
    let groups = groups(data);
    let legends: Vec<Vec<Entry>> = groups.iter().map(|group| entries(group)).collect();
    let row = |legend: &Vec<Entry>| Row {
        height_mm: Legend::in_column(legend.clone(), LEGEND_LOOK)
            .height_mm()
            .max(HEIGHT_MM),
        y: Scale::new(difference_axis(data), "coverage − interval [points]", 6),
    };
    let rows = legends.iter().map(row).collect();
    let x = Scale::new(Axis::linear(0.0, PERCENT), "interval or region [%]", 6);
    let sheet = Sheet::new(&STYLE, x, rows, Place::Beside(legends));
    Figure::draw(sheet.size_mm, |canvas| {
        for (panel, group) in sheet.panels.iter().zip(&groups) {
            canvas.within(panel.rect, |canvas| draw_curves(canvas, panel, data, group));
        }
        sheet.draw_frame(canvas);
    })
}

/// A parameter and how its curve looks.
type Curve<'a> = (&'a ParameterCoverage, Stroke);

/// The curves of each panel, about as many in one as in another. That of a gas has the gas's colour, the others have those
/// that are left.
fn groups(data: &CoverageData) -> Vec<Vec<Curve<'_>>> {
    let n_panels = data.parameters.len().div_ceil(MOST_CURVES);
    let n_curves = data.parameters.len().div_ceil(n_panels);
    data.parameters.chunks(n_curves).map(with_strokes).collect()
}

fn with_strokes(parameters: &[ParameterCoverage]) -> Vec<Curve<'_>> {
    let mut taken: Vec<Stroke> = Vec::new();
    for parameter in parameters {
        let gas = gas_of(&parameter.label).map(|gas| source_stroke(gas, LINE_MM));
        taken.extend(gas.filter(|stroke| !taken.contains(stroke)));
    }
    let mut free = (0..).map(|i| theme::line_stroke(i, LINE_MM));
    let mut gases = taken.clone();
    let mut stroke = |parameter: &ParameterCoverage| {
        let own = gas_of(&parameter.label).map(|gas| source_stroke(gas, LINE_MM));
        let i_own = own.and_then(|own| gases.iter().position(|gas| *gas == own));
        match i_own {
            Some(i) => gases.swap_remove(i),
            None => free.find(|line| !taken.contains(line)).expect("endless"),
        }
    };
    parameters
        .iter()
        .map(|parameter| (parameter, stroke(parameter)))
        .collect()
}

/// The gas in the label of a mixing ratio, `log₁₀ X(H₂O)`.
fn gas_of(label: &str) -> Option<&str> {
    let (_, rest) = label.split_once("X(")?;
    Some(rest.split_once(')')?.0)
}

fn draw_curves(canvas: &mut Canvas, panel: &Panel, data: &CoverageData, curves: &[Curve<'_>]) {
    canvas.polygon(&band(panel, data.n_simulations), theme::LIGHT_GREY);
    canvas.line(&[panel.at(0.0, 0.0), panel.at(PERCENT, 0.0)], PERFECT);
    for (parameter, stroke) in curves {
        canvas.line(&curve(panel, &data.nominal, &parameter.measured), *stroke);
    }
}

/// Regions of all parameters, of two kinds.
fn of_all(evaluation: &Evaluation) -> [ParameterCoverage; 2] {
    let joint = &evaluation.joint_coverage;
    [
        ("all: highest density", &joint.highest_density),
        ("all: TARP", &joint.tarp),
    ]
    .map(|(label, measured)| ParameterCoverage {
        label: label.into(),
        measured: measured.clone(),
    })
}

impl From<Evaluation> for CoverageData {
    fn from(evaluation: Evaluation) -> Self {
        let measured = evaluation.expected_coverage.measured;
        let parameters = evaluation.parameters.into_iter().zip(measured);
        Self {
            nominal: evaluation.expected_coverage.nominal,
            parameters: parameters
                .map(|(parameter, measured)| ParameterCoverage {
                    label: parameter.label,
                    measured,
                })
                .collect(),
            n_simulations: evaluation.n_simulations,
        }
    }
}

impl CoverageData {
    /// The same of some parameters, by their indices.
    fn of(self, shown: &[usize]) -> Self {
        let parameters = shown.iter().map(|&i| self.parameters[i].clone());
        Self {
            parameters: parameters.collect(),
            ..self
        }
    }

    fn check(&self) -> Result<(), FigureError> {
        check::not_empty("parameter", &self.parameters)?;
        check::not_empty("level", &self.nominal)?;
        check::finite("the levels", &self.nominal)?;
        if self.n_simulations == 0 {
            return Err(FigureError::Empty {
                quantity: "simulation",
            });
        }
        self.parameters.iter().try_for_each(|parameter| {
            check::length(
                "measured levels",
                parameter.measured.len(),
                self.nominal.len(),
            )?;
            check::finite(
                &format!("the coverage of {}", parameter.label),
                &parameter.measured,
            )
        })
    }
}

/// About zero, as far as the band or any curve reaches.
fn difference_axis(data: &CoverageData) -> Axis {
    let differences = data.parameters.iter().flat_map(|parameter| {
        let pairs = parameter.measured.iter().zip(&data.nominal);
        pairs.map(|(measured, nominal)| PERCENT * (measured - nominal).abs())
    });
    let reach = differences.fold(
        LEAST_REACH.max(1.1 * band_reach(0.5, data.n_simulations)),
        f64::max,
    );
    Axis::linear(-1.08 * reach, 1.08 * reach)
}

/// Half the width of the band at a level, points.
fn band_reach(level: f64, n_simulations: usize) -> f64 {
    PERCENT * Z_95 * (level * (1.0 - level) / n_simulations as f64).sqrt()
}

/// The outline of the band about zero.
fn band(panel: &Panel, n_simulations: usize) -> Vec<Point> {
    let levels = || (0..=200).map(|i| f64::from(i) / 200.0);
    let edge =
        |level: f64, side: f64| panel.at(PERCENT * level, side * band_reach(level, n_simulations));
    let above = levels().map(|level| edge(level, 1.0));
    above
        .chain(levels().rev().map(|level| edge(level, -1.0)))
        .collect()
}

/// The measured points, from 0 % to 100 %, where every interval's coverage is known.
fn curve(panel: &Panel, nominal: &[f64], measured: &[f64]) -> Vec<Point> {
    let points = nominal.iter().zip(measured);
    let points = points.map(|(&x, &y)| panel.at(PERCENT * x, PERCENT * (y - x)));
    std::iter::once(panel.at(0.0, 0.0))
        .chain(points)
        .chain([panel.at(PERCENT, 0.0)])
        .collect()
}

fn entries(curves: &[Curve<'_>]) -> Vec<Entry> {
    let curves = curves.iter();
    let mut entries: Vec<Entry> = curves
        .map(|(parameter, stroke)| Entry::new(Key::Line(*stroke), &parameter.label))
        .collect();
    entries.push(Entry::new(
        Key::Patch(theme::LIGHT_GREY),
        "95 % if calibrated",
    ));
    entries
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn gases_keep_their_colours_and_no_two_curves_of_a_panel_look_alike() {
        let labels = [
            "T",
            "log₁₀ X(CO₂)",
            "log₁₀ X(H₂O) top",
            "log₁₀ X(H₂O) bottom",
            "f_σ",
            "log₁₀ P(H₂O)",
        ];
        let parameters = labels.map(|label| ParameterCoverage {
            label: label.into(),
            measured: Vec::new(),
        });
        let curves = with_strokes(&parameters);
        assert_eq!(curves[1].1, source_stroke("CO2", LINE_MM));
        assert_eq!(curves[2].1, source_stroke("H2O", LINE_MM));
        for (i, (_, stroke)) in curves.iter().enumerate() {
            assert!(curves[..i].iter().all(|(_, other)| other != stroke), "{i}");
        }
    }
}
