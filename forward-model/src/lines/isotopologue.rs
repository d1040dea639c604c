//! One isotopologue of a gas.

/// One isotopologue of a gas.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Isotopologue {
    /// AFGL code: the last digit of each nucleus' mass number.
    pub afgl_code: u32,
    /// Molar mass, g/mol.
    pub molar_mass_g: f64,
    /// Number of deuterium atoms.
    pub n_deuterium: i32,
}

/// An isotopologue without deuterium, by its AFGL code and its molar mass, g/mol.
pub(super) const fn iso(afgl_code: u32, molar_mass_g: f64) -> Isotopologue {
    Isotopologue {
        afgl_code,
        molar_mass_g,
        n_deuterium: 0,
    }
}

/// The same with so many deuterium atoms.
pub(super) const fn deuterated(
    n_deuterium: i32,
    afgl_code: u32,
    molar_mass_g: f64,
) -> Isotopologue {
    Isotopologue {
        afgl_code,
        molar_mass_g,
        n_deuterium,
    }
}
