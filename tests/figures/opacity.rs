//! Cross sections: every cell where the numbers of the axes say.

use exosonde::plot::opacity::{self, OpacityCell, OpacityCurve};
use figures::theme;

use crate::{
    keep,
    reading::{
        Chart,
        Spacing::{Linear, Log},
        assert_legible, assert_on_line, frames,
    },
};

/// A gas whose cross section rises and falls by `decades` about 1e-22 cm².
fn curve(name: String, range_um: [f64; 2], decades: f64) -> OpacityCurve {
    let [from, to] = range_um;
    let edge = |i: i32| from * (to / from).powf(f64::from(i) / 200.0);
    let cell = |i: i32| {
        let mean_cm2 = 1e-22 * 10f64.powf(decades * (0.1 * f64::from(i)).sin());
        OpacityCell {
            short_um: edge(i),
            long_um: edge(i + 1),
            mean_cm2,
            low_cm2: 0.2 * mean_cm2,
            high_cm2: 3.0 * mean_cm2,
        }
    };
    OpacityCurve {
        name,
        cells: (0..200).map(cell).collect(),
    }
}

#[test]
fn cross_sections_lie_where_their_axes_say() {
    let one = |range_um| vec![curve("H₂O (1000 K, 0.1 bar)".into(), range_um, 3.0)];
    let name = |i: usize| format!("C₂H₂ ({} K, 10^{{−3}} bar)", 100 * i);
    let many = (1..13).map(|i| curve(name(i), [0.5, 20.0], 0.3 * i as f64));
    for (stem, curves, spacing) in [
        ("opacity-wide", one([0.3, 30.0]), Log),
        ("opacity-narrow", one([1.1, 1.7]), Linear),
        ("opacity-12", many.collect(), Log),
    ] {
        let figure = opacity::draw(&curves).unwrap();
        keep(&figure, stem);
        assert_legible(&figure, stem, &[]);
        let chart = Chart::read(&figure, &frames(&figure)[0], [spacing, Log]);
        for (i, curve) in curves.iter().enumerate() {
            for cell in &curve.cells {
                let um = 0.5 * (cell.short_um + cell.long_um);
                assert_on_line(&figure, theme::line_colour(i), chart.at(um, cell.mean_cm2));
            }
        }
    }
}
