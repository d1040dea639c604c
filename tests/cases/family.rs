//! A study of many planets: mass of the planet, radius and temperature of the star have priors, and values with each spectrum.

use std::{fs, path::Path};

use exosonde::Session;
use serde_json::Value;

use crate::harness::{files, folder, is_refused, succeeds, write_study};
use crate::program::{program, stderr, success};

const PRIORS: [(&str, &str); 3] = [
    ("mass_mjup = 0.281", "mass_mjup = { uniform = [0.1, 1.0] }"),
    (
        "radius_rsun = 0.939",
        "radius_rsun = { normal = [1.0, 0.1] }",
    ),
    (
        "temperature_k = 5485.0",
        "temperature_k = { log_uniform = [4000.0, 8000.0] }\nunocculted = [\"spots\"]",
    ),
];
const SPOTS: (&str, &str) = (
    "[observation]",
    "spot_fraction = 0.1\nspot_temperature_k = 3500.0\n[observation]",
);
/// Mass, radius and temperature of one system.
const SYSTEM: [(&str, f64); 3] = [
    ("planet_mass_mjup", 0.4),
    ("star_radius_rsun", 0.9),
    ("star_temperature_k", 5000.0),
];
const KNOWN: [&str; 6] = [
    "--known",
    "planet_mass_mjup=0.4",
    "--known",
    "star_radius_rsun=0.9",
    "--known",
    "star_temperature_k=5000",
];

/// A folder with `family.toml` and, of that system, `one.toml`.
fn studies() -> tempfile::TempDir {
    let folder = folder();
    let changes = [&PRIORS[..], &[SPOTS]].concat();
    write_study(folder.path(), "family.toml", &changes);
    let numbers = [
        (PRIORS[0].0, "mass_mjup = 0.4"),
        (PRIORS[1].0, "radius_rsun = 0.9"),
        (
            PRIORS[2].0,
            "temperature_k = 5000.0\nunocculted = [\"spots\"]",
        ),
        SPOTS,
    ];
    write_study(folder.path(), "one.toml", &numbers);
    folder
}

fn report(path: &Path) -> Value {
    serde_json::from_str(&fs::read_to_string(path).unwrap()).unwrap()
}

fn names(report: &Value) -> Vec<&str> {
    let parameters = report["parameters"].as_array().unwrap().iter();
    parameters.map(|it| it["name"].as_str().unwrap()).collect()
}

#[test]
fn a_spectrum_is_that_of_a_study_with_the_same_numbers_bit_for_bit() {
    let folder = studies();
    let [family, one] =
        ["family.toml", "one.toml"].map(|name| Session::open(folder.path().join(name)).unwrap());
    let own = [("radius_rjup", 1.3), ("log_H2O", -3.0)];
    let all = [&own[..], &SYSTEM].concat();
    let found = family.simulate(&family.theta(&all).unwrap()).unwrap();
    assert_eq!(found, one.simulate(&one.theta(&own).unwrap()).unwrap());
    // Each of the three does something.
    for i in 0..3 {
        let mut other = all.clone();
        other[2 + i].1 *= 1.02;
        let changed = family.simulate(&family.theta(&other).unwrap()).unwrap();
        assert!(found != changed, "{}", other[2 + i].0);
    }
    assert_eq!(family.task().n_conditions, 3);
    let mut arguments = vec!["simulate", "family.toml", "--out", "a"];
    let set = SYSTEM.map(|(name, value)| format!("{name}={value}"));
    set.iter().for_each(|set| arguments.extend(["--set", set]));
    succeeds(&arguments, folder.path());
    succeeds(&["simulate", "one.toml", "--out", "b"], folder.path());
    let [a, b] = ["a", "b"].map(|out| fs::read(folder.path().join(out).join("simulated.csv")));
    assert_eq!(a.unwrap(), b.unwrap());
}

