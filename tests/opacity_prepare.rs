//! `exosonde opacity prepare` as a user calls it: a gas, its line list, and a study that then takes the tables.

use std::fs;
use std::path::Path;
use std::process::{Command, Output};

use exosonde::simulator::tables_in_bins;
use exosonde::{Session, Simulator, Study};
use opacity_data::formats::{Contents, FORMATS};

/// Three bins, of which two touch, where the six lines are.
const BINS: &str = "wavelength_um,half_width_um,depth_ppm,error_ppm,instrument\n\
    2.35,0.01,21000,100,a\n2.37,0.01,21000,100,a\n2.42,0.01,21000,100,b\n";

const STUDY: &str = r#"
name = "prepared"
seed = 1

[star]
radius_rsun = 0.939
temperature_k = 5485.0

[planet]
mass_mjup = 0.281
reference_pressure_bar = 10.0

[atmosphere]
geometry = "transmission"
pressure_bar = [1e-6, 10.0]
n_layers = 20
temperature = "isothermal"
chemistry = "free"
gases = ["CO"]
background = { H2 = 0.8547, He = 0.1453 }
continuum = ["rayleigh", "cia"]
clouds = []

[opacities]
folder = "tables"

[parameters]
radius_rjup = { uniform = [1.1, 1.4] }
temperature_k = { uniform = [1050.0, 1150.0] }
log_CO = { uniform = [-6.0, -2.0] }

[observation]
file = "bins.csv"

[training_set]
n_spectra = 100
"#;

/// A folder with a study, its observation and a line list of CO.
fn folder() -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    let at = |name: &str| folder.path().join(name);
    fs::write(at("study.toml"), STUDY).unwrap();
    fs::write(at("bins.csv"), BINS).unwrap();
    fs::create_dir(at("lists")).unwrap();
    let lines = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("opacity-data/tests/fixtures/CO_six_lines_hitran2012.par");
    fs::copy(lines, at("lists/CO.par")).unwrap();
    folder
}

fn prepare(folder: &Path) -> Output {
    prepare_with(&[], folder)
}

fn prepare_with(more: &[&str], folder: &Path) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_exosonde"));
    let arguments = ["opacity", "prepare", "study.toml", "--lines", "lists"];
    command.args(arguments).args(more).current_dir(folder);
    command.output().expect("the program starts")
}

/// One paragraph, exit code two.
fn assert_refused(output: &Output, expected: &str) {
    let text = String::from_utf8_lossy(&output.stderr);
    assert_eq!(output.status.code(), Some(2), "{text}");
    assert!(text.contains(expected), "{text}");
    assert_eq!(text.lines().count(), 1, "{text}");
}

#[test]
fn a_study_takes_tables_in_its_own_bins() {
    let folder = folder();
    let output = prepare(folder.path());
    assert!(output.status.success(), "{output:?}");
    let session = Session::open(folder.path().join("study.toml")).unwrap();
    let cells = session
        .source()
        .simulator()
        .grid()
        .unwrap()
        .cell_bounds_per_cm();
    let edges_um = [[2.41, 2.43], [2.36, 2.38], [2.34, 2.36]];
    assert_eq!(cells.len(), 3);
    for (cell, [short_um, long_um]) in cells.iter().zip(edges_um) {
        let expected = [1e4 / long_um, 1e4 / short_um];
        let pairs = cell.iter().zip(expected);
        assert!(
            pairs.into_iter().all(|(a, b)| (a / b - 1.0).abs() < 1e-6),
            "{cells:?}"
        );
    }
    let depths = session.simulate(&session.theta(&[]).unwrap()).unwrap();
    assert!(depths.iter().all(|depth| depth.is_finite()));
    // The lines of the list lie in 2.36-2.38 µm; beside them there is Rayleigh scattering and H2 alone.
    let (with_lines, without) = (depths[1], depths[2]);
    assert!(with_lines > 1.002 * without, "{depths:?}");

    let again = prepare(folder.path());
    let said = String::from_utf8_lossy(&again.stderr).into_owned();
    assert!(again.status.success() && said.contains("kept"), "{said}");
}

