//! The training curves: how the loss of every member fell, and where its best weights are.

use super::{
    Figure, PlotError,
    axis::{Axis, Panel},
    band,
    canvas::{Canvas, Marker, Stroke, TextLook},
    check,
    frame::{self, Ticks},
    geometry::Rect,
    legend::{self, Entry, Key},
    theme::{self, Colour},
};

const WIDTH_MM: f64 = 110.0;
const LOSS_HEIGHT_MM: f64 = 54.0;
const RATE_HEIGHT_MM: f64 = 20.5;
const PANEL_GAP_MM: f64 = 1.6;
const EDGE_MM: f64 = 1.5;
const LOOK: TextLook = TextLook::level(9.0, theme::INK);
/// The first epochs, far above all others, may leave the panel: this part of them is always shown.
const SHOWN: f64 = 0.96;
const PRIOR: Stroke = Stroke::dashed(theme::GREY, 0.3, 1.4, 0.9);

/// How one member of the ensemble was trained; all arrays have one value an epoch.
#[derive(Debug, Clone, PartialEq)]
pub struct MemberCurves {
    /// Loss on the training set.
    pub training_loss: Vec<f64>,
    /// Loss on held-out simulations.
    pub held_out_loss: Vec<f64>,
    /// Learning rate.
    pub learning_rate: Vec<f64>,
    /// Epoch, counted from zero, whose weights were kept.
    pub best_epoch: usize,
}

/// What a training figure shows.
#[derive(Debug, Clone, PartialEq)]
pub struct TrainingData {
    /// Every member of the ensemble.
    pub members: Vec<MemberCurves>,
    /// The loss of a network that knows the prior only.
    pub prior_loss: Option<f64>,
    /// Name of the loss with its unit.
    pub loss_label: String,
}

/// Draws training and held-out loss of every member by epoch with the best epoch marked, and the learning rate below.
///
/// # Errors
/// [`PlotError::Empty`] without members or epochs, [`PlotError::Length`] if a member's arrays differ in length or its
/// best epoch lies beyond them, [`PlotError::NotFinite`] for a NaN or an infinity, [`PlotError::NotPositive`] for a
/// learning rate that is not above zero.
pub fn draw(data: &TrainingData) -> Result<Figure, PlotError> {
    data.check()?;
    let layout = Layout::new(data);
    Figure::draw(layout.size_mm, |canvas| {
        layout.draw_losses(canvas, data);
        layout.draw_rates(canvas, data);
        layout.draw_frames(canvas, &data.loss_label);
    })
}

impl TrainingData {
    fn check(&self) -> Result<(), PlotError> {
        check::not_empty("member", &self.members)?;
        check::finite("the prior's loss", &self.prior_loss)?;
        self.members.iter().try_for_each(MemberCurves::check)
    }

    fn losses(&self) -> impl Iterator<Item = f64> {
        self.members
            .iter()
            .flat_map(|m| m.training_loss.iter().chain(&m.held_out_loss).copied())
    }
}

impl MemberCurves {
    fn check(&self) -> Result<(), PlotError> {
        let n_epochs = self.held_out_loss.len();
        check::not_empty("epoch", &self.held_out_loss)?;
        check::length(
            "epochs of the training loss",
            self.training_loss.len(),
            n_epochs,
        )?;
        check::length(
            "epochs of the learning rate",
            self.learning_rate.len(),
            n_epochs,
        )?;
        if self.best_epoch >= n_epochs {
            return Err(PlotError::Length {
                quantity: "epochs up to the best one",
                found: self.best_epoch + 1,
                expected: n_epochs,
            });
        }
        check::finite("the training loss", &self.training_loss)?;
        check::finite("the held-out loss", &self.held_out_loss)?;
        check::positive("the learning rate", &self.learning_rate)
    }
}

struct Layout {
    size_mm: [f64; 2],
    loss: Panel,
    rate: Panel,
    x_ticks: Ticks,
    y_ticks: [Ticks; 2],
    legend: Vec<Vec<Entry>>,
}

impl Layout {
    fn new(data: &TrainingData) -> Self {
        let n_epochs = data
            .members
            .iter()
            .map(|m| m.held_out_loss.len())
            .max()
            .unwrap_or(1);
        let x = Axis::linear(0.5, n_epochs as f64 + 0.5);
        let (y, rate) = (loss_axis(data), rate_axis(data));
        let y_ticks = [Ticks::new(&y, 6), Ticks::new(&rate, 3)];
        let left = EDGE_MM + frame::left_mm(y_ticks[0].width_em().max(y_ticks[1].width_em()), LOOK);
        let right = WIDTH_MM - 2.0 * EDGE_MM;
        let legend = legend::rows(entries(data), right - left, LOOK);
        let top = EDGE_MM + legend.len() as f64 * legend::row_mm(LOOK) + 0.8;
        let rect = Rect {
            left,
            top,
            right,
            bottom: top + LOSS_HEIGHT_MM,
        };
        let below = rect.bottom + PANEL_GAP_MM;
        let below = Rect {
            top: below,
            bottom: below + RATE_HEIGHT_MM,
            ..rect
        };
        let n_ticks = frame::fitting_count(&x, rect.width(), 8, LOOK).min(n_epochs);
        Self {
            size_mm: [WIDTH_MM, below.bottom + frame::bottom_mm(LOOK) + EDGE_MM],
            loss: Panel { rect, x, y },
            rate: Panel {
                rect: below,
                x,
                y: rate,
            },
            x_ticks: Ticks::new(&x, n_ticks),
            y_ticks,
            legend,
        }
    }

