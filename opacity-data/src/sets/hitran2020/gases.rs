//! The gases of the set: all that is to be known of each.

use forward_model::Species;

use super::ln_k_errors::{self, Errors};

/// A gas of the set.
pub(super) struct Gas {
    pub species: Species,
    /// Its packed table.
    pub packed: &'static [u8],
    /// Of the crate that has it.
    pub folder: &'static str,
    /// Of its packed coefficients.
    pub step: f32,
    /// Temperature to which the depth of a clear WASP-39b, a thousandth of it this gas, is within 100 ppm of that by ExoMol's lists (Exo-FMS,
    /// whose own error is 30 to 100 ppm) in each of eight bands from 0.61 to 20 µm, measured at 500, 700, 900, 1000, 1200, 1400 and 1500 K,
    /// K; 300 where it is not so at 500. Of PH3, OCS and SO2 no such source is at hand.
    pub reliable_to_k: f64,
    /// What ln k may be off; of PH3, OCS and SO2 nothing independent is at hand.
    pub ln_k_error: Option<Errors>,
    /// What is known to be wrong with its table.
    pub faults: &'static str,
}

/// A gas by its formula, packed in a crate, `hitran2020_h2o` of the folder `h2o`.
macro_rules! gas {
    ($crate_of:ident / $folder:literal, $species:ident, $step:expr, $reliable_to_k:expr, $ln_k_error:expr, $faults:expr) => {
        Gas {
            species: Species::$species,
            packed: $crate_of::$species,
            folder: $folder,
            step: $step,
            reliable_to_k: $reliable_to_k,
            ln_k_error: $ln_k_error,
            faults: $faults,
        }
    };
}

/// Of gases whose lines are known well.
const FINE: f32 = 0.4;
/// Of gases whose k is known within a factor at best where it is hot.
const COARSE: f32 = 0.7;

/// The gases, in the order in which they are listed.
pub(super) const GASES: [Gas; 11] = [
    gas!(
        hitran2020_h2o / "h2o",
        H2O,
        FINE,
        700.0,
        Some(ln_k_errors::H2O),
        "Hot lines that HITRAN lacks are random lines of HITEMP's band means, in 3.78-4.01, 9.39-10 and 10.64-11.43 µm of Exo-Transmit's: k at g = 0.3 and 0.6 is within 0.2 dex (rms over bands) of HITEMP's at 700 K, 0.3 dex at 1000 K; between the strong lines of 1.07-1.2, 5.4-6.1 and 6.45-6.9 µm it is 0.6-0.95 dex low at 1000 K and 1 mbar."
    ),
    gas!(
        hitran2020_co2 / "co2",
        CO2,
        FINE,
        900.0,
        Some(ln_k_errors::CO2),
        "Hot lines that HITRAN lacks are random lines of HITEMP's band means: k at g = 0.3 and 0.6 is within 0.2 dex (rms over bands) of HITEMP's at 700 K, 0.3 dex at 1000 K. Wings end at 25 cm-1: at 300 K 4.01-4.17 µm has a tenth of photochem's mean."
    ),
    gas!(
        hitran2020_ch4 / "ch4",
        CH4,
        FINE,
        500.0,
        Some(ln_k_errors::CH4),
        "Hot lines that HITRAN lacks are random lines of HITEMP's band means: k at g = 0.3 and 0.6 is within 0.2 dex (rms over bands beyond 2.1 µm) of HITEMP's at 700 and 1000 K. No lines below 0.85 µm but these."
    ),
    gas!(
        hitran2020_nh3 / "nh3",
        NH3,
        COARSE,
        300.0,
        Some(ln_k_errors::NH3),
        "Hot lines that HITRAN lacks are random lines of ExoMol's means over bands as wide as 1.3-2.0 µm: where in a band they are is known from HITRAN alone. k at g = 0.3 and 0.6 over such bands is within 0.35 dex of ExoMol's at 700 and 1000 K. No lines of HITRAN below 0.96 µm, nor at 300 K in 1.121-1.152, 1.359-1.419, 1.783-1.826, 2.101-2.109 and 2.627-2.703 µm."
    ),
    gas!(
        hitran2020_h2o / "h2o",
        CO,
        FINE,
        1500.0,
        Some(ln_k_errors::CO),
        "Hot lines that HITRAN lacks are random lines of HITEMP's band means; none where HITRAN and HITEMP have little, 2.2-2.48 and 4.17-4.55 µm, and none beyond 5.71 µm."
    ),
    gas!(
        hitran2020_nh3 / "nh3",
        HCN,
        COARSE,
        300.0,
        Some(ln_k_errors::HCN),
        "Hot lines that HITRAN lacks are random lines of ExoMol's means over bands as wide as 2.5-3.5 µm; in 3.24-4.35 µm, where HITRAN has no line at all, they are spread evenly. Gaps beyond 4.4 µm are up to 2 dex too full at 700 K."
    ),
    gas!(
        hitran2020_c2h2 / "c2h2",
        C2H2,
        COARSE,
        300.0,
        Some(ln_k_errors::C2H2),
        "Hot lines that HITRAN lacks are random lines of ExoMol's means over bands as wide as 2.5-3.5 µm: k at g = 0.3 and 0.6 over such bands is within 0.6 dex of ExoMol's at 700 and 1000 K."
    ),
    gas!(
        hitran2020_c2h2 / "c2h2",
        H2S,
        COARSE,
        300.0,
        Some(ln_k_errors::H2S),
        "Hot lines that HITRAN lacks are random lines of ExoMol's means over bands as wide as 2.5-3.5 µm: k at g = 0.3 and 0.6 over such bands is within 0.3 dex of ExoMol's at 700 and 1000 K. No lines of HITRAN below 0.88 nor above 10.34 µm."
    ),
    gas!(
        hitran2020_ch4 / "ch4",
        PH3,
        COARSE,
        500.0,
        None,
        "Hot lines missing; no lines below 2.71 µm."
    ),
    gas!(
        hitran2020_co2 / "co2",
        OCS,
        COARSE,
        600.0,
        None,
        "Hot lines missing; no lines below 1.27 µm."
    ),
    gas!(
        hitran2020_ch4 / "ch4",
        SO2,
        COARSE,
        700.0,
        None,
        "An approximation: HITRAN2020's lines of 34SO2, moved to the band centres of 32SO2 and scaled to its abundance, with random lines that carry what they lack of HITRAN2016's band means (photochem). Hot bands that HITRAN2016 lacks are missing."
    ),
];
