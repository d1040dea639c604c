//! Photometers and spectrographs as a study describes them.

use std::fs;

use exosonde::{Session, Study};
use forward_model::Species;

use crate::study_folder::StudyFolder;

const SECTION: &str = "file = \"observation.csv\"";

/// Four bins of an instrument, with an opacity in lines.
fn four_bins() -> StudyFolder {
    let per_cm: Vec<f64> = (0..9000).map(|i| 1500.0 + 0.25 * f64::from(i)).collect();
    let lines = |per_cm: f64| 1e-24 * (1e-4 + (0.11 * per_cm).sin().powi(20));
    StudyFolder::new(&[3.0, 3.3, 3.6, 3.9, 4.5]).opacity(Species::H2O, &per_cm, lines)
}

/// The second bin is another instrument's.
fn with_photometer(folder: StudyFolder) -> StudyFolder {
    let path = folder.at("observation.csv");
    let text = fs::read_to_string(path).unwrap();
    let mut rows: Vec<String> = text.lines().map(str::to_owned).collect();
    rows[2] = rows[2].replace(",x", ",camera");
    folder.file("observation.csv", &(rows.join("\n") + "\n"))
}

fn with(folder: StudyFolder, keys: &str) -> StudyFolder {
    folder.with(SECTION, &format!("{SECTION}\n{keys}"))
}

const BAND: &str = "[observation.pass_bands]\ncamera = \"band.csv\"";

fn band(rows: &str) -> StudyFolder {
    let text = format!("wavelength_um,transmission\n{rows}");
    with(with_photometer(four_bins()), BAND).file("band.csv", &text)
}

/// Fingerprint and depths.
fn seen(folder: &StudyFolder) -> (String, Vec<f64>) {
    let session = Session::open(folder.at("study.toml")).unwrap();
    let theta = session.theta(&[]).unwrap();
    let fingerprint = session.task().fingerprint.clone();
    (fingerprint, session.simulate(&theta).unwrap())
}

#[test]
fn a_pass_band_that_is_a_box_is_the_plain_bin_of_another_fingerprint() {
    let (plain_fingerprint, plain) = seen(&with_photometer(four_bins()));
    let boxed = "3.3,0.4\n3.5,0.4\n3.6,0.4\n";
    let (fingerprint, depths) = seen(&band(boxed));
    for (depth, plain) in depths.iter().zip(&plain) {
        assert!((depth - plain).abs() < 1e-9, "{depths:?} {plain:?}");
    }
    assert_ne!(fingerprint, plain_fingerprint);
    // Half of the box alone, of which only the shape counts.
    let (other, half) = seen(&band("3.3,40\n3.45,40\n3.450001,0\n3.6,0\n"));
    assert_ne!(other, fingerprint);
    assert!((half[1] - plain[1]).abs() > 1e-6, "{half:?} {plain:?}");
    assert_eq!(half[0], plain[0]);
}

#[test]
fn a_spectrograph_that_blurs_has_other_depths_and_another_fingerprint() {
    let (plain_fingerprint, plain) = seen(&four_bins());
    let blurred = |power: &str| {
        let keys = format!("[observation.resolving_power]\nx = {power}");
        with(four_bins(), &keys)
    };
    let (fingerprint, depths) = seen(&blurred("50"));
    assert_ne!(fingerprint, plain_fingerprint);
    assert_ne!(depths, plain);
    let file = |second: &str| {
        let rows = format!("wavelength_um,resolving_power\n2.9,50\n4.6,{second}\n");
        blurred("\"power.csv\"").file("power.csv", &rows)
    };
    let (_, same) = seen(&file("50"));
    assert_eq!(same, depths, "the same everywhere, of a file");
    let (other, _) = seen(&file("51"));
    assert_ne!(other, fingerprint);
}

#[test]
fn a_training_set_of_one_band_is_not_taken_for_that_of_another() {
    let folder = band("3.3,0.4\n3.6,0.5\n");
    let generate = |folder: &StudyFolder| folder.run("generate", &[]);
    let output = generate(&folder);
    assert!(output.status.success(), "{output:?}");
    let folder = folder.file("band.csv", "wavelength_um,transmission\n3.3,0.4\n3.6,0.6\n");
    let output = generate(&folder);
    let said = String::from_utf8_lossy(&output.stderr).into_owned();
    assert_eq!(output.status.code(), Some(2), "{said}");
    let expected = "was made by another study, from other opacities";
    assert!(said.contains(expected), "{said}");
}

#[test]
fn another_spectrum_must_come_from_the_instrument_with_the_band() {
    let folder = band("3.3,0.4\n3.6,0.5\n");
    let study = Study::load(&folder.at("study.toml")).unwrap();
    let own = Session::of_study(study.clone()).unwrap();
    let mut other = own.bins().to_vec();
    let path = folder.at("other.csv");
    let check = |bins: &[_]| study.check_same_instruments(own.bins(), (&path, bins));
    other[0].instrument = "y".into();
    assert!(check(&other).is_ok(), "one without a band is no matter");
    other[1].instrument = "x".into();
    let said = check(&other).unwrap_err().to_string();
    for part in [
        "`observation.pass_bands` is that of `camera`, while ",
        "other.csv",
        "3.45 µm from `x`",
    ] {
        assert!(said.contains(part), "{said}");
    }
}

