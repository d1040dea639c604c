//! Where the panels of a corner plot stand, and everything written around them.

use figures::{
    axis::{Axis, Tick},
    canvas::Canvas,
    geometry::Rect,
    label::{self, Breaks, Label},
    legend::{Entry, Key, Legend},
    look::{Anchor, POINT_MM, Stroke, TextLook},
    theme::{self, EDGE_MM},
};

use super::parameter::Parameter;

/// Space between panels, mm.
const GAP_MM: f64 = 1.4;
/// Space between the frame and the tick labels, mm.
const TICK_GAP_MM: f64 = 1.0;
/// Distance of two lines of text, em.
const LINE_EM: f64 = 1.28;
/// Space that the heading of the legend takes up, rows.
const TITLE_ROWS: f64 = 1.15;
/// Size of tick labels relative to names.
const TICK_SCALE: f64 = 0.84;

/// Places and sizes of everything in a corner plot.
pub(super) struct Layout {
    pub size_mm: [f64; 2],
    /// Ticks of each parameter.
    pub ticks: Vec<Vec<Tick>>,
    side_mm: f64,
    left_mm: f64,
    top_mm: f64,
    name_pt: f64,
    /// Lines of each title.
    titles: Vec<Vec<Label>>,
    /// Lines of each axis label.
    names: Vec<Vec<Label>>,
}

impl Layout {
    /// The layout with the largest text that fits its panels; labels are broken after `log₁₀` where that helps much.
    pub fn fit(parameters: &[Parameter]) -> Self {
        let [whole, broken] =
            [Breaks::IfTooWide, Breaks::AfterLog].map(|breaks| Self::largest(parameters, breaks));
        if broken.name_pt > 1.12 * whole.name_pt {
            broken
        } else {
            whole
        }
    }

    fn largest(parameters: &[Parameter], breaks: Breaks) -> Self {
        let smallest = Self::with_text(parameters, 5.5, breaks);
        let mut sizes_pt = (0..12).map(|i| 11.5 - 0.5 * f64::from(i));
        sizes_pt
            .find_map(|size_pt| {
                let layout = Self::with_text(parameters, size_pt, breaks);
                layout.text_fits().then_some(layout)
            })
            .unwrap_or(smallest)
    }

    fn with_text(parameters: &[Parameter], name_pt: f64, breaks: Breaks) -> Self {
        let n = parameters.len() as f64;
        let width_mm = (32.0 * n + 24.0).clamp(70.0, 180.0);
        let em_mm = name_pt * POINT_MM;
        let gaps_mm = GAP_MM * (n - 1.0);
        let guess_mm = (width_mm - 6.0 * em_mm - gaps_mm) / n;
        let ticks: Vec<_> = parameters
            .iter()
            .map(|p| fitting_ticks(&p.axis, guess_mm, TICK_SCALE * em_mm))
            .collect();
        let names: Vec<_> = parameters
            .iter()
            .map(|p| label::wrap(&p.label, guess_mm / em_mm, breaks))
            .collect();
        let n_lines = names.iter().map(Vec::len).max().unwrap_or(1) as f64;
        let tick_texts = ticks
            .iter()
            .skip(1)
            .flatten()
            .map(|tick| Label::plain(&tick.text).width_em);
        let tick_em = TICK_SCALE * tick_texts.fold(0.0, f64::max);
        let left_mm = EDGE_MM + (n_lines * LINE_EM + tick_em + 0.2) * em_mm + TICK_GAP_MM;
        let side_mm = (width_mm - left_mm - EDGE_MM - gaps_mm) / n;
        let titles = titles(parameters, side_mm / em_mm, breaks);
        let n_title_lines = titles.first().map_or(1, Vec::len) as f64;
        let top_mm = EDGE_MM + (0.35 + LINE_EM * n_title_lines) * em_mm;
        let bottom_mm = EDGE_MM + TICK_GAP_MM + (TICK_SCALE + 0.35 + n_lines * LINE_EM) * em_mm;
        let height_mm = top_mm + n * side_mm + gaps_mm + bottom_mm;
        Self {
            size_mm: [width_mm, height_mm],
            ticks,
            side_mm,
            left_mm,
            top_mm,
            name_pt,
            titles,
            names,
        }
    }

