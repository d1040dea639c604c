//! The opacities that a study chooses: its own folder's where there are any, else those of a set inside the program; and
//! whether they reach as far as it asks.

use std::{path::Path, sync::Arc};

use forward_model::{CiaTable, OpacityTable, Species};
use opacity_data::{CiaInfo, DescribedCia, DescribedTable, Folder, GasOpacity, Library, TableInfo};
use rayon::prelude::*;

use super::SimulatorError;
use crate::caveat::{Caveat, CaveatKind};
use crate::study::{Continuum, Study, StudyError};

/// Tables in the order of the study's gases, and what is to be said of them.
pub(super) struct Loaded {
    pub tables: Vec<Arc<OpacityTable>>,
    pub infos: Vec<TableInfo>,
    pub cia: Vec<Arc<CiaTable>>,
    pub cia_infos: Vec<CiaInfo>,
    pub caveats: Vec<Caveat>,
}

/// The opacities that a study chooses. Of those inside the program as much is unpacked as is asked for.
pub(super) struct Opacities<'a> {
    study: &'a Study,
    library: Library,
}

impl<'a> Opacities<'a> {
    /// Reads the study's own folder, if it names one.
    ///
    /// # Errors
    /// [`SimulatorError`] if there is none, or a file in it is no table.
    pub fn of(study: &'a Study) -> Result<Self, SimulatorError> {
        Ok(Self {
            study,
            library: Library::new(study.opacities.set, folder(study)?, study.opacities.wings),
        })
    }

    /// What is to be known of them for an observation between two wavelengths, µm.
    ///
    /// # Errors
    /// [`SimulatorError`] if a gas has no table, or one that does not reach as far as the study needs.
    pub fn caveats(&self, wavelength_um: [f64; 2]) -> Result<Vec<Caveat>, SimulatorError> {
        let skipped = self.library.folder().skipped.iter();
        let left_out = skipped.map(|text| Caveat::new(CaveatKind::LeftOut, text));
        let mut caveats: Vec<Caveat> = left_out.collect();
        caveats.extend(background_lines(self.study, &self.library));
        // Of whatever part: what a table is, is said of the whole.
        for gas in self.gases([0.0; 2])? {
            if let GasOpacity::Table(_, info) = &gas {
                caveats.extend(check_wavelengths(self.study, info, wavelength_um)?);
            }
        }
        Ok(caveats)
    }

    /// Tables of what overlaps wavenumbers, cm⁻¹, in the order of the study's gases, and what they are.
    ///
    /// # Errors
    /// [`SimulatorError`] if a gas has no table, or they do not fit together.
    pub fn tables(&self, range_per_cm: [f64; 2]) -> Result<Vec<DescribedTable>, SimulatorError> {
        let gases = self.gases(range_per_cm)?;
        let extend = self.study.opacities.allow_gaps;
        Ok(self.library.tables(gases, range_per_cm, extend)?)
    }

    fn gases(&self, range_per_cm: [f64; 2]) -> Result<Vec<GasOpacity>, SimulatorError> {
        let gases = self.study.atmosphere.gases.par_iter();
        let gases = gases.map(|gas| gas_opacity(self.study, &self.library, *gas, range_per_cm));
        // The first in the study's order is reported, whichever fails first.
        let gases: Vec<Result<GasOpacity, SimulatorError>> = gases.collect();
        gases.into_iter().collect()
    }

    /// The collision-induced absorption of the study's gases, its background included.
    ///
    /// # Errors
    /// [`SimulatorError`] if two files have the same pair.
    pub fn cia(&self) -> Result<Vec<DescribedCia>, SimulatorError> {
        cia_tables(self.study, &self.library)
    }
}

/// What the folder of a study holds; nothing if it names none.
fn folder(study: &Study) -> Result<Folder, SimulatorError> {
    let Some(path) = &study.opacities.folder else {
        return Ok(Folder::default());
    };
    check_folder(study, path)?;
    Folder::read(path).map_err(SimulatorError::Folder)
}

fn check_folder(study: &Study, path: &Path) -> Result<(), StudyError> {
    let Err(error) = std::fs::read_dir(path) else {
        return Ok(());
    };
    let found = format!("\"{}\", which cannot be read: {error}", path.display());
    let expected = "a folder of opacity tables";
    Err(study
        .source
        .value_error("opacities.folder", found, expected))
}

