//! The sets of opacity tables inside the program, by name.

/// A set of opacity tables inside the program.
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
}
