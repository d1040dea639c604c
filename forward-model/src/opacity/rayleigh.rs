//! Rayleigh scattering out of the beam.

use std::f64::consts::PI;

use super::{
    polarisability::Polarisability,
    source::Opacity,
    stencil::{Stencil, UNIT_M2},
};
use crate::{
    atmosphere::Atmosphere,
    constants::LOSCHMIDT_PER_M3,
    simd::{Columns, Row},
    species::Species,
    units::{angstrom_from_um, m_from_um, m2_from_cm2, um_from_per_cm},
};

/// Molecules per m³ at 288.15 K and one atmosphere, where some refractive indices were measured.
const DENSITY_AT_15_C_PER_M3: f64 = LOSCHMIDT_PER_M3 * 273.15 / 288.15;

/// Rayleigh scattering cross section, m² per molecule; `None` for a species without one here.
///
/// # Source
/// H2: Dalgarno & Williams (1962, ApJ 136, 690). He: Chan & Dalgarno (1965, Proc. Phys. Soc. 85, 227), as fitted in TauREx.
/// The others by the formula of Sneep & Ubachs (2005, JQSRT 92, 293) with the refractive indices named at each, or with
/// the polarisabilities of O2, O3, NH3, N2O, HCN, H2S, SO2, PH3, OCS, NO, H, C2H2, C2H4 and C2H6.
pub fn rayleigh_cross_section_m2(species: Species, wavenumber_per_cm: f64) -> Option<f64> {
    let wavelength_um = um_from_per_cm(wavenumber_per_cm);
    let from_index = |refractivity: f64, density_per_m3: f64, king_factor: f64| {
        rayleigh_from_refractivity_m2(wavelength_um, refractivity, density_per_m3, king_factor)
    };
    Some(match species {
        Species::H2 => hydrogen_m2(angstrom_from_um(wavelength_um)),
        Species::He => helium_m2(angstrom_from_um(wavelength_um)),
        Species::H2O => from_index(
            water_refractivity(wavelength_um),
            DENSITY_AT_15_C_PER_M3,
            WATER_KING_FACTOR,
        ),
        Species::CO2 => from_index(
            carbon_dioxide_refractivity(wavelength_um),
            LOSCHMIDT_PER_M3,
            1.1364,
        ),
        Species::CO => from_index(
            carbon_monoxide_refractivity(wavelength_um),
            LOSCHMIDT_PER_M3,
            1.016,
        ),
        Species::CH4 => from_index(
            methane_refractivity(wavenumber_per_cm),
            DENSITY_AT_15_C_PER_M3,
            1.0,
        ),
        Species::N2 => {
            let king_factor = 1.034 + 3.17e-12 * wavenumber_per_cm.powi(2);
            from_index(
                nitrogen_refractivity(wavenumber_per_cm),
                DENSITY_AT_15_C_PER_M3,
                king_factor,
            )
        }
        _ => from_polarisability_m2(
            wavelength_um,
            Polarisability::of(species, wavenumber_per_cm)?,
        ),
    })
}

/// `σ = (128 π⁵ / 3 λ⁴) α² F`, m²: the formula of Sneep & Ubachs (2005) with `α = (3/4πN)(n² − 1)/(n² + 2)`.
fn from_polarisability_m2(wavelength_um: f64, polarisability: Polarisability) -> f64 {
    let Polarisability {
        volume_m3,
        king_factor,
    } = polarisability;
    128.0 * PI.powi(5) / 3.0 * king_factor * volume_m3.powi(2) / m_from_um(wavelength_um).powi(4)
}

/// `σ = (24 π³ / λ⁴ N²) [(n² − 1)/(n² + 2)]² F`, m², with the refractivity `n − 1` measured at the number density `N` and
/// the King factor `F`, which accounts for the anisotropy of the molecule.
///
/// # Source
/// Sneep & Ubachs (2005, JQSRT 92, 293).
fn rayleigh_from_refractivity_m2(
    wavelength_um: f64,
    refractivity: f64,
    density_per_m3: f64,
    king_factor: f64,
) -> f64 {
    let n_squared = (1.0 + refractivity).powi(2);
    let lorentz_lorenz = (n_squared - 1.0) / (n_squared + 2.0) / density_per_m3;
    24.0 * PI.powi(3) * king_factor * lorentz_lorenz.powi(2) / m_from_um(wavelength_um).powi(4)
}

/// Dalgarno & Williams (1962); wavelength in Å.
fn hydrogen_m2(angstrom: f64) -> f64 {
    let cm2 = 8.14e-13
        * angstrom.powi(-4)
        * (1.0 + 1.572e6 * angstrom.powi(-2) + 1.981e12 * angstrom.powi(-4));
    m2_from_cm2(cm2)
}

/// Chan & Dalgarno (1965); wavelength in Å.
fn helium_m2(angstrom: f64) -> f64 {
    let cm2 = 5.484e-14 * angstrom.powi(-4) * (1.0 + 2.44e5 * angstrom.powi(-2));
    m2_from_cm2(cm2)
}

