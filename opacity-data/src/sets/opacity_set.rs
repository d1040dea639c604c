//! The sets of k-tables inside the program, by name.

use forward_model::{KTable, Species};

use super::{exomol_hst, hitran2020};
use crate::error::OpacityFileError;
use crate::table_info::TableInfo;

/// A set of k-tables inside the program.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum OpacitySet {
    /// Eleven gases from HITRAN2020 at shared wavenumbers, 0.5 to 30 µm.
    #[default]
    Hitran2020,
    /// Four gases from ExoMolOP's lists in the channels of HST/WFC3 G141 and of Spitzer at 3.6 and 4.5 µm.
    ExomolHst,
}

impl OpacitySet {
    /// All of them.
    pub const ALL: [Self; 2] = [Self::Hitran2020, Self::ExomolHst];

    /// The name of a set in `[opacities] set`.
    pub fn name(self) -> &'static str {
        match self {
            Self::Hitran2020 => "hitran2020",
            Self::ExomolHst => "exomol-hst",
        }
    }

    /// The set of a name.
    pub fn of_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|set| set.name() == name)
    }

    /// Every name, for errors.
    pub fn known_names() -> String {
        Self::ALL
            .map(|set| format!("\"{}\"", set.name()))
            .join(" or ")
    }

    /// Its gases.
    pub fn gases(self) -> Vec<Species> {
        match self {
            Self::Hitran2020 => hitran2020::gases(),
            Self::ExomolHst => exomol_hst::gases(),
        }
    }

    /// The table of a gas and what it is, or `None` for a gas that is not in the set.
    ///
    /// # Errors
    /// [`OpacityFileError::DamagedSet`] if the program file is damaged.
    pub fn k_table(self, gas: Species) -> Result<Option<(KTable, TableInfo)>, OpacityFileError> {
        self.k_table_within(gas, [0.0, f64::INFINITY])
    }

    /// The same, of which a part may do that holds all cells that overlap wavenumbers, cm⁻¹, or the nearest one if none does. What it
    /// is, is said of the whole.
    ///
    /// # Errors
    /// As [`k_table`](Self::k_table).
    pub fn k_table_within(
        self,
        gas: Species,
        range_per_cm: [f64; 2],
    ) -> Result<Option<(KTable, TableInfo)>, OpacityFileError> {
        let table = match self {
            Self::Hitran2020 => hitran2020::k_table(gas, range_per_cm),
            Self::ExomolHst => exomol_hst::k_table(gas),
        };
        table.map_err(|reason| OpacityFileError::DamagedSet {
            gas: gas.to_string(),
            reason,
        })
    }

    /// What its tables are.
    pub fn list(self) -> Vec<TableInfo> {
        let infos = match self {
            Self::Hitran2020 => hitran2020::infos(),
            Self::ExomolHst => exomol_hst::infos(),
        };
        infos.expect("a test reads every header")
    }
}

#[cfg(test)]
mod tests {
    use super::super::packed_table;
    use super::*;
    use forward_model::LineTable;
    use ndarray::s;

    #[test]
    fn every_table_of_the_sets_unpacks_and_describes_itself() {
        for set in OpacitySet::ALL {
            for (gas, info) in set.gases().into_iter().zip(set.list()) {
                let (table, same) = set.k_table(gas).unwrap().unwrap();
                assert_eq!((&info, gas), (&same, info.species));
                assert!(table.k_m2().iter().all(|k| k.is_finite() && *k >= 0.0));
                assert!(!info.citation.is_empty() && !info.source.is_empty());
            }
        }
        let n_gases = OpacitySet::ALL.map(|set| set.list().len());
        assert_eq!(n_gases, [11, 4]);
    }

    #[test]
    fn packing_a_table_of_the_set_again_gives_the_same_bytes() {
        let (table, info) = OpacitySet::ExomolHst.k_table(Species::CO).unwrap().unwrap();
        let (again, _) = packed_table::decode(&packed_table::encode(&table, &info)).unwrap();
        assert_eq!(table, again);
    }

    #[test]
    fn a_part_of_a_table_is_what_the_whole_has_there() {
        let set = OpacitySet::default();
        let (whole, info) = set.k_table(Species::CO).unwrap().unwrap();
        let range = [2100.0, 2110.0];
        let (part, same) = set.k_table_within(Species::CO, range).unwrap().unwrap();
        assert_eq!(info, same);
        let bounds = part.cell_bounds_per_cm();
        assert!(bounds[0][0] <= range[0] && bounds[bounds.len() - 1][1] >= range[1]);
        assert!(part.n_cells() < whole.n_cells() / 10);
        let first = whole
            .cell_bounds_per_cm()
            .iter()
            .position(|b| *b == bounds[0]);
        let first = first.unwrap();
        let same = whole
            .k_m2()
            .slice(s![.., .., first..first + part.n_cells(), ..]);
        assert_eq!(part.k_m2(), same);
    }

    #[test]
    fn a_gas_outside_the_set_has_no_table() {
        assert!(
            OpacitySet::default()
                .k_table(Species::N2)
                .unwrap()
                .is_none()
        );
    }

    #[test]
    fn every_set_has_water() {
        let has_water = |set: OpacitySet| set.gases().contains(&Species::H2O);
        assert!(OpacitySet::ALL.into_iter().all(has_water));
    }
}
