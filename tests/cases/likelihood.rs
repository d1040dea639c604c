//! `likelihood`: three formats, one answer, and what is no row of parameters is refused.

use std::{
    fs,
    io::Write,
    path::Path,
    process::{Output, Stdio},
};

use exosonde::{Session, observation::Observation, training_set::part::read_part};
use tempfile::TempDir;

use crate::{
    harness::{folder, is_refused, succeeds, write_study},
    program::{command, program, refusal, success},
};

const NAMES: &str = "radius_rjup,temperature_k,log_H2O";
/// In the prior, at its edge, and outside of it.
const ROWS: [[f64; 3]; 4] = [
    [1.2, 1000.0, -4.0],
    [1.25, 700.5, -3.125],
    [1.4, 1400.0, -2.0],
    [1.2, 1500.0, -4.0],
];

fn csv(header: &str, rows: &[[f64; 3]]) -> String {
    let rows = rows.iter().map(|[a, b, c]| format!("{a},{b},{c}\n"));
    format!("{header}\n{}", rows.collect::<String>())
}

fn likelihood(folder: &Path, input: &[u8], arguments: &[&str]) -> Output {
    let arguments = [&["likelihood", "s.toml", "--threads", "1"], arguments].concat();
    let mut command = command(&arguments, folder);
    command
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped());
    let mut child = command.spawn().unwrap();
    // What is refused early is not read to its end.
    let _ = child.stdin.take().unwrap().write_all(input);
    child.wait_with_output().unwrap()
}

/// The cells of what it prints for CSV, and the header.
fn table(output: &Output) -> (String, Vec<Vec<String>>) {
    success(output);
    let text = String::from_utf8(output.stdout.clone()).unwrap();
    let mut lines = text.lines();
    let header = lines.next().unwrap().to_owned();
    let cells = |line: &str| line.split(',').map(str::to_owned).collect();
    (header, lines.map(cells).collect())
}

fn number(cell: &str) -> f64 {
    cell.parse().unwrap()
}

fn little_endian(rows: &[[f64; 3]]) -> Vec<u8> {
    let numbers = rows.iter().flatten().flat_map(|value| value.to_le_bytes());
    let count = (rows.len() as u64).to_le_bytes();
    count.into_iter().chain(numbers).collect()
}

fn doubles(bytes: &[u8]) -> Vec<f64> {
    let eights = bytes.chunks_exact(8);
    eights
        .map(|eight| f64::from_le_bytes(eight.try_into().unwrap()))
        .collect()
}

/// From the depths that `simulate` makes and the file of the observation: Σ −½ ((d − m)/σ)² − ln(σ √2π).
fn by_hand(folder: &Path, theta: &[f64]) -> f64 {
    let session = Session::open(folder.join("s.toml")).unwrap();
    let observation = Observation::read(&folder.join("obs.csv")).unwrap();
    let model = session.simulate(theta).unwrap();
    let bins = model
        .iter()
        .zip(observation.depth())
        .zip(observation.sigma());
    bins.map(|((model, depth), sigma)| {
        let pull = (depth - model) / sigma;
        -0.5 * pull.powi(2) - (sigma * (2.0 * std::f64::consts::PI).sqrt()).ln()
    })
    .sum()
}

#[test]
fn csv_has_the_likelihood_of_what_simulate_makes_whatever_the_order_of_columns() {
    let folder = folder();
    let (header, rows) = table(&likelihood(
        folder.path(),
        csv(NAMES, &ROWS).as_bytes(),
        &[],
    ));
    assert_eq!(header, format!("{NAMES},log_likelihood,log_prior,failure"));
    for (row, theta) in rows.iter().zip(&ROWS[..3]) {
        let theta_said: Vec<f64> = row[..3].iter().map(|cell| number(cell)).collect();
        assert_eq!(theta_said, theta);
        approx::assert_relative_eq!(
            number(&row[3]),
            by_hand(folder.path(), theta),
            max_relative = 1e-12
        );
        approx::assert_relative_eq!(
            number(&row[4]),
            -(0.3f64 * 800.0 * 4.0).ln(),
            max_relative = 1e-12
        );
        assert_eq!(row[5], "");
    }
    assert_eq!(rows[3][3..], ["-inf", "-inf", "outside of the prior"]);
    let turned = ROWS.map(|[a, b, c]| [c, a, b]);
    let turned = csv("log_H2O, radius_rjup ,temperature_k", &turned);
    let again = table(&likelihood(folder.path(), turned.as_bytes(), &[]));
    assert_eq!(again, (header, rows));
}

