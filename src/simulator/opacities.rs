//! The opacities that a study chooses: its own folder's where there are any, else those of a set inside the program; and
//! whether they reach as far as it asks.

use std::{path::Path, sync::Arc};

use forward_model::{CiaTable, OpacityTable, Species};
use opacity_data::{
    CiaInfo, DescribedCia, DescribedTable, Folder, GasOpacity, Library, OpacityError, TableInfo,
};
use rayon::prelude::*;

use super::SimulatorError;
use crate::caveat::{Caveat, CaveatKind, verb};
use crate::observation::Responses;
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
    infos: Vec<TableInfo>,
}

impl<'a> Opacities<'a> {
    /// Reads the study's own folder, if it names one.
    ///
    /// # Errors
    /// [`SimulatorError`] if there is none, a file in it is no table, or a gas has no table.
    pub fn of(study: &'a Study) -> Result<Self, SimulatorError> {
        let mut opacities = Self {
            study,
            library: Library::new(study.opacities.set, folder(study)?, study.opacities.wings),
            infos: Vec::new(),
        };
        // Of whatever part: what a table is, is said of the whole.
        let gases = opacities.gases([0.0; 2])?.into_iter();
        let info = |gas| match gas {
            GasOpacity::Table(_, info) => Some(info),
            GasOpacity::Computed(..) => None,
        };
        opacities.infos = gases.filter_map(info).collect();
        Ok(opacities)
    }

    /// What the tables are that exist.
    pub fn infos(&self) -> &[TableInfo] {
        &self.infos
    }

    /// What is to be known of them for an observation that counts light so.
    ///
    /// # Errors
    /// [`SimulatorError`] if a gas has no table, or one that does not reach as far as the study needs.
    pub fn caveats(&self, responses: &Responses) -> Result<Vec<Caveat>, SimulatorError> {
        let skipped = self.library.folder().skipped.iter();
        let left_out = skipped.map(|text| Caveat::new(CaveatKind::LeftOut, text));
        let mut caveats: Vec<Caveat> = left_out.collect();
        caveats.extend(background_lines(self.study, &self.library));
        for info in &self.infos {
            caveats.extend(check_wavelengths(self.study, info, responses)?);
        }
        if self.infos.is_empty() {
            let reach_um = responses.reach_um();
            caveats.extend(beyond_the_grid(self.study, &self.library, reach_um)?);
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
        let tables = self.library.tables(gases, range_per_cm, extend);
        tables.map_err(|error| match error {
            OpacityError::Mixed { first, other } => self.mixed(first, other),
            other => other.into(),
        })
    }

    /// The error that says that two tables do not go together; one of them is from the folder, for those of a set do.
    fn mixed(&self, first: String, other: String) -> SimulatorError {
        let folder = self.study.opacities.folder.iter();
        let folder: String = folder.map(|path| path.display().to_string()).collect();
        let source = &self.study.source;
        SimulatorError::Mixed(source.value_error(
            "opacities.folder",
            format!("\"{folder}\", and so the study has {first} and {other}"),
            "tables of one kind, on the same cells and wavenumbers, of all its gases: all of them in the folder, by one maker or one \
             `opacity prepare`, or none",
        ))
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

/// Where gases that are all computed are so on cells that no table has.
fn beyond_the_grid(
    study: &Study,
    library: &Library,
    observed_um: [f64; 2],
) -> Result<Option<Caveat>, SimulatorError> {
    let grid_um = library.default_grid_um()?;
    let missing = missing_um(observed_um, grid_um);
    if missing.is_empty() || study.atmosphere.gases.is_empty() {
        return Ok(None);
    }
    let gases = &study.atmosphere.gases;
    let formulae: Vec<&str> = gases.iter().map(|gas| gas.formula()).collect();
    let text = format!(
        "{} {} computed on the cells of the set {}, which end at {:.4} and {:.4} µm: from {} on cells as wide as the last",
        formulae.join(", "),
        verb(gases.len(), ["is", "are"]),
        library.set().name(),
        grid_um[0],
        grid_um[1],
        spans(&missing)
    );
    Ok(Some(Caveat::new(CaveatKind::BeyondTable, text)))
}

/// `0.5700 to 0.6667 µm and from 30.0000 to 35.5000 µm`.
fn spans(spans_um: &[[f64; 2]]) -> String {
    let spans = spans_um.iter().map(|[a, b]| format!("{a:.4} to {b:.4} µm"));
    spans.collect::<Vec<_>>().join(" and from ")
}

/// Where a table lacks what the observation covers, if the study allows that and it does.
fn check_wavelengths(
    study: &Study,
    info: &TableInfo,
    responses: &Responses,
) -> Result<Option<Caveat>, StudyError> {
    let [from_um, to_um] = responses.reach_um();
    let [table_from_um, table_to_um] = info.wavelength_um;
    let gas = info.species;
    let missing = missing_um([from_um, to_um], info.wavelength_um);
    if missing.is_empty() {
        return Ok(None);
    }
    let overlaps = from_um < table_to_um && table_from_um < to_um;
    if study.opacities.allow_gaps && overlaps {
        let text = format!(
            "{gas} has no opacity from {}, where its table ends (`opacities.allow_gaps`)",
            spans(&missing)
        );
        return Ok(Some(Caveat::new(CaveatKind::BeyondTable, text)));
    }
    let by = match responses.are_top_hats() {
        true => "",
        false => ", pass-bands and resolving powers included",
    };
    let found =
        format!("{gas}, while the observation reaches from {from_um:.4} to {to_um:.4} µm{by}");
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
