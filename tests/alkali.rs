//! Sodium and potassium, and observations that reach beyond the tables, through a study.

use std::path::Path;

use exosonde::Simulator;
use exosonde::observation::Bin;
use exosonde::simulator::{BuiltIn, SimulatorError, SpectrumSource};
use exosonde::study::{Source, Study};
use forward_model::{CrossSectionTable, OpacityTable, Species};
use ndarray::Array3;
use opacity_data::TableInfo;
use opacity_data::formats::write_hdf5;

/// A clear hot Jupiter whose only free parameter is its radius.
fn study(gases: &str, vmr: &str, opacities: &str) -> Study {
    let text = format!(
        r#"
name = "alkali"
seed = 1
[star]
radius_rsun = 0.939
temperature_k = 5485.0
[planet]
mass_mjup = 0.281
reference_pressure_bar = 10.0
[atmosphere]
geometry = "transmission"
pressure_bar = [1e-7, 100.0]
n_layers = 60
temperature = "isothermal"
chemistry = "free"
gases = {gases}
background = {{ H2 = 0.8547, He = 0.1453 }}
continuum = ["rayleigh", "cia"]
clouds = []
[parameters]
radius_rjup = {{ uniform = [1.1, 1.4] }}
temperature_k = 1000.0
{vmr}
[observation]
file = "none.csv"
[opacities]
{opacities}
[training_set]
n_spectra = 10
"#
    );
    Study::from_source(Source::new("alkali.toml", text)).unwrap()
}

/// Bins that tile the wavelengths.
fn bins(from_um: f64, to_um: f64, n: usize) -> Vec<Bin> {
    let half_width_um = 0.5 * (to_um - from_um) / n as f64;
    let bin = |i: usize| Bin {
        wavelength_um: from_um + half_width_um * (2 * i + 1) as f64,
        half_width_um,
        instrument: "test".into(),
    };
    (0..n).map(bin).collect()
}

fn source(study: &Study, bins: &[Bin]) -> SpectrumSource<BuiltIn> {
    SpectrumSource::of_study(study, bins).unwrap_or_else(|error| panic!("{error}"))
}

fn depth_ppm(study: &Study, bins: &[Bin]) -> Vec<f64> {
    let source = source(study, bins);
    let mut workspace = source.workspace();
    let simulated = source.simulate(&[1.25], &mut workspace).unwrap();
    simulated.binned.iter().map(|x| 1e6 * x).collect()
}

const WATER_AND_POTASSIUM: &str = r#"["H2O", "K"]"#;

fn with_potassium(log_vmr: f64, opacities: &str) -> Study {
    let vmr = format!("log_H2O = -4.0\nlog_K = {log_vmr}");
    study(WATER_AND_POTASSIUM, &vmr, opacities)
}

#[test]
fn potassium_deepens_the_transit_at_its_doublet_and_not_far_from_it() {
    let mut bins = bins(0.68, 0.88, 20);
    bins.extend(self::bins(1.35, 1.45, 1));
    let with = depth_ppm(&with_potassium(-6.5, ""), &bins);
    let without = depth_ppm(&with_potassium(-20.0, ""), &bins);
    let deeper: Vec<f64> = with.iter().zip(&without).map(|(a, b)| a - b).collect();
    println!("{deeper:.1?}");
    // The bin from 0.76 to 0.77 µm holds both lines.
    let largest = deeper.iter().copied().fold(0.0, f64::max);
    assert_eq!(deeper[8], largest);
    assert!(deeper[8] > 500.0, "{deeper:?}");
    assert!(deeper[20].abs() < 1.0, "{deeper:?}");
}