/// The tables of bins that are blurred are in cells beyond their edges, too, and taken as they are.
#[test]
fn a_study_of_a_spectrograph_takes_tables_in_the_cells_of_its_profile() {
    let folder = folder();
    let study = STUDY.replace(
        "file = \"bins.csv\"",
        "file = \"bins.csv\"\nresolving_power = { a = 300 }",
    );
    fs::write(folder.path().join("study.toml"), study).unwrap();
    let output = prepare(folder.path());
    assert!(output.status.success(), "{output:?}");
    let session = Session::open(folder.path().join("study.toml")).unwrap();
    let simulator = session.source().simulator();
    let tables = tables_in_bins(
        &Study::load(&folder.path().join("study.toml")).unwrap(),
        session.bins(),
    );
    let table = tables.unwrap().remove(0);
    let prepared = FORMATS.read(&folder.path().join("tables/CO.h5")).unwrap();
    let Contents::Table(prepared, _) = prepared else {
        panic!("a table was prepared");
    };
    assert_eq!(table.lines().points(), prepared.lines().points());
    let cells = simulator.grid().unwrap().cell_bounds_per_cm();
    assert_eq!(cells, prepared.cell_bounds_per_cm());
    // Three and a half standard deviations of 2.38 and 2.34 µm over 300 · 2.355; the third bin is not blurred.
    let ends_um = [
        2.43,
        2.38 * (1.0 + 3.5 / 706.446),
        2.34 * (1.0 - 3.5 / 706.446),
    ];
    let of_a: Vec<_> = cells.iter().filter(|cell| cell[0] > 1e4 / 2.4).collect();
    let found_um = [
        1e4 / cells[0][0],
        1e4 / of_a[0][0],
        1e4 / of_a[of_a.len() - 1][1],
    ];
    for (found, expected) in found_um.iter().zip(ends_um) {
        assert!((found - expected).abs() < 1e-6, "{found_um:?}");
    }
    let depths = session.simulate(&session.theta(&[]).unwrap()).unwrap();
    // The lines of the second bin are seen in the first.
    assert!(
        depths[0] > 1.0001 * depths[2] && depths[1] > depths[0],
        "{depths:?}"
    );
}

/// A list of CO's lines as if they were H2O's, each moved by so much.
fn as_water(list: &str, moved_per_cm: f64) -> String {
    let line = |line: &str| {
        let at: f64 = line[3..15].trim().parse().unwrap();
        format!(" 11{:12.6}{}\n", at + moved_per_cm, &line[15..])
    };
    list.lines().map(line).collect()
}

/// Depths of the study's first bin, ppm, in some atmospheres that have no part in the choice of wavenumbers.
fn depths_ppm(folder: &Path) -> Vec<f64> {
    let session = Session::open(folder.join("study.toml")).unwrap();
    let atmospheres = [
        [1.13, 1064.0, -5.5, -2.2],
        [1.27, 1099.0, -2.3, -5.1],
        [1.33, 1081.0, -3.1, -3.4],
        [1.19, 1140.0, -4.2, -2.9],
    ];
    let depth = |theta: &[f64; 4]| 1e6 * session.simulate(theta).unwrap()[1];
    atmospheres.iter().map(depth).collect()
}