    /// Whether titles and axis labels are narrower than a panel, so that neighbours stay apart.
    fn text_fits(&self) -> bool {
        let room_em = (self.side_mm - 0.3) / (self.name_pt * POINT_MM);
        let mut lines = self.names.iter().chain(&self.titles).flatten();
        lines.all(|line| line.width_em <= room_em)
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
        let look = TextLook::level(self.name_pt, theme::INK);
        let rect = self.panel(i, i);
        let centre = 0.5 * (rect.left + rect.right);
        let mut baseline = rect.top - 0.5 * look.em_mm();
        for line in self.titles[i].iter().rev() {
            canvas.text(line, (centre, baseline), Anchor::Middle, look);
            baseline -= LINE_EM * look.em_mm();
        }
    }

    fn draw_x_labels(&self, canvas: &mut Canvas, i: usize, parameter: &Parameter) {
        let look = TextLook::level(TICK_SCALE * self.name_pt, theme::INK);
        let rect = self.panel(self.ticks.len() - 1, i);
        let baseline = rect.bottom + TICK_GAP_MM + 0.72 * look.em_mm();
        for tick in &self.ticks[i] {
            let x = rect.left + rect.width() * parameter.axis.fraction(tick.value);
            canvas.text(
                &Label::plain(&tick.text),
                (x, baseline),
                Anchor::Middle,
                look,
            );
        }
        let look = TextLook::level(self.name_pt, theme::INK);
        let centre = 0.5 * (rect.left + rect.right);
        for (k, line) in self.names[i].iter().enumerate() {
            let y = baseline + (1.3 + LINE_EM * k as f64) * look.em_mm();
            canvas.text(line, (centre, y), Anchor::Middle, look);
        }
    }

    fn draw_y_labels(&self, canvas: &mut Canvas, i: usize, parameter: &Parameter) {
        let look = TextLook::level(TICK_SCALE * self.name_pt, theme::INK);
        let rect = self.panel(i, 0);
        for tick in &self.ticks[i] {
            let y = rect.bottom - rect.height() * parameter.axis.fraction(tick.value);
            let at = (rect.left - TICK_GAP_MM, y + 0.36 * look.em_mm());
            canvas.text(&Label::plain(&tick.text), at, Anchor::End, look);
        }
        let look = TextLook::upwards(self.name_pt, theme::INK);
        let centre = 0.5 * (rect.top + rect.bottom);
        let n_most = self.names.iter().map(Vec::len).max().unwrap_or(1);
        let start =
            EDGE_MM + (0.85 + 0.5 * LINE_EM * (n_most - self.names[i].len()) as f64) * look.em_mm();
        for (k, line) in self.names[i].iter().enumerate() {
            let x = start + LINE_EM * k as f64 * look.em_mm();
            canvas.text(line, (x, centre), Anchor::Middle, look);
        }
    }

    /// What lines and colours mean, in the empty upper right; a single panel has no room for it.
    pub fn draw_legend(&self, canvas: &mut Canvas, title: &str, parameters: &[Parameter]) {
        if parameters.len() < 2 {
            return;
        }
        let title = Label::plain(title);
        let scales = (0..=10).map(|i| 1.0 - 0.05 * f64::from(i));
        let mut looks = scales.map(|scale| TextLook::level(scale * self.name_pt, theme::INK));
        let smallest = TextLook::level(0.5 * self.name_pt, theme::INK);
        let legend = |look| Legend::in_column(legend_entries(parameters), look);
        let fits = |look: &TextLook| self.legend_fits(&title, &legend(*look), *look);
        let look = looks.find(fits).unwrap_or(smallest);
        let legend = legend(look);
        let right = self.size_mm[0] - EDGE_MM;
        let mut baseline = self.top_mm + 0.8 * look.em_mm();
        if title.width_em > 0.0 {
            canvas.text(&title, (right, baseline), Anchor::End, look);
            baseline += TITLE_ROWS * legend.row_mm();
        }
        legend.draw(canvas, (right - legend.width_mm(), baseline));
    }

