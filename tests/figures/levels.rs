//! Figures over pressure: the contribution function and the temperature profile.

use exosonde::plot::{
    Bands,
    contribution::{self, ContributionData},
    profile::{self, ProfileData},
};
use figures::theme;
use ndarray::Array2;

use crate::{
    keep,
    reading::{
        Chart,
        Spacing::{Linear, Log},
        assert_legible, assert_on_line, frames,
    },
};

fn pressure_bar() -> Vec<f64> {
    (0..81).map(|i| 10f64.powf(-6.0 + 0.1 * i as f64)).collect()
}

/// Gaussians in log pressure, about the level that `centre` gives each cell.
fn contribution(cells_um: Vec<[f64; 2]>, centre: impl Fn(f64) -> f64) -> ContributionData {
    let pressure_bar = pressure_bar();
    let centres: Vec<f64> = cells_um.iter().map(|cell| centre(cell[0])).collect();
    let weight = Array2::from_shape_fn((81, cells_um.len()), |(level, cell)| {
        let distance = pressure_bar[level].log10() - centres[cell];
        (-0.5 * (distance / 0.4).powi(2)).exp()
    });
    ContributionData {
        median_bar: centres.iter().map(|log_bar| 10f64.powf(*log_bar)).collect(),
        cells_um,
        pressure_bar,
        weight,
        quantity: "emitted light".into(),
    }
}

fn fine_cells() -> Vec<[f64; 2]> {
    let edge = |i: i32| 0.6 * 1.004f64.powi(i);
    (0..540).map(|i| [edge(i), edge(i + 1)]).collect()
}

fn profile(scale: f64) -> ProfileData {
    let bands = |width: f64| {
        let quantile = |sigma: f64| {
            let levels = pressure_bar().into_iter();
            let at = |bar: f64| {
                1200.0
                    + 500.0 / (1.0 + (-2.0 * bar.log10()).exp())
                    + sigma * width * (1.0 + bar.sqrt() / 5.0)
            };
            levels.map(|bar| scale * at(bar)).collect()
        };
        Bands {
            lower_95: quantile(-2.0),
            lower_68: quantile(-1.0),
            median: quantile(0.0),
            upper_68: quantile(1.0),
            upper_95: quantile(2.0),
        }
    };
    ProfileData {
        pressure_bar: pressure_bar(),
        posterior: bands(40.0),
        prior: bands(250.0),
    }
}

#[test]
fn a_contribution_function_lies_where_its_axes_say() {
    let fine = contribution(fine_cells(), |um| -1.0 + (4.0 * um).sin());
    let mut channels: Vec<[f64; 2]> = (0..15)
        .map(|i| 1.125 + 0.035 * f64::from(i))
        .map(|um| [um, um + 0.035])
        .collect();
    channels.extend([[3.083, 4.007], [3.725, 5.222]]);
    let channels = contribution(channels, |um| -0.3 * um);
    let one = contribution(vec![[1.0, 1.1]], |_| -6.0);
    for (name, data, spacing) in [
        ("contribution-fine", fine, Log),
        ("contribution-channels", channels, Log),
        ("contribution-one", one, Linear),
    ] {
        let figure = contribution::draw(&data).unwrap();
        keep(&figure, name);
        assert_legible(&figure, name, &[]);
        let chart = Chart::read(&figure, &frames(&figure)[0], [spacing, Log]);
        for ([short_um, _], bar) in data.cells_um.iter().zip(&data.median_bar) {
            // The start of a cell is its own; its end may be shared with the next.
            let um = short_um * (1.0 + 1e-6);
            if *short_um != 3.725 {
                assert_on_line(&figure, theme::VERMILION, chart.at(um, *bar));
            }
        }
    }
}

#[test]
fn a_temperature_profile_lies_where_its_axes_say() {
    let mut constant = profile(1.0);
    constant.posterior = Bands {
        lower_95: vec![1000.0; 81],
        lower_68: vec![1000.0; 81],
        median: vec![1000.0; 81],
        upper_68: vec![1000.0; 81],
        upper_95: vec![1000.0; 81],
    };
    for (name, data) in [
        ("profile", profile(1.0)),
        ("profile-cold", profile(0.04)),
        ("profile-constant", constant),
    ] {
        let figure = profile::draw(&data).unwrap();
        keep(&figure, name);
        assert_legible(&figure, name, &[]);
        let chart = Chart::read(&figure, &frames(&figure)[0], [Linear, Log]);
        for (bar, kelvin) in data.pressure_bar.iter().zip(&data.posterior.median) {
            assert_on_line(&figure, theme::BLUE, chart.at(*kelvin, *bar));
        }
    }
}

#[test]
fn figures_over_pressure_refuse_what_they_cannot_show() {
    let refused = |change: &dyn Fn(&mut ContributionData)| {
        let mut data = contribution(fine_cells(), |_| -1.0);
        change(&mut data);
        contribution::draw(&data).unwrap_err().to_string()
    };
    assert!(refused(&|d| d.cells_um.clear()).contains("at least one cell"));
    assert!(refused(&|d| d.median_bar.truncate(3)).contains("median pressures is 3, expected 540"));
    assert!(refused(&|d| d.weight[[3, 4]] = f64::NAN).contains("the weights must be finite"));
    assert!(refused(&|d| d.weight.column_mut(7).fill(0.0)).contains("number 7 is 0"));
    let refused = |change: &dyn Fn(&mut ProfileData)| {
        let mut data = profile(1.0);
        change(&mut data);
        profile::draw(&data).unwrap_err().to_string()
    };
    assert!(refused(&|d| d.pressure_bar.truncate(1)).contains("1 levels are too few"));
    assert!(refused(&|d| d.prior.median[2] = f64::NAN).contains("temperatures of the prior"));
}