#[test]
fn an_observation_beyond_the_tables_needs_allow_gaps() {
    let bins = bins(0.4, 0.9, 50);
    let refused = SpectrumSource::of_study(&with_potassium(-6.5, ""), &bins)
        .err()
        .unwrap();
    let message = refused.to_string();
    assert!(
        matches!(refused, SimulatorError::Study(_))
            && message.contains("`allow_gaps = true` in [opacities]"),
        "{message}"
    );
    let study = with_potassium(-6.5, "allow_gaps = true");
    let source = source(&study, &bins);
    let simulator = source.simulator();
    let caveats = simulator.caveats().iter();
    let warnings: String = caveats.map(|caveat| format!("{caveat}\n")).collect();
    assert!(
        warnings.contains("H2O has no opacity from 0.4000 to 0.5000 µm"),
        "{warnings}"
    );
    assert!(!warnings.contains("K has no opacity"), "{warnings}");
    assert!(depth_ppm(&study, &bins).iter().all(|d| d.is_finite()));
}

#[test]
fn allow_gaps_changes_no_spectrum_inside_the_tables_and_enters_the_fingerprint() {
    let bins = bins(0.70, 0.90, 20);
    let (without, with) = (
        with_potassium(-6.5, ""),
        with_potassium(-6.5, "allow_gaps = true"),
    );
    // The wavenumbers of the bins are chosen anew, and end differently by rounding.
    let pairs = depth_ppm(&without, &bins)
        .into_iter()
        .zip(depth_ppm(&with, &bins));
    for (without, with) in pairs {
        assert!((without - with).abs() < 0.5, "{without} {with}");
    }
    let [without, with] = [&without, &with].map(|study| source(study, &bins));
    let [without, with] = [&without, &with].map(SpectrumSource::simulator);
    assert_ne!(without.fingerprint(), with.fingerprint());
    assert_eq!(with.caveats(), without.caveats());
}

#[test]
fn an_observation_apart_from_a_table_is_refused_whatever_the_gaps() {
    let error = SpectrumSource::of_study(
        &with_potassium(-6.5, "allow_gaps = true"),
        &bins(0.3, 0.4, 5),
    );
    let message = error.err().unwrap().to_string();
    assert!(
        message.contains("overlaps H2O's opacity table"),
        "{message}"
    );
}

