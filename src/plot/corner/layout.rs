//! Where the panels of a corner plot stand, and everything written around them.

use figures::{
    axis::Tick,
    canvas::Canvas,
    geometry::Rect,
    label::{Breaks, Label},
    legend::Legend,
    look::{Anchor, POINT_MM, TextLook},
    theme::{self, EDGE_MM},
};

use super::{
    key,
    parameter::Parameter,
    text::{MARGIN_MM, TICK_SCALE, Text},
};

/// Space between panels, mm.
const GAP_MM: f64 = 1.4;
/// Space between the frame and the tick labels, mm.
const TICK_GAP_MM: f64 = 1.0;
/// Distance of two lines of text, em.
const LINE_EM: f64 = 1.36;
/// Space that the last line of the title takes up, rows of the legend.
const TITLE_ROWS: f64 = 1.15;
/// The largest and the smallest text of a page that a journal prints, and the step between sizes, points.
const SIZES_PT: [f64; 3] = [11.5, 5.5, 0.5];
/// The narrowest and the widest page that a journal prints, mm.
const PAGE_MM: [f64; 2] = [70.0, 180.0];
/// What has too many parameters for such a page gets a wider one, by this factor again and again.
const WIDER: f64 = 1.03;
/// How often a page may be widened.
const N_WIDER: i32 = 30;

/// Places and sizes of everything in a corner plot.
pub(super) struct Layout {
    pub size_mm: [f64; 2],
    text: Text,
    side_mm: f64,
    left_mm: f64,
    top_mm: f64,
}

impl Layout {
    /// The layout with the largest text that fits its panels; labels are broken after `log₁₀` where that helps much.
    pub fn fit(parameters: &[Parameter]) -> Self {
        let [whole, broken] =
            [Breaks::IfTooWide, Breaks::AfterLog].map(|breaks| Self::largest(parameters, breaks));
        if broken.relative_size() > 1.12 * whole.relative_size() {
            broken
        } else {
            whole
        }
    }

    /// With the largest text that fits a page of a journal, or with its smallest on the narrowest page that it fits.
    fn largest(parameters: &[Parameter], breaks: Breaks) -> Self {
        let [narrowest, widest] = PAGE_MM;
        let page_mm = (32.0 * parameters.len() as f64 + 24.0).clamp(narrowest, widest);
        let [largest, smallest, step] = SIZES_PT;
        let n_sizes = ((largest - smallest) / step) as i32;
        let smaller = (0..=n_sizes).map(|i| (largest - step * f64::from(i), page_mm));
        let wider = (1..=N_WIDER).map(|i| (smallest, page_mm * WIDER.powi(i)));
        let mut layouts = smaller
            .chain(wider)
            .map(|(size_pt, width_mm)| Self::with_text(parameters, size_pt, width_mm, breaks));
        let fitting = layouts.find(|layout| layout.text.fits(layout.side_mm));
        let last_mm = page_mm * WIDER.powi(N_WIDER);
        fitting.unwrap_or_else(|| Self::with_text(parameters, smallest, last_mm, breaks))
    }

    fn with_text(parameters: &[Parameter], size_pt: f64, width_mm: f64, breaks: Breaks) -> Self {
        let n = parameters.len() as f64;
        let gaps_mm = GAP_MM * (n - 1.0);
        let guess_mm = (width_mm - gaps_mm) / n - 6.0 * size_pt * POINT_MM / n;
        let side_beside = |text: &Text| (width_mm - left_mm(text) - EDGE_MM - gaps_mm) / n;
        let guess = Text::new(parameters, size_pt, guess_mm, breaks);
        let mut side_mm = side_beside(&guess);
        let mut text = Text::new(parameters, size_pt, side_mm, breaks);
        // Smaller panels may break names into more lines, which leave less room for panels.
        while side_beside(&text) < side_mm {
            side_mm = side_beside(&text);
            text = Text::new(parameters, size_pt, side_mm, breaks);
        }
        let (n_names, n_titles) = (text.n_name_lines(), text.titles.first().map_or(1, Vec::len));
        let top_mm = EDGE_MM + (0.35 + LINE_EM * n_titles as f64) * text.em_mm();
        let bottom_em = TICK_SCALE + 0.35 + LINE_EM * n_names as f64;
        let bottom_mm = EDGE_MM + TICK_GAP_MM + bottom_em * text.em_mm();
        Self {
            size_mm: [width_mm, top_mm + n * side_mm + gaps_mm + bottom_mm],
            side_mm,
            left_mm: left_mm(&text),
            top_mm,
            text,
        }
    }

