//! The gases of the set: all that is to be known of each.

use forward_model::Species;

/// A gas of the set.
pub(crate) struct HitranGas {
    pub species: Species,
    /// Its packed k-table.
    pub packed: &'static [u8],
    /// Where and how Exo-Transmit fills in the hot lines that HITRAN lacks; none are filled in if absent.
    pub hot_lines: Option<HotLines>,
    /// Temperature above which the faults matter, K.
    pub reliable_to_k: f64,
    /// What is known to be wrong with its table.
    pub faults: &'static str,
}

/// Hot lines that are filled in.
pub(crate) struct HotLines {
    /// Wavelength longward of which, µm.
    pub beyond_um: f64,
    /// Temperature from which on they are smoother over a bin than the listed lines, K (see `hot_lines`): the value at which
    /// the distribution of k comes nearest to HITEMP's without filling the gaps (`docs/opacities.md`).
    pub crowd_from_k: f64,
}

/// The gases, in the order in which they are listed.
pub(crate) const GASES: [HitranGas; 10] = [
    HitranGas {
        species: Species::H2O,
        packed: include_bytes!("H2O.bin"),
        hot_lines: Some(HotLines {
            beyond_um: 0.0,
            crowd_from_k: 500.0,
        }),
        reliable_to_k: 1200.0,
        faults: "Hot lines that HITRAN lacks are added above 300 K: their means are Exo-Transmit's, spread over a cell as k^(500 K/T), an estimate: k at g = 0.3 and 1 mbar is within 0.4 dex (rms over bands) of HITEMP's at 700 K and 0.6 dex at 1000 K. At 1000 K band means agree with HITEMP within 10 % above 1.3 µm, save 9.4-10 and 10.6-11.4 µm (25-50 % low); below 1.3 µm within 30 %.",
    },
    HitranGas {
        species: Species::CO2,
        packed: include_bytes!("CO2.bin"),
        hot_lines: None,
        reliable_to_k: 1000.0,
        faults: "Hot lines missing: at 1000 K the band means are 0.27 of HITEMP's in 4.55-4.88 µm, 0.15 in 2.92-3.15 µm and 0.7-0.9 in the weaker bands; band cores are right within 3 %.",
    },
    HitranGas {
        species: Species::CH4,
        packed: include_bytes!("CH4.bin"),
        hot_lines: Some(HotLines {
            beyond_um: 2.08,
            crowd_from_k: 200.0,
        }),
        reliable_to_k: 700.0,
        faults: "Hot lines that HITRAN lacks are added above 300 K and longward of 2.08 µm only: their means are Exo-Transmit's, spread over a cell as k^(200 K/T), an estimate: k at g = 0.3 and 1 mbar is within 0.3 dex (rms over bands) of HITEMP's at 700 and 1000 K. Shortward the band means are 0.5-0.8 of HITEMP's at 700 K and 0.1-0.4 at 1000 K; no lines below 0.85 µm.",
    },
    HitranGas {
        species: Species::NH3,
        packed: include_bytes!("NH3.bin"),
        hot_lines: None,
        reliable_to_k: 700.0,
        faults: "Hot lines missing; no lines below 0.96 µm.",
    },
    HitranGas {
        species: Species::CO,
        packed: include_bytes!("CO.bin"),
        hot_lines: None,
        reliable_to_k: 1500.0,
        faults: "Hot lines of 5.13-5.41 µm are 7 % low at 1000 K; elsewhere within 3 % of HITEMP to 1400 K.",
    },
    HitranGas {
        species: Species::HCN,
        packed: include_bytes!("HCN.bin"),
        hot_lines: None,
        reliable_to_k: 1000.0,
        faults: "Hot lines missing.",
    },
    HitranGas {
        species: Species::C2H2,
        packed: include_bytes!("C2H2.bin"),
        hot_lines: None,
        reliable_to_k: 600.0,
        faults: "Hot lines missing; the bands of 3.58-4.17 µm are 0.7-0.9 of those in newer lists at 300 K and 0.3 at 700 K.",
    },
    HitranGas {
        species: Species::H2S,
        packed: include_bytes!("H2S.bin"),
        hot_lines: None,
        reliable_to_k: 700.0,
        faults: "Hot lines missing.",
    },
    HitranGas {
        species: Species::PH3,
        packed: include_bytes!("PH3.bin"),
        hot_lines: None,
        reliable_to_k: 500.0,
        faults: "Hot lines missing; no lines below 2.8 µm.",
    },
    HitranGas {
        species: Species::OCS,
        packed: include_bytes!("OCS.bin"),
        hot_lines: None,
        reliable_to_k: 600.0,
        faults: "Hot lines missing.",
    },
];

impl HotLines {
    /// The power of k in proportion to which missing lines are added at a temperature.
    pub(super) fn exponent(&self, temperature_k: f64) -> f64 {
        (self.crowd_from_k / temperature_k).min(1.0)
    }
}

/// The power of k in proportion to which the set's missing hot lines of a gas are spread over a cell at a temperature; `None`
/// for a gas whose lines are HITRAN's alone.
pub fn hot_line_exponent(gas: Species, temperature_k: f64) -> Option<f64> {
    let gas = GASES.iter().find(|known| known.species == gas)?;
    let hot_lines = gas.hot_lines.as_ref()?;
    Some(hot_lines.exponent(temperature_k))
}
