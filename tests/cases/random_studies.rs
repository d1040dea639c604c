//! Studies drawn at random: every free parameter changes the spectrum and every source contributes to it, or it is said that
//! they do not; and only then.

use std::fs;

use exosonde::observation::Observation;
use exosonde::seed::{Purpose, Seed};
use exosonde::simulator::{BuiltIn, SpectrumSource};
use exosonde::study::{Source, Study};
use forward_model::Species;
use rand::{Rng, seq::IndexedRandom};

use super::study_folder::StudyFolder;

const N_STUDIES: u64 = 60;
/// Pairs of θ that differ in one parameter, in which an effect is looked for.
const N_PAIRS: u64 = 24;
/// Of what changes less than this, dimensionless, nothing must be said; of what changes nothing at all, something must.
const SURELY_SEEN: f64 = 1e-7;

/// A study: lines of `[atmosphere]` and `[star]`, and parameters by name.
#[derive(Clone)]
struct Draft {
    star: String,
    geometry: &'static str,
    gases: Vec<&'static str>,
    background: &'static str,
    continuum: Vec<&'static str>,
    clouds: Vec<&'static str>,
    is_patchy: bool,
    parameters: Vec<(String, String)>,
}

impl Draft {
    fn random(rng: &mut impl Rng) -> Self {
        let mut either = |share: f64| rng.random::<f64>() < share;
        let all = ["H2O", "CO2", "CO", "PH3"];
        let mut gases: Vec<&str> = all.into_iter().filter(|_| either(0.5)).collect();
        if gases.is_empty() {
            gases.push("H2O");
        }
        let geometry = if either(0.7) {
            "transmission"
        } else {
            "emission"
        };
        let has_spots = geometry == "transmission" && either(0.3);
        let continuum = ["rayleigh", "cia"].into_iter().filter(|_| either(0.6));
        let continuum: Vec<&str> = continuum.collect();
        let clouds = ["grey_deck", "power_law_haze"]
            .into_iter()
            .filter(|_| either(0.5));
        let clouds: Vec<&str> = clouds.collect();
        let is_patchy = !clouds.is_empty() && either(0.4);
        let backgrounds = [
            "{ H2 = 0.85, He = 0.15 }",
            "{ N2 = 0.8, O2 = 0.2 }",
            "{ CO2 = 1.0 }",
            "{ HF = 1.0 }",
        ];
        let backgrounds: Vec<&str> = backgrounds
            .into_iter()
            .filter(|it| !it.contains("CO2") || !gases.contains(&"CO2"))
            .collect();
        let background = *backgrounds.choose(rng).unwrap();
        let star = match has_spots {
            true => "unocculted = [\"spots\"]".to_owned(),
            false => String::new(),
        };
        let mut draft = Self {
            star,
            geometry,
            gases,
            background,
            continuum,
            clouds,
            is_patchy,
            parameters: Vec::new(),
        };
        draft.draw_parameters(has_spots, rng);
        draft
    }

    /// Each is free or fixed, the first one always free; some fixed values leave others without effect.
    fn draw_parameters(&mut self, has_spots: bool, rng: &mut impl Rng) {
        let mut add = |name: &str, range: [f64; 2], fixed: &[f64]| {
            let is_free = self.parameters.is_empty() || rng.random::<f64>() < 0.5;
            let value = match is_free {
                true => format!("{{ uniform = {range:?} }}"),
                false => format!("{:?}", fixed.choose(rng).unwrap()),
            };
            self.parameters.push((name.to_owned(), value));
        };
        add("radius_rjup", [1.0, 1.4], &[1.2]);
        add("temperature_k", [500.0, 1500.0], &[1000.0]);
        for gas in &self.gases {
            add(&format!("log_{gas}"), [-8.0, -2.0], &[-4.0, -30.0]);
        }
        if self.clouds.contains(&"grey_deck") {
            // Below the lowest level there is nothing to hide.
            add("log_cloud_top_bar", [-5.0, 1.0], &[-2.0, 3.0]);
        }
        if self.clouds.contains(&"power_law_haze") {
            add("log_haze_enhancement", [-2.0, 5.0], &[3.0, -10.0]);
            add("haze_slope", [-6.0, 0.0], &[-4.0]);
        }
        if self.is_patchy {
            add("cloud_fraction", [0.0, 1.0], &[0.5, 0.0]);
        }
        if has_spots {
            add("spot_fraction", [0.0, 0.3], &[0.1, 0.0]);
            add("spot_temperature_k", [4000.0, 5000.0], &[4500.0]);
        }
    }