/// Errors twice as large: χ² is a quarter, and each bin's normalisation is less by ln 2.
#[test]
fn another_spectrum_in_the_same_bins_has_its_own_likelihood() {
    let folder = folder();
    let text = fs::read_to_string(folder.path().join("obs.csv")).unwrap();
    let twice = |line: &str| {
        let mut cells: Vec<String> = line.split(',').map(str::to_owned).collect();
        if let Some(Ok(error)) = cells.get(3).map(|cell| cell.trim().parse::<f64>()) {
            cells[3] = (2.0 * error).to_string();
        }
        cells.join(",")
    };
    let other: Vec<String> = text.lines().map(twice).collect();
    fs::write(folder.path().join("other.csv"), other.join("\n")).unwrap();
    let rows = csv(NAMES, &ROWS[..1]);
    let value = |arguments: &[&str]| {
        let (_, rows) = table(&likelihood(folder.path(), rows.as_bytes(), arguments));
        number(&rows[0][3])
    };
    let observation = Observation::read(&folder.path().join("obs.csv")).unwrap();
    let sigma = observation.sigma().iter();
    let normalisation: f64 = sigma
        .map(|sigma| -(sigma * (2.0 * std::f64::consts::PI).sqrt()).ln())
        .sum();
    let bins = observation.n_bins() as f64;
    let expected = 0.25 * (value(&[]) - normalisation) + normalisation - bins * 2f64.ln();
    let found = value(&["--observation", "other.csv"]);
    approx::assert_relative_eq!(found, expected, max_relative = 1e-12);
    // One bin less is one term less.
    let short = &other[..other.len() - 1];
    fs::write(folder.path().join("short.csv"), short.join("\n")).unwrap();
    let weighed = likelihood(
        folder.path(),
        rows.as_bytes(),
        &["--observation", "other.csv", "--spectra"],
    );
    let (_, weighed) = table(&weighed);
    let other = Observation::read(&folder.path().join("other.csv")).unwrap();
    let last = other.n_bins() - 1;
    let model = number(weighed[0].last().unwrap());
    let (depth, sigma) = (other.depth()[last], other.sigma()[last]);
    let term = -0.5 * ((depth - model) / sigma).powi(2)
        - (sigma * (2.0 * std::f64::consts::PI).sqrt()).ln();
    approx::assert_relative_eq!(
        value(&["--observation", "short.csv"]),
        found - term,
        max_relative = 1e-9
    );
    let mut wrong = short.to_vec();
    let row = wrong.last_mut().unwrap();
    *row = format!("9{row}");
    fs::write(folder.path().join("wrong.csv"), wrong.join("\n")).unwrap();
    let arguments = ["--observation", "wrong.csv"];
    let said = refusal(&likelihood(folder.path(), rows.as_bytes(), &arguments));
    assert!(
        said.contains("wrong.csv: it reads 5 bins, the observation has 4"),
        "{said}"
    );
}

