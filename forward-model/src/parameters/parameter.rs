//! The numbers a model is a function of, as a study names them.

/// One number that an ingredient of a model takes. Its unit is that of the field and stands in its name
/// (`temperature_k`, `log_cloud_top_bar`); the ingredient converts it, once.
#[derive(Debug, Clone, PartialEq)]
pub struct Parameter {
    /// The name, such as `log_H2O`.
    pub name: String,
    /// Unit of its values in files, such as `K`; empty where it has none.
    pub unit: &'static str,
    /// How a figure writes it, such as `log₁₀ X(H₂O)`.
    pub label: String,
    /// What it is, for errors.
    pub meaning: &'static str,
    /// Values outside are a wrong unit or a typing error.
    pub plausible: [f64; 2],
}

impl Parameter {
    /// A parameter without a unit, labelled by its name.
    pub fn new(name: impl Into<String>, meaning: &'static str, plausible: [f64; 2]) -> Self {
        let name = name.into();
        Self {
            unit: "",
            label: name.clone(),
            name,
            meaning,
            plausible,
        }
    }

    /// The same with a unit.
    pub fn unit(self, unit: &'static str) -> Self {
        Self { unit, ..self }
    }

    /// The same with a label.
    pub fn label(self, label: impl Into<String>) -> Self {
        Self {
            label: label.into(),
            ..self
        }
    }
}
