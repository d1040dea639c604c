//! The training curves: how the loss of every member fell, and where its best weights are.

use figures::{
    Figure, FigureError,
    axis::{Axis, Panel},
    canvas::Canvas,
    check,
    geometry::Point,
    legend::{Entry, Key},
    look::{Colour, Marker, Stroke, TextLook},
    series,
    sheet::{Place, Row, Scale, Sheet, Style},
    theme::{self, EDGE_MM, line_colour},
};

use super::kind::{Kind, RunFile, Source};
use crate::trained_model::{History, MemberHistory};

/// Losses of a model's history.
pub const KIND: Kind = Kind {
    name: "training",
    stem: "training",
    shows: "how the loss of every member fell",
    source: Source::Run(RunFile::History, |file| {
        Ok(draw(&History::read(file)?.into())?)
    }),
};

const LOOK: TextLook = TextLook::level(9.0, theme::INK);
const STYLE: Style = Style {
    width_mm: 110.0,
    right_mm: 2.0 * EDGE_MM,
    look: LOOK,
    legend_look: LOOK,
};
const LOSS_HEIGHT_MM: f64 = 54.0;
const RATE_HEIGHT_MM: f64 = 20.5;
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
/// [`FigureError::Empty`] without members or epochs, [`FigureError::Length`] if a member's arrays differ in length or its
/// best epoch lies beyond them, [`FigureError::NotFinite`] for a NaN or an infinity, [`FigureError::NotPositive`] for a
/// learning rate that is not above zero.
pub fn draw(data: &TrainingData) -> Result<Figure, FigureError> {
    data.check()?;
    let sheet = sheet(data);
    let [loss, rate] = [&sheet.panels[0], &sheet.panels[1]];
    Figure::draw(sheet.size_mm, |canvas| {
        canvas.within(loss.rect, |canvas| draw_losses(canvas, loss, data));
        canvas.within(rate.rect, |canvas| draw_rates(canvas, rate, data));
        sheet.draw_frame(canvas);
    })
}

impl From<History> for TrainingData {
    fn from(history: History) -> Self {
        let members = history.members.into_iter();
        Self {
            members: members.map(MemberCurves::from).collect(),
            prior_loss: Some(history.prior_nll),
            loss_label: "negative log-likelihood [nat]".into(),
        }
    }
}

impl From<MemberHistory> for MemberCurves {
    fn from(member: MemberHistory) -> Self {
        Self {
            training_loss: member.train_nll,
            held_out_loss: member.validation_nll,
            learning_rate: member.learning_rate,
            best_epoch: member.best_epoch,
        }
    }
}

impl TrainingData {
    fn check(&self) -> Result<(), FigureError> {
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
    fn check(&self) -> Result<(), FigureError> {
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
            return Err(FigureError::Length {
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

fn sheet(data: &TrainingData) -> Sheet {
    let n_epochs = data.members.iter().map(|m| m.held_out_loss.len()).max();
    let n_epochs = n_epochs.unwrap_or(1);
    let epochs = Axis::linear(0.5, n_epochs as f64 + 0.5);
    let loss = Row {
        height_mm: LOSS_HEIGHT_MM,
        y: Scale::new(loss_axis(data), data.loss_label.as_str(), 6),
    };
    let rate = Row {
        height_mm: RATE_HEIGHT_MM,
        y: Scale::new(rate_axis(data), "learning rate", 3),
    };
    let x = Scale::new(epochs, "epoch", n_epochs.min(8));
    Sheet::new(&STYLE, x, vec![loss, rate], Place::Above(entries(data)))
}

fn draw_losses(canvas: &mut Canvas, panel: &Panel, data: &TrainingData) {
    if let Some(prior) = data.prior_loss {
        let ends = [panel.x.low, panel.x.high].map(|epoch| panel.at(epoch, prior));
        canvas.line(&ends, PRIOR);
    }
    let members = || data.members.iter().enumerate();
    for (i, member) in members() {
        let stroke = training_stroke(line_colour(i));
        canvas.line(&curve(panel, &member.training_loss), stroke);
    }
    for (i, member) in members() {
        let stroke = held_out_stroke(line_colour(i));
        canvas.line(&curve(panel, &member.held_out_loss), stroke);
    }
    for (i, member) in members() {
        let best = curve(panel, &member.held_out_loss)[member.best_epoch];
        canvas.mark(best, 1.0, Marker::Disc, line_colour(i));
    }
}

fn draw_rates(canvas: &mut Canvas, panel: &Panel, data: &TrainingData) {
    for (i, member) in data.members.iter().enumerate() {
        let points = curve(panel, &member.learning_rate);
        if let [only] = points[..] {
            canvas.mark(only, 0.7, Marker::Disc, line_colour(i));
        }
        canvas.line(&points, Stroke::solid(line_colour(i), 0.3));
    }
}

/// One value an epoch, the first epoch being 1.
fn curve(panel: &Panel, values: &[f64]) -> Vec<Point> {
    let points = values.iter().enumerate();
    points
        .map(|(i, &value)| panel.at(i as f64 + 1.0, value))
        .collect()
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
        line_colour(0)
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
        let member =
            |i: usize| Entry::new(Key::Patch(line_colour(i)), &format!("member {}", i + 1));
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
    let (low, high) = series::range(
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
