//! The opacities at hand: a user's folder, a set inside the program, and what is computed.

use std::sync::Arc;

use forward_model::{
    CiaTable, OpacityTable, Species,
    lines::{Alkali, AlkaliWings},
    units,
};

use crate::alignment::{AlignmentError, aligned};
use crate::alkali::alkali_table;
use crate::continuation::covering;
use crate::error::{OpacityError, OpacityFileError};
use crate::folder::Folder;
use crate::sets::{OpacitySet, cia_tables};
use crate::table_info::{CiaInfo, TableInfo};

/// A table and what it is.
pub type DescribedTable = (Arc<OpacityTable>, TableInfo);

/// A table of collision-induced absorption and what it is.
pub type DescribedCia = (Arc<CiaTable>, CiaInfo);

/// Where the opacity of a gas comes from.
#[derive(Debug, Clone, PartialEq)]
pub enum GasOpacity {
    /// From a table that exists.
    Table(Arc<OpacityTable>, TableInfo),
    /// From the resonance doublet of an alkali metal, computed on the grid of other tables.
    Computed(Species, Alkali),
}

/// The opacities at hand. A table in the folder wins over the set's, and over one that would be computed.
#[derive(Debug, Clone, PartialEq)]
pub struct Library {
    set: OpacitySet,
    folder: Folder,
    wings: AlkaliWings,
}

impl Library {
    /// A library of a set inside the program and a folder of the user's, which may be empty; alkali metals that are computed have
    /// these wings.
    pub fn new(set: OpacitySet, folder: Folder, wings: AlkaliWings) -> Self {
        Self { set, folder, wings }
    }

    /// The set inside the program.
    pub fn set(&self) -> OpacitySet {
        self.set
    }

    /// The user's folder.
    pub fn folder(&self) -> &Folder {
        &self.folder
    }

    /// Whether a gas has opacity.
    pub fn has(&self, gas: Species) -> bool {
        let in_folder = !matches!(self.folder.table(gas), Ok(None));
        in_folder || Alkali::of(gas).is_some() || self.set.gases().contains(&gas)
    }

    /// Where the opacity of a gas comes from, at least of what overlaps wavenumbers, cm⁻¹; `None` for a gas without any.
    ///
    /// # Errors
    /// [`OpacityFileError::DamagedSet`] if the program file is damaged.
    pub fn gas(
        &self,
        gas: Species,
        range_per_cm: [f64; 2],
    ) -> Result<Option<GasOpacity>, OpacityFileError> {
        if let Some(own) = self.folder.table(gas)? {
            return Ok(Some(GasOpacity::Table(own.table.clone(), own.info.clone())));
        }
        if let Some(doublet) = Alkali::with_wings(gas, self.wings) {
            return Ok(Some(GasOpacity::Computed(gas, doublet)));
        }
        let table = self.set.k_table_within(gas, range_per_cm)?;
        Ok(table.map(|(table, info)| {
            GasOpacity::Table(Arc::new(OpacityTable::CorrelatedK(table)), info)
        }))
    }

    /// The tables of all gases, in their order and on common cells. Tables on one grid may end at different places; with
    /// `extend` they are all continued without opacity until they cover the range, cm⁻¹. Those that are to be computed are
    /// made on the grid of the others, or of the set's H2O where there are none.
    ///
    /// # Errors
    /// [`OpacityError::Mixed`], which names the files, if tables are of different kinds or on different cells;
    /// [`OpacityError`] if one cannot be made on the common grid.
    pub fn tables(
        &self,
        gases: Vec<GasOpacity>,
        range_per_cm: [f64; 2],
        extend: bool,
    ) -> Result<Vec<DescribedTable>, OpacityError> {
        let mut existing = self.on_common_cells(&gases, range_per_cm)?;
        if extend {
            for table in &mut existing {
                *table = covering(table, range_per_cm)?;
            }
        }
        let grid = match existing.first() {
            Some(table) => table.clone(),
            None => self.default_grid(range_per_cm)?,
        };
        let mut existing = existing.into_iter();
        let table = |gas| match gas {
            GasOpacity::Table(_, info) => {
                let table = existing.next().expect("one for each gas with a table");
                Ok((table, info))
            }
            GasOpacity::Computed(species, doublet) => {
                let (table, info) = alkali_table(species, &doublet, &grid, range_per_cm)?;
                Ok((Arc::new(table), info))
            }
        };
        gases.into_iter().map(table).collect()
    }

