//! Calibration: how often intervals of a stated level held the truth, for every parameter.

use super::{
    Figure, PlotError,
    axis::{Axis, Panel},
    canvas::{Stroke, TextLook},
    check,
    frame::{self, Ticks},
    geometry::{Point, Rect},
    legend::{self, Entry, Key},
    theme::{self, Colour},
};

/// Width and height of the panel, mm.
const PANEL_MM: [f64; 2] = [72.0, 52.0];
const EDGE_MM: f64 = 1.5;
/// Space between the panel and the legend, mm.
const LEGEND_GAP_MM: f64 = 3.0;
const LOOK: TextLook = TextLook::level(9.0, theme::INK);
const LEGEND_LOOK: TextLook = TextLook::level(8.0, theme::INK);
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
/// [`PlotError::Empty`] without parameters, levels or simulations, [`PlotError::Length`] if shapes disagree,
/// [`PlotError::NotFinite`] for a NaN or an infinity.
pub fn draw(data: &CoverageData) -> Result<Figure, PlotError> {
    data.check()?;
    let panel = panel(data);
    let (x, y) = (Ticks::new(&panel.x, 6), Ticks::new(&panel.y, 6));
    let entries = entries(data);
    let legend_mm = LEGEND_GAP_MM + legend::column_width_mm(&entries, LEGEND_LOOK) + EDGE_MM;
    let size_mm = [
        panel.rect.right + legend_mm,
        panel.rect.bottom + frame::bottom_mm(LOOK) + EDGE_MM,
    ];
    Figure::draw(size_mm, |canvas| {
        canvas.clip = Some(panel.rect);
        canvas.polygon(&band(&panel, data.n_simulations), theme::LIGHT_GREY);
        canvas.line(&[panel.at(0.0, 0.0), panel.at(100.0, 0.0)], PERFECT);
        for (i, parameter) in data.parameters.iter().enumerate() {
            canvas.line(
                &curve(&panel, &data.nominal, &parameter.measured),
                stroke(i),
            );
        }
        canvas.clip = None;
        frame::draw(canvas, &panel, &x, &y);
        frame::label_bottom(canvas, &panel, &x, "central interval [%]", LOOK);
        let name = ("coverage − interval [points]", EDGE_MM + 0.8 * LOOK.em_mm());
        frame::label_left(canvas, &panel, &y, name, LOOK);
        let rows: Vec<Vec<Entry>> = entries.into_iter().map(|entry| vec![entry]).collect();
        let start = (
            panel.rect.right + LEGEND_GAP_MM,
            panel.rect.top + 0.8 * LEGEND_LOOK.em_mm(),
        );
        legend::draw_rows(canvas, &rows, start, LEGEND_LOOK);
    })
}

impl CoverageData {
    fn check(&self) -> Result<(), PlotError> {
        check::not_empty("parameter", &self.parameters)?;
        check::not_empty("level", &self.nominal)?;
        check::finite("the levels", &self.nominal)?;
        if self.n_simulations == 0 {
            return Err(PlotError::Empty {
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

fn panel(data: &CoverageData) -> Panel {
    let differences = data.parameters.iter().flat_map(|parameter| {
        let pairs = parameter.measured.iter().zip(&data.nominal);
        pairs.map(|(measured, nominal)| PERCENT * (measured - nominal).abs())
    });
    let reach = differences.fold(
        LEAST_REACH.max(1.1 * band_reach(0.5, data.n_simulations)),
        f64::max,
    );
    let y = Axis::linear(-1.08 * reach, 1.08 * reach);
    let left = EDGE_MM + frame::left_mm(Ticks::new(&y, 6).width_em(), LOOK);
    let top = EDGE_MM + 0.5 * LOOK.em_mm();
    let rect = Rect {
        left,
        top,
        right: left + PANEL_MM[0],
        bottom: top + PANEL_MM[1],
    };
    Panel {
        rect,
        x: Axis::linear(0.0, 100.0),
        y,
    }
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
        .chain([panel.at(100.0, 0.0)])
        .collect()
}

fn colour(i_parameter: usize) -> Colour {
    theme::LINES[i_parameter % theme::LINES.len()]
}

fn stroke(i_parameter: usize) -> Stroke {
    Stroke::solid(colour(i_parameter), 0.4)
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
