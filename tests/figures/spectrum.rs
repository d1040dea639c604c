//! The spectrum plot: every bin in both panels where the numbers of the axes say.

use exosonde::plot::{
    Bands, Figure,
    spectrum::{self, ObservedBin, SpectrumData},
};
use figures::{canvas::Element, label::Label, theme};

use crate::{
    Refusal,
    data::noisy_spectrum,
    keep,
    reading::{
        Chart,
        Spacing::{self, Linear, Log},
        assert_legible, assert_marked, assert_on_line, frames,
    },
};

const PPM: f64 = 1e6;

#[test]
fn every_bin_of_a_spectrum_lies_where_its_axes_say() {
    for (n, range_um, instruments) in [
        (15, [1.1, 1.7], &["HST/WFC3 G141"][..]),
        (59, [2.8, 5.2], &["JWST/NIRSpec G395H"]),
        (
            400,
            [0.6, 5.3],
            &["NIRISS SOSS", "NIRCam F322W2", "NIRSpec G395H"],
        ),
        (
            120,
            [0.6, 5.3],
            &[
                "JWST/NIRISS SOSS",
                "JWST/NIRCam F210M",
                "JWST/NIRSpec PRISM",
                "JWST/NIRCam F322W2",
                "JWST/NIRSpec G395H",
            ],
        ),
    ] {
        let data = with_offset(noisy_spectrum(n, range_um, instruments), instruments);
        let figure = spectrum::draw(&data).unwrap();
        keep(&figure, &format!("spectrum-{n}"));
        assert_legible(&figure, &format!("{n} bins"), &[]);
        let is_wide = range_um[1] > 2.2 * range_um[0];
        assert_is_right(&figure, &data, if is_wide { Log } else { Linear });
    }
}

/// The last of several instruments is offset, so its points are moved and its name says by how much.
fn with_offset(mut data: SpectrumData, instruments: &[&str]) -> SpectrumData {
    if instruments.len() > 1 {
        shift(&mut data, instruments[instruments.len() - 1], 85e-6);
    }
    data
}

fn shift(data: &mut SpectrumData, instrument: &str, offset: f64) {
    for (i, bin) in data.bins.iter_mut().enumerate() {
        if bin.instrument == instrument {
            bin.offset = offset;
            bin.depth += offset;
            for band in bands_of(&mut data.binned) {
                band[i] += offset;
            }
        }
    }
}

fn bands_of(bands: &mut Bands) -> [&mut Vec<f64>; 5] {
    let Bands {
        lower_95,
        lower_68,
        median,
        upper_68,
        upper_95,
    } = bands;
    [lower_95, lower_68, median, upper_68, upper_95]
}

/// Every bin and its residual, and the predicted median, lie where the axes say.
fn assert_is_right(figure: &Figure, data: &SpectrumData, spacing: Spacing) {
    let frames = frames(figure);
    let [depth, residual] =
        [0, 1].map(|i: usize| Chart::read(figure, &frames[i], [spacing, Linear]));
    let mut instruments: Vec<&str> = Vec::new();
    let mut n_arrows = 0;
    for (bin, median) in data.bins.iter().zip(&data.binned.median) {
        if !instruments.contains(&bin.instrument.as_str()) {
            instruments.push(&bin.instrument);
        }
        let colour = theme::POINTS[instruments.len() - 1];
        let at = depth.at(bin.wavelength_um, PPM * (bin.depth - bin.offset));
        assert_marked(figure, colour, at);
        let sigma = bin.error_inflation * bin.sigma;
        assert_error_bar(figure, &depth, bin, [-1.0, 1.0].map(|side| side * sigma));
        let at = residual.at(bin.wavelength_um, (bin.depth - median) / sigma);
        match frames[1].contains(at) {
            true => assert_marked(figure, colour, at),
            false => n_arrows += 1,
        }
    }
    assert!(n_arrows < 3, "{n_arrows} residuals are not shown");
    for (um, median) in data.native_wavelength_um.iter().zip(&data.native.median) {
        let at = depth.at(*um, PPM * median);
        if frames[0].contains(at) {
            assert_on_line(figure, theme::BLUE, at);
        }
    }
}

/// The error bar of a bin in the upper panel ends where its error does, or at the frame.
fn assert_error_bar(figure: &Figure, chart: &Chart, bin: &ObservedBin, errors: [f64; 2]) {
    let frame = frames(figure)[0];
    for error in errors {
        let depth = PPM * (bin.depth - bin.offset + error);
        let (x, y) = chart.at(bin.wavelength_um, depth);
        let y = y.clamp(frame.top, frame.bottom);
        let ends = |element: &Element| match element {
            Element::Line { points, .. } if points.len() == 2 => {
                points.iter().any(|end| (end.0 - x).hypot(end.1 - y) < 0.03)
            }
            _ => false,
        };
        assert!(
            figure.elements().iter().any(ends),
            "no error bar to {depth}"
        );
    }
}

/// The names of a study's instruments, as figures write them.
const INSTRUMENTS: [&str; 8] = [
    "NIRSpec G395H NRS1",
    "NIRSpec G395H NRS2",
    "NIRISS SOSS1",
    "HST WFC3 G141",
    "NIRCam F322W2",
    "MIRI LRS",
    "SPITZER_CH1",
    "a",
];

