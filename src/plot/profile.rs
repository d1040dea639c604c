//! Temperature over pressure: what the posterior says, over what the prior allowed.

use super::{
    Figure, PlotError,
    axis::Axis,
    band,
    canvas::{Canvas, Stroke, TextLook},
    check,
    legend::{Entry, Key},
    sheet::{EDGE_MM, Sheet, Style},
    spectrum::Bands,
    theme::{self, Colour},
};

const LOOK: TextLook = TextLook::level(9.0, theme::INK);
const STYLE: Style = Style {
    width_mm: 90.0,
    height_mm: 74.0,
    right_mm: 3.0 * EDGE_MM,
    look: LOOK,
    most_numbers: [8, 10],
};
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
/// [`PlotError::TooFew`] with fewer than two levels, [`PlotError::Length`] if shapes disagree, [`PlotError::NotFinite`] for a
/// NaN or an infinity, [`PlotError::NotPositive`] for a pressure not above zero.
pub fn draw(data: &ProfileData) -> Result<Figure, PlotError> {
    data.check()?;
    let layout = Layout::new(data);
    Figure::draw(layout.sheet.size_mm, |canvas| {
        let levels = &data.pressure_bar;
        layout.draw_bands(canvas, levels, &data.prior, PRIOR);
        let posterior = [theme::BLUE_OUTER, theme::BLUE_INNER];
        layout.draw_bands(canvas, levels, &data.posterior, posterior);
        layout.draw_median(canvas, data);
        layout.sheet.draw_frame(canvas);
    })
}

impl ProfileData {
    fn check(&self) -> Result<(), PlotError> {
        let n_levels = self.pressure_bar.len();
        if n_levels < 2 {
            return Err(PlotError::TooFew {
                quantity: "levels",
                found: n_levels,
                expected: 2,
            });
        }
        check::positive("the pressures", &self.pressure_bar)?;
        self.posterior.check("temperatures", n_levels)?;
        self.prior.check("temperatures of the prior", n_levels)
    }
}

struct Layout {
    sheet: Sheet,
}

impl Layout {
    fn new(data: &ProfileData) -> Self {
        let x = temperature_axis(data);
        let (top, bottom) = band::range(data.pressure_bar.iter().copied());
        let y = Axis::log(top, bottom).reversed();
        let mut sheet = Sheet::new(&STYLE, [x, y], ["T [K]", "P [bar]"], entries());
        // A number in the corner would run into that of the lowest pressure.
        let x = &sheet.panel.x;
        sheet.ticks[0]
            .major
            .retain(|tick| x.fraction(tick.value) > CORNER);
        Self { sheet }
    }

    /// The outer and the inner band.
    fn draw_bands(
        &self,
        canvas: &mut Canvas<'_>,
        pressure_bar: &[f64],
        bands: &Bands,
        colours: [Colour; 2],
    ) {
        canvas.clip = Some(self.sheet.panel.rect);
        let place =
            |(pressure, temperature): (&f64, &f64)| self.sheet.panel.at(*temperature, *pressure);
        let edges = [
            (&bands.lower_95, &bands.upper_95),
            (&bands.lower_68, &bands.upper_68),
        ];
        for ((lower, upper), colour) in edges.into_iter().zip(colours) {
            let down = pressure_bar.iter().zip(lower).map(place);
            let up = pressure_bar.iter().zip(upper).rev().map(place);
            canvas.polygon(&down.chain(up).collect::<Vec<_>>(), colour);
        }
        canvas.clip = None;
    }

    fn draw_median(&self, canvas: &mut Canvas<'_>, data: &ProfileData) {
        canvas.clip = Some(self.sheet.panel.rect);
        let levels = data.pressure_bar.iter().zip(&data.posterior.median);
        let line =
            levels.map(|(pressure, temperature)| self.sheet.panel.at(*temperature, *pressure));
        canvas.line(&line.collect::<Vec<_>>(), MEDIAN);
        canvas.clip = None;
    }
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
        let (low, _) = band::range(bands.lower_95.iter().copied());
        let (_, high) = band::range(bands.upper_95.iter().copied());
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
