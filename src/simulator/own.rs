//! The user's own opacities: what the folder of a study holds, and whether all tables of a study fit together.

use std::{path::Path, sync::Arc};

use forward_model::{CiaTable, OpacityTable, Species, units::um_from_per_cm};

use super::SimulatorError;
use crate::study::Study;
use opacity_data::default_set;
use opacity_data::foreign::{self, Folder};
use opacity_data::opacity_table::TableInfo;

/// What the folder of a study holds; nothing if it names none.
pub(super) struct Own {
    /// Line opacities with their descriptions.
    pub tables: Vec<(Arc<OpacityTable>, TableInfo)>,
    /// Collision-induced absorption.
    pub cia: Vec<Arc<CiaTable>>,
    /// What was left out and why.
    pub skipped: Vec<String>,
    /// File of each gas's table.
    files: Vec<(Species, String)>,
}

impl Own {
    pub fn load(study: &Study) -> Result<Self, SimulatorError> {
        let folder = match &study.opacities.folder {
            Some(path) => read(study, path)?,
            None => Folder::default(),
        };
        let file =
            |table: &foreign::FolderTable| (table.info.species, table.path.display().to_string());
        let files = folder.tables.iter().map(file).collect();
        let tables = folder.tables.into_iter();
        Ok(Self {
            tables: tables.map(|t| (Arc::new(t.table), t.info)).collect(),
            cia: folder.cia.into_iter().map(|(_, t)| Arc::new(t)).collect(),
            skipped: folder.skipped,
            files,
        })
    }

    /// The tables of a pair in the folder.
    pub fn cia_of(&self, [a, b]: [Species; 2]) -> impl Iterator<Item = &Arc<CiaTable>> {
        let is_pair =
            move |table: &&Arc<CiaTable>| table.pair() == [a, b] || table.pair() == [b, a];
        self.cia.iter().filter(is_pair)
    }

    /// Checks that all tables of a study are of one kind and on the same cells.
    ///
    /// # Errors
    /// [`SimulatorError::Mixed`], which names the files.
    pub fn check_one_grid(
        &self,
        study: &Study,
        tables: &[Arc<OpacityTable>],
    ) -> Result<(), SimulatorError> {
        let Some(first) = tables.first() else {
            return Ok(());
        };
        let describe = |table: &OpacityTable| {
            format!(
                "{} from {} ({})",
                table.species(),
                self.origin(study, table),
                kind(table)
            )
        };
        match tables.iter().find(|table| !table.shares_grid_with(first)) {
            Some(other) => Err(SimulatorError::Mixed {
                first: describe(first),
                other: describe(other),
            }),
            None => Ok(()),
        }
    }

    fn origin(&self, study: &Study, table: &OpacityTable) -> String {
        let gas = table.species();
        let set = study.opacities.set;
        let file = self.files.iter().find(|(species, _)| *species == gas);
        let is_in_set = || {
            default_set::list(set)
                .iter()
                .any(|info| info.species == gas)
        };
        match file {
            Some((_, path)) => path.clone(),
            None if is_in_set() => format!("the set {} inside the program", set.name()),
            None => "the program's own calculation".into(),
        }
    }
}

fn read(study: &Study, path: &Path) -> Result<Folder, SimulatorError> {
    if let Err(error) = std::fs::read_dir(path) {
        let found = format!("\"{}\", which cannot be read: {error}", path.display());
        let expected = "a folder of opacity tables";
        let error = study
            .source
            .value_error("opacities.folder", found, expected);
        return Err(error.into());
    }
    Ok(foreign::read_folder(path)?)
}

fn kind(table: &OpacityTable) -> String {
    let [low, high] = table.wavenumber_range_per_cm();
    let n_cells = table.lines().n_cells();
    let [from_um, to_um] = [high, low].map(um_from_per_cm);
    match table {
        OpacityTable::CrossSection(_) => {
            format!("cross sections at {n_cells} wavenumbers, {from_um:.4} to {to_um:.4} µm")
        }
        OpacityTable::CorrelatedK(_) => {
            let n_g = table.n_g();
            format!(
                "correlated-k in {n_cells} bins of {n_g} g points, {from_um:.4} to {to_um:.4} µm"
            )
        }
    }
}
