//! Makes the set from tables at shared wavenumbers.

use std::path::{Path, PathBuf};

use forward_model::{KTable, LineTable, OpacityTable, Points, shared_edges};
use rayon::prelude::*;

use super::gases::{GASES, Gas};
use crate::error::{NamedFile, OpacityFileError};
use crate::formats::read_hdf5;
use crate::sets::{
    collisions, packed_chunks, packed_cia,
    packed_grid::{self, Grid},
    written::{Packed, write_all},
};
use crate::table_info::TableInfo;

/// Where the ingredients are.
#[derive(Debug, Clone)]
pub struct Hitran2020Config {
    /// Folder with a table of every gas, `H2O.h5` and so on, all at the same wavenumbers of cells that touch.
    pub tables: PathBuf,
    /// Folder with `H2-H2.cia` and `H2-He.cia`.
    pub cia: PathBuf,
}

/// Packs the tables into `out`, each gas into the folder of its crate; returns each file with its size in bytes.
///
/// # Errors
/// [`OpacityFileError`] naming the ingredient that is missing or wrong.
pub fn make_hitran2020(
    config: &Hitran2020Config,
    out: &Path,
) -> Result<Vec<(PathBuf, usize)>, OpacityFileError> {
    let path = |gas: &Gas| config.tables.join(format!("{}.h5", gas.species));
    let (first, _) = read(&path(&GASES[0]))?;
    let grid = grid(&first).ok_or_else(|| {
        let expected = "one at shared wavenumbers of cells that touch";
        named(&path(&GASES[0])).wrong("found another table", expected)
    })?;
    let mut packed = vec![Packed::new(out, "grid", packed_grid::encode(&grid))];
    let gases = GASES.par_iter().map(|gas| {
        let (table, info) = read(&path(gas))?;
        if table.points() != first.points() {
            let expected = format!("those of {}", GASES[0].species);
            return Err(named(&path(gas)).wrong("found other wavenumbers", expected));
        }
        let info = TableInfo {
            known_faults: gas.faults.into(),
            reliable_to_k: Some(gas.reliable_to_k),
            ..info
        };
        Ok(Packed::new(
            &out.join(gas.folder),
            gas.species.formula(),
            packed_chunks::encode(&table, &info, gas.step),
        ))
    });
    packed.extend(gases.collect::<Result<Vec<_>, OpacityFileError>>()?);
    for (shipped, table) in collisions::PAIRS
        .iter()
        .zip(collisions::from_files(&config.cia)?)
    {
        let bytes = packed_cia::encode(&table, collisions::SOURCE);
        packed.push(Packed::new(out, &shipped.name(), bytes));
    }
    write_all(packed)
}

fn named(path: &Path) -> NamedFile<'_> {
    let kind = "table of opacities";
    NamedFile { kind, path }
}

fn read(path: &Path) -> Result<(KTable, TableInfo), OpacityFileError> {
    match read_hdf5(path)? {
        (OpacityTable::CorrelatedK(table), info) => Ok((table, info)),
        _ => Err(named(path).wrong("found cross sections", "a table of bins")),
    }
}

fn grid(table: &KTable) -> Option<Grid> {
    let edges_per_cm = shared_edges(table.cell_bounds_per_cm())?;
    match table.points().clone() {
        Points::OfG { .. } => None,
        Points::OfWavenumber { per_cm, weights } => Some(Grid {
            edges_per_cm,
            per_cm,
            weights,
        }),
    }
}
