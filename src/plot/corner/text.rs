//! What is written around the panels of a corner plot, and whether there is room for it.

use figures::{
    axis::{Axis, Tick},
    label::{self, Breaks, Label},
    look::POINT_MM,
};

use super::parameter::Parameter;

/// Size of tick labels relative to names.
pub(super) const TICK_SCALE: f64 = 0.84;
/// A tick label may reach this far beyond its panel, mm: less than half of the space between panels.
const BEYOND_MM: f64 = 0.49;
/// Lines of text in neighbouring panels keep at least this far apart, mm, less the space between panels.
pub(super) const MARGIN_MM: f64 = 0.3;

/// More lines than these are a column of words.
const MOST_LINES: usize = 5;
/// A word that is longer than this, em, is no label of ours but a name that somebody gave.
const LONG_WORD_EM: f64 = 9.0;

/// All that is written.
pub(super) struct Text {
    /// Size of names and titles, points.
    pub size_pt: f64,
    /// Ticks of each parameter.
    pub ticks: Vec<Vec<Tick>>,
    /// Lines of each title.
    pub titles: Vec<Vec<Label>>,
    /// Lines of each axis label.
    pub names: Vec<Vec<Label>>,
}

impl Text {
    /// The text of panels of `side_mm`.
    pub fn new(parameters: &[Parameter], size_pt: f64, side_mm: f64, breaks: Breaks) -> Self {
        let em_mm = size_pt * POINT_MM;
        let ticks = parameters
            .iter()
            .map(|p| fitting_ticks(&p.axis, side_mm, TICK_SCALE * em_mm));
        let names = parameters
            .iter()
            .map(|p| label::wrap(&p.label, side_mm / em_mm, breaks));
        Self {
            size_pt,
            ticks: ticks.collect(),
            titles: titles(parameters, side_mm / em_mm, breaks),
            names: names.collect(),
        }
    }

    pub fn em_mm(&self) -> f64 {
        self.size_pt * POINT_MM
    }

    /// Lines of the longest axis label.
    pub fn n_name_lines(&self) -> usize {
        self.names.iter().map(Vec::len).max().unwrap_or(1)
    }

    /// Width of the widest tick label of a y axis, em.
    pub fn tick_em(&self) -> f64 {
        let ticks = self.ticks.iter().skip(1).flatten();
        let widths = ticks.map(|tick| Label::plain(&tick.text).width_em);
        TICK_SCALE * widths.fold(0.0, f64::max)
    }

    /// Whether titles and axis labels are narrower than a panel of `side_mm`, so that neighbours stay apart, have few lines, and
    /// every axis has two numbers.
    pub fn fits(&self, side_mm: f64) -> bool {
        let room_em = (side_mm - MARGIN_MM) / self.em_mm();
        let mut lines = self.names.iter().chain(&self.titles).flatten();
        let fits = |line: &Label| line.width_em <= room_em || is_long_word(line);
        let are_few = |lines: &Vec<Label>| lines.len() <= MOST_LINES;
        lines.all(fits)
            && self.names.iter().chain(&self.titles).all(are_few)
            && self.ticks.iter().all(|t| t.len() > 1)
    }
}

/// Whether a line is a word so long that no page is made wide for it: it is set smaller instead.
fn is_long_word(line: &Label) -> bool {
    line.width_em > LONG_WORD_EM && !line.source.contains(' ')
}

/// Name and value on one line if that fits for all parameters, else the value below the name.
fn titles(parameters: &[Parameter], room_em: f64, breaks: Breaks) -> Vec<Vec<Label>> {
    let one_line = |p: &Parameter| {
        let name = Label::parse(&p.title);
        name.then(Label::plain(" = ")).then(p.value_label())
    };
    let lines = |p: &Parameter| {
        let mut lines = label::wrap(&p.title, room_em, breaks);
        lines.push(p.value_label());
        lines
    };
    let all: Vec<_> = parameters.iter().map(|p| vec![one_line(p)]).collect();
    if all.iter().flatten().all(|line| line.width_em <= room_em) {
        return all;
    }
    parameters.iter().map(lines).collect()
}

/// As many ticks, up to five, as have room for their labels within a panel of `side_mm`; two if that is possible.
fn fitting_ticks(axis: &Axis, side_mm: f64, em_mm: f64) -> Vec<Tick> {
    let inside = |max_count: usize| -> Vec<Tick> {
        let ticks = axis.ticks(max_count).into_iter();
        ticks
            .filter(|tick| {
                let [low, high] = label_ends(axis, tick, side_mm, em_mm);
                low >= -BEYOND_MM && high <= side_mm + BEYOND_MM
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