#[test]
fn sodium_is_seen_where_all_other_tables_have_ended() {
    let bins = bins(0.55, 0.75, 20);
    let sodium = |log_vmr: f64| {
        let vmr = format!("log_H2O = -4.0\nlog_Na = {log_vmr}");
        depth_ppm(&study(r#"["H2O", "Na"]"#, &vmr, "allow_gaps = true"), &bins)
    };
    let (with, without) = (sodium(-5.5), sodium(-20.0));
    let deeper: Vec<f64> = with.iter().zip(&without).map(|(a, b)| a - b).collect();
    println!("{deeper:.1?}");
    // 0.589 and 0.5896 µm lie in the bin from 0.58 to 0.59 µm: the vacuum wavelengths are 0.5892 and 0.5898.
    assert_eq!(deeper[3], deeper.iter().copied().fold(0.0, f64::max));
    assert!(deeper[3] > 500.0, "{deeper:?}");
}

#[test]
fn a_study_chooses_the_wings() {
    let bins = bins(0.62, 0.72, 4);
    let alone = |opacities: &str| study(r#"["Na"]"#, "log_Na = -5.5", opacities);
    let usual = depth_ppm(&alone(""), &bins);
    let burrows = depth_ppm(&alone(r#"alkali_wings = { Na = "burrows2000" }"#), &bins);
    for (usual, burrows) in usual.iter().zip(&burrows) {
        assert!(*usual > burrows + 50.0, "{usual} {burrows}");
    }
    let named = alone(r#"alkali_wings = { Na = "baudino2015", K = "baudino2015" }"#);
    assert_eq!(depth_ppm(&named, &bins), usual);
}

#[test]
fn alkalis_alone_need_no_table_and_leave_no_gap() {
    let study = study(r#"["Na", "K"]"#, "log_Na = -5.5\nlog_K = -6.5", "");
    let bins = bins(0.5, 1.0, 50);
    let source = source(&study, &bins);
    let simulator = source.simulator();
    let [caveat] = simulator.caveats() else {
        panic!("{:?}", simulator.caveats());
    };
    assert!(
        caveat
            .text
            .contains("H2–H2, H2–He is not tabulated from 0.5000 to 0.6667")
    );
    let sources = simulator.sources();
    assert!(sources[0].contains("Baudino") && sources[1].contains("Burrows"));
    let depth = depth_ppm(&study, &bins);
    // Both doublets stand out over what lies between them, at 0.685 µm.
    assert!(
        depth[8] > depth[18] + 300.0 && depth[26] > depth[18] + 300.0,
        "{depth:?}"
    );
}

#[test]
fn an_alkali_alone_beyond_the_cells_of_the_set_is_said() {
    let study = study(r#"["Na"]"#, "log_Na = -5.5", "");
    let source = source(&study, &bins(29.0, 33.0, 2));
    let said = source.simulator().caveats().iter();
    let said: Vec<&str> = said.map(|caveat| caveat.text.as_str()).collect();
    let expected = "Na is computed on the cells of the set hitran2020, which end at 0.5000 and 30.0000 µm: from 30.0000 to 33.0000 µm";
    assert!(
        said.iter().any(|text| text.starts_with(expected)),
        "{said:?}"
    );
}

/// Writes cross sections of a gas that absorbs nothing, on samples between two wavenumbers.
fn write_transparent(species: Species, folder: &Path, [low, high]: [f64; 2], resolution: f64) {
    let n = ((high / low).ln() * resolution).ceil();
    let wavenumber: Vec<f64> = (0..=n as i32)
        .map(|i| low * (f64::from(i) / resolution).exp())
        .collect();
    let pressure = (0..17)
        .map(|i| 10f64.powf(-1.0 + 0.5 * f64::from(i)))
        .collect();
    let sigma = Array3::zeros((17, 2, wavenumber.len()));
    let table =
        CrossSectionTable::new(species, pressure, vec![1000.0, 1200.0], wavenumber, sigma).unwrap();
    let table = OpacityTable::CrossSection(table);
    let path = folder.join(format!("{species}.h5"));
    write_hdf5(&path, &table, &TableInfo::of(&table)).unwrap();
}

const NEAR_INFRARED_PER_CM: [f64; 2] = [1e4, 1.5e4];

#[test]
fn potassium_joins_tables_of_cross_sections_and_yields_to_a_table_of_its_own() {
    let folder = tempfile::tempdir().unwrap();
    let opacities = format!("folder = {:?}", folder.path());
    let bins = bins(0.70, 0.90, 20);
    write_transparent(Species::H2O, folder.path(), NEAR_INFRARED_PER_CM, 2000.0);
    let computed = depth_ppm(&with_potassium(-6.5, &opacities), &bins);
    write_transparent(Species::K, folder.path(), NEAR_INFRARED_PER_CM, 2000.0);
    let own = depth_ppm(&with_potassium(-6.5, &opacities), &bins);
    assert!(computed[6] > own[6] + 300.0, "{computed:?} {own:?}");
    let largest = own.iter().zip(&own[1..]).map(|(a, b)| (a - b).abs());
    assert!(largest.fold(0.0, f64::max) < 30.0, "{own:?}");
}

/// In bins of R ≈ 250 around the doublet: at the wavenumbers of the default set against the profile on samples of R = 1,600,000, both
/// with the pressures and temperatures of the default set.
#[test]
fn the_wavenumbers_of_the_set_give_the_spectrum_of_the_profile_itself() {
    let cells = bins(0.74, 0.80, 20);
    let folder = tempfile::tempdir().unwrap();
    write_transparent(Species::H2O, folder.path(), [12_450.0, 13_550.0], 1.6e6);
    let fine = format!("folder = {:?}", folder.path());
    let transparent = |opacities: &str| {
        let vmr = "log_H2O = -20.0\nlog_K = -6.5";
        depth_ppm(&study(WATER_AND_POTASSIUM, vmr, opacities), &cells)
    };
    let (found, expected) = (transparent(""), transparent(&fine));
    let difference: Vec<f64> = found.iter().zip(&expected).map(|(a, b)| a - b).collect();
    println!("{difference:.2?}");
    assert!(
        difference.iter().all(|ppm| ppm.abs() < 12.0),
        "{difference:?}"
    );
}