    fn draw_losses(&self, canvas: &mut Canvas<'_>, data: &TrainingData) {
        canvas.clip = Some(self.loss.rect);
        if let Some(prior) = data.prior_loss {
            canvas.line(
                &[
                    self.loss.at(self.loss.x.low, prior),
                    self.loss.at(self.loss.x.high, prior),
                ],
                PRIOR,
            );
        }
        for (i, member) in data.members.iter().enumerate() {
            canvas.line(
                &curve(&self.loss, &member.training_loss),
                training_stroke(colour(i)),
            );
        }
        for (i, member) in data.members.iter().enumerate() {
            canvas.line(
                &curve(&self.loss, &member.held_out_loss),
                held_out_stroke(colour(i)),
            );
        }
        for (i, member) in data.members.iter().enumerate() {
            let at = self.loss.at(
                member.best_epoch as f64 + 1.0,
                member.held_out_loss[member.best_epoch],
            );
            canvas.marker(at, 1.0, Marker::Disc, colour(i));
        }
        canvas.clip = None;
    }

    fn draw_rates(&self, canvas: &mut Canvas<'_>, data: &TrainingData) {
        canvas.clip = Some(self.rate.rect);
        for (i, member) in data.members.iter().enumerate() {
            let points = curve(&self.rate, &member.learning_rate);
            if let [only] = points[..] {
                canvas.marker(only, 0.7, Marker::Disc, colour(i));
            }
            canvas.line(&points, Stroke::solid(colour(i), 0.3));
        }
        canvas.clip = None;
    }

    fn draw_frames(&self, canvas: &mut Canvas<'_>, loss_label: &str) {
        let name_mm = EDGE_MM + 0.8 * LOOK.em_mm();
        frame::draw(canvas, &self.loss, &self.x_ticks, &self.y_ticks[0]);
        frame::draw(canvas, &self.rate, &self.x_ticks, &self.y_ticks[1]);
        frame::label_left(
            canvas,
            &self.loss,
            &self.y_ticks[0],
            (loss_label, name_mm),
            LOOK,
        );
        frame::label_left(
            canvas,
            &self.rate,
            &self.y_ticks[1],
            ("learning rate", name_mm),
            LOOK,
        );
        frame::label_bottom(canvas, &self.rate, &self.x_ticks, "epoch", LOOK);
        let start = (self.loss.rect.left, EDGE_MM + 0.8 * LOOK.em_mm());
        legend::draw_rows(canvas, &self.legend, start, LOOK);
    }
}

fn curve(panel: &Panel, values: &[f64]) -> Vec<(f64, f64)> {
    let points = values.iter().enumerate();
    points
        .map(|(i, &value)| panel.at(i as f64 + 1.0, value))
        .collect()
}

fn colour(i_member: usize) -> Colour {
    theme::LINES[i_member % theme::LINES.len()]
}

fn training_stroke(colour: Colour) -> Stroke {
    Stroke::dashed(theme::tint(colour, 0.75), 0.28, 0.7, 0.45)
}

fn held_out_stroke(colour: Colour) -> Stroke {
    Stroke::solid(colour, 0.4)
}

fn entries(data: &TrainingData) -> Vec<Entry> {
    let n_members = data.members.len();
    let style_colour = if n_members == 1 {
        colour(0)
    } else {
        theme::INK
    };
    let mut entries = vec![
        Entry::new(Key::Line(training_stroke(style_colour)), "training"),
        Entry::new(Key::Line(held_out_stroke(style_colour)), "held out"),
        Entry::new(Key::Point(Marker::Disc, style_colour, false), "kept"),
    ];
    if data
        .prior_loss
        .is_some_and(|prior| loss_axis(data).contains(prior))
    {
        entries.push(Entry::new(Key::Line(PRIOR), "prior alone"));
    }
    if n_members > 1 {
        let member = |i: usize| Entry::new(Key::Patch(colour(i)), &format!("member {}", i + 1));
        entries.extend((0..n_members).map(member));
    }
    entries
}

/// All losses but the highest few, and the prior's if it is not far above them.
fn loss_axis(data: &TrainingData) -> Axis {
    let mut losses: Vec<f64> = data.losses().collect();
    losses.sort_by(f64::total_cmp);
    let low = losses[0];
    let high = losses[(SHOWN * (losses.len() - 1) as f64).round() as usize];
    let reach = high + 0.8 * (high - low);
    let high = high.max(
        data.prior_loss
            .filter(|&prior| prior < reach)
            .unwrap_or(high),
    );
    // A single epoch, or a loss that never changed, still gets an axis.
    let margin = if high > low {
        0.07 * (high - low)
    } else {
        0.1 * low.abs().max(1e-3)
    };
    Axis::linear(low - margin, high + margin)
}

fn rate_axis(data: &TrainingData) -> Axis {
    let (low, high) = band::range(
        data.members
            .iter()
            .flat_map(|m| m.learning_rate.iter().copied()),
    );
    let margin = if high / low > 3.0 {
        (high / low).powf(0.12)
    } else {
        2.0
    };
    Axis::log(low / margin, high * margin)
}