/// Six lines each of two gases, which meet or shun each other, in a bin of 36 cm-1: forty wavenumbers stand for it as well as the
/// program's own cross sections at 200,000 do, which are computed, read and averaged by other code.
#[test]
fn few_wavenumbers_are_as_good_as_line_by_line() {
    for moved_per_cm in [0.0, 1.9] {
        let folder = folder();
        let at = |name: &str| folder.path().join(name);
        let study = STUDY.replace("[\"CO\"]", "[\"CO\", \"H2O\"]").replace(
            "log_CO = ",
            "log_H2O = { uniform = [-6.0, -2.0] }\nlog_CO = ",
        );
        fs::write(at("study.toml"), study).unwrap();
        let list = fs::read_to_string(at("lists/CO.par")).unwrap();
        fs::write(at("lists/H2O.par"), as_water(&list, moved_per_cm)).unwrap();
        assert!(prepare(folder.path()).status.success());
        let few = depths_ppm(folder.path());

        fs::remove_dir_all(at("tables")).unwrap();
        fs::create_dir(at("tables")).unwrap();
        for gas in ["CO", "H2O"] {
            let mut command = Command::new(env!("CARGO_BIN_EXE_exosonde"));
            let list = format!("lists/{gas}.par");
            let table = format!("tables/{gas}.h5");
            let computed = command
                .args(["opacity", "compute", "--method", "cross-section"])
                .args(["--resolution", "5000000", "--wavelength-um", "2.33", "2.44"])
                .args(["--temperature-k", "1000", "1100", "1200"])
                .args([
                    "--pressure-bar",
                    "1e-6",
                    "3.16227766e-6",
                    "1e-5",
                    "3.16227766e-5",
                    "1e-4",
                ])
                .args([
                    "3.16227766e-4",
                    "1e-3",
                    "3.16227766e-3",
                    "1e-2",
                    "3.16227766e-2",
                ])
                .args(["0.1", "0.316227766", "1", "3.16227766", "10"])
                .args(["--lines", &list, "--out", &table])
                .current_dir(folder.path())
                .output();
            assert!(computed.expect("the program starts").status.success());
        }
        let line_by_line = depths_ppm(folder.path());
        for (few, exact) in few.iter().zip(&line_by_line) {
            assert!((few - exact).abs() < 3.0, "{few:?} {line_by_line:?}");
        }
    }
}

fn simulate(folder: &Path, arguments: &[&str]) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_exosonde"));
    command.args(["simulate", "study.toml"]).args(arguments);
    command.args(["--out", "run"]).current_dir(folder);
    command.output().expect("the program starts")
}

/// Mean over the bin from 2.36 to 2.38 µm of a simulated spectrum's own samples, ppm.
fn mean_of_the_lines_ppm(folder: &Path) -> (f64, usize) {
    let text = fs::read_to_string(folder.join("run/simulated.csv")).unwrap();
    let row = |line: &str| {
        let mut numbers = line.split(',').map(|number| number.parse::<f64>());
        Some([numbers.next()?.ok()?, numbers.next()?.ok()?])
    };
    let rows = text.lines().filter_map(row);
    let depths: Vec<f64> = rows
        .filter(|[um, _]| (2.36..2.38).contains(um))
        .map(|[_, ppm]| ppm)
        .collect();
    (
        depths.iter().sum::<f64>() / depths.len() as f64,
        depths.len(),
    )
}

#[test]
fn a_planet_is_simulated_line_by_line() {
    let folder = folder();
    assert!(prepare(folder.path()).status.success());
    let planet = ["--set", "temperature_k=1087", "--set", "log_CO=-2.5"];
    assert!(simulate(folder.path(), &planet).status.success());
    let session = Session::open(folder.path().join("study.toml")).unwrap();
    let theta = session.theta(&[("temperature_k", 1087.0), ("log_CO", -2.5)]);
    let few = 1e6 * session.simulate(&theta.unwrap()).unwrap()[1];
    let lines = ["--lines", "lists", "--resolution", "1000000"];
    let output = simulate(folder.path(), &[&planet[..], &lines[..]].concat());
    assert!(output.status.success(), "{output:?}");
    let (mean, n_samples) = mean_of_the_lines_ppm(folder.path());
    // Two parts in 237 of a million.
    assert!((8300..8600).contains(&n_samples), "{n_samples}");
    assert!((mean - few).abs() < 3.0, "{mean} {few}");
}

