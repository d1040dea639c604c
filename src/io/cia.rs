//! HITRAN's `.cia` files of collision-induced absorption, and the pairs of the default set.
//!
//! Blocks of one temperature each: a header of 100 characters (pair in 20, first and last wavenumber in 10 each, number of
//! points in 7, temperature in 7, …), then one line per point with wavenumber in cm⁻¹ and coefficient in cm⁵/molecule².

use std::path::{Path, PathBuf};

use forward_model::{CiaTable, Species, TableError};
use ndarray::Array2;

use super::{default_set, opacity_table::OpacityFileError};

/// cm⁵ in m⁵.
const M5_PER_CM5: f64 = 1e-10;

/// Why a collision-induced-absorption table could not be read.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum CiaFileError {
    /// The file cannot be read.
    #[error("CIA table {}: cannot be read: {source}", path.display())]
    Read {
        /// The file.
        path: PathBuf,
        /// The system's reason.
        source: std::io::Error,
    },
    /// A line that is not what should stand there.
    #[error("CIA table {}, line {line}: found {found}, expected {expected}", path.display())]
    Line {
        /// The file.
        path: PathBuf,
        /// The line, from 1.
        line: usize,
        /// What stands there.
        found: String,
        /// What should.
        expected: String,
    },
    /// The numbers make no table.
    #[error("CIA table {}: {source}", path.display())]
    Table {
        /// The file.
        path: PathBuf,
        /// What is wrong with them.
        source: TableError,
    },
    /// The default set inside the program is damaged.
    #[error(transparent)]
    DefaultSet(#[from] OpacityFileError),
}

/// The pairs of the default set: H2–H2 and H2–He.
///
/// # Errors
/// [`CiaFileError::DefaultSet`] if the program file is damaged.
pub fn default_tables() -> Result<Vec<CiaTable>, CiaFileError> {
    Ok(default_set::cia()?)
}

/// Reads a `.cia` file whose blocks are of one pair and share their wavenumbers.
///
/// # Errors
/// [`CiaFileError`], naming the line.
pub fn read(path: &Path) -> Result<CiaTable, CiaFileError> {
    let text = std::fs::read_to_string(path).map_err(|source| CiaFileError::Read {
        path: path.into(),
        source,
    })?;
    let lines: Vec<&str> = text
        .lines()
        .filter(|line| !line.trim().is_empty())
        .collect();
    let mut blocks: Vec<Block> = Vec::new();
    let mut next = 0;
    while next < lines.len() {
        let block = Block::read(path, &lines, next)?;
        next += 1 + block.wavenumber_per_cm.len();
        block.check_like(path, next, blocks.first())?;
        blocks.push(block);
    }
    blocks.sort_by(|a, b| a.temperature_k.total_cmp(&b.temperature_k));
    table(path, blocks)
}

fn table(path: &Path, blocks: Vec<Block>) -> Result<CiaTable, CiaFileError> {
    let Some(first) = blocks.first() else {
        return Err(wrong(path, 1, "an empty file", "a header line"));
    };
    let (pair, wavenumber_per_cm) = (first.pair, first.wavenumber_per_cm.clone());
    let shape = (blocks.len(), wavenumber_per_cm.len());
    let values: Vec<f64> = blocks
        .iter()
        .flat_map(|b| b.coefficient_m5.iter().copied())
        .collect();
    let values = Array2::from_shape_vec(shape, values).expect("blocks are equally long");
    let temperature_k = blocks.iter().map(|b| b.temperature_k).collect();
    CiaTable::new(pair, temperature_k, wavenumber_per_cm, values).map_err(|source| {
        CiaFileError::Table {
            path: path.into(),
            source,
        }
    })
}

fn wrong(path: &Path, line: usize, found: impl Into<String>, expected: &str) -> CiaFileError {
    CiaFileError::Line {
        path: path.into(),
        line,
        found: found.into(),
        expected: expected.into(),
    }
}

/// One temperature.
struct Block {
    pair: [Species; 2],
    temperature_k: f64,
    wavenumber_per_cm: Vec<f64>,
    coefficient_m5: Vec<f64>,
}

impl Block {
    fn read(path: &Path, lines: &[&str], at: usize) -> Result<Self, CiaFileError> {
        let header = lines[at];
        let expected =
            "a header: pair, first and last wavenumber, number of points, temperature in K";
        let refused = || {
            wrong(
                path,
                at + 1,
                format!("`{}`", header.chars().take(60).collect::<String>()),
                expected,
            )
        };
        let number = |from: usize, to: usize| {
            header
                .get(from..to)
                .and_then(|s| s.trim().parse::<f64>().ok())
        };
        let pair = header.get(..20).and_then(pair).ok_or_else(refused)?;
        let n = number(40, 47).filter(|n| *n >= 1.0).ok_or_else(refused)? as usize;
        let temperature_k = number(47, 54).ok_or_else(refused)?;
        let rows = lines.get(at + 1..at + 1 + n).ok_or_else(|| {
            wrong(
                path,
                lines.len(),
                "the end of the file",
                &format!("{n} points of {temperature_k} K"),
            )
        })?;
        let mut block = Self {
            pair,
            temperature_k,
            wavenumber_per_cm: Vec::new(),
            coefficient_m5: Vec::new(),
        };
        for (i, row) in rows.iter().enumerate() {
            let numbers: Vec<f64> = row
                .split_whitespace()
                .map_while(|w| w.parse().ok())
                .collect();
            let [wavenumber, coefficient, ..] = numbers[..] else {
                return Err(wrong(
                    path,
                    at + 2 + i,
                    format!("`{row}`"),
                    "wavenumber and coefficient",
                ));
            };
            block.wavenumber_per_cm.push(wavenumber);
            block.coefficient_m5.push(coefficient.max(0.0) * M5_PER_CM5);
        }
        Ok(block)
    }

    fn check_like(
        &self,
        path: &Path,
        line: usize,
        first: Option<&Block>,
    ) -> Result<(), CiaFileError> {
        let same = first
            .is_none_or(|f| f.pair == self.pair && f.wavenumber_per_cm == self.wavenumber_per_cm);
        let found = format!(
            "another pair or other wavenumbers at {} K",
            self.temperature_k
        );
        same.then_some(())
            .ok_or_else(|| wrong(path, line, found, "those of the first block"))
    }
}

fn pair(text: &str) -> Option<[Species; 2]> {
    let (first, second) = text.trim().split_once('-')?;
    Some([first.parse().ok()?, second.parse().ok()?])
}

#[cfg(test)]
mod tests {
    use super::*;

    fn file(text: &str) -> (tempfile::TempDir, PathBuf) {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("x.cia");
        std::fs::write(&path, text).unwrap();
        (folder, path)
    }

    const HEADER: &str = "               H2-He    10.000    20.000      2  200.0 7.798E-45";

    #[test]
    fn a_block_becomes_a_row_in_si_units() {
        let (_folder, path) = file(&format!("{HEADER}\n  10.0 1.0E-46\n  20.0 2.0E-46\n"));
        let table = read(&path).unwrap();
        assert_eq!(table.pair(), [Species::H2, Species::He]);
        assert!((table.coefficient_m5()[[0, 1]] / 2e-56 - 1.0).abs() < 1e-12);
    }

    #[test]
    fn a_truncated_block_is_refused_with_its_line() {
        let (_folder, path) = file(&format!("{HEADER}\n  10.0 1.0E-46\n"));
        let message = read(&path).unwrap_err().to_string();
        assert!(
            message.contains("line 2") && message.contains("2 points"),
            "{message}"
        );
    }
}
