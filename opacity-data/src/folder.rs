//! A folder of opacities, of any formats side by side.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use forward_model::{CiaTable, OpacityTable, Species};
use groundwork::FileError;

use crate::error::OpacityFileError;
use crate::file_name::check_name;
use crate::formats::{Contents, FORMATS, Formats};
use crate::table_info::{CiaInfo, TableInfo};

/// One table of a folder.
#[derive(Debug, Clone, PartialEq)]
pub struct FolderTable {
    /// Its file.
    pub path: PathBuf,
    /// The table.
    pub table: Arc<OpacityTable>,
    /// What it is.
    pub info: TableInfo,
}

/// Collision-induced absorption of a folder.
#[derive(Debug, Clone, PartialEq)]
pub struct FolderCia {
    /// Its file.
    pub path: PathBuf,
    /// The table.
    pub table: Arc<CiaTable>,
    /// What it is.
    pub info: CiaInfo,
}

/// What a folder of opacities holds.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Folder {
    /// Line opacities by file name.
    pub tables: Vec<FolderTable>,
    /// Collision-induced absorption; a pair may have several tables, of different wavenumbers.
    pub cia: Vec<FolderCia>,
    /// What was left out and why, a sentence each.
    pub skipped: Vec<String>,
}

impl Folder {
    /// Reads every file of a folder that holds opacities of a known format. Files of other kinds and of gases that are not
    /// known are left out with the reason; a file that should hold opacities and cannot be read, or holds another gas than
    /// its name says, is an error, for else another table would silently stand in for it. Whether two files hold the same is
    /// told when it is asked for.
    ///
    /// # Errors
    /// [`OpacityFileError`] of the first file that cannot be read, or whose name says another gas.
    pub fn read(path: &Path) -> Result<Self, OpacityFileError> {
        Self::read_formats(path, FORMATS)
    }

    /// The same of these formats.
    ///
    /// # Errors
    /// As [`Folder::read`].
    pub fn read_formats(path: &Path, formats: Formats) -> Result<Self, OpacityFileError> {
        let mut folder = Self::default();
        for path in files(path).map_err(|source| FileError::reading(path, source))? {
            match formats.read(&path) {
                Ok(contents) => {
                    check_name(&path, &contents)?;
                    folder.add(path, contents);
                }
                Err(error) if error.is_of_something_else() => {
                    folder.skipped.push(format!("{error}; it is left out"));
                }
                Err(error) => return Err(error),
            }
        }
        Ok(folder)
    }

    /// The table of a gas.
    ///
    /// # Errors
    /// [`OpacityFileError::Twice`] if two files hold one.
    pub fn table(&self, gas: Species) -> Result<Option<&FolderTable>, OpacityFileError> {
        let mut found = self.tables.iter().filter(|table| table.info.species == gas);
        match (found.next(), found.next()) {
            (Some(first), Some(second)) => Err(twice(&first.path, &second.path, gas.to_string())),
            (found, _) => Ok(found),
        }
    }

    /// A table of a pair, in whichever order its partners stand.
    ///
    /// # Errors
    /// [`OpacityFileError::Twice`] if two files hold some.
    pub fn cia_of(&self, [a, b]: [Species; 2]) -> Result<Option<&FolderCia>, OpacityFileError> {
        let is_pair = |pair: [Species; 2]| pair == [a, b] || pair == [b, a];
        let mut found = self.cia.iter().filter(|cia| is_pair(cia.info.pair));
        let Some(first) = found.next() else {
            return Ok(None);
        };
        match found.find(|cia| cia.path != first.path) {
            Some(second) => {
                let [a, b] = first.info.pair;
                let what = format!("the collisions {a}-{b}");
                Err(twice(&first.path, &second.path, what))
            }
            None => Ok(Some(first)),
        }
    }

    fn add(&mut self, path: PathBuf, contents: Contents) {
        match contents {
            Contents::Table(table, info) => self.tables.push(FolderTable {
                path,
                table: Arc::new(table),
                info,
            }),
            Contents::Cia(file) => {
                self.skipped.extend(file.skipped);
                let found = file.tables.into_iter().map(|(table, info)| FolderCia {
                    path: path.clone(),
                    table: Arc::new(table),
                    info,
                });
                self.cia.extend(found);
            }
        }
    }
}

fn twice(first: &Path, second: &Path, what: String) -> OpacityFileError {
    OpacityFileError::Twice {
        first: first.into(),
        second: second.into(),
        what,
    }
}

/// What lies in a folder, by name, without what is hidden.
fn files(folder: &Path) -> std::io::Result<Vec<PathBuf>> {
    let entries = std::fs::read_dir(folder)?;
    let mut paths = entries
        .map(|entry| Ok(entry?.path()))
        .collect::<std::io::Result<Vec<_>>>()?;
    paths.retain(|path| !is_hidden(path));
    paths.sort();
    Ok(paths)
}

fn is_hidden(path: &Path) -> bool {
    let name = path.file_name().unwrap_or_default();
    name.to_string_lossy().starts_with('.')
}
