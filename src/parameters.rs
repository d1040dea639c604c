//! The names, units and labels of the parameters a study infers.

use serde::{Deserialize, Serialize};

/// One parameter as files and figures show it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ParameterInfo {
    /// Key in the study and variable in the files, such as `log_H2O`.
    pub name: String,
    /// Unit of its values, such as `K`; empty where it has none.
    pub unit: String,
    /// How a figure writes it, such as `log₁₀ X(H₂O)`.
    pub label: String,
}

impl ParameterInfo {
    /// Describes the parameter called `name`.
    pub fn of(name: &str) -> Self {
        let (unit, label) = match name {
            "radius_rjup" => ("R_Jup", "R".to_owned()),
            "temperature_k" => ("K", "T".to_owned()),
            "t_irr_k" => ("K", "T_irr".to_owned()),
            "t_int_k" => ("K", "T_int".to_owned()),
            "log_cloud_top_bar" => ("log10 bar", "log₁₀ P_cloud".to_owned()),
            "log_haze_enhancement" => ("log10", "log₁₀ a_haze".to_owned()),
            "haze_slope" => ("", "haze slope".to_owned()),
            "log_kappa_ir" => ("log10 m2/kg", "log₁₀ κ_IR".to_owned()),
            "log_kappa_v1" => ("log10 m2/kg", "log₁₀ κ_v1".to_owned()),
            "log_kappa_v2" => ("log10 m2/kg", "log₁₀ κ_v2".to_owned()),
            "alpha" => ("", "α".to_owned()),
            _ => match name.strip_prefix("log_") {
                Some(gas) => ("log10 VMR", format!("log₁₀ X({})", formula(gas))),
                None => ("", name.to_owned()),
            },
        };
        Self {
            name: name.to_owned(),
            unit: unit.to_owned(),
            label,
        }
    }
}

/// A chemical formula with its numbers as subscripts: `H2O` → `H₂O`.
pub fn formula(species: &str) -> String {
    let subscript = |c: char| match c.to_digit(10) {
        Some(digit) => char::from_u32(0x2080 + digit).unwrap_or(c),
        None => c,
    };
    species.chars().map(subscript).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn gases_are_labelled_by_their_formula() {
        assert_eq!(ParameterInfo::of("log_H2O").label, "log₁₀ X(H₂O)");
        assert_eq!(ParameterInfo::of("log_C2H2").unit, "log10 VMR");
    }
}