    /// Whether the legend stays clear of the panels and of the titles above them.
    fn legend_fits(&self, title: &Label, legend: &Legend, look: TextLook) -> bool {
        let width_mm = legend.width_mm().max(look.em_mm() * title.width_em);
        let title_rows = if title.width_em > 0.0 {
            TITLE_ROWS
        } else {
            0.0
        };
        let bottom_mm = self.top_mm + legend.height_mm() + title_rows * legend.row_mm();
        let left_mm = self.size_mm[0] - EDGE_MM - width_mm;
        (0..self.titles.len()).all(|i| {
            let (panel, lines) = (self.panel(i, i), self.titles[i].len() as f64);
            let title_top_mm = panel.top - (0.8 + LINE_EM * lines) * self.name_pt * POINT_MM;
            left_mm > panel.right + 2.0 || bottom_mm < title_top_mm
        })
    }
}

fn legend_entries(parameters: &[Parameter]) -> Vec<Entry> {
    let outline = Stroke::solid(theme::BLUE, 0.3);
    let mut entries = vec![
        Entry::new(
            Key::Nested(theme::BLUE_OUTER, theme::BLUE_INNER),
            "pairs: 39 %, 86 %",
        ),
        Entry::new(
            Key::Interval(theme::BLUE_OUTER, theme::BLUE_INNER, outline),
            "marginals: 68 %",
        ),
    ];
    if parameters.iter().any(|p| p.prior.is_some()) {
        entries.push(Entry::new(Key::Line(super::panels::PRIOR), "prior"));
    }
    if parameters.iter().any(|p| p.truth.is_some()) {
        entries.push(Entry::new(Key::Line(super::panels::TRUTH), "true value"));
    }
    entries
}

/// Name and value on one line if that fits for all parameters, else the value below the name.
fn titles(parameters: &[Parameter], room_em: f64, breaks: Breaks) -> Vec<Vec<Label>> {
    if parameters
        .iter()
        .all(|p| one_line_title(p).width_em <= room_em)
    {
        return parameters.iter().map(|p| vec![one_line_title(p)]).collect();
    }
    let lines = |p: &Parameter| {
        let mut lines = label::wrap(&p.title, room_em, breaks);
        lines.push(p.value_label());
        lines
    };
    parameters.iter().map(lines).collect()
}

fn one_line_title(parameter: &Parameter) -> Label {
    Label::parse(&parameter.title)
        .then(Label::plain(" = "))
        .then(parameter.value_label())
}

/// As many ticks, up to five, as have room for their labels within a panel of `side_mm`; two if that is possible.
fn fitting_ticks(axis: &Axis, side_mm: f64, em_mm: f64) -> Vec<Tick> {
    let inside = |max_count: usize| -> Vec<Tick> {
        let ticks = axis.ticks(max_count).into_iter();
        ticks
            .filter(|tick| {
                let [low, high] = label_ends(axis, tick, side_mm, em_mm);
                low >= -0.35 * GAP_MM && high <= side_mm + 0.35 * GAP_MM
            })
            .collect()
    };
    let fits = |ticks: &Vec<Tick>, gap_em: f64| {
        let ends = ticks
            .iter()
            .map(|tick| label_ends(axis, tick, side_mm, em_mm));
        let ends: Vec<_> = ends.collect();
        ends.windows(2)
            .all(|pair| pair[1][0] - pair[0][1] >= gap_em * em_mm)
    };
    // The outermost two of finer ticks, where coarser ones leave but one inside.
    let outermost = |ticks: Vec<Tick>| match &ticks[..] {
        [first, .., last] => vec![first.clone(), last.clone()],
        _ => ticks,
    };
    let regular = (2..=5).rev().map(inside);
    let pairs = (2..=12).map(inside).map(outermost);
    let regular = regular.filter(|ticks| ticks.len() > 1 && fits(ticks, 0.8));
    let pairs = pairs.filter(|ticks| ticks.len() > 1 && fits(ticks, 0.35));
    let one = || (1..=12).map(inside).find(|ticks| !ticks.is_empty());
    regular
        .chain(pairs)
        .next()
        .or_else(|| one().map(|ticks| vec![ticks[ticks.len() / 2].clone()]))
        .unwrap_or_default()
}

/// Where a tick's label begins and ends along a panel, mm.
fn label_ends(axis: &Axis, tick: &Tick, side_mm: f64, em_mm: f64) -> [f64; 2] {
    let half = 0.5 * em_mm * Label::plain(&tick.text).width_em;
    let centre = side_mm * axis.fraction(tick.value);
    [centre - half, centre + half]
}
