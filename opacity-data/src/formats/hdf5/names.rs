//! Names that tables of others give their gas.

use forward_model::Species;

/// The gas that a name means: `H2O`, `1H2-16O`, `23Na`, `H2O_HITEMP`, `1H2-16O__POKAZATEL.R1000`, `H2O-NatAbund`.
pub(crate) fn gas_of_name(name: &str) -> Option<Species> {
    let end = name.find(['_', '.']).unwrap_or(name.len());
    let name = name[..end].trim().trim_end_matches("-NatAbund");
    // Mass numbers stand before the elements, counts after them.
    let without_mass = |nucleus: &str| {
        nucleus
            .trim_start_matches(|c: char| c.is_ascii_digit())
            .to_owned()
    };
    let formula: String = name.split('-').map(without_mass).collect();
    formula.parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn isotopologues_line_lists_and_resolutions_are_left_out() {
        for (name, gas) in [
            ("H2O", Species::H2O),
            ("1H2-16O", Species::H2O),
            ("12C-16O2", Species::CO2),
            ("14N-1H3__CoYuTe.R1000_0.1-250mu", Species::NH3),
            (
                "1H2-16O__POKAZATEL__R15000_0.3-50mu.xsec.TauREx.h5",
                Species::H2O,
            ),
            ("H2O_HITEMP", Species::H2O),
            ("CO-NatAbund", Species::CO),
            ("23Na", Species::Na),
            ("12C2-1H2", Species::C2H2),
            ("16O-12C-32S", Species::OCS),
            (" CH4 ", Species::CH4),
        ] {
            assert_eq!(gas_of_name(name), Some(gas), "{name}");
        }
        for name in ["", "water", "1", "H2O2"] {
            assert_eq!(gas_of_name(name), None, "{name}");
        }
    }
}
