//! Temperature over pressure: what the posterior says, over what the prior allowed.

use std::path::Path;

use figures::{
    Figure, FigureError,
    axis::{Axis, Panel},
    canvas::Canvas,
    check,
    legend::{Entry, Key},
    look::{Colour, Stroke, TextLook},
    series,
    sheet::{Place, Row, Scale, Sheet, Style},
    theme::{self, EDGE_MM},
};

use super::{
    Bands, PlotError,
    kind::{Kind, RunFile, Source},
};
use crate::posterior::PosteriorFile;

/// Temperature over pressure of a posterior.
pub const KIND: Kind = Kind {
    name: "profile",
    stem: "temperature",
    shows: "temperature over pressure",
    source: Source::Run(RunFile::Posterior, |file| Ok(draw(&read(file)?)?)),
};

const LOOK: TextLook = TextLook::level(9.0, theme::INK);
const STYLE: Style = Style {
    width_mm: 90.0,
    right_mm: 3.0 * EDGE_MM,
    look: LOOK,
    legend_look: LOOK,
};
const HEIGHT_MM: f64 = 74.0;
const MEDIAN: Stroke = Stroke::solid(theme::BLUE, 0.45);
/// Behind the posterior: the prior's outer and inner band.
const PRIOR: [Colour; 2] = [(240, 240, 241), (224, 224, 226)];
/// The axis reaches this far beyond the posterior's 95 % band, of that band's range, if the prior does.
const PRIOR_REACH: f64 = 0.15;

/// Part of the axis at its start that is left without a number.
const CORNER: f64 = 0.05;

/// What a figure of temperature over pressure shows.
#[derive(Debug, Clone, PartialEq)]
pub struct ProfileData {
    /// Pressure of the levels, bar, rising, shape `[n_levels]`.
    pub pressure_bar: Vec<f64>,
    /// Quantiles of the posterior's temperatures, K, each of shape `[n_levels]`.
    pub posterior: Bands,
    /// Those of the prior's.
    pub prior: Bands,
}

/// Draws median, 68 % and 95 % band of the posterior over those of the prior, high pressure down.
///
/// # Errors
/// [`FigureError::TooFew`] with fewer than two levels, [`FigureError::Length`] if shapes disagree, [`FigureError::NotFinite`] for a
/// NaN or an infinity, [`FigureError::NotPositive`] for a pressure not above zero.
pub fn draw(data: &ProfileData) -> Result<Figure, FigureError> {
    data.check()?;
    let sheet = sheet(data);
    let panel = &sheet.panels[0];
    Figure::draw(sheet.size_mm, |canvas| {
        canvas.within(panel.rect, |canvas| {
            let levels = &data.pressure_bar;
            draw_bands(canvas, panel, (levels, &data.prior), PRIOR);
            let posterior = [theme::BLUE_OUTER, theme::BLUE_INNER];
            draw_bands(canvas, panel, (levels, &data.posterior), posterior);
            draw_median(canvas, panel, data);
        });
        sheet.draw_frame(canvas);
    })
}

fn read(path: &Path) -> Result<ProfileData, PlotError> {
    let absent = || PlotError::Absent {
        path: path.into(),
        found: "no temperature profile",
        expected: "the posterior of a study whose profile is not isothermal",
    };
    let profile = PosteriorFile::read(path)?.temperature.ok_or_else(absent)?;
    Ok(ProfileData {
        pressure_bar: profile.pressure_bar,
        posterior: Bands::from_quantiles(&profile.quantiles_k),
        prior: Bands::from_quantiles(&profile.prior_quantiles_k),
    })
}

impl ProfileData {
    fn check(&self) -> Result<(), FigureError> {
        let n_levels = self.pressure_bar.len();
        check::at_least("levels", n_levels, 2)?;
        check::positive("the pressures", &self.pressure_bar)?;
        self.posterior.check("temperatures", n_levels)?;
        self.prior.check("temperatures of the prior", n_levels)
    }
}

fn sheet(data: &ProfileData) -> Sheet {
    let x = temperature_axis(data);
    let (top, bottom) = series::range(data.pressure_bar.iter().copied());
    let row = Row {
        height_mm: HEIGHT_MM,
        y: Scale::new(Axis::log(top, bottom).reversed(), "P [bar]", 10),
    };
    let legend = Place::Above(entries());
    let mut sheet = Sheet::new(&STYLE, Scale::new(x, "T [K]", 8), vec![row], legend);
    // A number in the corner would run into that of the lowest pressure.
    let numbers = &mut sheet.x_ticks.major;
    numbers.retain(|tick| x.fraction(tick.value) > CORNER);
    sheet
}

/// The outer and the inner band over the levels' pressures, bar.
fn draw_bands(
    canvas: &mut Canvas,
    panel: &Panel,
    (pressure_bar, bands): (&[f64], &Bands),
    colours: [Colour; 2],
) {
    let place = |(pressure, temperature): (&f64, &f64)| panel.at(*temperature, *pressure);
    for ([lower, upper], colour) in bands.edges().into_iter().zip(colours) {
        let down = pressure_bar.iter().zip(lower).map(place);
        let up = pressure_bar.iter().zip(upper).rev().map(place);
        canvas.polygon(&down.chain(up).collect::<Vec<_>>(), colour);
    }
}

fn draw_median(canvas: &mut Canvas, panel: &Panel, data: &ProfileData) {
    let levels = data.pressure_bar.iter().zip(&data.posterior.median);
    let line: Vec<_> = levels
        .map(|(bar, kelvin)| panel.at(*kelvin, *bar))
        .collect();
    canvas.line(&line, MEDIAN);
}

fn entries() -> Vec<Entry> {
    let posterior = Key::Bands(theme::BLUE_OUTER, theme::BLUE_INNER, MEDIAN);
    vec![
        Entry::new(posterior, "posterior, 68 %, 95 %"),
        Entry::new(Key::Nested(PRIOR[0], PRIOR[1]), "prior"),
    ]
}

/// The posterior's 95 % band and as much of the prior's as leaves the posterior readable.
fn temperature_axis(data: &ProfileData) -> Axis {
    let outer = |bands: &Bands| {
        let (low, _) = series::range(bands.lower_95.iter().copied());
        let (_, high) = series::range(bands.upper_95.iter().copied());
        (low, high)
    };
    let (low, high) = outer(&data.posterior);
    let (prior_low, prior_high) = outer(&data.prior);
    let reach = PRIOR_REACH * (high - low).max(1.0);
    let low = low.min(prior_low.max(low - reach));
    let high = high.max(prior_high.min(high + reach));
    let margin = 0.03 * (high - low).max(1.0);
    Axis::linear((low - margin).max(0.0), high + margin)
}
