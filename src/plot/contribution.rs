//! The contribution function: at which pressures each wavelength of a spectrum is made.

use figures::{
    Figure, FigureError,
    axis::{Axis, Panel},
    canvas::Canvas,
    check,
    geometry::Rect,
    legend::{Entry, Key},
    look::{Stroke, TextLook},
    series,
    sheet::{Place, Row, Scale, Sheet, Style},
    theme::{self, EDGE_MM},
};
use ndarray::{Array1, Array2, ArrayView1, s};

use super::{
    kind::{Kind, Simulation, Source},
    wavelength,
};

/// At which pressures a simulated spectrum is made.
pub const KIND: Kind = Kind {
    name: "contribution",
    stem: "contribution",
    shows: "at which pressures each wavelength is made",
    source: Source::Simulation(|simulation| {
        let data = ContributionData::of(simulation);
        Ok(data.map(|data| draw(&data)).transpose()?)
    }),
};

const LOOK: TextLook = TextLook::level(9.5, theme::INK);
const STYLE: Style = Style {
    width_mm: 130.0,
    right_mm: 2.0 * EDGE_MM,
    look: LOOK,
    legend_look: LOOK,
};
const HEIGHT_MM: f64 = 62.0;
const MEDIAN: Stroke = Stroke::solid(theme::VERMILION, 0.4);
/// Levels where no cell reaches this part of its highest weight are left out.
const SHOWN: f64 = 0.02;
/// White space above and below what is shown, a factor of pressure.
const PRESSURE_MARGIN: f64 = 2.0;
/// Cells that touch are drawn this far into each other, or a white line would part them, mm.
const SEAM_MM: f64 = 0.04;

/// What a figure of a contribution function shows.
#[derive(Debug, Clone, PartialEq)]
pub struct ContributionData {
    /// Shortest and longest wavelength of each cell, µm, the first rising, shape `[n_cells]`.
    pub cells_um: Vec<[f64; 2]>,
    /// Pressure of the levels, bar, rising, shape `[n_levels]`.
    pub pressure_bar: Vec<f64>,
    /// How much each level has to do with each cell, not negative, shape `[n_levels, n_cells]`.
    pub weight: Array2<f64>,
    /// Pressure above which half of a cell's weight lies, bar, shape `[n_cells]`.
    pub median_bar: Vec<f64>,
    /// What the weight contributes to, such as `transit depth`.
    pub quantity: String,
}

/// Draws each cell's weight over pressure in shades from nothing to the cell's highest, high pressure down, and the level
/// that halves it.
///
/// # Errors
/// [`FigureError::Empty`] without cells, [`FigureError::TooFew`] with fewer than two levels, [`FigureError::Length`] if shapes
/// disagree, [`FigureError::NotFinite`] for a NaN or an infinity, [`FigureError::NotPositive`] for a wavelength or a pressure not
/// above zero, or a cell without any weight.
pub fn draw(data: &ContributionData) -> Result<Figure, FigureError> {
    data.check()?;
    let (x, y) = (wavelength_axis(data), pressure_axis(data));
    let row = Row {
        height_mm: HEIGHT_MM,
        y: Scale::new(y, "P [bar]", 8),
    };
    let x = Scale::new(x, wavelength::NAME, 12);
    let sheet = Sheet::new(&STYLE, x, vec![row], Place::Above(entries(data)));
    let panel = &sheet.panels[0];
    Figure::draw(sheet.size_mm, |canvas| {
        canvas.within(panel.rect, |canvas| {
            draw_shades(canvas, panel, data);
            draw_medians(canvas, panel, data);
        });
        sheet.draw_frame(canvas);
    })
}

impl ContributionData {
    /// None where the simulator knows no pressures.
    fn of(simulation: &Simulation<'_>) -> Option<Self> {
        let pressures = simulation.spectrum.pressures.as_ref()?;
        Some(Self {
            cells_um: pressures.cells_um.clone(),
            pressure_bar: pressures.pressure_bar.clone(),
            weight: pressures.weight.clone(),
            median_bar: pressures.median_bar.clone(),
            quantity: simulation.quantity.into(),
        })
    }

    fn check(&self) -> Result<(), FigureError> {
        let n_cells = self.cells_um.len();
        check::not_empty("cell", &self.cells_um)?;
        check::at_least("levels", self.pressure_bar.len(), 2)?;
        check::positive("the wavelengths", self.cells_um.iter().flatten())?;
        check::positive("the pressures", &self.pressure_bar)?;
        check::length("levels", self.weight.nrows(), self.pressure_bar.len())?;
        check::length("cells", self.weight.ncols(), n_cells)?;
        check::length("median pressures", self.median_bar.len(), n_cells)?;
        check::positive("the median pressures", &self.median_bar)?;
        check::finite("the weights", &self.weight)?;
        check::positive("the highest weight of a cell", &self.highest())
    }

    /// The highest weight of each cell. The first and the last level stand for all that is above and below, however many
    /// levels there are: they count only where the others have nothing.
    fn highest(&self) -> Vec<f64> {
        let columns = self.weight.columns().into_iter();
        let largest = |levels: ArrayView1<f64>| levels.iter().copied().fold(0.0, f64::max);
        let highest = |cell: ArrayView1<f64>| match largest(cell.slice(s![1..cell.len() - 1])) {
            0.0 => largest(cell),
            between => between,
        };
        columns.map(highest).collect()
    }

