//! Reading a `.cia` file.

use std::path::Path;

use forward_model::CiaTable;
use groundwork::FileError;

use super::{block::Block, combine};
use crate::error::{NamedFile, OpacityFileError};
use crate::formats::contents::CiaFile;
use crate::text_lines::TextLines;

/// What errors call such a file.
const KIND: &str = "CIA table";

/// Reads a `.cia` file with blocks of any pairs, temperatures and wavenumbers (see [`combine`]).
///
/// # Errors
/// [`OpacityFileError`], naming the line.
pub(super) fn read_cia(path: &Path) -> Result<CiaFile, OpacityFileError> {
    let bytes = std::fs::read(path).map_err(|source| FileError::reading(path, source))?;
    // Names of authors in a header need not be UTF-8; everything that is read is ASCII.
    let text = String::from_utf8_lossy(&bytes);
    let mut lines = TextLines::new(KIND, path, &text);
    let mut blocks: Vec<Block> = Vec::new();
    while !lines.is_at_end() {
        blocks.push(Block::read(&mut lines, blocks.len())?);
    }
    if blocks.is_empty() {
        return Err(lines.wrong("an empty file", "a header line"));
    }
    combine::tables(NamedFile { kind: KIND, path }, blocks)
}

/// Reads a `.cia` file whose blocks are of one pair and one band.
///
/// # Errors
/// [`OpacityFileError`], naming the line.
pub(crate) fn read_one_cia(path: &Path) -> Result<CiaTable, OpacityFileError> {
    let mut tables = read_cia(path)?.tables;
    match (tables.pop(), tables.len()) {
        (Some((table, _)), 0) => Ok(table),
        (_, others) => {
            let found = format!("found blocks that make {} tables", others + 1);
            let expected = "one pair whose blocks overlap";
            Err(NamedFile { kind: KIND, path }.wrong(found, expected))
        }
    }
}

#[cfg(test)]
mod tests {
    use std::path::PathBuf;

    use forward_model::Species;

    use super::*;

    fn file(text: &str) -> (tempfile::TempDir, PathBuf) {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("x.cia");
        std::fs::write(&path, text).unwrap();
        (folder, path)
    }

    const HEADER: &str = "               H2-He    10.000    20.000      2  200.0 7.798E-45";

    /// A block of H2–He with points at these wavenumbers, of the size of the temperature.
    fn block(temperature_k: f64, wavenumbers: &[f64]) -> String {
        let (n, last) = (wavenumbers.len(), wavenumbers[wavenumbers.len() - 1]);
        let header = format!(
            "{:>20}{:10.3}{last:10.3}{n:7}{temperature_k:7.1}\n",
            "H2-He", wavenumbers[0]
        );
        let rows = wavenumbers
            .iter()
            .map(|w| format!("{w:10.3} {:.3E}\n", temperature_k * 1e-48));
        header + &rows.collect::<String>()
    }

    #[test]
    fn a_block_becomes_a_row_in_si_units() {
        let (_folder, path) = file(&format!("{HEADER}\n  10.0 1.0E-46\n  20.0 2.0E-46\n"));
        let table = read_one_cia(&path).unwrap();
        assert_eq!(table.pair(), [Species::H2, Species::He]);
        assert!((table.coefficient_m5()[[0, 1]] / 2e-56 - 1.0).abs() < 1e-12);
    }

    #[test]
    fn a_truncated_block_is_refused_with_its_line() {
        let (_folder, path) = file(&format!("{HEADER}\n  10.0 1.0E-46\n"));
        let message = read_one_cia(&path).unwrap_err().to_string();
        assert!(
            message.contains("line 2") && message.contains("2 points"),
            "{message}"
        );
    }

    #[test]
    fn a_file_cut_anywhere_is_refused_or_lacks_whole_blocks() {
        let text = block(200.0, &[10.0, 20.0]) + &block(300.0, &[10.0, 20.0]);
        for n in 0..text.len() {
            let (_folder, path) = file(&text[..n]);
            if let Ok(table) = read_one_cia(&path) {
                let values = table.coefficient_m5();
                assert!(
                    values.iter().all(|v| *v < 1e-50),
                    "{values} after {n} bytes"
                );
            }
        }
    }

    #[test]
    fn columns_that_run_into_each_other_are_read_by_their_places() {
        let header = HEADER.replace("    20.000      2", " 20000.0001000000");
        let (_folder, path) = file(&format!("{header}\n  10.0 1.0E-46\n"));
        let message = read_one_cia(&path).unwrap_err().to_string();
        assert!(message.contains("1000000 points of 200 K"), "{message}");
    }

    #[test]
    fn separate_bands_are_separate_tables() {
        let low = block(200.0, &[10.0, 20.0]) + &block(300.0, &[10.0, 20.0]);
        let high = block(250.0, &[100.0, 110.0, 120.0]);
        let (_folder, path) = file(&(low + &high));
        let CiaFile { tables, skipped } = read_cia(&path).unwrap();
        assert_eq!((tables.len(), skipped.len()), (2, 0));
        assert_eq!(tables[0].0.temperature_k(), [200.0, 300.0]);
        let message = read_one_cia(&path).unwrap_err().to_string();
        assert!(message.contains("blocks that make 2 tables"), "{message}");
    }

    #[test]
    fn unknown_partners_are_named() {
        let (_folder, path) = file(&HEADER.replace("H2-He", "O2-Ar"));
        let message = read_one_cia(&path).unwrap_err().to_string();
        assert!(message.contains("`O2-Ar`"), "{message}");
    }
}
