//! The training curves: every loss and every learning rate where the numbers of the axes say.

use exosonde::plot::{
    Figure,
    training::{self, MemberCurves, TrainingData},
};
use figures::theme;
use rand::SeedableRng;
use rand_chacha::ChaCha8Rng;

use crate::{
    data::normal,
    keep,
    reading::{
        Chart,
        Spacing::{Linear, Log},
        assert_legible, assert_marked, assert_on_line, frames,
    },
};

fn member(n: usize, rng: &mut ChaCha8Rng) -> MemberCurves {
    let loss = |i: usize, floor: f64| {
        floor + 14.0 * (-(i as f64) / 9.0).exp() + 30.0 * (-(i as f64)).exp()
    };
    let held_out: Vec<f64> = (0..n)
        .map(|i| loss(i, -2.0) + 0.001 * (i as f64 - 30.0).max(0.0).powi(2) + 0.15 * normal(rng))
        .collect();
    let best = (0..n)
        .min_by(|&a, &b| held_out[a].total_cmp(&held_out[b]))
        .unwrap();
    MemberCurves {
        training_loss: (0..n).map(|i| loss(i, -2.3) + 0.05 * normal(rng)).collect(),
        learning_rate: (0..n)
            .map(|i| 1e-3 * (0.5 + 0.5 * (i as f64 / 20.0).cos()) + 1e-6)
            .collect(),
        held_out_loss: held_out,
        best_epoch: best,
    }
}

#[test]
fn thirty_members_have_a_colour_each() {
    let colours: Vec<_> = (0..30).map(theme::line_colour).collect();
    for (i, colour) in colours.iter().enumerate() {
        assert!(
            !colours[..i].contains(colour),
            "member {i} looks like another"
        );
    }
}

#[test]
fn every_epoch_of_an_ensemble_lies_where_its_axes_say() {
    let mut rng = ChaCha8Rng::seed_from_u64(3);
    let data = TrainingData {
        members: vec![
            member(60, &mut rng),
            member(48, &mut rng),
            member(55, &mut rng),
        ],
        prior_loss: Some(11.35),
        loss_label: "negative log-likelihood [nat]".into(),
    };
    assert_is_right(&draw(&data, "training-3"), &data);
    let one = TrainingData {
        members: vec![data.members[0].clone()],
        ..data.clone()
    };
    assert_is_right(&draw(&one, "training-1"), &one);
    let mut many = data;
    for n in [8, 12, 30] {
        many.members = (0..n).map(|_| member(20, &mut rng)).collect();
        assert_is_right(&draw(&many, &format!("training-{n}")), &many);
    }
    let mut short = one;
    short.members[0] = member(1, &mut rng);
    draw(&short, "training-one-epoch");
}

fn draw(data: &TrainingData, name: &str) -> Figure {
    let figure = training::draw(data).unwrap();
    keep(&figure, name);
    assert_legible(&figure, name, &[]);
    figure
}

fn assert_is_right(figure: &Figure, data: &TrainingData) {
    let frames = frames(figure);
    let loss = Chart::read(figure, &frames[0], [Linear; 2]);
    let rate = Chart::read(figure, &frames[1], [Linear, Log]);
    let mut n_above = 0;
    for (i, member) in data.members.iter().enumerate() {
        let colour = theme::line_colour(i);
        let best = member.best_epoch;
        let at = loss.at(best as f64 + 1.0, member.held_out_loss[best]);
        assert_marked(figure, colour, at);
        for epoch in 0..member.held_out_loss.len() {
            let x = epoch as f64 + 1.0;
            assert_on_line(figure, colour, rate.at(x, member.learning_rate[epoch]));
            let at = loss.at(x, member.held_out_loss[epoch]);
            match frames[0].contains(at) {
                true => assert_on_line(figure, colour, at),
                false => n_above += 1,
            }
        }
    }
    let n_epochs: usize = data.members.iter().map(|m| m.held_out_loss.len()).sum();
    assert!(
        n_above * 10 < n_epochs,
        "{n_above} of {n_epochs} losses are not shown"
    );
}
