//! The panels of a corner plot: a parameter's marginal, and a pair's joint density.

use figures::{
    axis::{Axis, Panel},
    canvas::Canvas,
    contours,
    density::{self, Density1d},
    geometry::{Point, Rect},
    look::{Marker, Stroke},
    theme,
};
use ndarray::{Array2, ArrayView1};

use super::{
    key::{NETWORK, OUTLINE, PRIOR, TRUTH},
    layout::Layout,
    parameter::Parameter,
};
use crate::statistics;

const FRAME: Stroke = Stroke::solid(theme::INK, theme::FRAME_MM);
const TICK_MM: f64 = 0.9;
/// Fractions of the posterior inside one and two standard deviations of a normal distribution in two dimensions.
const MASSES: [f64; 2] = [0.393_469, 0.864_665];

/// The samples of two parameters.
pub(super) struct Joint<'a> {
    pub weights: &'a [f64],
    pub x: &'a Parameter,
    pub y: &'a Parameter,
}

/// Draws the marginal of parameter `i` on the diagonal.
pub(super) fn draw_marginal(canvas: &mut Canvas, layout: &Layout, i: usize, parameter: &Parameter) {
    let prior = parameter.prior.as_ref();
    let within = |d: &Density1d| -> f64 {
        let pairs = d.value.iter().zip(&d.density);
        pairs
            .filter(|(v, _)| parameter.axis.contains(**v))
            .map(|(_, d)| *d)
            .fold(0.0, f64::max)
    };
    let network = parameter.network.as_ref();
    let others = [prior, network].map(|density| density.map_or(0.0, within));
    let peak = others
        .into_iter()
        .fold(within(&parameter.marginal), f64::max);
    let panel = Panel {
        rect: layout.panel(i, i),
        x: parameter.axis,
        y: Axis::linear(0.0, 1.1 * peak),
    };
    canvas.within(panel.rect, |canvas| {
        draw_density(canvas, &panel, parameter);
        draw_truth(canvas, &panel, parameter);
    });
    canvas.frame(panel.rect, FRAME);
    draw_ticks(canvas, &panel, layout, [Some(i), None]);
}

/// The posterior with its central interval and median, the prior, and what the networks alone say.
fn draw_density(canvas: &mut Canvas, panel: &Panel, parameter: &Parameter) {
    let marginal = &parameter.marginal;
    let [lower, median, upper] = parameter.interval;
    let everywhere = [f64::NEG_INFINITY, f64::INFINITY];
    canvas.polygon(&area(panel, marginal, everywhere), theme::BLUE_OUTER);
    canvas.polygon(&area(panel, marginal, [lower, upper]), theme::BLUE_INNER);
    if let Some(prior) = &parameter.prior {
        canvas.line(&prior_line(panel, prior), PRIOR);
    }
    if let Some(network) = &parameter.network {
        canvas.line(&curve(panel, network), NETWORK);
    }
    let x = panel.x_mm(median);
    let top = panel.y_mm(height_at(marginal, median));
    canvas.line(&[(x, panel.rect.bottom), (x, top)], OUTLINE);
    let outline = Stroke::solid(theme::BLUE, theme::LINE_MM);
    canvas.line(&curve(panel, marginal), outline);
}

/// Draws the regions of a pair in row `i` and column `j`.
pub(super) fn draw_joint(
    canvas: &mut Canvas,
    layout: &Layout,
    [i, j]: [usize; 2],
    joint: &Joint<'_>,
) {
    let panel = Panel {
        rect: layout.panel(i, j),
        x: joint.x.axis,
        y: joint.y.axis,
    };
    let ranges = [[panel.x.low, panel.x.high], [panel.y.low, panel.y.high]];
    let cells = density::density_2d(joint.columns(), joint.weights, ranges, joint.kernel_sigma());
    canvas.within(panel.rect, |canvas| {
        draw_regions(canvas, &panel, &cells);
        draw_joint_truth(canvas, &panel, joint);
    });
    canvas.frame(panel.rect, FRAME);
    draw_ticks(canvas, &panel, layout, [Some(j), Some(i)]);
}

fn draw_regions(canvas: &mut Canvas, panel: &Panel, cells: &Array2<f64>) {
    let [inner, outer] = density::mass_levels(cells, MASSES);
    let place = |ring: &[Point]| on_panel(&panel.rect, ring);
    for (level, colour) in [(outer, theme::BLUE_OUTER), (inner, theme::BLUE_INNER)] {
        for region in contours::regions(cells, level) {
            let holes: Vec<_> = region.holes.iter().map(|hole| place(hole)).collect();
            canvas.region(&place(&region.exterior), &holes, colour);
            for ring in std::iter::once(&region.exterior).chain(&region.holes) {
                for line in contours::inner_lines(ring) {
                    canvas.line(&place(&line), OUTLINE);
                }
            }
        }
    }
}

impl Joint<'_> {
    /// Samples of the horizontal and of the vertical parameter.
    fn columns(&self) -> [ArrayView1<'_, f64>; 2] {
        [self.x.values.view(), self.y.values.view()]
    }

    /// Widths of the smoothing kernel: Scott's rule in two dimensions, narrower for correlated pairs, whose density is
    /// thinner across than its marginals say.
    fn kernel_sigma(&self) -> [f64; 2] {
        let n = statistics::effective_sample_size(self.x.values.view(), self.weights);
        let scott = n.powf(-1.0 / 6.0);
        let correlation = correlation(self.columns(), self.weights);
        let narrowing = (1.0 - correlation * correlation).sqrt().max(0.2);
        [self.x.sigma, self.y.sigma].map(|sigma| 1.15 * scott * narrowing * sigma)
    }
}

