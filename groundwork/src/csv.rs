//! CSV files with a header, as a rule a known one. Lines that are empty or start with `#` are comments; cells are trimmed.

use std::{
    error::Error,
    path::{Path, PathBuf},
};

use csv::{ReaderBuilder, StringRecord, Trim};

use crate::{csv_fault::CsvFault, file_error::FileError, text};

/// A CSV file, every row of which has the columns of its header.
#[derive(Debug)]
pub struct Table {
    path: PathBuf,
    header: Vec<String>,
    header_line: usize,
    rows: Vec<Row>,
}

#[derive(Debug)]
struct Row {
    line: usize,
    cells: StringRecord,
}

impl Table {
    /// Reads a file whose header must be `header`.
    ///
    /// # Errors
    /// [`FileError`] with the line at fault.
    pub fn read(path: &Path, header: &[&str]) -> Result<Self, FileError> {
        Self::parse(path, &text::read(path)?, header)
            .map_err(|fault| FileError::reading(path, fault))
    }

    /// Reads text from `path`, whatever its header.
    ///
    /// # Errors
    /// [`FileError`] with the line at fault.
    pub fn with_any_header(path: &Path, text: &str) -> Result<Self, FileError> {
        let table = rows(text).and_then(|rows| Self::of_rows(path, rows));
        table.map_err(|fault| FileError::reading(path, fault))
    }

    fn parse(path: &Path, text: &str, header: &[&str]) -> Result<Self, CsvFault> {
        let rows = rows(text)?;
        check_header(rows.first(), header)?;
        Self::of_rows(path, rows)
    }

    /// The first row is the header; without one, no row has columns.
    fn of_rows(path: &Path, rows: Vec<Row>) -> Result<Self, CsvFault> {
        let mut rows = rows.into_iter();
        let (header_line, header) = header_of(rows.next().as_ref());
        let rows = rows.map(|row| with_columns(row, header.len()));
        Ok(Self {
            path: path.into(),
            rows: rows.collect::<Result<_, _>>()?,
            header,
            header_line,
        })
    }

    /// The names of the columns.
    pub fn header(&self) -> &[String] {
        &self.header
    }

    /// The line where they stand, counted from one.
    pub fn header_line(&self) -> usize {
        self.header_line
    }

    /// Number of rows below the header.
    pub fn n_rows(&self) -> usize {
        self.rows.len()
    }

    /// The rows whose cell in a column is as wanted.
    pub fn retained(mut self, i_column: usize, is_wanted: impl Fn(&str) -> bool) -> Self {
        self.rows.retain(|row| is_wanted(&row.cells[i_column]));
        self
    }

    /// The numbers of a column, by its position in the header.
    ///
    /// # Errors
    /// [`FileError`] with the first cell that is no number.
    pub fn numbers(&self, i_column: usize) -> Result<Vec<f64>, FileError> {
        let number = |row: &Row| {
            let cell = &row.cells[i_column];
            cell.parse().map_err(|_| CsvFault::Number {
                line: row.line,
                column: self.header[i_column].clone(),
                found: cell.into(),
            })
        };
        let numbers: Result<_, CsvFault> = self.rows.iter().map(number).collect();
        numbers.map_err(|fault| FileError::reading(&self.path, fault))
    }

    /// The texts of a column, by its position in the header.
    pub fn texts(&self, i_column: usize) -> impl Iterator<Item = &str> {
        self.rows.iter().map(move |row| &row.cells[i_column])
    }

    /// Line of a row, both counted from where they begin: rows from zero, lines from one.
    pub fn line(&self, i_row: usize) -> usize {
        self.rows[i_row].line
    }

    /// Line of the last row; of the header, if there is no row.
    pub fn last_line(&self) -> usize {
        self.rows.last().map_or(self.header_line, |row| row.line)
    }

    /// The error of a file whose cells can be read, but say something wrong.
    pub fn wrong(&self, line: usize, source: impl Error + Send + Sync + 'static) -> FileError {
        let source = Box::new(source);
        FileError::reading(&self.path, CsvFault::Meaning { line, source })
    }
}

/// All rows that are no comments, the header among them.
fn rows(text: &str) -> Result<Vec<Row>, CsvFault> {
    let is_comment = |line: &str| line.is_empty() || line.starts_with('#');
    let (lines, kept): (Vec<usize>, Vec<&str>) = text
        .lines()
        .enumerate()
        .filter(|(_, line)| !is_comment(line.trim()))
        .map(|(i, line)| (i + 1, line))
        .unzip();
    let kept = kept.join("\n");
    let mut reader = ReaderBuilder::new()
        .has_headers(false)
        .flexible(true)
        .trim(Trim::All)
        .from_reader(kept.as_bytes());
    let row = |cells: Result<StringRecord, csv::Error>| {
        let cells = cells?;
        let i_kept = cells.position().map_or(0, |at| at.line() as usize - 1);
        Ok(Row {
            line: lines[i_kept],
            cells,
        })
    };
    reader.records().map(row).collect()
}

fn check_header(row: Option<&Row>, expected: &[&str]) -> Result<(), CsvFault> {
    let (line, found) = header_of(row);
    match found == expected {
        true => Ok(()),
        false => Err(CsvFault::Header {
            line,
            found: found.join(","),
            expected: expected.join(","),
        }),
    }
}

/// The header and its line.
fn header_of(row: Option<&Row>) -> (usize, Vec<String>) {
    row.map_or((1, Vec::new()), |row| {
        (row.line, row.cells.iter().map(str::to_owned).collect())
    })
}

fn with_columns(row: Row, expected: usize) -> Result<Row, CsvFault> {
    match row.cells.len() == expected {
        true => Ok(row),
        false => Err(CsvFault::Columns {
            line: row.line,
            found: row.cells.len(),
            expected,
        }),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const HEADER: [&str; 2] = ["wavelength_um", "instrument"];

    fn parse(text: &str) -> Result<Table, CsvFault> {
        Table::parse(Path::new("a.csv"), text, &HEADER)
    }

    fn message(text: &str) -> String {
        parse(text).unwrap_err().to_string()
    }

    #[test]
    fn comments_and_blanks_are_skipped_and_lines_counted() {
        let text = "# a\n wavelength_um , instrument\n\n1.5,A\n  # b\n2, B C\r\n3,\"D, E\"";
        let table = parse(text).unwrap();
        assert_eq!(table.numbers(0).unwrap(), [1.5, 2.0, 3.0]);
        assert_eq!(table.texts(1).collect::<Vec<_>>(), ["A", "B C", "D, E"]);
        let lines = [0, 1, 2].map(|i_row| table.line(i_row));
        assert_eq!((table.header_line, lines), (2, [4, 6, 7]));
    }

    #[test]
    fn errors_name_the_line_what_was_found_and_what_was_expected() {
        assert_eq!(
            message("# a\nwavelength_nm,x\n"),
            "line 2: header is `wavelength_nm,x`, expected `wavelength_um,instrument`"
        );
        assert_eq!(
            message(""),
            "line 1: header is ``, expected `wavelength_um,instrument`"
        );
        assert_eq!(
            message("wavelength_um,instrument\n\n1,A,\n"),
            "line 3: 3 columns, expected 2"
        );
        let table = parse("wavelength_um,instrument\n# b\nx,A\n").unwrap();
        assert_eq!(
            table.numbers(0).unwrap_err().to_string(),
            "cannot read a.csv: line 3: `wavelength_um` is `x`, expected a number"
        );
    }
}
