//! A folder of opacities, of any formats side by side.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use forward_model::{CiaTable, OpacityTable, Species};
use groundwork::FileError;

use crate::error::OpacityFileError;
use crate::formats::{Contents, FORMATS, Formats};
use crate::table_info::TableInfo;

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

/// What a folder of opacities holds.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Folder {
    /// Line opacities, one a gas, by file name.
    pub tables: Vec<FolderTable>,
    /// Collision-induced absorption and the file it is from; a pair may have several tables, of different wavenumbers.
    pub cia: Vec<(PathBuf, Arc<CiaTable>)>,
    /// What was left out and why, a sentence each.
    pub skipped: Vec<String>,
}

impl Folder {
    /// Reads every file of a folder that holds opacities of a known format. Files of other kinds are left out with the
    /// reason; a file that should hold opacities and cannot be read is an error, for else another table would silently
    /// stand in for it.
    ///
    /// # Errors
    /// [`OpacityFileError`] of the first such file; [`OpacityFileError::Twice`] if two files hold the same gas or pair.
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
                Ok(contents) => folder.add(path, contents)?,
                Err(
                    error @ (OpacityFileError::NoOpacities { .. }
                    | OpacityFileError::IsFolder { .. }),
                ) => folder.skipped.push(error.to_string()),
                Err(error) => return Err(error),
            }
        }
        Ok(folder)
    }

    /// The table of a gas.
    pub fn table(&self, gas: Species) -> Option<&FolderTable> {
        self.tables.iter().find(|table| table.info.species == gas)
    }

    /// A table of a pair, in whichever order its partners stand, and its file.
    pub fn cia_of(&self, [a, b]: [Species; 2]) -> Option<&(PathBuf, Arc<CiaTable>)> {
        let is_pair = |pair: [Species; 2]| pair == [a, b] || pair == [b, a];
        self.cia.iter().find(|(_, table)| is_pair(table.pair()))
    }

    fn add(&mut self, path: PathBuf, contents: Contents) -> Result<(), OpacityFileError> {
        match contents {
            Contents::Table(table, info) => self.add_table(path, table, info),
            Contents::Cia(file) => {
                self.skipped.extend(file.skipped);
                let tables = file.tables.into_iter().map(|(table, _)| table);
                self.add_cia(&path, tables.collect())
            }
        }
    }

    fn add_table(
        &mut self,
        path: PathBuf,
        table: OpacityTable,
        info: TableInfo,
    ) -> Result<(), OpacityFileError> {
        if let Some(other) = self.table(info.species) {
            return Err(OpacityFileError::Twice {
                first: other.path.clone(),
                second: path,
                what: info.species.to_string(),
            });
        }
        self.tables.push(FolderTable {
            path,
            table: Arc::new(table),
            info,
        });
        Ok(())
    }

    fn add_cia(&mut self, path: &Path, tables: Vec<CiaTable>) -> Result<(), OpacityFileError> {
        let pairs = tables.iter().map(CiaTable::pair);
        if let Some((other, table)) = pairs.into_iter().find_map(|pair| self.cia_of(pair)) {
            let [a, b] = table.pair();
            return Err(OpacityFileError::Twice {
                first: other.clone(),
                second: path.into(),
                what: format!("the collisions {a}-{b}"),
            });
        }
        let found = tables.into_iter().map(Arc::new);
        self.cia.extend(found.map(|table| (path.to_owned(), table)));
        Ok(())
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
