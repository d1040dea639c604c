//! Where a band mean is from, and how far it is right.

/// A source of band means.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Source {
    /// HITEMP, from the k-tables of photochem.
    Hitemp,
    /// HITRAN2016, from the same: no hot list, but of the isotopologue that a list of another stands for.
    Hitran2016,
    /// ExoMol, from the k-tables of Exo-FMS.
    ExoMol,
    /// Exo-Transmit's cross sections at 100 bar.
    ExoTransmit,
}

impl Source {
    /// The source of this name in `band_means.csv`.
    pub fn of_name(name: &str) -> Option<Self> {
        match name {
            "HITEMP" => Some(Self::Hitemp),
            "HITRAN2016" => Some(Self::Hitran2016),
            "ExoMol" => Some(Self::ExoMol),
            "Exo-Transmit" => Some(Self::ExoTransmit),
            _ => None,
        }
    }

    /// Relative error of its means: what a list lacks of them by less is nothing. HITEMP's means are HITRAN's within 3 % at 300 K,
    /// where both have the same lines; Exo-FMS' at neighbouring pressures are within 10 % of each other.
    pub fn relative_error(self) -> f64 {
        match self {
            Self::Hitemp | Self::Hitran2016 => 0.03,
            Self::ExoMol | Self::ExoTransmit => 0.1,
        }
    }

    /// What it is, for the source of a list.
    pub fn description(self) -> &'static str {
        match self {
            Self::Hitemp => "HITEMP's band means (photochem)",
            Self::Hitran2016 => "HITRAN2016's band means (photochem), approximate",
            Self::ExoMol => "ExoMol's band means (Exo-FMS)",
            Self::ExoTransmit => "Exo-Transmit's band means",
        }
    }
}
