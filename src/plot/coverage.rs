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

use super::kind::{Kind, RunFile, Source};
use crate::evaluate::Evaluation;

/// Calibration of an evaluation.
pub const KIND: Kind = Kind {
    name: "coverage",
    stem: "coverage",
    shows: "how often intervals held the truth",
    source: Source::Run(RunFile::Evaluation, |file| {
        Ok(draw(&Evaluation::read(file)?.into())?)
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
/// The panel is no lower than this, and as high as the legend beside it.
const HEIGHT_MM: f64 = 52.0;
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
/// would lie (the binomial's normal approximation).
///
/// # Errors
/// [`FigureError::Empty`] without parameters, levels or simulations, [`FigureError::Length`] if shapes disagree,
/// [`FigureError::NotFinite`] for a NaN or an infinity.
pub fn draw(data: &CoverageData) -> Result<Figure, FigureError> {
    data.check()?;
    let entries = entries(data);
    let legend_mm = Legend::in_column(entries.clone(), LEGEND_LOOK).height_mm();
    let row = Row {
        height_mm: legend_mm.max(HEIGHT_MM),
        y: Scale::new(difference_axis(data), "coverage − interval [points]", 6),
    };
    let x = Scale::new(Axis::linear(0.0, PERCENT), "central interval [%]", 6);
    let sheet = Sheet::new(&STYLE, x, vec![row], Place::Beside(entries));
    let panel = &sheet.panels[0];
    Figure::draw(sheet.size_mm, |canvas| {
        canvas.within(panel.rect, |canvas| draw_curves(canvas, panel, data));
        sheet.draw_frame(canvas);
    })
}

fn draw_curves(canvas: &mut Canvas, panel: &Panel, data: &CoverageData) {
    canvas.polygon(&band(panel, data.n_simulations), theme::LIGHT_GREY);
    canvas.line(&[panel.at(0.0, 0.0), panel.at(PERCENT, 0.0)], PERFECT);
    for (i, parameter) in data.parameters.iter().enumerate() {
        let curve = curve(panel, &data.nominal, &parameter.measured);
        canvas.line(&curve, stroke(i));
    }
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

fn stroke(i_parameter: usize) -> Stroke {
    theme::line_stroke(i_parameter, 0.4)
}

fn entries(data: &CoverageData) -> Vec<Entry> {
    let names = data.parameters.iter().enumerate();
    let mut entries: Vec<Entry> = names
        .map(|(i, parameter)| Entry::new(Key::Line(stroke(i)), &parameter.label))
        .collect();
    entries.push(Entry::new(
        Key::Patch(theme::LIGHT_GREY),
        "95 % if calibrated",
    ));
    entries
}
