//! The corner plot: every pair of parameters where the numbers of its axes say, for posteriors of all shapes and sizes.

use exosonde::{
    plot::{
        Figure,
        corner::{self, CornerData},
    },
    statistics::LEVELS_68,
};
use figures::{canvas::Element, geometry::Rect, theme};
use ndarray::Array2;

use crate::{
    Refusal,
    data::difficult,
    keep,
    posteriors::all,
    reading::{
        Chart, Ruler, Spacing::Linear, assert_legible, assert_marked, ends_of_area, frames, lowest,
    },
};

/// How far the quantile of a few thousand samples may lie from that of another rule, of the panel's width.
const RULES: f64 = 0.01;

#[test]
fn corner_of_any_number_of_parameters_is_legible() {
    for n in [1, 2, 3, 4, 7, 8, 10] {
        let figure = corner::draw(&difficult(n)).unwrap();
        keep(&figure, &format!("corner-{n}"));
        assert_legible(&figure, &format!("{n} parameters"), &[]);
    }
}

#[test]
fn posteriors_of_up_to_thirty_parameters_are_legible_and_lie_where_their_axes_say() {
    for (name, data) in all() {
        let figure = corner::draw(&data).unwrap();
        keep(&figure, &name.replace(' ', "-"));
        assert_legible(&figure, &name, &[]);
        let panels = Panels::of(&figure);
        for k in 0..data.labels.len() {
            assert_interval_is_shown(&panels, &data, k);
            for i in k + 1..data.labels.len() {
                assert_truth_is_marked(&panels, &data, [i, k]);
            }
        }
    }
}

/// The panels of a corner plot, in rows and columns from the upper left.
struct Panels<'a> {
    figure: &'a Figure,
    frames: Vec<Rect>,
}

impl<'a> Panels<'a> {
    fn of(figure: &'a Figure) -> Self {
        let mut frames = frames(figure);
        frames.sort_by(|a, b| (a.top, a.left).partial_cmp(&(b.top, b.left)).unwrap());
        Self { figure, frames }
    }

    fn frame(&self, [i, j]: [usize; 2]) -> Rect {
        self.frames[i * (i + 1) / 2 + j]
    }

    /// The power of ten that the name of a column's parameter takes out of its values.
    fn unit(&self, column: usize) -> f64 {
        let frame = lowest(self.figure, &self.frame([column, column]));
        let names = self.figure.texts().into_iter().filter(|(_, rect)| {
            rect.top > frame.bottom && (frame.left..frame.right).contains(&rect.centre().0)
        });
        let power = |(name, _): (&str, Rect)| {
            let (_, rest) = name.split_once("10^{")?;
            rest.split_once('}')?.0.replace('−', "-").parse().ok()
        };
        10f64.powi(names.filter_map(power).next().unwrap_or(0))
    }
}

fn assert_interval_is_shown(panels: &Panels<'_>, data: &CornerData, k: usize) {
    let frame = panels.frame([k, k]);
    let ruler = Ruler::x(panels.figure, &frame, Linear);
    let unit = panels.unit(k);
    let [lower, upper] = LEVELS_68;
    let [lower, median, upper] =
        [lower, 0.5, upper].map(|level| ruler.mm(quantile(data, k, level) / unit));
    let [left, right] = ends_of_area(panels.figure, theme::BLUE_INNER, &frame);
    let middle = median_line(panels.figure, &frame);
    for (found, expected) in [(left, lower), (middle, median), (right, upper)] {
        let off = (found - expected) / frame.width();
        assert!(
            off.abs() < RULES,
            "{}: {found} mm, not {expected} mm",
            data.labels[k]
        );
    }
}

/// The sample below which `level` of the weight lies.
fn quantile(data: &CornerData, k: usize, level: f64) -> f64 {
    let weights = data.weights.clone();
    let weights = weights.unwrap_or_else(|| vec![1.0; data.samples.nrows()]);
    let values = data.samples.column(k);
    let mut pairs: Vec<(f64, f64)> = values
        .iter()
        .copied()
        .zip(weights.iter().copied())
        .collect();
    pairs.sort_by(|a, b| a.0.total_cmp(&b.0));
    let target = level * weights.iter().sum::<f64>();
    let mut below = 0.0;
    let mut reached = pairs.iter().skip_while(|(_, weight)| {
        below += weight;
        below < target
    });
    reached.next().unwrap().0
}

/// Where the upright line from the bottom of a marginal's frame stands.
fn median_line(figure: &Figure, frame: &Rect) -> f64 {
    let x = |element: &Element| match element {
        Element::Line { points, stroke } if stroke.colour == theme::BLUE && points.len() == 2 => {
            let is_upright = points[0].0 == points[1].0 && points[0].1 == frame.bottom;
            let is_inside = (frame.left..=frame.right).contains(&points[0].0);
            (is_upright && is_inside).then_some(points[0].0)
        }
        _ => None,
    };
    figure.elements().iter().find_map(x).unwrap()
}

