//! The simulated spectrum: total, sources and bins where the numbers of the axes say, and every source named once.

use exosonde::plot::{
    Figure,
    simulated::{self, SimulatedData, SourceSpectrum},
    source_stroke,
};
use figures::theme;

use crate::{
    keep,
    reading::{
        Chart,
        Spacing::{Linear, Log},
        assert_legible, assert_marked, assert_on_line, assert_on_stroke, frames, key_line,
    },
};

/// Centre and width of a molecular band, µm, and its transit depth.
type Hump = (f64, f64, f64);

const PPM: f64 = 1e6;

fn six_sources() -> SimulatedData {
    let wavelength_um: Vec<f64> = (0..)
        .map(|i| 0.6 * 1.004_f64.powi(i))
        .take_while(|&w| w < 5.5)
        .collect();
    let bands: [(&str, &[Hump]); 6] = [
        (
            "H₂O",
            &[
                (1.4, 0.07, 6e-4),
                (1.9, 0.1, 7e-4),
                (2.75, 0.2, 1.1e-3),
                (1.15, 0.05, 3e-4),
            ],
        ),
        (
            "CO₂",
            &[(4.3, 0.12, 1.6e-3), (2.75, 0.06, 9e-4), (2.0, 0.04, 3e-4)],
        ),
        ("CO", &[(4.7, 0.15, 8e-4), (2.34, 0.05, 3e-4)]),
        ("CH₄", &[(3.35, 0.15, 6e-4)]),
        ("CIA", &[(2.3, 0.3, 2e-4)]),
        ("cloud deck", &[]),
    ];
    let sources: Vec<SourceSpectrum> = bands
        .iter()
        .map(|(name, bands)| SourceSpectrum {
            name: name.to_string(),
            depth: wavelength_um
                .iter()
                .map(|w| {
                    bands.iter().fold(
                        if bands.is_empty() { 0.0208 } else { 0.0203 },
                        |d, (c, s, a)| d + a * (-0.5 * ((w - c) / s).powi(2)).exp(),
                    )
                })
                .collect(),
        })
        .collect();
    let total = |i: usize| sources.iter().map(|s| s.depth[i]).fold(0.0, f64::max) + 5e-5;
    SimulatedData {
        quantity: "eclipse depth".into(),
        depth: (0..wavelength_um.len()).map(total).collect(),
        bins: (0..40)
            .map(|i| {
                [
                    2.85 + 0.06 * i as f64,
                    0.03,
                    total((((2.85 + 0.06 * i as f64) / 0.6_f64).ln() / 1.004_f64.ln()) as usize),
                ]
            })
            .collect(),
        wavelength_um: wavelength_um.clone(),
        sources: sources.clone(),
    }
}

/// Eleven sources over few wavelengths, most of which stand out at the same one.
fn crowded() -> SimulatedData {
    let wavelength_um: Vec<f64> = (0..30).map(|i| 1.1 + 0.02 * f64::from(i)).collect();
    let names = [
        "H₂O",
        "CO₂",
        "CO",
        "CH₄",
        "NH₃",
        "H₂S",
        "HCN",
        "C₂H₂",
        "Rayleigh",
        "CIA",
        "cloud deck",
    ];
    let sources = names.iter().enumerate().map(|(i, name)| SourceSpectrum {
        name: name.to_string(),
        depth: wavelength_um
            .iter()
            .map(|um| 0.02 + 1e-5 * i as f64 * (-((um - 1.4) / 0.05).powi(2)).exp())
            .collect(),
    });
    SimulatedData {
        quantity: "transit depth".into(),
        sources: sources.collect(),
        depth: wavelength_um
            .iter()
            .map(|um| 0.0202 + 1e-4 * (-((um - 1.4) / 0.05).powi(2)).exp())
            .collect(),
        bins: Vec::new(),
        wavelength_um,
    }
}

/// A gas that absorbs nowhere, and a cloud that makes all of the spectrum.
fn idle() -> SimulatedData {
    let mut data = six_sources();
    let lowest = data.sources[2].depth.iter().copied().fold(1.0, f64::min);
    data.sources[2].depth.fill(lowest);
    data.sources[2].name = "SO₂".into();
    data
}

#[test]
fn a_simulated_spectrum_and_its_sources_lie_where_the_axes_say() {
    for (name, data, spacing) in [
        ("simulated", six_sources(), Log),
        ("simulated-crowded", crowded(), Linear),
        ("simulated-idle", idle(), Log),
    ] {
        let figure = simulated::draw(&data).unwrap();
        keep(&figure, name);
        let names: Vec<&str> = data.sources.iter().map(|s| s.name.as_str()).collect();
        assert_legible(&figure, name, &names);
        assert_named_once(&figure, &names);
        let chart = Chart::read(&figure, &frames(&figure)[0], [spacing, Linear]);
        for (k, um) in data.wavelength_um.iter().enumerate() {
            assert_on_line(&figure, theme::INK, chart.at(*um, PPM * data.depth[k]));
            for source in &data.sources {
                let at = chart.at(*um, PPM * source.depth[k]);
                assert_on_stroke(&figure, source_stroke(&source.name, 0.3), at);
            }
        }
        for [um, _, depth] in &data.bins {
            assert_marked(&figure, theme::INK, chart.at(*um, PPM * depth));
        }
        for (i, source) in data.sources.iter().enumerate() {
            if let Some(x) = named_at(&figure, &source.name) {
                assert_makes_the_spectrum(&data, i, |um| chart.at(um, 0.0).0, x);
            }
        }
    }
}

#[test]
fn a_gas_that_does_nothing_is_named_in_the_legend() {
    let figure = simulated::draw(&idle()).unwrap();
    assert_eq!(named_at(&figure, "SO₂"), None);
    assert_eq!(
        key_line(&figure, "SO₂").colour,
        source_stroke("SO2", 0.3).colour
    );
    assert!(named_at(&figure, "CO₂").is_some());
}

/// Left and right end of a name that stands on the panel, mm.
fn named_at(figure: &Figure, name: &str) -> Option<[f64; 2]> {
    let panel = frames(figure)[0];
    let texts = figure.texts();
    let (_, rect) = texts.iter().find(|(text, _)| *text == name)?;
    panel
        .contains(rect.centre())
        .then_some([rect.left, rect.right])
}

/// Somewhere below its name a source is closer to the whole than any other is.
fn assert_makes_the_spectrum(
    data: &SimulatedData,
    i: usize,
    x_mm: impl Fn(f64) -> f64,
    [left, right]: [f64; 2],
) {
    let distance = |j: usize, k: usize| (data.sources[j].depth[k] - data.depth[k]).abs();
    let is_closest = |k: usize| (0..data.sources.len()).all(|j| distance(i, k) <= distance(j, k));
    let mut cells = data.wavelength_um.iter().enumerate();
    let found =
        cells.any(|(k, um)| (left - 1.0..right + 1.0).contains(&x_mm(*um)) && is_closest(k));
    assert!(found, "{} does nothing there", data.sources[i].name);
}

fn assert_named_once(figure: &Figure, names: &[&str]) {
    for name in names {
        let n = figure
            .texts()
            .iter()
            .filter(|(text, _)| text == name)
            .count();
        assert_eq!(n, 1, "{name}");
    }
}