    /// The study in its folder.
    fn study(&self, folder: &StudyFolder) -> Study {
        let quoted = |names: &[&str]| format!("{names:?}");
        let mut text = fs::read_to_string(folder.at("study.toml")).unwrap();
        let parameters = text.find("[parameters]").unwrap()..text.find("[observation]").unwrap();
        let lines = self
            .parameters
            .iter()
            .map(|(name, value)| format!("{name} = {value}\n"));
        text.replace_range(
            parameters,
            &format!("[parameters]\n{}", lines.collect::<String>()),
        );
        for (old, new) in [
            (
                "temperature_k = 5485.0",
                format!("temperature_k = 5485.0\n{}", self.star),
            ),
            ("\"transmission\"", format!("{:?}", self.geometry)),
            ("n_layers = 40", "n_layers = 24".to_owned()),
            (
                "gases = [\"H2O\"]",
                format!("gases = {}", quoted(&self.gases)),
            ),
            ("{ H2 = 0.8547, He = 0.1453 }", self.background.to_owned()),
            (
                "continuum = []",
                format!("continuum = {}", quoted(&self.continuum)),
            ),
            (
                "clouds = []",
                format!(
                    "clouds = {}\npatchy_clouds = {}",
                    quoted(&self.clouds),
                    self.is_patchy
                ),
            ),
        ] {
            assert_eq!(text.matches(old).count(), 1, "{old}");
            text = text.replace(old, &new);
        }
        let path = folder.at("study.toml");
        Study::from_source(Source::new(path, text)).unwrap()
    }

    /// The same without a cloud or a part of the continuum; a gas stays, without opacity.
    fn without(&self, source: &str) -> Self {
        let mut draft = self.clone();
        draft.continuum.retain(|it| *it != source);
        draft.clouds.retain(|it| *it != source);
        let gone: &[&str] = match source {
            "grey_deck" => &["log_cloud_top_bar"],
            "power_law_haze" => &["log_haze_enhancement", "haze_slope"],
            _ => &[],
        };
        draft
            .parameters
            .retain(|(name, _)| !gone.contains(&name.as_str()));
        if draft.clouds.is_empty() {
            draft.is_patchy = false;
            draft
                .parameters
                .retain(|(name, _)| name != "cloud_fraction");
        }
        draft
    }
}

/// Tables of all gases but `transparent`, which has zeros; PH3's are zeros in any case.
fn folder(transparent: &str) -> StudyFolder {
    let per_cm: Vec<f64> = (0..64).map(|i| 3000.0 * 1.02f64.powi(i)).collect();
    let gases = [Species::H2O, Species::CO2, Species::CO, Species::PH3];
    let mut folder = StudyFolder::new(&[1.2, 1.6, 2.1, 2.8]);
    for (i, gas) in gases.into_iter().enumerate() {
        let is_dark = gas == Species::PH3 || gas.formula() == transparent;
        let law_m2 = |w: f64| 10f64.powf(-26.0 + 2.0 * (w / 900.0 + i as f64).sin());
        folder = folder.opacity(gas, &per_cm, |w| if is_dark { 0.0 } else { law_m2(w) });
    }
    folder
}

fn open(study: &Study) -> Result<SpectrumSource<BuiltIn>, String> {
    let observation = Observation::read(&study.observation.path).unwrap();
    SpectrumSource::for_observation(study, &observation).map_err(|error| error.to_string())
}

/// The depths of a θ, if it has a spectrum.
fn depths(source: &SpectrumSource<BuiltIn>, theta: &[f64]) -> Option<Vec<f64>> {
    let mut workspace = source.workspace();
    let simulated = source.simulate(theta, &mut workspace).ok()?;
    Some(simulated.binned.to_vec())
}

fn largest_change(a: &[f64], b: &[f64]) -> f64 {
    a.iter()
        .zip(b)
        .map(|(a, b)| (a - b).abs())
        .fold(0.0, f64::max)
}

/// Whether a sentence says that `name` could be fixed or left out.
fn is_said(source: &SpectrumSource<BuiltIn>, name: &str) -> bool {
    let mut caveats = source.caveats().iter();
    caveats.any(|caveat| {
        let idle = caveat
            .text
            .split(" could as well")
            .next()
            .unwrap_or_default();
        let is_idle =
            caveat.text.contains("could as well") && idle.split(", ").any(|it| it == name);
        is_idle || caveat.text.starts_with(&format!("{name}: no "))
    })
}