/// Where both truths lie within the panel, there is a point at the pair.
fn assert_truth_is_marked(panels: &Panels<'_>, data: &CornerData, [i, j]: [usize; 2]) {
    let Some(truth) = &data.truth else { return };
    let frame = panels.frame([i, j]);
    let chart = Chart::read(panels.figure, &frame, [Linear; 2]);
    let at = chart.at(truth[j] / panels.unit(j), truth[i] / panels.unit(i));
    if frame.contains(at) {
        assert_marked(panels.figure, theme::VERMILION, at);
    }
}

/// Names of instruments and studies are as long as their makers like.
#[test]
fn long_names_are_legible() {
    for n in [2, 3, 8, 10] {
        let mut data = difficult(n);
        data.labels[0] = "Δ NIRSPEC-G395H-NRS1-EVENING-LIMB-REDUCTION-2 [ppm]".into();
        data.labels[n - 1] = "Δ MIRI LRS EVENING LIMB REDUCTION 2 [ppm]".into();
        data.title =
            "WASP-39b, evening limb, all instruments, patchy clouds, second reduction".into();
        let figure = corner::draw(&data).unwrap();
        keep(&figure, &format!("corner-long-{n}"));
        assert_legible(&figure, &format!("long names of {n}"), &[]);
    }
}

/// Names that smaller panels break into more lines: the panels stay on the page.
#[test]
fn parameters_of_instruments_are_legible() {
    let names = [
        "Δ NIRSpec G395H NRS2 [ppm]",
        "f_σ NIRSpec G395H NRS1",
        "f_σ NIRSpec G395H NRS2",
    ];
    for (case, mut data) in all() {
        let last = data.labels.iter_mut().rev();
        for (label, name) in last.zip(names.iter().rev()) {
            *label = (*name).into();
        }
        let figure = corner::draw(&data).unwrap();
        assert_legible(&figure, &format!("instruments, {case}"), &[]);
    }
}

#[test]
fn weights_move_the_corner_plot() {
    let mut data = difficult(2);
    let equal = corner::draw(&data).unwrap();
    data.weights = Some(
        data.samples
            .column(1)
            .iter()
            .map(|t| ((t - 920.0) / 45.0).exp())
            .collect(),
    );
    assert_ne!(corner::draw(&data).unwrap().svg(), equal.svg());
}

#[test]
fn a_corner_plot_refuses_what_it_cannot_show() {
    let refused = |change: &dyn Fn(&mut CornerData)| {
        let mut data = difficult(3);
        change(&mut data);
        corner::draw(&data).unwrap_err().to_string()
    };
    let cases: [Refusal<CornerData>; 9] = [
        (
            &|d| d.samples[[7, 1]] = f64::NAN,
            "the samples of T [K] must be finite, number 7 is NaN",
        ),
        (
            &|d| d.samples.column_mut(0).fill(1.3),
            "the samples of R [R_Jup] are all 1.3",
        ),
        (
            &|d| d.samples = Array2::zeros((0, 3)),
            "0 samples are too few",
        ),
        (
            &|d| d.samples = Array2::zeros((100, 0)),
            "columns of the samples is 0, expected 3",
        ),
        (&|d| d.labels.clear(), "at least one parameter"),
        (
            &|d| d.weights = Some(vec![1.0; 3]),
            "weights is 3, expected 20000",
        ),
        (
            &|d| d.weights = Some(vec![0.0; 20_000]),
            "the sum of the weights must be positive",
        ),
        (
            &|d| d.truth = Some(vec![1.0]),
            "true values is 1, expected 3",
        ),
        (
            &|d| d.prior_samples = Some(Array2::zeros((10, 2))),
            "columns of the prior samples is 2, expected 3",
        ),
    ];
    for (change, expected) in cases {
        let message = refused(change);
        assert!(message.contains(expected), "{message} | {expected}");
    }
}

/// Extremes that are no distribution to speak of, but must be drawn on the page.
#[test]
fn extreme_posteriors_are_legible() {
    let mut corner = difficult(2);
    corner.samples.column_mut(0).mapv_inplace(|v| 1e-30 * v);
    corner
        .samples
        .column_mut(1)
        .mapv_inplace(|v| if v > 900.0 { 1e6 } else { 1e6 + v });
    corner.truth = Some(vec![1e300, -1e300]);
    corner.prior_samples = None;
    let figure = corner::draw(&corner).unwrap();
    keep(&figure, "corner-extreme");
    assert_legible(&figure, "extreme", &[]);
    let mut spikes = difficult(2);
    spikes.samples.fill(0.5);
    spikes.samples[[0, 0]] = 1.0;
    spikes.samples[[0, 1]] = 1.0;
    let figure = corner::draw(&spikes).unwrap();
    keep(&figure, "corner-spike");
    assert_legible(&figure, "spike", &[]);
}
