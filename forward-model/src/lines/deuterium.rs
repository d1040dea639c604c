//! How much deuterium there is: line lists have the Earth's, hydrogen planets less.

/// The deuterium of a gas, whose lines are listed as they are on the Earth.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Deuterium {
    /// An eighth of the Earth's, D/H = 2.0e-5: that of the nebula which giant planets are made of.
    #[default]
    Protosolar,
    /// As in ocean water, D/H = 1.56e-4, and in the lists.
    Earth,
}

impl Deuterium {
    /// D/H over that of the Earth.
    ///
    /// # Source
    /// HITRAN's abundance of HD¹⁶O, 3.107e-4, is twice D/H of ocean water. Estimates of the protosolar ratio reach from 2e-5 to
    /// (3.01 ± 0.17)e-5 (Gautier & Morel 1997, A&A 323, L9).
    fn over_earth(self) -> f64 {
        match self {
            Self::Protosolar => 1.0 / 8.0,
            Self::Earth => 1.0,
        }
    }

    /// By what the lines of an isotopologue with so many deuterium atoms are stronger than in a list.
    pub(super) fn factor(self, n_deuterium: i32) -> f64 {
        self.over_earth().powi(n_deuterium)
    }

    /// What it is called.
    pub fn name(self) -> &'static str {
        match self {
            Self::Protosolar => "protosolar",
            Self::Earth => "earth",
        }
    }
}