#[test]
fn files_and_keys_that_make_no_sense_are_refused_with_what_was_found_and_expected() {
    let header = "wavelength_um,transmission\n";
    let band_file = |text: &str| with(with_photometer(four_bins()), BAND).file("band.csv", text);
    let keys = |keys: &str| with(with_photometer(four_bins()), keys);
    let power = |value: &str| keys(&format!("[observation.resolving_power]\nx = {value}"));
    let power_file = |text: &str| power("\"r.csv\"").file("r.csv", text);
    let of_key = |key: &str| format!("study study.toml, line 30: `observation.{key}` is ");
    let refused = [
        (band_file(""), "band.csv: line 1: header is ``, expected `wavelength_um,transmission`".to_owned()),
        (band_file(header), "band.csv: line 1: holds 0 points, expected at least two".into()),
        (band_file(&format!("{header}3.3,1\n3.6,nan\n")), "band.csv: line 3: `transmission` is NaN, expected a number of at least 0".into()),
        (band_file(&format!("{header}3.3,1\n3.6,-1\n")), "band.csv: line 3: `transmission` is -1, expected a number of at least 0".into()),
        (band_file(&format!("{header}3.3,1\n3.2,1\n")), "band.csv: line 3: wavelength 3.2 µm follows 3.3 µm, expected rising wavelengths".into()),
        (band_file(&format!("{header}0,1\n3.2,1\n")), "band.csv: line 2: `wavelength_um` is 0, expected a positive number".into()),
        (band_file(&format!("{header}3.3,0\n3.6,0\n")), "band.csv: line 3: `transmission` is zero everywhere".into()),
        (band_file(&format!("{header}3300,1\n3600,1\n")), of_key("pass_bands.camera") + "band.csv, which lets pass 3300.0000 to 3600.0000 µm, expected a pass-band that overlaps the instrument's bin, 3.3000 to 3.6000 µm"),
        (band_file(&format!("{header}1.0,1\n3.6,1\n")), "H2O, while the observation reaches from 1.0000 to 4.5000 µm, pass-bands and resolving powers included, expected an observation inside H2O's opacity table".into()),
        (keys(BAND), "cannot read band.csv: No such file".into()),
        (keys("[observation.pass_bands]\ncam = \"band.csv\""), of_key("pass_bands.cam") + "`cam`, expected instruments of observation.csv: camera, x"),
        (keys("[observation.pass_bands]\nx = \"band.csv\""), of_key("pass_bands.x") + "that of `x`, which has 3 bins, expected an instrument of one bin"),
        (keys("resolving_power = { camera = 100 }\npass_bands = { camera = \"band.csv\" }"), "`observation.resolving_power.camera` is that of `camera`, which has a pass-band in `observation.pass_bands`, too, expected one of the two".into()),
        (power("0"), of_key("resolving_power.x") + "0, expected a number from 5 to 10000000"),
        (power("-100.0"), of_key("resolving_power.x") + "-100, expected a number from 5"),
        (power("nan"), of_key("resolving_power.x") + "NaN, expected a number from 5"),
        (power("true"), "line 30: expected a number, or the name of a file".into()),
        (power("\"r.csv\""), "cannot read r.csv: No such file".into()),
        (power_file("wavelength_um,R\n3,100\n5,100\n"), "r.csv: line 1: header is `wavelength_um,R`, expected `wavelength_um,resolving_power`".into()),
        (power_file("wavelength_um,resolving_power\n3,0\n5,100\n"), "r.csv: line 2: `resolving_power` is 0, expected a number from 5 to 10000000".into()),
        (power_file("wavelength_um,resolving_power\n3,100\n4,100\n"), of_key("resolving_power.x") + "r.csv, which reaches from 3.0000 to 4.0000 µm, expected a resolving power over all bins of the instrument, 3.0000 to 4.5000 µm"),
        (keys("[observation.resolving_power]\nz = 100"), of_key("resolving_power.z") + "`z`, expected instruments of observation.csv: camera, x"),
    ];
    for (folder, expected) in refused {
        let said = folder.refusal(&[]);
        assert!(said.contains(&expected), "{said}\n{expected}");
    }
}

/// Opacities end at 3750 cm⁻¹, 2.667 µm: a profile of R = 10 about 3 µm reaches there.
#[test]
fn a_profile_that_reaches_beyond_the_tables_is_refused() {
    let folder = with(four_bins(), "[observation.resolving_power]\nx = 10");
    let said = folder.refusal(&[]);
    assert!(
        said.contains("pass-bands and resolving powers included, expected an observation inside H2O's opacity table"),
        "{said}"
    );
}