    /// Weights over each cell's highest, at most one, `[n_levels, n_cells]`.
    fn shares(&self) -> Array2<f64> {
        let shares = &self.weight / &Array1::from(self.highest());
        shares.mapv_into(|share| share.min(1.0))
    }

    /// The cells without what they share with their neighbours, µm: broad channels may overlap.
    fn shown_um(&self) -> Vec<[f64; 2]> {
        let mut shown = self.cells_um.clone();
        for i in 1..shown.len() {
            let (end, start) = (shown[i - 1][1], shown[i][0]);
            if end > start {
                shown[i - 1][1] = 0.5 * (start + end);
                shown[i][0] = 0.5 * (start + end);
            }
        }
        shown
    }
}

/// Light shades first, each covered by the darker ones inside it.
fn draw_shades(canvas: &mut Canvas, panel: &Panel, data: &ContributionData) {
    let (shares, cells_um) = (data.shares(), data.shown_um());
    let log_p: Vec<f64> = data.pressure_bar.iter().map(|bar| bar.ln()).collect();
    for (i_shade, colour) in theme::SCALE.iter().enumerate() {
        let level = (i_shade as f64 + 0.5) / theme::SCALE.len() as f64;
        for (share, [short_um, long_um]) in shares.columns().into_iter().zip(&cells_um) {
            for [top, bottom] in runs_above(&log_p, &share.to_vec(), level) {
                let cell = Rect {
                    left: panel.x_mm(*short_um) - SEAM_MM,
                    right: panel.x_mm(*long_um) + SEAM_MM,
                    top: panel.y_mm(top.exp()),
                    bottom: panel.y_mm(bottom.exp()),
                };
                canvas.fill(cell, *colour);
            }
        }
    }
}

/// A step a cell; cells that touch are joined.
fn draw_medians(canvas: &mut Canvas, panel: &Panel, data: &ContributionData) {
    let cells_um = data.shown_um();
    let mut line = Vec::new();
    for (i, (cell_um, bar)) in cells_um.iter().zip(&data.median_bar).enumerate() {
        let touches = i > 0 && cell_um[0] <= cells_um[i - 1][1] * (1.0 + 1e-6);
        if !touches {
            canvas.line(&std::mem::take(&mut line), MEDIAN);
        }
        line.extend(cell_um.map(|um| panel.at(um, *bar)));
    }
    canvas.line(&line, MEDIAN);
}

fn entries(data: &ContributionData) -> Vec<Entry> {
    let scale = format!("contribution to the {}, zero to its peak", data.quantity);
    vec![
        Entry::new(Key::Scale(&theme::SCALE), &scale),
        Entry::new(Key::Line(MEDIAN), "half of it above"),
    ]
}

fn wavelength_axis(data: &ContributionData) -> Axis {
    let (low, high) = series::range(data.cells_um.iter().flatten().copied());
    wavelength::axis(low, high)
}

/// The levels that matter to any cell, with some space around them.
fn pressure_axis(data: &ContributionData) -> Axis {
    let shares = data.shares();
    let levels = shares.rows().into_iter().zip(&data.pressure_bar);
    let matters = levels.filter(|(level, _)| level.iter().any(|share| *share > SHOWN));
    let (first, last) = series::range(matters.map(|(_, bar)| *bar));
    let (top, bottom) = series::range(data.pressure_bar.iter().copied());
    let low = (first / PRESSURE_MARGIN).max(top);
    let high = (last * PRESSURE_MARGIN).min(bottom);
    Axis::log(low.min(0.5 * high), high).reversed()
}

/// The intervals of `x` in which the values, joined by straight lines, exceed `level`.
fn runs_above(x: &[f64], values: &[f64], level: f64) -> Vec<[f64; 2]> {
    let crossing = |i: usize| {
        let t = (level - values[i]) / (values[i + 1] - values[i]);
        x[i] + t * (x[i + 1] - x[i])
    };
    let mut runs = Vec::new();
    let mut start = (values[0] > level).then_some(x[0]);
    for i in 0..x.len() - 1 {
        match (start, values[i + 1] > level) {
            (None, true) => start = Some(crossing(i)),
            (Some(from), false) => {
                runs.push([from, crossing(i)]);
                start = None;
            }
            _ => {}
        }
    }
    runs.extend(start.map(|from| [from, x[x.len() - 1]]));
    runs
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn runs_end_where_straight_lines_cross_the_level() {
        let x = [0.0, 1.0, 2.0, 3.0, 4.0];
        let runs = runs_above(&x, &[1.0, 0.0, 1.0, 0.0, 2.0], 0.5);
        assert_eq!(runs, [[0.0, 0.5], [1.5, 2.5], [3.25, 4.0]]);
        assert!(runs_above(&x, &[0.0; 5], 0.5).is_empty());
    }

    #[test]
    fn channels_that_overlap_share_what_they_have_in_common() {
        let data = ContributionData {
            cells_um: vec![[3.0, 4.0], [3.8, 5.0]],
            pressure_bar: vec![1.0, 2.0],
            weight: Array2::from_elem((2, 2), 0.5),
            median_bar: vec![1.5; 2],
            quantity: String::new(),
        };
        let shown = data.shown_um();
        assert!((shown[0][1] - 3.9).abs() < 1e-12 && shown[0][1] == shown[1][0]);
    }
}