/// `F = 1 + 2γ²/9α²` of H2O vapour, whose polarisability along the three axes is 1.468, 1.528 and 1.415 Å³ (Murphy 1977, J. Chem. Phys.
/// 67, 5831): it scatters as if it had no axis. The depolarisation of 0.17 that other codes take under the same name is not a vapour's.
const WATER_KING_FACTOR: f64 = 1.001;

/// 0.85 of the refractivity of air (Ciddor 1996, Appl. Opt. 35, 1566; Cox 2000, Allen's Astrophysical Quantities).
fn water_refractivity(wavelength_um: f64) -> f64 {
    let s = wavelength_um.powi(-2);
    0.85 * (0.057_921_05 / (238.0185 - s) + 0.001_679_17 / (57.362 - s))
}

/// Bideau-Mehu et al. (1973, Opt. Commun. 9, 432), at 0 °C, without their last term: that is the resonance of the ν₃ band,
/// which diverges at 4.14 µm and is absorption there, not scattering; below 1 µm it is less than 0.4 % of the sum.
fn carbon_dioxide_refractivity(wavelength_um: f64) -> f64 {
    let s = wavelength_um.powi(-2);
    6.991e-2 / (166.175 - s)
        + 1.4472e-3 / (79.609 - s)
        + 6.42941e-5 / (56.3064 - s)
        + 5.21306e-5 / (46.0196 - s)
}

/// Allen (Cox 2000, Allen's Astrophysical Quantities).
fn carbon_monoxide_refractivity(wavelength_um: f64) -> f64 {
    32.7e-5 * (1.0 + 8.1e-3 * wavelength_um.powi(-2))
}

/// He et al. (2021, Atmos. Chem. Phys. 21, 14927), at 15 °C, from 307 to 725 nm, where their cross sections are within 0.9 ± 2.2 % of
/// what follows from indices. The fit that Sneep & Ubachs (2005) give is 30 % above, and 18 % above what they measured.
fn methane_refractivity(wavenumber_per_cm: f64) -> f64 {
    1e-8 * (3603.09 + 4.403_62e14 / (1.1741e10 - wavenumber_per_cm.powi(2)))
}

/// Sneep & Ubachs (2005), at 15 °C: their two fits, which meet at 21,360 cm⁻¹ within 0.02 %.
fn nitrogen_refractivity(wavenumber_per_cm: f64) -> f64 {
    let (constant, strength) = match wavenumber_per_cm < 21_360.0 {
        true => (6_498.2, 307.433_05e12),
        false => (5_677.465, 318.818_74e12),
    };
    1e-8 * (constant + strength / (14.4e9 - wavenumber_per_cm.powi(2)))
}

/// Rayleigh scattering of one species on a model's columns: one row in each block.
pub(crate) struct Rayleigh {
    species: Species,
    rows: Vec<Row>,
}

impl Rayleigh {
    /// `None` for a species without a Rayleigh cross section here.
    pub fn new(species: Species, columns: &Columns) -> Option<Self> {
        rayleigh_cross_section_m2(species, columns.centres_per_cm[0])?;
        let law = |per_cm: f64| rayleigh_cross_section_m2(species, per_cm).unwrap_or(0.0);
        Some(Self {
            species,
            rows: columns.block_rows(1, |_, per_cm| law(per_cm) / UNIT_M2),
        })
    }
}

impl Opacity for Rayleigh {
    fn name(&self) -> &str {
        "Rayleigh"
    }

    fn stencil(&self, _values: &[f64], atmosphere: &Atmosphere, i_level: usize) -> Stencil {
        Stencil::new(atmosphere.vmr(self.species, i_level), &[(0, 1.0)])
    }

