//! The gases of the set: all that is to be known of each.

use forward_model::Species;

/// A gas of the set.
pub(crate) struct HitranGas {
    pub species: Species,
    /// Its packed k-table.
    pub packed: &'static [u8],
    /// Wavelength, µm, longward of which Exo-Transmit fills in the hot lines that HITRAN lacks; none are filled in if absent.
    pub hot_lines_beyond_um: Option<f64>,
    /// Temperature above which the faults matter, K.
    pub reliable_to_k: f64,
    /// What is known to be wrong with its table.
    pub faults: &'static str,
}

/// The gases, in the order in which they are listed.
pub(crate) const GASES: [HitranGas; 10] = [
    HitranGas {
        species: Species::H2O,
        packed: include_bytes!("H2O.bin"),
        hot_lines_beyond_um: Some(0.0),
        reliable_to_k: 1200.0,
        faults: "Hot lines that HITRAN lacks are added as a smooth pseudo-continuum from Exo-Transmit above 300 K. At 1000 K band means agree with HITEMP within 10 % above 1.3 µm, save 9.4-10 and 10.6-11.4 µm (25-50 % low); below 1.3 µm within 30 %.",
    },
    HitranGas {
        species: Species::CO2,
        packed: include_bytes!("CO2.bin"),
        hot_lines_beyond_um: None,
        reliable_to_k: 1000.0,
        faults: "Hot lines missing: at 1000 K the band means are 0.27 of HITEMP's in 4.55-4.88 µm, 0.15 in 2.92-3.15 µm and 0.7-0.9 in the weaker bands; band cores are right within 3 %.",
    },
    HitranGas {
        species: Species::CH4,
        packed: include_bytes!("CH4.bin"),
        hot_lines_beyond_um: Some(2.08),
        reliable_to_k: 700.0,
        faults: "Hot lines that HITRAN lacks are added as a smooth pseudo-continuum from Exo-Transmit above 300 K and longward of 2.08 µm only. Shortward the band means are 0.5-0.8 of HITEMP's at 700 K and 0.1-0.4 at 1000 K; no lines below 0.85 µm.",
    },
    HitranGas {
        species: Species::NH3,
        packed: include_bytes!("NH3.bin"),
        hot_lines_beyond_um: None,
        reliable_to_k: 700.0,
        faults: "Hot lines missing; no lines below 0.96 µm.",
    },
    HitranGas {
        species: Species::CO,
        packed: include_bytes!("CO.bin"),
        hot_lines_beyond_um: None,
        reliable_to_k: 1500.0,
        faults: "Hot lines of 5.13-5.41 µm are 7 % low at 1000 K; elsewhere within 3 % of HITEMP to 1400 K.",
    },
    HitranGas {
        species: Species::HCN,
        packed: include_bytes!("HCN.bin"),
        hot_lines_beyond_um: None,
        reliable_to_k: 1000.0,
        faults: "Hot lines missing.",
    },
    HitranGas {
        species: Species::C2H2,
        packed: include_bytes!("C2H2.bin"),
        hot_lines_beyond_um: None,
        reliable_to_k: 600.0,
        faults: "Hot lines missing; the bands of 3.58-4.17 µm are 0.7-0.9 of those in newer lists at 300 K and 0.3 at 700 K.",
    },
    HitranGas {
        species: Species::H2S,
        packed: include_bytes!("H2S.bin"),
        hot_lines_beyond_um: None,
        reliable_to_k: 700.0,
        faults: "Hot lines missing.",
    },
    HitranGas {
        species: Species::PH3,
        packed: include_bytes!("PH3.bin"),
        hot_lines_beyond_um: None,
        reliable_to_k: 500.0,
        faults: "Hot lines missing; no lines below 2.8 µm.",
    },
    HitranGas {
        species: Species::OCS,
        packed: include_bytes!("OCS.bin"),
        hot_lines_beyond_um: None,
        reliable_to_k: 600.0,
        faults: "Hot lines missing.",
    },
];
