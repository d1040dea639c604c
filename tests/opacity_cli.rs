//! `exosonde opacity` as a user calls it.

use std::{
    path::Path,
    process::{Command, Output},
};

fn exosonde(arguments: &[&str]) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_exosonde"));
    command
        .arg("opacity")
        .args(arguments)
        .output()
        .expect("the program starts")
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}

#[test]
fn list_tells_ranges_source_and_faults_of_every_gas() {
    let output = exosonde(&["list"]);
    let shown = text(&output.stdout);
    assert!(output.status.success(), "{}", text(&output.stderr));
    for gas in [
        "H2O", "CO2", "CH4", "NH3", "CO", "HCN", "C2H2", "H2S", "PH3", "OCS", "SO2",
    ] {
        assert!(
            shown.lines().any(|line| line == gas),
            "{gas} is missing in\n{shown}"
        );
    }
    for word in [
        "100 to 1500 K",
        "0.5000 to 30.0000 µm",
        "JQSRT 277, 107949",
        "faults",
        "up to about 700 K",
        "set exomol-hst",
        "A&A 646, A21",
    ] {
        assert!(shown.contains(word), "`{word}` is missing in\n{shown}");
    }
}

#[test]
fn a_line_list_becomes_a_table_that_describes_itself() {
    let folder = tempfile::tempdir().unwrap();
    let table = folder.path().join("co.h5");
    let lines = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("opacity-data/tests/fixtures/CO_six_lines_hitran2012.par");
    let (lines, table) = (lines.to_str().unwrap(), table.to_str().unwrap());
    let made = exosonde(&[
        "compute",
        "--lines",
        lines,
        "--wavelength-um",
        "2.3",
        "2.4",
        "--temperature-k",
        "300",
        "600",
        "--pressure-bar",
        "0.01",
        "1",
        "--out",
        table,
    ]);
    assert!(made.status.success(), "{}", text(&made.stderr));
    let shown = text(&exosonde(&["info", table]).stdout);
    assert!(
        shown.starts_with("CO\n") && shown.contains("300 to 600 K"),
        "{shown}"
    );
}

#[test]
fn hot_lines_are_added_to_a_list_and_nothing_is_written_over() {
    let folder = tempfile::tempdir().unwrap();
    let fixture = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("opacity-data/tests/fixtures/CO_six_lines_hitran2012.par");
    std::fs::copy(fixture, folder.path().join("CO.par")).unwrap();
    let (lines, out) = (folder.path(), folder.path().join("hot"));
    let arguments = [
        "hot-lines",
        "--lines",
        lines.to_str().unwrap(),
        "--out",
        out.to_str().unwrap(),
    ];
    let made = exosonde(&arguments);
    let remarks = text(&made.stderr);
    assert!(made.status.success(), "{remarks}");
    assert!(remarks.contains("of the strength at 1000 K"), "{remarks}");
    assert!(out.join("CO.h5").exists());
    let again = exosonde(&arguments);
    let refused = text(&again.stderr);
    assert!(refused.contains("holds CO.h5 already"), "{refused}");
}

#[test]
fn a_missing_table_is_one_paragraph_and_exit_code_two() {
    let output = exosonde(&["info", "no-such-table.h5"]);
    let shown = text(&output.stderr);
    assert_eq!(output.status.code(), Some(2));
    assert!(shown.contains("no-such-table.h5"), "{shown}");
}

#[test]
fn list_is_json_on_demand() {
    let output = exosonde(&["list", "--json"]);
    let tables: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap();
    assert_eq!(tables.as_array().unwrap().len(), 15);
    assert_eq!(tables[0]["set"], "hitran2020");
    assert_eq!(tables[0]["species"], "H2O");
    assert_eq!(tables[14]["set"], "exomol-hst");
    assert_eq!(
        tables[0]["temperature_k"],
        serde_json::json!([100.0, 1500.0])
    );
}
