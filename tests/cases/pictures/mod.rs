//! What the program draws and writes for others to read: figures, CSV files, tables.

mod chosen_parameters;
mod digits_of_a_spectrum;
mod each_source_alone;
mod exported_tables;
mod names_of_instruments;
mod other_files;

use std::{path::Path, process::Output};

use crate::program::stderr;

/// That the input was refused, in words that hold `expected`.
fn assert_refused(output: &Output, expected: &str) {
    let errors = stderr(output);
    assert_eq!(output.status.code(), Some(2), "{errors}");
    assert!(errors.contains(expected), "{errors}\nexpected {expected}");
}

/// The columns of a CSV file by their names; cells that are empty, such as a failure that there is none, are left out.
fn columns(path: &Path) -> Vec<(String, Vec<f64>)> {
    let text = std::fs::read_to_string(path).unwrap();
    let mut lines = text.lines();
    let names = lines.next().unwrap().split(',');
    let mut columns: Vec<(String, Vec<f64>)> =
        names.map(|name| (name.to_owned(), Vec::new())).collect();
    for line in lines {
        let cells = line.split(',').zip(&mut columns);
        for (cell, (_, column)) in cells.filter(|(cell, _)| !cell.is_empty()) {
            column.push(cell.parse().unwrap());
        }
    }
    columns
}
