//! Offsets of studies of real spectra.

use std::{fs, path::Path};

use exosonde::observation::{Bin, Observation};
use exosonde::simulator::SpectrumSource;
use exosonde::study::Study;

/// The small study on the spectrum of five instruments, with more in `[observation]` and `[parameters]`.
fn study(folder: &Path, observation: &str, parameters: &str) -> Study {
    let root = env!("CARGO_MANIFEST_DIR");
    let file = format!("{root}/configs/observations/wasp-39b_all_jwst.csv");
    let text = fs::read_to_string("tests/studies/small.toml").unwrap();
    let own = "file = \"../../configs/observations/wasp-39b_nirspec_g395h.csv\"";
    assert!(text.contains(own));
    let text = text
        .replace(own, &format!("file = \"{file}\"\n{observation}"))
        .replace(
            "haze_slope = -4.0\n",
            &format!("haze_slope = -4.0\n{parameters}\n"),
        );
    let path = folder.join("study.toml");
    fs::write(&path, text).unwrap();
    Study::load(&path).unwrap()
}

const RANGE: &str = "wavelength_um = [0.6667, 12.0]\n";

fn depths(study: &Study) -> (Observation, Vec<f64>) {
    let all = Observation::read(&study.observation.path).unwrap();
    let observation = study.restrict(all).unwrap();
    let source = SpectrumSource::of_study(study, observation.bins()).unwrap();
    let theta = study.parameters.median();
    let mut workspace = source.workspace();
    let simulated = source.simulate(&theta, &mut workspace).unwrap();
    let binned = simulated.binned.to_vec();
    (observation, binned)
}

#[test]
fn an_offset_shifts_the_bins_of_its_instrument_alone() {
    let folder = tempfile::tempdir().unwrap();
    let (observation, plain) = depths(&study(folder.path(), RANGE, ""));
    let observed = format!("{RANGE}offsets = [\"miri_lrs\", \"niriss_soss1\"]");
    let fixed = "offset_miri_lrs_ppm = -120.0\noffset_niriss_soss1_ppm = 0.0";
    let (_, shifted) = depths(&study(folder.path(), &observed, fixed));
    for ((bin, plain), shifted) in observation.bins().iter().zip(&plain).zip(&shifted) {
        let expected = match bin.instrument.as_str() {
            "miri_lrs" => plain - 120e-6,
            _ => *plain,
        };
        assert_eq!(*shifted, expected, "{bin:?}");
    }
    let n_miri = observation.bins().iter();
    assert_eq!(
        n_miri.filter(|bin| bin.instrument == "miri_lrs").count(),
        28
    );
}

#[test]
fn another_spectrum_must_come_from_the_instruments_that_are_shifted() {
    let folder = tempfile::tempdir().unwrap();
    let observed = format!("{RANGE}offsets = [\"miri_lrs\"]");
    let study = study(folder.path(), &observed, "offset_miri_lrs_ppm = 0.0");
    let own = study
        .restrict(Observation::read(&study.observation.path).unwrap())
        .unwrap();
    let mut other = own.bins().to_vec();
    other[0].instrument = "another".into();
    let check =
        |other: &[Bin]| study.check_same_instruments(own.bins(), (Path::new("o.csv"), other));
    assert!(
        check(&other).is_ok(),
        "an instrument without offset is no matter"
    );
    other.last_mut().unwrap().instrument = "another".into();
    let message = check(&other).unwrap_err().to_string();
    assert!(
        message.contains("`observation.offsets` is [\"miri_lrs\"], while o.csv has its bin at")
            && message.contains("expected a spectrum that has it from `miri_lrs`"),
        "{message}"
    );
}
