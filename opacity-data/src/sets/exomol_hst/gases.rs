//! The gases of the set: all that is to be known of each.

use forward_model::Species;

/// A gas of the set.
pub(crate) struct HstGas {
    pub species: Species,
    /// Its packed k-table.
    pub packed: &'static [u8],
    /// The file of nemesispy that it is from.
    pub file: &'static str,
    /// What is known to be wrong with its table besides the faults of all.
    pub faults: &'static str,
}

/// The gases, in the order in which they are listed.
pub(crate) const GASES: [HstGas; 4] = [
    HstGas {
        species: Species::H2O,
        packed: include_bytes!("H2O.bin"),
        file: "h2owasp43.kta",
        faults: "",
    },
    HstGas {
        species: Species::CO2,
        packed: include_bytes!("CO2.bin"),
        file: "co2wasp43.kta",
        faults: " No lines below 1.16 µm.",
    },
    HstGas {
        species: Species::CO,
        packed: include_bytes!("CO.bin"),
        file: "cowasp43.kta",
        faults: " No lines in 1.23 to 1.545 µm.",
    },
    HstGas {
        species: Species::CH4,
        packed: include_bytes!("CH4.bin"),
        file: "ch4wasp43.kta",
        faults: "",
    },
];