    fn rows(&self, _i_chunk: usize, i_block: usize) -> &[Row] {
        &self.rows[i_block..=i_block]
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::units::per_cm_from_um;

    /// The formulae of TauREx 3.3.2, evaluated by it at 0.5322 µm. Ours differ by design in H2O and N2, whose refractive indices were
    /// measured at 15 °C, where TauREx divides by the density at 0 °C: a factor (288.15/273.15)²; and in H2O's King factor, there
    /// that of a depolarisation of 0.17.
    #[test]
    fn cross_sections_match_taurex_up_to_the_temperature_of_the_measurement() {
        let warmer = (288.15f64 / 273.15).powi(2);
        let of_depolarisation = |d: f64| (6.0 + 3.0 * d) / (6.0 - 7.0 * d);
        let taurex_m2 = [
            (Species::H2, 1.07349e-31),
            (Species::He, 6.89483e-33),
            (Species::H2O, 4.32196e-31),
            (Species::CO2, 1.31916e-30),
            (Species::CO, 6.56366e-31),
            (Species::N2, 4.76235e-31),
        ];
        for (species, expected_m2) in taurex_m2 {
            let expected_m2 = match species {
                Species::H2O => warmer * expected_m2 * WATER_KING_FACTOR / of_depolarisation(0.17),
                Species::N2 => warmer * expected_m2,
                _ => expected_m2,
            };
            let found_m2 = rayleigh_cross_section_m2(species, per_cm_from_um(0.5322)).unwrap();
            // CO2 lacks its infrared resonance here, which is 0.1 % of the refractivity.
            let tolerance = if species == Species::CO2 { 3e-3 } else { 1e-4 };
            assert!(
                (found_m2 / expected_m2 - 1.0).abs() < tolerance,
                "{species}: {found_m2} {expected_m2}"
            );
        }
    }

    /// Refractive indices at 0 °C and one atmosphere in the sodium D line, as Kaye & Laby's tables and their like have them;
    /// the cross section follows by the formula with the index. King factors of O2, N2 and N2O from measured depolarisation
    /// (Sneep & Ubachs 2005), the others' our own. SO2's static polarisability is known to be too small.
    #[test]
    fn cross_sections_match_the_index_in_the_sodium_line() {
        use Species::*;
        let per_cm = per_cm_from_um(0.5893);
        let measured = [
            (O2, 2.71e-4, 1.096, 0.01),
            (N2, 2.98e-4, 1.035, 0.01),
            (N2O, 5.16e-4, 1.222, 0.06),
            (NH3, 3.76e-4, 1.004, 0.02),
            (H2S, 6.34e-4, 1.002, 0.03),
            (HCN, 4.38e-4, 1.0, 0.02),
            (SO2, 6.86e-4, 1.06, 0.17),
            (CH4, 4.44e-4, 1.0, 0.02),
            (H2O, 2.54e-4, 1.0, 0.06),
        ];
        for (species, refractivity, king_factor, tolerance) in measured {
            let expected_m2 =
                rayleigh_from_refractivity_m2(0.5893, refractivity, LOSCHMIDT_PER_M3, king_factor);
            let found_m2 = rayleigh_cross_section_m2(species, per_cm).unwrap();
            let ratio = found_m2 / expected_m2;
            assert!((ratio - 1.0).abs() < tolerance, "{species}: {ratio}");
        }
    }

    /// Static polarisability volumes, Å³, of the CRC Handbook of Chemistry and Physics: no refractive index.
    #[test]
    fn water_and_methane_scatter_in_the_infrared_as_their_polarisabilities_say() {
        let per_cm = per_cm_from_um(5.0);
        for (species, angstrom3) in [(Species::H2O, 1.45), (Species::CH4, 2.593)] {
            let polarisability = Polarisability {
                volume_m3: angstrom3 * 1e-30,
                king_factor: 1.0,
            };
            let expected_m2 = from_polarisability_m2(5.0, polarisability);
            let ratio = rayleigh_cross_section_m2(species, per_cm).unwrap() / expected_m2;
            assert!((ratio - 1.0).abs() < 0.04, "{species}: {ratio}");
        }
    }

    /// Laser cavities at 532.2 nm, 10⁻²⁷ cm²: Sneep & Ubachs (2005), whose CH4 stands 10 % above what its index gives.
    #[test]
    fn methane_scatters_as_measured() {
        let found_m2 = rayleigh_cross_section_m2(Species::CH4, per_cm_from_um(0.5322)).unwrap();
        let ratio = found_m2 / m2_from_cm2(12.47e-27);
        assert!((ratio - 1.0).abs() < 0.12, "{ratio}");
    }

    #[test]
    fn the_king_factor_of_water_is_that_of_its_polarisabilities() {
        let [x, y, z] = [1.4146f64, 1.5284, 1.4679];
        let mean = (x + y + z) / 3.0;
        let anisotropy_squared = 0.5 * ((x - y).powi(2) + (y - z).powi(2) + (z - x).powi(2));
        let king_factor = 1.0 + 2.0 * anisotropy_squared / (9.0 * mean * mean);
        assert!((king_factor / WATER_KING_FACTOR - 1.0).abs() < 1e-4);
    }

    #[test]
    fn the_two_fits_of_nitrogen_meet() {
        let [below, above] = [21_359.9, 21_360.1].map(nitrogen_refractivity);
        assert!((above / below - 1.0).abs() < 2e-4, "{below} {above}");
    }

    #[test]
    fn every_scatterer_falls_as_the_fourth_power_in_the_infrared() {
        let at = |species, um: f64| rayleigh_cross_section_m2(species, per_cm_from_um(um));
        let scatterers = Species::ALL.iter().copied();
        let scatterers: Vec<Species> = scatterers.filter(|s| at(*s, 5.0).is_some()).collect();
        assert_eq!(scatterers.len(), 21);
        for species in scatterers {
            let ratio = at(species, 5.0).unwrap() / at(species, 10.0).unwrap();
            assert!((ratio / 16.0 - 1.0).abs() < 2e-2, "{species}");
        }
        assert_eq!(at(Species::TiO, 1.0), None);
    }
}