    /// Size of the text on a page of a given width.
    fn relative_size(&self) -> f64 {
        self.text.size_pt / self.size_mm[0]
    }

    /// Room of a line of text along a panel, mm; a word that is too long for it is set smaller.
    fn room_mm(&self) -> f64 {
        self.side_mm - MARGIN_MM
    }

    /// Ticks of a parameter.
    pub fn ticks(&self, i: usize) -> &[Tick] {
        &self.text.ticks[i]
    }

    /// The panel in row `i` and column `j`, both counted from the upper left.
    pub fn panel(&self, i: usize, j: usize) -> Rect {
        let step = self.side_mm + GAP_MM;
        let (left, top) = (
            self.left_mm + j as f64 * step,
            self.top_mm + i as f64 * step,
        );
        Rect {
            left,
            top,
            right: left + self.side_mm,
            bottom: top + self.side_mm,
        }
    }

    /// Titles, tick labels and axis labels of all panels.
    pub fn draw_labels(&self, canvas: &mut Canvas, parameters: &[Parameter]) {
        for (i, parameter) in parameters.iter().enumerate() {
            self.draw_title(canvas, i);
            self.draw_x_labels(canvas, i, parameter);
            if i > 0 {
                self.draw_y_labels(canvas, i, parameter);
            }
        }
    }

    fn draw_title(&self, canvas: &mut Canvas, i: usize) {
        let look = TextLook::level(self.text.size_pt, theme::INK);
        let rect = self.panel(i, i);
        let mut baseline = rect.top - 0.5 * look.em_mm();
        for line in self.text.titles[i].iter().rev() {
            let look = line.look_within(self.room_mm(), look);
            canvas.text(line, (rect.centre().0, baseline), Anchor::Middle, look);
            baseline -= LINE_EM * look.em_mm();
        }
    }

    fn draw_x_labels(&self, canvas: &mut Canvas, i: usize, parameter: &Parameter) {
        let look = TextLook::level(TICK_SCALE * self.text.size_pt, theme::INK);
        let rect = self.panel(self.text.ticks.len() - 1, i);
        let baseline = rect.bottom + TICK_GAP_MM + 0.72 * look.em_mm();
        for tick in self.ticks(i) {
            let x = rect.left + rect.width() * parameter.axis.fraction(tick.value);
            let label = Label::plain(&tick.text);
            canvas.text(&label, (x, baseline), Anchor::Middle, look);
        }
        let look = TextLook::level(self.text.size_pt, theme::INK);
        for (k, line) in self.text.names[i].iter().enumerate() {
            let y = baseline + (1.3 + LINE_EM * k as f64) * look.em_mm();
            let look = line.look_within(self.room_mm(), look);
            canvas.text(line, (rect.centre().0, y), Anchor::Middle, look);
        }
    }

    fn draw_y_labels(&self, canvas: &mut Canvas, i: usize, parameter: &Parameter) {
        let look = TextLook::level(TICK_SCALE * self.text.size_pt, theme::INK);
        let rect = self.panel(i, 0);
        for tick in self.ticks(i) {
            let y = rect.bottom - rect.height() * parameter.axis.fraction(tick.value);
            let at = (rect.left - TICK_GAP_MM, y + 0.36 * look.em_mm());
            canvas.text(&Label::plain(&tick.text), at, Anchor::End, look);
        }
        let look = TextLook::upwards(self.text.size_pt, theme::INK);
        let lines = &self.text.names[i];
        let n_fewer = (self.text.n_name_lines() - lines.len()) as f64;
        let start = EDGE_MM + (0.85 + 0.5 * LINE_EM * n_fewer) * look.em_mm();
        for (k, line) in lines.iter().enumerate() {
            let x = start + LINE_EM * k as f64 * look.em_mm();
            let look = line.look_within(self.room_mm(), look);
            canvas.text(line, (x, rect.centre().1), Anchor::Middle, look);
        }
    }