/// The same likelihood, prior and random numbers.
#[test]
fn the_exact_posterior_is_that_of_a_study_with_the_known_numbers() {
    let folder = studies();
    let retrieve = |study: &str, out: &str, known: &[&str]| {
        let arguments = ["retrieve", study, "--from", "prior", "--out", out];
        let said = success(&program(&[&arguments, known].concat(), folder.path()));
        (said, report(&folder.path().join(out).join("report.json")))
    };
    let (said, found) = retrieve("family.toml", "a", &KNOWN);
    let (_, expected) = retrieve("one.toml", "b", &[]);
    assert_eq!(names(&found), ["radius_rjup", "temperature_k", "log_H2O"]);
    assert_eq!(found["parameters"], expected["parameters"]);
    for number in [
        "log_evidence",
        "chi2_best",
        "n_calls",
        "effective_sample_size",
    ] {
        let [own, other] = [&found, &expected].map(|report| &report["importance"][number]);
        assert_eq!(own, other, "{number}");
    }
    assert_eq!(found["known"]["planet_mass_mjup"], 0.4);
    assert!(expected.get("known").is_none());
    let words =
        "Known besides: planet_mass_mjup = 0.4, star_radius_rsun = 0.9, star_temperature_k = 5000";
    assert!(said.contains(words), "{said}");

    // What the study says itself is the same, and taken for the same.
    let known = "[observation]\nknown = { planet_mass_mjup = 0.4, star_radius_rsun = 0.9, star_temperature_k = 5000.0 }";
    let changes = [&PRIORS[..], &[SPOTS, ("[observation]", known)]].concat();
    write_study(folder.path(), "known.toml", &changes);
    let (_, written) = retrieve("known.toml", "c", &[]);
    assert_eq!(written["parameters"], expected["parameters"]);
    let hashes = [&found, &written].map(|report| report["provenance"]["study_hash"].clone());
    assert_ne!(hashes[0], hashes[1]);

    // A narrower prior is a parameter's, and one that is not known is the study's.
    let narrow = ["--known", "planet_mass_mjup={ normal = [0.4, 0.02] }"];
    let (_, narrow) = retrieve("family.toml", "d", &narrow);
    let own = [
        "radius_rjup",
        "temperature_k",
        "log_H2O",
        "planet_mass_mjup",
        "star_radius_rsun",
        "star_temperature_k",
    ];
    assert_eq!(names(&narrow), own);
    let mass = &narrow["parameters"][3];
    // The spectrum has no features, as that of a heavier planet.
    assert!((0.4..0.5).contains(&mass["median"].as_f64().unwrap()));
    assert!(mass["std"].as_f64().unwrap() < 0.025, "{mass}");
    assert_eq!(narrow["known"]["planet_mass_mjup"]["normal"][1], 0.02);
}

/// Few simulations and few layers: whether all stages know what is a condition, not how good networks are.
#[test]
fn one_training_serves_two_planets() {
    let folder = studies();
    let at = |path: &str| folder.path().join(path);
    succeeds(&["generate", "family.toml", "--out", "run"], folder.path());
    succeeds(&["train", "family.toml", "--out", "run"], folder.path());
    let model = fs::read(at("run/model/member-0.bpk")).unwrap();
    succeeds(&["evaluate", "family.toml", "--out", "run"], folder.path());
    let evaluation = report(&at("run/evaluation.json"));
    let own_names = ["radius_rjup", "temperature_k", "log_H2O"];
    assert_eq!(names(&evaluation), own_names);
    let retrieve = |name: &str, more: &[&str]| {
        let own = ["retrieve", "family.toml", "--out", "run", "--name", name];
        succeeds(&[&own[..], more].concat(), folder.path());
        report(&at(&format!("run/report-{name}.json")))
    };
    let light = retrieve("light", &KNOWN);
    let mut heavy = KNOWN;
    heavy[1] = "planet_mass_mjup=0.9";
    let heavy = retrieve("heavy", &heavy);
    for report in [&light, &heavy] {
        assert_eq!(report["is_exact"], true);
        assert_eq!(names(report), own_names);
    }
    assert!(light["parameters"] != heavy["parameters"]);
    let network = |report: &Value| report["parameters"][0]["network_median"].as_f64().unwrap();
    assert!(network(&light) != network(&heavy));

    // The networks alone, where nothing is known of the mass.
    let alone = retrieve("alone", &[&KNOWN[2..], &["--network-only"]].concat());
    assert_eq!(
        names(&alone),
        [&own_names[..], &["planet_mass_mjup"]].concat()
    );
    let mass = &alone["parameters"][3];
    assert!((mass["median"].as_f64().unwrap() - 0.55).abs() < 0.05);
    assert!(alone["ood"]["scores"].as_array().unwrap().len() == 4);
    assert_eq!(fs::read(at("run/model/member-0.bpk")).unwrap(), model);

    // Errors of its own: the networks are calibrated by simulations of all planets, and a second planet finds that done.
    let own = fs::read_to_string(at("obs.csv")).unwrap();
    fs::write(at("other.csv"), own.replace(",100,x", ",150,x")).unwrap();
    let other = |name: &str, known: &[&str]| {
        let more = [&["--observation", "other.csv", "--network-only"], known].concat();
        retrieve(name, &more)
    };
    let others = [other("first", &KNOWN), other("second", &KNOWN[..2])];
    assert_eq!(names(&others[0]), own_names);
    assert_eq!(names(&others[1]).len(), 5);
    let calibrations = files(&at("run/model")).into_iter();
    let calibrations =
        calibrations.filter(|(name, _)| name.to_string_lossy().starts_with("calibration-"));
    assert_eq!(calibrations.count(), 1);

    // A likelihood is of what is not known.
    let described = ["likelihood", "family.toml", "--describe"];
    let output = program(&[&described[..], &KNOWN[..4]].concat(), folder.path());
    let described: Value = serde_json::from_str(&success(&output)).unwrap_or_else(|error| {
        panic!("{error}: {}", stderr(&output));
    });
    assert_eq!(described["n_parameters"], 4);
}