/// What an effect and what is said of it must be to each other.
fn check(change: f64, said: bool, what: &str) {
    assert!(
        change > 0.0 || said,
        "{what} changes nothing, and nothing is said"
    );
    assert!(
        change < SURELY_SEEN || !said,
        "{what} changes {change:e}, and is said not to"
    );
}

fn check_parameters(draft: &Draft, study: &Study, source: &SpectrumSource<BuiltIn>) -> usize {
    let prior = study.parameters.prior();
    for (i, parameter) in study.parameters.free().iter().enumerate() {
        let mut change = 0.0f64;
        for k in 0..N_PAIRS {
            let [a, b] =
                [2 * k, 2 * k + 1].map(|k| prior.sample(&mut Seed(77).rng(Purpose::Prior, k)));
            let mut moved = a.clone();
            moved[i] = b[i];
            if let (Some(a), Some(b)) = (depths(source, &a), depths(source, &moved)) {
                change = change.max(largest_change(&a, &b));
            }
        }
        let what = format!(
            "{} of {:?} {:?}",
            parameter.name, draft.clouds, draft.parameters
        );
        check(change, is_said(source, &parameter.name), &what);
    }
    study.parameters.free().len()
}

fn check_sources(draft: &Draft, study: &Study, source: &SpectrumSource<BuiltIn>) -> usize {
    let names = [
        ("rayleigh", "Rayleigh"),
        ("cia", "CIA"),
        ("grey_deck", "cloud deck"),
        ("power_law_haze", "haze"),
    ];
    let asked = draft.continuum.iter().chain(&draft.clouds).copied();
    let gases = draft.gases.iter().map(|gas| (*gas, *gas));
    let all = names
        .into_iter()
        .filter(|(name, _)| asked.clone().any(|it| it == *name));
    let all: Vec<(&str, &str)> = all.chain(gases).collect();
    for (name, shown) in &all {
        let folder = folder(name);
        let less = draft.without(name);
        // Of the continuum nothing may be left of what exists, which is refused; then the rest is left out too.
        let less = match open(&less.study(&folder)) {
            Ok(_) => less,
            Err(_) => Draft {
                continuum: Vec::new(),
                ..less
            },
        };
        let other = less.study(&folder);
        let without = open(&other).unwrap();
        let mut change = 0.0f64;
        for k in 0..N_PAIRS {
            let theta = study
                .parameters
                .prior()
                .sample(&mut Seed(78).rng(Purpose::Prior, k));
            let own = |parameter: &exosonde::parameters::ParameterInfo| {
                let free = study.parameters.free();
                theta[free
                    .iter()
                    .position(|it| it.name == parameter.name)
                    .unwrap()]
            };
            let theirs: Vec<f64> = other.parameters.free().iter().map(own).collect();
            if let (Some(a), Some(b)) = (depths(source, &theta), depths(&without, &theirs)) {
                change = change.max(largest_change(&a, &b));
            }
        }
        let said = is_said(source, shown) || is_said(source, name);
        // A part of a continuum that exists in part may be told by the pairs that lack a table.
        let what = format!(
            "{name} in {} {:?} {:?}",
            draft.background, draft.clouds, draft.parameters
        );
        assert!(
            change > 0.0 || said,
            "{what} contributes nothing, and nothing is said"
        );
        let is_idle = is_said(source, shown)
            && !source
                .caveats()
                .iter()
                .any(|c| c.text.starts_with(&format!("{name}: no ")));
        assert!(
            change < SURELY_SEEN || !is_idle,
            "{what} contributes {change:e}, and is said not to"
        );
    }
    all.len()
}

#[test]
fn what_is_asked_for_has_an_effect_or_it_is_said_that_it_has_none() {
    let folder = folder("");
    let (mut n_parameters, mut n_sources, mut n_refused, mut n_said) = (0, 0, 0, 0);
    for i in 0..N_STUDIES {
        let draft = Draft::random(&mut Seed(2026).rng(Purpose::Prior, i));
        let study = draft.study(&folder);
        match open(&study) {
            Ok(source) => {
                n_parameters += check_parameters(&draft, &study, &source);
                n_sources += check_sources(&draft, &study, &source);
                n_said += usize::from(
                    source
                        .caveats()
                        .iter()
                        .any(|it| it.text.contains("could as well")),
                );
            }
            Err(error) => {
                assert!(
                    error.contains("`atmosphere.continuum` is of no effect"),
                    "{error}"
                );
                n_refused += 1;
            }
        }
    }
    println!(
        "{n_parameters} parameters, {n_sources} sources, {n_said} studies with something idle, {n_refused} refused"
    );
    assert!(n_parameters > 100 && n_sources > 100 && n_said > 10 && n_refused > 0);
}