#[test]
fn hdf5_and_the_pipe_give_the_same_numbers_and_spectra_as_csv() {
    let folder = folder();
    let path = folder.path();
    let csv = table(&likelihood(
        path,
        csv(NAMES, &ROWS).as_bytes(),
        &["--spectra"],
    ));
    assert!(
        csv.0
            .ends_with("failure,depth_1,depth_2,depth_3,depth_4,depth_5")
    );
    let of_csv = |column: usize| {
        csv.1
            .iter()
            .map(|row| number(&row[column]))
            .collect::<Vec<f64>>()
    };
    let depths: Vec<Vec<f64>> = (6..11).map(of_csv).collect();
    let session = Session::open(path.join("s.toml")).unwrap();
    for (i_row, theta) in ROWS[..3].iter().enumerate() {
        let simulated = session.simulate(theta).unwrap();
        let own: Vec<f64> = depths.iter().map(|column| column[i_row]).collect();
        assert_eq!(own, simulated);
    }

    // Two batches: the second answers what the first did.
    let input = [little_endian(&ROWS[..1]), little_endian(&ROWS[1..])].concat();
    let output = likelihood(path, &input, &["--format", "binary", "--spectra"]);
    success(&output);
    let piped = doubles(&output.stdout);
    assert_eq!(piped.len(), 4 * 6);
    for (i_row, row) in piped.chunks_exact(6).enumerate() {
        let own: Vec<f64> = (6..11)
            .map(|column| number(&csv.1[i_row][column]))
            .collect();
        assert_eq!(row[0], number(&csv.1[i_row][3]));
        match i_row {
            3 => assert!(row[1..].iter().all(|depth| depth.is_nan())),
            _ => assert_eq!(row[1..], own),
        }
    }

    write_rows(
        &path.join("in.h5"),
        &["temperature_k", "log_H2O", "radius_rjup"],
        |[a, b, c]| [b, c, a],
    );
    let arguments = [
        "likelihood",
        "s.toml",
        "--input",
        "in.h5",
        "--output",
        "out.h5",
        "--spectra",
    ];
    let said = succeeds(&arguments, path);
    assert!(
        said.contains("4 rows; 1 without likelihood: outside of the prior"),
        "{said}"
    );
    let file = hdf5::File::open(path.join("out.h5")).unwrap();
    let column = |name: &str| file.dataset(name).unwrap().read_raw::<f64>().unwrap();
    assert_eq!(column("theta"), ROWS.concat());
    assert_eq!(
        [column("log_likelihood"), column("log_prior")],
        [of_csv(3), of_csv(4)]
    );
    assert_eq!(
        file.dataset("status").unwrap().read_raw::<u8>().unwrap(),
        [0, 0, 0, 254]
    );
    let spectrum = file.dataset("spectrum").unwrap();
    assert_eq!(spectrum.shape(), [4, 5]);
    assert_eq!(
        spectrum.read_raw::<f64>().unwrap()[..15],
        piped_depths(&piped)[..15]
    );
}

fn piped_depths(piped: &[f64]) -> Vec<f64> {
    piped
        .chunks_exact(6)
        .flat_map(|row| row[1..].to_vec())
        .collect()
}

/// `theta` with these names, as a script would write it.
fn write_rows(path: &Path, names: &[&str], turned: impl Fn([f64; 3]) -> [f64; 3]) {
    let theta = ROWS.map(turned).concat();
    let theta = ndarray::Array2::from_shape_vec((4, 3), theta).unwrap();
    groundwork::hdf5_file::write(path, |file| {
        groundwork::hdf5_file::write_texts(file, "parameter_names", names)?;
        file.new_dataset_builder()
            .with_data(&theta)
            .create("theta")?;
        Ok(())
    })
    .unwrap();
}

#[test]
fn a_part_of_a_training_set_is_a_file_of_rows() {
    let folder = folder();
    succeeds(
        &["generate", "s.toml", "--out", "run", "--threads", "1"],
        folder.path(),
    );
    let part = "run/training-set/part-000000.h5";
    let arguments = [
        "likelihood",
        "s.toml",
        "--input",
        part,
        "--output",
        "out.h5",
        "--spectra",
    ];
    succeeds(&arguments, folder.path());
    let part = read_part(&folder.path().join(part)).unwrap();
    let file = hdf5::File::open(folder.path().join("out.h5")).unwrap();
    let spectrum = file.dataset("spectrum").unwrap().read_2d::<f64>().unwrap();
    assert_eq!(spectrum.mapv(|depth| depth as f32), part.spectrum);
}

#[test]
fn coordinates_of_the_unit_cube_and_of_standard_space_are_those_of_the_prior() {
    let folder = folder();
    let run = |space: &str, rows: &[[f64; 3]]| {
        table(&likelihood(
            folder.path(),
            csv(NAMES, rows).as_bytes(),
            &["--space", space],
        ))
        .1
    };
    let unit = run("unit", &[[0.5, 0.5, 0.5], [0.5, 0.5, 1.5]]);
    assert_eq!(unit[0], run("standard", &[[0.0, 0.0, 0.0]])[0]);
    assert_eq!(unit[0], run("theta", &[[1.25, 1000.0, -4.0]])[0]);
    assert_eq!(
        unit[1],
        ["NaN", "NaN", "NaN", "-inf", "-inf", "outside of the prior"]
    );
}