    fn on_common_cells(
        &self,
        gases: &[GasOpacity],
        range_per_cm: [f64; 2],
    ) -> Result<Vec<Arc<OpacityTable>>, OpacityError> {
        let described = gases.iter().filter_map(|gas| match gas {
            GasOpacity::Table(table, info) => Some((table, info)),
            GasOpacity::Computed(..) => None,
        });
        let (tables, infos): (Vec<_>, Vec<_>) = described.unzip();
        let shared = tables.iter().map(|table| Arc::clone(table)).collect();
        aligned(shared, range_per_cm).map_err(|error| match error {
            AlignmentError::Differ(places) => {
                let [first, other] = places.map(|i| self.origin_and_kind(tables[i], infos[i]));
                OpacityError::Mixed { first, other }
            }
            AlignmentError::Table(error) => error.into(),
        })
    }

    /// The collision-induced absorption of the pairs among these species: the user's own, and those inside the program
    /// that are not among them.
    ///
    /// # Errors
    /// [`OpacityFileError::Twice`] if two files of the folder hold such a pair; [`OpacityFileError::DamagedSet`] if the
    /// program file is damaged.
    pub fn cia(&self, present: &[Species]) -> Result<Vec<DescribedCia>, OpacityFileError> {
        let is_present = |pair: [Species; 2]| pair.iter().all(|p| present.contains(p));
        let mut tables = Vec::new();
        for own in self
            .folder
            .cia
            .iter()
            .filter(|own| is_present(own.info.pair))
        {
            self.folder.cia_of(own.info.pair)?;
            tables.push((own.table.clone(), own.info.clone()));
        }
        for shipped in cia_tables()?.into_iter().filter(|it| is_present(it.pair())) {
            if self.folder.cia_of(shipped.pair())?.is_none() {
                let info = CiaInfo::of(&shipped);
                tables.push((Arc::new(shipped), info));
            }
        }
        Ok(tables)
    }

    /// Where the set's own cells end, µm, which gases that are computed alone are computed on; beyond, cells go on as wide as the last.
    ///
    /// # Errors
    /// [`OpacityFileError::DamagedSet`] if the program file is damaged.
    pub fn default_grid_um(&self) -> Result<[f64; 2], OpacityFileError> {
        // Of whatever part: what a table is, is said of the whole.
        let water = self.set.k_table_within(Species::H2O, [0.0; 2])?;
        let (_, info) = water.expect("every set has H2O, as a test shows");
        Ok(info.wavelength_um)
    }

    fn default_grid(&self, range_per_cm: [f64; 2]) -> Result<Arc<OpacityTable>, OpacityError> {
        let water = self.set.k_table_within(Species::H2O, range_per_cm)?;
        let (water, _) = water.expect("every set has H2O, as a test shows");
        covering(&Arc::new(OpacityTable::CorrelatedK(water)), range_per_cm)
    }

    fn origin_and_kind(&self, table: &OpacityTable, info: &TableInfo) -> String {
        let gas = info.species;
        let origin = match self.folder.table(gas) {
            Ok(Some(own)) => own.path.display().to_string(),
            _ if self.set.gases().contains(&gas) => {
                format!("the set {} inside the program", self.set.name())
            }
            _ => "the program's own calculation".into(),
        };
        format!("{gas} from {origin} ({})", kind(table, info))
    }
}

/// What a table is, the whole of it, of which `table` may be a part.
fn kind(table: &OpacityTable, info: &TableInfo) -> String {
    let n_cells = table.lines().n_cells();
    let cells = match is_whole(table, info) {
        true => format!("{n_cells} bins"),
        false => format!("bins of R = {:.0}", info.resolution),
    };
    let points = table.lines().points();
    let cells = match table {
        OpacityTable::CrossSection(_) => format!("cross sections at {n_cells} wavenumbers"),
        OpacityTable::CorrelatedK(_) if points.add_up() => {
            format!("{cells} with {} wavenumbers each", points.n())
        }
        OpacityTable::CorrelatedK(_) => {
            format!("correlated-k in {cells} of {} g points", points.n())
        }
    };
    let [from_um, to_um] = info.wavelength_um;
    format!("{cells}, {from_um:.4} to {to_um:.4} µm")
}

fn is_whole(table: &OpacityTable, info: &TableInfo) -> bool {
    let [low, high] = table.wavenumber_range_per_cm();
    let ends_um = [high, low].map(units::um_from_per_cm);
    let pairs = ends_um.into_iter().zip(info.wavelength_um);
    pairs.into_iter().all(|(a, b)| (a / b - 1.0).abs() < 1e-9)
}