#[test]
fn one_to_eight_instruments_are_legible_and_told_apart() {
    for n in 1..=8 {
        let mut data = noisy_spectrum(96, [0.8, 11.0], &INSTRUMENTS[..n]);
        let mut names: Vec<String> = vec![INSTRUMENTS[0].into()];
        for (i, instrument) in INSTRUMENTS[1..n].iter().enumerate() {
            let ppm = [112.0, -82.0, 1234.0][i % 3];
            shift(&mut data, instrument, 1e-6 * ppm);
            let text = ["112", "−82", "1234"][i % 3];
            names.push(format!("{instrument} (offset {text} ppm)"));
        }
        let figure = spectrum::draw(&data).unwrap();
        keep(&figure, &format!("spectrum-of-{n}-instruments"));
        assert_legible(&figure, &format!("{n} instruments"), &[]);
        assert_is_right(&figure, &data, Log);
        for name in &names {
            assert_set_as_it_is(&figure, name);
        }
    }
}

#[test]
fn an_instrument_with_a_long_name_is_legible() {
    let name =
        "NIRSpec G395H NRS1, evening limb, reduction 2 of three, binned to R = 100, with trend";
    let data = noisy_spectrum(30, [2.8, 5.2], &[name, "MIRI LRS"]);
    let figure = spectrum::draw(&data).unwrap();
    keep(&figure, "spectrum-long-name");
    assert_legible(&figure, "a long name", &[]);
    assert_set_as_it_is(&figure, name);
}

/// A name is in the legend, without any of it lowered, raised or slanted.
fn assert_set_as_it_is(figure: &Figure, name: &str) {
    let label = figure.elements().iter().find_map(|element| match element {
        Element::Text { label, .. } if label.source == name => Some(label),
        _ => None,
    });
    let label = label.unwrap_or_else(|| panic!("no `{name}`"));
    assert!((label.width_em - Label::plain(name).width_em).abs() < 1e-6);
}

/// Error bars, residuals and bands are by the errors that the retrieval takes, and the figure says so.
#[test]
fn inflated_errors_are_drawn_and_said() {
    let mut data = noisy_spectrum(59, [2.8, 5.2], &["NIRSpec G395H"]);
    let figure = spectrum::draw(&data).unwrap();
    let has = |figure: &Figure, name: &str| figure.texts().iter().any(|(text, _)| *text == name);
    assert!(has(&figure, "residual [σ]"));
    data.bins
        .iter_mut()
        .for_each(|bin| bin.error_inflation = 2.694);
    let figure = spectrum::draw(&data).unwrap();
    keep(&figure, "spectrum-inflated");
    assert_legible(&figure, "inflated", &[]);
    assert_is_right(&figure, &data, Linear);
    assert!(has(&figure, "residual [f_σ σ]") && has(&figure, "errors × 2.69 (f_σ)"));
}

/// The same of instruments with a factor each, which the legend says beside their names.
#[test]
fn errors_that_each_instrument_inflates_are_drawn_and_said() {
    let instruments = ["NIRISS SOSS1", "NIRSpec G395H NRS1", "MIRI LRS"];
    let mut data = noisy_spectrum(96, [0.8, 11.0], &instruments);
    shift(&mut data, "NIRSpec G395H NRS1", 85e-6);
    for bin in &mut data.bins {
        bin.error_inflation = match bin.instrument.as_str() {
            "NIRISS SOSS1" => 1.0,
            "MIRI LRS" => 1.218,
            _ => 2.006,
        };
    }
    let figure = spectrum::draw(&data).unwrap();
    keep(&figure, "spectrum-inflated-by-instrument");
    assert_legible(&figure, "inflated by instrument", &[]);
    assert_is_right(&figure, &data, Log);
    let texts = figure.texts();
    for name in [
        "residual [f_σ σ]",
        "errors × f_σ",
        "NIRISS SOSS1",
        "NIRSpec G395H NRS1 (offset 85 ppm, f_σ = 2.01)",
        "MIRI LRS (f_σ = 1.22)",
    ] {
        assert!(texts.iter().any(|(text, _)| *text == name), "no `{name}`");
    }
}

#[test]
fn a_spectrum_of_one_bin_is_legible() {
    let mut one = noisy_spectrum(15, [1.1, 1.7], &["HST/WFC3 G141"]);
    one.bins.truncate(1);
    for band in bands_of(&mut one.binned) {
        band.truncate(1);
    }
    let figure = spectrum::draw(&one).unwrap();
    keep(&figure, "spectrum-one-bin");
    assert_legible(&figure, "one bin", &[]);
    assert_is_right(&figure, &one, Linear);
}

#[test]
fn a_spectrum_plot_refuses_what_it_cannot_show() {
    let refused = |change: &dyn Fn(&mut SpectrumData)| {
        let mut data = noisy_spectrum(15, [1.1, 1.7], &["HST/WFC3 G141"]);
        change(&mut data);
        spectrum::draw(&data).unwrap_err().to_string()
    };
    let cases: [Refusal<SpectrumData>; 6] = [
        (&|d| d.bins.clear(), "at least one observed bin"),
        (
            &|d| d.bins[3].sigma = 0.0,
            "the errors must be positive, number 3 is 0",
        ),
        (
            &|d| d.bins[3].error_inflation = 0.0,
            "the factors on the errors must be positive, number 3 is 0",
        ),
        (
            &|d| d.bins[3].depth = f64::NAN,
            "depths must be finite, number 3",
        ),
        (
            &|d| d.binned.median.truncate(4),
            "predicted bins is 4, expected 15",
        ),
        (
            &|d| d.native.lower_95[0] = f64::INFINITY,
            "the predicted wavelengths must be finite",
        ),
    ];
    for (change, expected) in cases {
        let message = refused(change);
        assert!(message.contains(expected), "{message} | {expected}");
    }
}