#[test]
fn the_description_says_what_is_sampled() {
    let folder = folder();
    let output = program(&["likelihood", "s.toml", "--describe"], folder.path());
    assert!(output.status.success());
    let said: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap();
    assert_eq!([&said["n_parameters"], &said["n_bins"]], [3, 5]);
    let second = &said["parameters"][1];
    assert_eq!([&second["name"], &second["unit"]], ["temperature_k", "K"]);
    assert_eq!(
        second["prior"]["uniform"],
        serde_json::json!([600.0, 1400.0])
    );
    assert_eq!(said["bins"][4]["wavelength_um"], 4.52);
}

#[test]
fn what_are_no_rows_is_refused_and_nothing_left_behind() {
    let folder = folder();
    let refused = |input: &str, arguments: &[&str]| {
        let arguments = [&["--output", "out.csv"], arguments].concat();
        let said = refusal(&likelihood(folder.path(), input.as_bytes(), &arguments));
        assert!(!folder.path().join("out.csv").exists());
        said
    };
    let says = |said: &str, expected: &str| assert!(said.contains(expected), "{said}");
    let row = "1.2,1000,-4\n";
    says(
        &refused(&format!("radius_rjup,temperature_k,log_H20\n{row}"), &[]),
        "cannot read standard input: line 1: column `log_H20` is none of the study's parameters, expected radius_rjup, \
         temperature_k, log_H2O, each once and in any order",
    );
    says(
        &refused("radius_rjup,temperature_k\n1.2,1000\n", &[]),
        "line 1: there is no column `log_H2O`, expected",
    );
    says(
        &refused("", &[]),
        "line 1: there is no column `radius_rjup`, expected",
    );
    let nan = format!("# comment\n{NAMES}\n{row}1.2,nan,-4\n");
    says(
        &refused(&nan, &[]),
        "line 4: `temperature_k` is NaN, expected a number",
    );
    let text = format!("{NAMES}\n1.2,hot,-4\n");
    says(
        &refused(&text, &[]),
        "line 2: `temperature_k` is `hot`, expected a number",
    );
    says(
        &refused("", &["--input", "no.csv"]),
        "cannot read no.csv: No such file",
    );
    fs::write(folder.path().join("no.h5"), "no HDF5").unwrap();
    says(
        &refused("", &["--input", "no.h5"]),
        "cannot read no.h5: it is damaged",
    );
    says(
        &refused("", &["--format", "hdf5"]),
        "HDF5 cannot go through a pipe",
    );
    says(
        &refused("", &["--input", "out.csv"]),
        "--output is out.csv, as --input is",
    );
    says(
        &refused(&csv(NAMES, &ROWS), &["--format", "binary"]),
        "batch 1, counted from one, says that it has",
    );
    write_rows(
        &folder.path().join("in.h5"),
        &["temperature_k", "log_H2O"],
        |row| row,
    );
    says(
        &refused("", &["--input", "in.h5"]),
        "`theta` has 3 columns and `parameter_names` 2 names",
    );
}

#[test]
fn a_pipe_that_ends_early_or_holds_nan_is_refused_after_what_was_whole() {
    let folder = folder();
    let run = |input: &[u8]| likelihood(folder.path(), input, &["--format", "binary"]);
    let whole = little_endian(&ROWS[..2]);
    let cut = run(&[&whole[..], &whole[..20]].concat());
    assert!(
        refusal(&cut)
            .contains("the input ends within batch 2, counted from one, expected 48 bytes")
    );
    assert_eq!(doubles(&cut.stdout).len(), 2);
    let nan = run(&little_endian(&[[1.2, f64::NAN, -4.0]]));
    assert!(
        refusal(&nan).contains("batch 1, row 1, both counted from one: `temperature_k` is NaN")
    );
    let empty = run(&[]);
    assert!(empty.status.success() && empty.stdout.is_empty());
}

#[test]
fn a_study_without_free_parameters_has_nothing_to_vary() {
    let folder: TempDir = folder();
    let fixed = [
        ("{ uniform = [1.1, 1.4] }", "1.2"),
        ("{ uniform = [600.0, 1400.0] }", "1000.0"),
        ("{ uniform = [-6.0, -2.0] }", "-4.0"),
    ];
    write_study(folder.path(), "fixed.toml", &fixed);
    let said = is_refused(&["likelihood", "fixed.toml"], folder.path());
    assert!(said.contains("nothing to vary"), "{said}");
}
