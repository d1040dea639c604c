//! The sets of k-tables inside the program, by name.

use forward_model::{KTable, Species};

use super::packed_table;
use super::{exomol_hst, hitran_r250};
use crate::error::OpacityFileError;
use crate::table_info::TableInfo;

/// A set of k-tables inside the program.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum OpacitySet {
    /// Ten gases from HITRAN2020 at R = 250, 0.67 to 12 µm.
    #[default]
    HitranR250,
    /// Four gases from ExoMolOP's lists in the channels of HST/WFC3 G141 and of Spitzer at 3.6 and 4.5 µm.
    ExomolHst,
}

impl OpacitySet {
    /// All of them.
    pub const ALL: [Self; 2] = [Self::HitranR250, Self::ExomolHst];

    /// The name of a set in `[opacities] set`.
    pub fn name(self) -> &'static str {
        match self {
            Self::HitranR250 => "hitran-r250",
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
        self.packed().map(|(gas, _)| gas).collect()
    }

    /// The k-table of a gas, or `None` for a gas that is not in the set.
    ///
    /// # Errors
    /// [`OpacityFileError::DamagedSet`] if the program file is damaged.
    pub fn k_table(self, gas: Species) -> Result<Option<(KTable, TableInfo)>, OpacityFileError> {
        let found = self.packed().find(|(species, _)| *species == gas);
        let unpack = |(_, bytes)| {
            packed_table::decode(bytes).map_err(|reason| OpacityFileError::DamagedSet {
                gas: gas.to_string(),
                reason,
            })
        };
        found.map(unpack).transpose()
    }

    /// What its k-tables are.
    pub fn list(self) -> Vec<TableInfo> {
        let info = |(_, bytes)| packed_table::info(bytes).expect("a test reads every header");
        self.packed().map(info).collect()
    }

    /// Its gases, each with its packed k-table.
    fn packed(self) -> impl Iterator<Item = (Species, &'static [u8])> {
        let packed: Vec<_> = match self {
            Self::HitranR250 => {
                let gases = hitran_r250::GASES.iter();
                gases.map(|gas| (gas.species, gas.packed)).collect()
            }
            Self::ExomolHst => {
                let gases = exomol_hst::GASES.iter();
                gases.map(|gas| (gas.species, gas.packed)).collect()
            }
        };
        packed.into_iter()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

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
        assert_eq!(n_gases, [10, 4]);
    }

    #[test]
    fn packing_a_table_of_the_set_again_gives_the_same_bytes() {
        let (table, info) = OpacitySet::default().k_table(Species::CO).unwrap().unwrap();
        let (again, _) = packed_table::decode(&packed_table::encode(&table, &info)).unwrap();
        assert_eq!(table, again);
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
