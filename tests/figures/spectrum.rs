//! The spectrum plot: every bin in both panels where the numbers of the axes say.

use exosonde::plot::{
    Bands, Figure,
    spectrum::{self, SpectrumData},
};
use figures::theme;

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
    const OFFSET: f64 = 85e-6;
    for (i, bin) in data.bins.iter_mut().enumerate() {
        if instruments.len() > 1 && bin.instrument == instruments[instruments.len() - 1] {
            bin.offset = OFFSET;
            bin.depth += OFFSET;
            for band in bands_of(&mut data.binned) {
                band[i] += OFFSET;
            }
        }
    }
    data
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
        let at = residual.at(bin.wavelength_um, (bin.depth - median) / bin.sigma);
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
    let cases: [Refusal<SpectrumData>; 5] = [
        (&|d| d.bins.clear(), "at least one observed bin"),
        (
            &|d| d.bins[3].sigma = 0.0,
            "the errors must be positive, number 3 is 0",
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