fn gas_opacity(
    study: &Study,
    library: &Library,
    gas: Species,
    range_per_cm: [f64; 2],
) -> Result<GasOpacity, SimulatorError> {
    if let Some(opacity) = library.gas(gas, range_per_cm)? {
        return Ok(opacity);
    }
    let set = study.opacities.set;
    let known: Vec<&str> = set.gases().into_iter().map(Species::formula).collect();
    let expected = format!(
        "a gas of the set {} ({}), Na, K or one with a table in `opacities.folder`",
        set.name(),
        known.join(", ")
    );
    let found = format!("{gas}, a gas without an opacity table");
    let error = study
        .source
        .value_error("atmosphere.gases", found, expected);
    Err(error.into())
}

/// Gases of the background that have lines: only those in `atmosphere.gases` absorb with them.
fn background_lines(study: &Study, library: &Library) -> Option<Caveat> {
    let has_lines = |gas: &Species| library.has(*gas);
    let background = study
        .atmosphere
        .background
        .iter()
        .map(|(filler, _)| *filler);
    let idle: Vec<&str> = background.filter(has_lines).map(Species::formula).collect();
    let text = format!(
        "the lines of {} absorb nothing: a gas of `background` has none, one named in `gases` has",
        idle.join(", ")
    );
    (!idle.is_empty()).then(|| Caveat::new(CaveatKind::Absent, text))
}

impl Loaded {
    /// No line, and the collision-induced absorption that the study has by its set alone.
    ///
    /// # Errors
    /// [`SimulatorError`] if the program file is damaged.
    pub fn continuum(study: &Study) -> Result<Self, SimulatorError> {
        let library = Library::new(
            study.opacities.set,
            Folder::default(),
            study.opacities.wings,
        );
        let (cia, cia_infos) = cia_tables(study, &library)?.into_iter().unzip();
        Ok(Self {
            tables: Vec::new(),
            infos: Vec::new(),
            cia,
            cia_infos,
            caveats: Vec::new(),
        })
    }
}

/// The collision-induced absorption of the study's gases, its background included.
fn cia_tables(study: &Study, library: &Library) -> Result<Vec<DescribedCia>, SimulatorError> {
    let atmosphere = &study.atmosphere;
    if !atmosphere.continuum.contains(&Continuum::Cia) {
        return Ok(Vec::new());
    }
    let background = atmosphere.background.iter().map(|(filler, _)| *filler);
    let gases = atmosphere.gases.iter().copied();
    let present: Vec<Species> = gases.chain(background).collect();
    Ok(library.cia(&present)?)
}

/// Where a table lacks what the observation covers, if the study allows that and it does.
fn check_wavelengths(
    study: &Study,
    info: &TableInfo,
    [from_um, to_um]: [f64; 2],
) -> Result<Option<Caveat>, StudyError> {
    let [table_from_um, table_to_um] = info.wavelength_um;
    let gas = info.species;
    let missing = missing_um([from_um, to_um], info.wavelength_um);
    if missing.is_empty() {
        return Ok(None);
    }
    let overlaps = from_um < table_to_um && table_from_um < to_um;
    if study.opacities.allow_gaps && overlaps {
        let spans: Vec<String> = missing
            .iter()
            .map(|[a, b]| format!("{a:.4} to {b:.4} µm"))
            .collect();
        let spans = spans.join(" and from ");
        let text = format!(
            "{gas} has no opacity from {spans}, where its table ends (`opacities.allow_gaps`)"
        );
        return Ok(Some(Caveat::new(CaveatKind::BeyondTable, text)));
    }
    let found = format!("{gas}, while the observation reaches from {from_um:.4} to {to_um:.4} µm");
    let reach = format!(
        "{gas}'s opacity table, which reaches from {table_from_um:.4} to {table_to_um:.4} µm"
    );
    let expected = match study.opacities.allow_gaps {
        true => format!("an observation that overlaps {reach}"),
        false => format!(
            "an observation inside {reach}, or `allow_gaps = true` in [opacities], which takes {gas} as transparent beyond"
        ),
    };
    Err(study
        .source
        .value_error("atmosphere.gases", found, expected))
}

/// The parts of the observation beyond a table's ends, µm.
fn missing_um([from_um, to_um]: [f64; 2], [table_from_um, table_to_um]: [f64; 2]) -> Vec<[f64; 2]> {
    // Bin edges in published tables are rounded to about 1e-6 µm.
    let beyond = [[from_um, table_from_um], [table_to_um, to_um]];
    beyond.into_iter().filter(|[a, b]| b - a > 1e-6).collect()
}
