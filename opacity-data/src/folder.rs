//! A folder of opacities, of any formats side by side.

use std::path::{Path, PathBuf};

use forward_model::{CiaTable, OpacityTable};

use super::{Contents, ForeignError, OpacityFileError, TableInfo, read, recognise};

/// One table of a folder.
#[derive(Debug, Clone, PartialEq)]
pub struct FolderTable {
    /// Its file.
    pub path: PathBuf,
    /// The table.
    pub table: OpacityTable,
    /// What it is.
    pub info: TableInfo,
}

/// What a folder of opacities holds.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Folder {
    /// Line opacities, one a gas, by file name.
    pub tables: Vec<FolderTable>,
    /// Collision-induced absorption and the file it is from; a pair may have several tables, of different wavenumbers.
    pub cia: Vec<(PathBuf, CiaTable)>,
    /// What was left out and why, a sentence each.
    pub skipped: Vec<String>,
}

/// Reads every file of a folder that holds opacities. Files of other kinds are left out with the reason; a file that should
/// hold opacities and cannot be read is an error, for else another table would silently stand in for it.
///
/// # Errors
/// [`ForeignError`] of the first such file; [`ForeignError::Twice`] if two files hold the same gas or pair.
pub fn read_folder(path: &Path) -> Result<Folder, ForeignError> {
    let unreadable = |source| ForeignError::Read {
        path: path.into(),
        source,
    };
    let entries: Result<Vec<_>, _> = std::fs::read_dir(path).map_err(unreadable)?.collect();
    let mut paths: Vec<PathBuf> = entries
        .map_err(unreadable)?
        .into_iter()
        .map(|entry| entry.path())
        .collect();
    paths.retain(|path| !is_hidden(path));
    paths.sort();
    let mut folder = Folder::default();
    for path in &paths {
        folder.add(path)?;
    }
    Ok(folder)
}

fn is_hidden(path: &Path) -> bool {
    let name = path.file_name().unwrap_or_default();
    name.to_string_lossy().starts_with('.')
}

impl Folder {
    fn add(&mut self, path: &Path) -> Result<(), ForeignError> {
        let contents = recognise(path).and_then(|format| read(path, format, None));
        match contents {
            Ok(Contents::Table(table, info)) => self.add_table(path, table, info),
            Ok(Contents::Cia(file)) => {
                self.skipped.extend(file.skipped);
                self.add_cia(path, file.tables)
            }
            Err(
                error @ (ForeignError::Unknown { .. }
                | ForeignError::IsFolder { .. }
                | ForeignError::Hdf5(OpacityFileError::Layout { .. })),
            ) => {
                self.skipped.push(error.to_string());
                Ok(())
            }
            Err(error) => Err(error),
        }
    }

    fn add_table(
        &mut self,
        path: &Path,
        table: OpacityTable,
        info: TableInfo,
    ) -> Result<(), ForeignError> {
        let same_gas = |other: &&FolderTable| other.info.species == info.species;
        if let Some(other) = self.tables.iter().find(same_gas) {
            return Err(ForeignError::Twice {
                first: other.path.clone(),
                second: path.into(),
                what: info.species.to_string(),
            });
        }
        self.tables.push(FolderTable {
            path: path.into(),
            table,
            info,
        });
        Ok(())
    }

    fn add_cia(&mut self, path: &Path, tables: Vec<CiaTable>) -> Result<(), ForeignError> {
        let present = |table: &CiaTable| {
            let mut others = self.cia.iter();
            others.find(|(_, other)| is_same_pair(other, table))
        };
        if let Some((table, (other, _))) = tables.iter().find_map(|t| Some((t, present(t)?))) {
            let [a, b] = table.pair();
            return Err(ForeignError::Twice {
                first: other.clone(),
                second: path.into(),
                what: format!("the collisions {a}-{b}"),
            });
        }
        let found = tables.into_iter().map(|table| (path.to_owned(), table));
        self.cia.extend(found);
        Ok(())
    }
}

/// Whether two tables are of the same collisions, in whichever order the partners stand.
pub(super) fn is_same_pair(a: &CiaTable, b: &CiaTable) -> bool {
    let [first, second] = b.pair();
    a.pair() == [first, second] || a.pair() == [second, first]
}