fn correlation([x, y]: [ArrayView1<'_, f64>; 2], weights: &[f64]) -> f64 {
    let total: f64 = weights.iter().sum();
    let mean = |values: ArrayView1<'_, f64>| {
        values.iter().zip(weights).map(|(v, w)| v * w).sum::<f64>() / total
    };
    let (mean_x, mean_y) = (mean(x), mean(y));
    let (mut xx, mut xy, mut yy) = (0.0, 0.0, 0.0);
    for ((x, y), w) in x.iter().zip(y).zip(weights) {
        let (dx, dy) = (x - mean_x, y - mean_y);
        xx += w * dx * dx;
        xy += w * dx * dy;
        yy += w * dy * dy;
    }
    xy / (xx * yy).sqrt()
}

/// Points of the unit square, y upwards, on a rectangle of the sheet.
fn on_panel(rect: &Rect, ring: &[Point]) -> Vec<Point> {
    ring.iter()
        .map(|(x, y)| {
            (
                rect.left + x * rect.width(),
                rect.bottom - y * rect.height(),
            )
        })
        .collect()
}

fn curve(panel: &Panel, density: &Density1d) -> Vec<Point> {
    density
        .value
        .iter()
        .zip(&density.density)
        .map(|(&x, &y)| panel.at(x, y))
        .collect()
}

/// The prior's curve, closed down to zero at the ends of its support.
fn prior_line(panel: &Panel, prior: &Density1d) -> Vec<Point> {
    let mut line = curve(panel, prior);
    let ends = [line.first(), line.last()].map(|end| end.map(|point| (point.0, panel.rect.bottom)));
    line.splice(0..0, ends[0]);
    line.extend(ends[1]);
    line
}

/// The surface under a density between two values.
fn area(panel: &Panel, density: &Density1d, [from, to]: [f64; 2]) -> Vec<Point> {
    let (first, last) = (panel.x.low.max(from), panel.x.high.min(to));
    let inner = density.value.iter().zip(&density.density);
    let inner = inner
        .filter(|(v, _)| (first..=last).contains(*v))
        .map(|(&v, &d)| panel.at(v, d));
    let edge = |v: f64| panel.at(v, height_at(density, v));
    let mut points = vec![panel.at(first, 0.0), edge(first)];
    points.extend(inner);
    points.extend([edge(last), panel.at(last, 0.0)]);
    points
}

/// The density at a value, interpolated; constant beyond the outermost cells.
fn height_at(density: &Density1d, value: f64) -> f64 {
    let i = density
        .value
        .partition_point(|&v| v < value)
        .clamp(1, density.value.len() - 1);
    let (v, d) = (&density.value, &density.density);
    let t = ((value - v[i - 1]) / (v[i] - v[i - 1])).clamp(0.0, 1.0);
    d[i - 1] + t * (d[i] - d[i - 1])
}

fn draw_truth(canvas: &mut Canvas, panel: &Panel, parameter: &Parameter) {
    let Some(truth) = parameter.truth else {
        return;
    };
    if panel.x.contains(truth) {
        let x = panel.x_mm(truth);
        canvas.line(&[(x, panel.rect.bottom), (x, panel.rect.top)], TRUTH);
        return;
    }
    // An arrowhead at the edge behind which the truth lies.
    let (tip, back) = if truth < panel.x.low {
        (panel.rect.left + 0.5, 1.9)
    } else {
        (panel.rect.right - 0.5, -1.9)
    };
    let middle = 0.5 * (panel.rect.top + panel.rect.bottom);
    canvas.polygon(
        &[
            (tip, middle),
            (tip + back, middle - 1.1),
            (tip + back, middle + 1.1),
        ],
        theme::VERMILION,
    );
}

fn draw_joint_truth(canvas: &mut Canvas, panel: &Panel, joint: &Joint<'_>) {
    let x = joint
        .x
        .truth
        .filter(|&v| panel.x.contains(v))
        .map(|v| panel.x_mm(v));
    let y = joint
        .y
        .truth
        .filter(|&v| panel.y.contains(v))
        .map(|v| panel.y_mm(v));
    if let Some(x) = x {
        canvas.line(&[(x, panel.rect.bottom), (x, panel.rect.top)], TRUTH);
    }
    if let Some(y) = y {
        canvas.line(&[(panel.rect.left, y), (panel.rect.right, y)], TRUTH);
    }
    if let (Some(x), Some(y)) = (x, y) {
        canvas.mark((x, y), 0.6, Marker::Square, theme::VERMILION);
    }
}

/// Ticks along the bottom for the first parameter and along the left side for the second.
fn draw_ticks(canvas: &mut Canvas, panel: &Panel, layout: &Layout, [x, y]: [Option<usize>; 2]) {
    for tick in x.iter().flat_map(|&k| layout.ticks(k)) {
        let (at, edge) = (panel.x_mm(tick.value), panel.rect.bottom);
        canvas.line(&[(at, edge), (at, edge - TICK_MM)], FRAME);
    }
    for tick in y.iter().flat_map(|&k| layout.ticks(k)) {
        let (at, edge) = (panel.y_mm(tick.value), panel.rect.left);
        canvas.line(&[(edge, at), (edge + TICK_MM, at)], FRAME);
    }
}
