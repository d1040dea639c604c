//! A folder of lists to a folder of lists with hot lines.

use std::fs;
use std::path::{Path, PathBuf};

use forward_model::{Species, lines::isotopologues};
use groundwork::{FileError, atomic, together::write_together};

use super::add::with_hot_lines;
use super::reference::reference_bands;
use crate::error::{OpacityError, OpacityFileError};
use crate::line_by_line::{line_list_in, read_line_list, write_line_list};
use crate::write_over::refuse_to_write_over_any;

/// What was added to a list.
#[derive(Debug, Clone, PartialEq)]
pub struct AddedLines {
    /// The gas.
    pub gas: Species,
    /// Where the list goes.
    pub path: PathBuf,
    /// How many lines were added.
    pub n_added: usize,
    /// The part of the strength at 1000 K, in the bands that have a source, that they carry.
    pub share_at_1000_k: f64,
}

/// Writes the list of every gas in `from`, `H2O.h5` or `H2O.par`, with its hot lines into `to`; a list of a gas whose hot lines
/// have no source is copied as it is. The lists appear together; `on_made` is told of every one when it is made.
///
/// # Errors
/// [`OpacityError`] if there is no list, one cannot be read or written, or a file of its name is in `to` already.
pub fn add_to_folder(
    from: &Path,
    to: &Path,
    on_made: &mut dyn FnMut(&AddedLines),
) -> Result<(), OpacityError> {
    let lists = lists_in(from)?;
    let targets: Vec<PathBuf> = lists.iter().map(|list| target(list, to)).collect();
    refuse_to_write_over_any(to, &targets)?;
    write_together(to, |waiting| {
        for ((gas, source), path) in lists.into_iter().zip(targets) {
            let waits_at = waiting.join(path.file_name().unwrap_or_default());
            let added = add_to_list(gas, &source, waits_at)?;
            on_made(&AddedLines { path, ..added });
        }
        Ok(())
    })
}

/// The lists of a folder.
fn lists_in(folder: &Path) -> Result<Vec<(Species, PathBuf)>, OpacityError> {
    let gases = Species::ALL.iter().copied();
    let gases = gases.filter(|gas| !isotopologues(*gas).is_empty());
    let lists = gases.map(|gas| (gas, line_list_in(folder, gas)));
    let lists: Vec<_> = lists.filter(|(_, path)| path.exists()).collect();
    match lists.is_empty() {
        false => Ok(lists),
        true => Err(OpacityError::Argument {
            argument: "lines",
            found: format!("{}, which holds no line list", folder.display()),
            expected: "a folder with line lists, `H2O.h5` or `H2O.par` and so on".into(),
        }),
    }
}

/// Where a list goes: one that gets lines becomes HDF5.
fn target((gas, source): &(Species, PathBuf), folder: &Path) -> PathBuf {
    match reference_bands(*gas).is_empty() {
        true => folder.join(source.file_name().unwrap_or_default()),
        false => folder.join(format!("{gas}.h5")),
    }
}

fn add_to_list(gas: Species, source: &Path, path: PathBuf) -> Result<AddedLines, OpacityError> {
    let list = read_line_list(source)?;
    list.check_gas(gas, source)?;
    if reference_bands(gas).is_empty() {
        copy(source, &path).map_err(OpacityFileError::from)?;
        return Ok(AddedLines {
            gas,
            path,
            n_added: 0,
            share_at_1000_k: 0.0,
        });
    }
    let hot = with_hot_lines(list)?;
    write_line_list(&path, &hot.list).map_err(OpacityFileError::from)?;
    Ok(AddedLines {
        gas,
        path,
        n_added: hot.n_added,
        share_at_1000_k: hot.share_at_1000_k,
    })
}

fn copy(from: &Path, to: &Path) -> Result<(), FileError> {
    let bytes = fs::read(from).map_err(|source| FileError::reading(from, source))?;
    atomic::write_bytes(to, &bytes)
}
