//! Rows as CSV.

use std::{fmt::Write, path::Path};

use groundwork::{FileError, csv::Table};
use ndarray::Array2;

use super::{Row, error::CellFault, names::columns};

/// The rows of CSV text from `path`, the columns in the order of `parameters`, shape `[n, n_parameters]`.
pub(super) fn read(path: &Path, text: &str, parameters: &[&str]) -> Result<Array2<f64>, FileError> {
    let table = Table::with_any_header(path, text)?;
    let columns = columns(table.header(), parameters);
    let columns = columns.map_err(|fault| table.wrong(table.header_line(), fault))?;
    let columns: Vec<Vec<f64>> = columns
        .into_iter()
        .map(|i_column| table.numbers(i_column))
        .collect::<Result<_, _>>()?;
    let rows = Array2::from_shape_fn((table.n_rows(), parameters.len()), |(row, i)| {
        columns[i][row]
    });
    match rows.indexed_iter().find(|(_, value)| value.is_nan()) {
        None => Ok(rows),
        Some(((row, i), _)) => {
            let parameter = parameters[i].to_owned();
            Err(table.wrong(table.line(row), CellFault::InLine { parameter }))
        }
    }
}

/// CSV text of rows, every number with all its digits.
pub(super) fn write(rows: &[Row], parameters: &[&str], n_spectrum: usize) -> String {
    let depths: String = (1..=n_spectrum).map(|i| format!(",depth_{i}")).collect();
    let names = [parameters, &["log_likelihood", "log_prior", "failure"]].concat();
    let mut text = format!("{}{depths}\n", names.join(","));
    for row in rows {
        append(&mut text, row, n_spectrum).expect("a String takes any text");
    }
    text
}

fn append(text: &mut String, row: &Row, n_spectrum: usize) -> std::fmt::Result {
    for value in &row.theta {
        write!(text, "{value:?},")?;
    }
    // Reasons without numbers are plain words, which need no quotes.
    let failure = row
        .log_likelihood
        .err()
        .map_or("", |failure| failure.reason());
    write!(text, "{:?},{:?},{failure}", row.number(), row.log_prior)?;
    for depth in row.spectrum_of(n_spectrum) {
        write!(text, ",{depth:?}")?;
    }
    writeln!(text)
}