#[test]
fn what_does_not_fit_into_memory_is_refused_before_any_list_is_read() {
    let folder = folder();
    let study = STUDY
        .replace("[opacities]\nfolder = \"tables\"\n", "")
        .replace("[\"CO\"]", "[\"CO\", \"H2O\", \"CO2\"]")
        .replace("log_CO = ", "log_H2O = -4.0\nlog_CO2 = -5.0\nlog_CO = ");
    fs::write(folder.path().join("study.toml"), study).unwrap();
    let bins = BINS
        .replace("2.35,0.01", "0.7,0.01")
        .replace("2.42,0.01", "11.9,0.01");
    fs::write(folder.path().join("bins.csv"), bins).unwrap();
    fs::remove_dir_all(folder.path().join("lists")).unwrap();
    let output = simulate(folder.path(), &["--lines", "lists", "--resolution", "1e7"]);
    let text = String::from_utf8_lossy(&output.stderr);
    assert_eq!(output.status.code(), Some(2), "{text}");
    assert!(text.contains("GB") && text.contains("at most"), "{text}");
}

#[test]
fn other_tables_in_the_way_are_kept_and_named() {
    let folder = folder();
    assert!(prepare(folder.path()).status.success());
    let table = folder.path().join("tables/CO.h5");
    let before = fs::read(&table).unwrap();
    let other = BINS.replace("2.42,0.01", "2.42,0.02");
    fs::write(folder.path().join("bins.csv"), other).unwrap();
    assert_refused(&prepare(folder.path()), "nothing is written over");
    assert_eq!(fs::read(&table).unwrap(), before);
}

#[test]
fn tables_of_another_studys_gases_are_kept_and_named() {
    let folder = folder();
    let at = |name: &str| folder.path().join(name);
    let said = |output: Output| String::from_utf8_lossy(&output.stderr).into_owned();
    assert_eq!(said(prepare(folder.path())), "");
    let list = fs::read_to_string(at("lists/CO.par")).unwrap();
    fs::write(at("lists/H2O.par"), as_water(&list, 0.0)).unwrap();
    let water = STUDY.replace("CO", "H2O");
    fs::write(at("study.toml"), water).unwrap();
    let said = said(prepare(folder.path()));
    assert!(said.contains("tables holds CO.h5 too"), "{said}");
    let names = fs::read_dir(at("tables")).unwrap();
    assert_eq!(names.count(), 2, "the two tables and nothing else");
}

#[test]
fn so_few_wavenumbers_that_they_are_no_mean_are_refused() {
    let folder = folder();
    for wrong in ["0", "1", "3", "1001"] {
        let output = prepare_with(&["--points", wrong], folder.path());
        assert_refused(&output, &format!("`points` is {wrong}, expected from 4"));
    }
    assert!(!folder.path().join("tables").exists());
}

#[test]
fn a_file_in_the_folders_place_is_named_before_any_work() {
    let folder = folder();
    fs::write(folder.path().join("tables"), "no folder").unwrap();
    let mut command = Command::new(env!("CARGO_BIN_EXE_exosonde"));
    let arguments = ["opacity", "prepare", "study.toml", "--lines", "lists"];
    command.args(arguments).args(["--out", "tables"]);
    let output = command.current_dir(folder.path()).output().unwrap();
    assert_refused(&output, "tables, a file");
    let resolution = ["opacity", "prepare", "study.toml", "--lines", "lists"];
    for wrong in ["inf", "0", "NaN", "1e9"] {
        let mut command = Command::new(env!("CARGO_BIN_EXE_exosonde"));
        command.args(resolution).args(["--resolution", wrong]);
        let output = command.current_dir(folder.path()).output().unwrap();
        assert_eq!(output.status.code(), Some(2), "{wrong}");
    }
}

#[test]
fn a_study_without_lines_has_nothing_to_prepare() {
    let folder = folder();
    let study = STUDY.replace("[\"CO\"]", "[\"Na\"]");
    let study = study.replace("log_CO", "log_Na");
    fs::write(folder.path().join("study.toml"), study).unwrap();
    assert_refused(&prepare(folder.path()), "Na and K");
}

#[test]
fn a_missing_list_is_named_before_any_work() {
    let folder = folder();
    fs::remove_file(folder.path().join("lists/CO.par")).unwrap();
    assert_refused(&prepare(folder.path()), "CO.h5");
    let tables = folder.path().join("tables");
    assert!(!tables.exists() || fs::read_dir(tables).unwrap().next().is_none());
}