#[test]
fn what_cannot_be_known_is_refused_by_name() {
    let folder = studies();
    let before = files(folder.path());
    let refused = [
        (
            "planet_mass_mjup=5",
            "`planet_mass_mjup` is 5, expected values within 0.1 to 1, the study's own range of it",
        ),
        (
            "planet_mass_mjup=nan",
            "`planet_mass_mjup` is NaN, expected values within",
        ),
        (
            "planet_mass_mjup={ uniform = [0.5, 2.0] }",
            "`planet_mass_mjup` is 0.5 to 2, expected values within 0.1 to 1",
        ),
        (
            "planet_mass_mjup={ uniform = [0.5, 0.2] }",
            "`planet_mass_mjup` is bounds [0.5, 0.2], expected two finite numbers",
        ),
        (
            "planet_mass_mjup={ normal = [-1.0, 0.1] }",
            "`planet_mass_mjup` is a normal prior of mean -1 and standard deviation 0.1, of which 100 % lies outside",
        ),
        (
            "planet_mass_mjup=heavy",
            "`heavy`, expected a number, or a prior of two numbers",
        ),
        ("planet_mass_mjup", "expected NAME=VALUE"),
        (
            "temperature_k=900",
            "`temperature_k` is no condition of this study, expected one of planet_mass_mjup, star_radius_rsun, star_temperature_k",
        ),
    ];
    for (known, said) in refused {
        for command in ["retrieve", "run", "likelihood"] {
            let arguments = [command, "family.toml", "--known", known];
            let output = program(&arguments, folder.path());
            let text = stderr(&output);
            assert_eq!(output.status.code(), Some(2), "{text}");
            assert!(text.contains(said), "{text}");
        }
    }
    let twice = [&["retrieve", "family.toml"], &KNOWN[..2], &KNOWN[..2]].concat();
    let text = is_refused(&twice, folder.path());
    assert!(text.contains("`planet_mass_mjup` is known twice"), "{text}");
    let text = is_refused(&["retrieve", "one.toml", KNOWN[0], KNOWN[1]], folder.path());
    let said = "`planet_mass_mjup` is no condition of this study, expected a study that has a prior at `planet.mass_mjup`, `star.radius_rsun` or";
    assert!(text.contains(said), "{text}");
    assert_eq!(files(folder.path()), before);
}

#[test]
fn bad_conditions_of_a_study_are_refused_at_their_line() {
    let folder = studies();
    let refused = [
        (
            PRIORS[0].0,
            "mass_mjup = { uniform = [1.0, 0.1] }",
            "`planet.mass_mjup` is bounds [1, 0.1], expected two finite numbers",
        ),
        (
            PRIORS[0].0,
            "mass_mjup = { uniform = [1e26, 1e27] }",
            "`planet.mass_mjup` is 100000000000000000000000000 to 1000000000000000000000000000, expected values between 0.000001 and 1050 (Jupiter masses); it would be 0.0527 to 0.527 if it were in kilograms",
        ),
        (
            PRIORS[1].0,
            "radius_rsun = { log_uniform = [0.0, 1.0] }",
            "`star.radius_rsun` is lower bound 0, expected a positive one",
        ),
        (
            PRIORS[2].0,
            "temperature_k = \"hot\"",
            "`star.temperature_k` is \"hot\", expected a number, or a prior of two numbers",
        ),
        (
            "[observation]",
            "[observation]\nknown = { planet_mass_mjup = 0.3 }",
            "line 28: `observation.known.planet_mass_mjup` is no condition of this study",
        ),
        (
            "[observation]",
            "[observation]\nknown = { planet_mass_mjup = \"light\" }",
            "`observation.known.planet_mass_mjup` is \"light\", expected a number, or a prior",
        ),
        (
            "log_H2O = { uniform = [-6.0, -2.0] }",
            "log_H2O = -3.0\nplanet_mass_mjup = 0.3",
            "`parameters.planet_mass_mjup` is not a parameter of the chosen physics",
        ),
    ];
    for (from, to, said) in refused {
        write_study(folder.path(), "bad.toml", &[(from, to)]);
        let text = is_refused(&["generate", "bad.toml"], folder.path());
        assert!(text.contains(said), "{text}\n{said}");
    }
}