    /// What lines and colours mean, in the empty upper right; a single panel has no room for it.
    pub fn draw_legend(&self, canvas: &mut Canvas, title: &str, parameters: &[Parameter]) {
        if parameters.len() < 2 {
            return;
        }
        let scales = (0..=16).map(|i| 1.0 - 0.05 * f64::from(i));
        let mut looks = scales.map(|scale| TextLook::level(scale * self.text.size_pt, theme::INK));
        let smallest = TextLook::level(0.2 * self.text.size_pt, theme::INK);
        let legend = |look| Legend::in_column(key::entries(parameters), look);
        let lines = |look: TextLook| title_lines(title, self.title_room_mm() / look.em_mm());
        let fits = |look: &TextLook| self.legend_fits(&lines(*look), &legend(*look), *look);
        let look = looks.find(fits).unwrap_or(smallest);
        let (legend, lines) = (legend(look), lines(look));
        let right = self.size_mm[0] - EDGE_MM;
        let top = self.top_mm + 0.8 * look.em_mm();
        for (k, line) in lines.iter().enumerate() {
            let baseline = top + k as f64 * legend.row_mm();
            let look = line.look_within(self.title_room_mm(), look);
            canvas.text(line, (right, baseline), Anchor::End, look);
        }
        let baseline = top + title_rows(&lines) * legend.row_mm();
        legend.draw(canvas, (right - legend.width_mm(), baseline));
    }

    /// Room of the title beside the first panel, mm.
    fn title_room_mm(&self) -> f64 {
        self.size_mm[0] - EDGE_MM - self.panel(0, 0).right - 2.1
    }

    /// Whether the legend stays clear of the panels and of the titles above them.
    fn legend_fits(&self, title: &[Label], legend: &Legend, look: TextLook) -> bool {
        let title_em = title.iter().map(|line| line.width_em).fold(0.0, f64::max);
        let title_mm = (look.em_mm() * title_em).min(self.title_room_mm());
        let width_mm = legend.width_mm().max(title_mm);
        let bottom_mm = self.top_mm + legend.height_mm() + title_rows(title) * legend.row_mm();
        let left_mm = self.size_mm[0] - EDGE_MM - width_mm;
        (0..self.text.titles.len()).all(|i| {
            let (panel, lines) = (self.panel(i, i), self.text.titles[i].len() as f64);
            let title_top_mm = panel.top - (0.8 + LINE_EM * lines) * self.text.em_mm();
            left_mm > panel.right + 2.0 || bottom_mm < title_top_mm
        })
    }
}

/// The title on as many lines as keep each within `room_em`, as far as its words allow.
fn title_lines(title: &str, room_em: f64) -> Vec<Label> {
    let mut lines: Vec<String> = Vec::new();
    for word in title.split_whitespace() {
        let longer = lines.last().map(|line| format!("{line} {word}"));
        match (longer, lines.last_mut()) {
            (Some(longer), Some(line)) if Label::plain(&longer).width_em <= room_em => {
                *line = longer;
            }
            _ => lines.push(word.to_owned()),
        }
    }
    lines.iter().map(|line| Label::plain(line)).collect()
}

/// Rows of the legend that a title takes up.
fn title_rows(lines: &[Label]) -> f64 {
    match lines.len() {
        0 => 0.0,
        n => n as f64 - 1.0 + TITLE_ROWS,
    }
}

/// Space left of the panels for names and numbers, mm.
fn left_mm(text: &Text) -> f64 {
    let wide_em = text.n_name_lines() as f64 * LINE_EM + text.tick_em() + 0.2;
    EDGE_MM + wide_em * text.em_mm() + TICK_GAP_MM
}
