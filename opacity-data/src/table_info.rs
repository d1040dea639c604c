//! What a table is, where it comes from, and what is wrong with it.

use std::fmt;

use forward_model::{CiaTable, OpacityTable, Species, units};
use serde::{Serialize, Serializer};

use crate::band_errors::BandErrors;

/// Description of one table of line opacity; every table file carries it as attributes.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct TableInfo {
    /// The gas.
    #[serde(serialize_with = "formula")]
    pub species: Species,
    /// `correlated-k` or `cross sections`.
    pub method: String,
    /// Shortest and longest wavelength, µm.
    pub wavelength_um: [f64; 2],
    /// Lowest and highest temperature, K.
    pub temperature_k: [f64; 2],
    /// Lowest and highest pressure, bar.
    pub pressure_bar: [f64; 2],
    /// Mean resolving power λ/Δλ of the bins or samples.
    pub resolution: f64,
    /// Lines and method the table was made with.
    pub source: String,
    /// What to cite when using it.
    pub citation: String,
    /// What is known to be wrong with it; empty if nothing is.
    pub known_faults: String,
    /// Temperature above which the faults matter, K.
    pub reliable_to_k: Option<f64>,
    /// What ln k may be off, up to the temperature to which the table is reliable; none if nobody knows.
    pub ln_k_error: Option<BandErrors>,
    /// What broadens its lines, if that is known.
    pub broadened_by: Option<Broadener>,
}

/// The gas whose collisions broaden the lines of a table.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(into = "&'static str")]
pub enum Broadener {
    /// Hydrogen and helium, as in a giant planet.
    HydrogenHelium,
    /// Nitrogen and oxygen, as HITRAN has it.
    Air,
}

impl Broadener {
    /// What it is called: `H2 and He` or `air`.
    pub fn name(self) -> &'static str {
        match self {
            Self::HydrogenHelium => "H2 and He",
            Self::Air => "air",
        }
    }

    /// The one that is called so.
    pub fn of_name(name: &str) -> Option<Self> {
        [Self::HydrogenHelium, Self::Air]
            .into_iter()
            .find(|broadener| broadener.name() == name)
    }

    /// The gases that it is made of.
    pub fn gases(self) -> [Species; 2] {
        match self {
            Self::HydrogenHelium => [Species::H2, Species::He],
            Self::Air => [Species::N2, Species::O2],
        }
    }
}

impl From<Broadener> for &'static str {
    fn from(broadener: Broadener) -> Self {
        broadener.name()
    }
}

impl TableInfo {
    /// The part that the table itself tells; source and citation say that the file does not.
    pub fn of(table: &OpacityTable) -> Self {
        Self {
            method: table.method().into(),
            ..Self::of_axes(
                table.species(),
                table.pressure_pa(),
                table.temperature_k(),
                table.cell_bounds_per_cm(),
            )
        }
    }

    /// The part that the axes of a table tell; not even the method is known.
    pub(crate) fn of_axes(
        species: Species,
        pressure_pa: &[f64],
        temperature_k: &[f64],
        cell_bounds_per_cm: &[[f64; 2]],
    ) -> Self {
        let [from_per_cm, _] = cell_bounds_per_cm[0];
        let [_, to_per_cm] = cell_bounds_per_cm[cell_bounds_per_cm.len() - 1];
        let unknown = "not stated in the file";
        Self {
            species,
            method: String::new(),
            wavelength_um: [to_per_cm, from_per_cm].map(units::um_from_per_cm),
            temperature_k: ends(temperature_k),
            pressure_bar: ends(pressure_pa).map(units::bar_from_pa),
            resolution: mean_resolution(cell_bounds_per_cm),
            source: unknown.into(),
            citation: unknown.into(),
            known_faults: String::new(),
            reliable_to_k: None,
            ln_k_error: None,
            broadened_by: None,
        }
    }
}

/// Mean resolving power of cells: their number over the logarithmic range that they cover.
fn mean_resolution(bounds_per_cm: &[[f64; 2]]) -> f64 {
    let widths = bounds_per_cm
        .iter()
        .map(|[lower, upper]| (upper / lower).ln());
    bounds_per_cm.len() as f64 / widths.sum::<f64>()
}

/// Description of one table of collision-induced absorption.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct CiaInfo {
    /// The two species that collide.
    #[serde(serialize_with = "formulae")]
    pub pair: [Species; 2],
    /// `collision-induced absorption`.
    pub method: &'static str,
    /// Lowest and highest wavenumber, cm⁻¹.
    pub wavenumber_per_cm: [f64; 2],
    /// Lowest and highest temperature, K.
    pub temperature_k: [f64; 2],
    /// What is listed for each temperature, neighbours for which the same is listed together.
    pub ranges: Vec<CiaRange>,
}

/// Temperatures for which a file of collision-induced absorption lists the same wavenumbers.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct CiaRange {
    /// Lowest and highest temperature, K.
    pub temperature_k: [f64; 2],
    /// First and last wavenumber of every stretch without a gap, cm⁻¹; elsewhere these temperatures have what lies between the
    /// temperatures that list it, or the nearest that does.
    pub wavenumber_per_cm: Vec<[f64; 2]>,
}

/// A stretch of wavenumbers of a table of collision-induced absorption, and the temperatures for which it is listed.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct CiaStretch {
    /// First and last wavenumber, cm⁻¹.
    pub wavenumber_per_cm: [f64; 2],
    /// The coldest and the hottest temperature that lists it, K: beyond them, what they have is taken.
    pub temperature_k: [f64; 2],
}

impl CiaInfo {
    /// What a table tells that holds all its wavenumbers for every temperature.
    pub fn of(table: &CiaTable) -> Self {
        let whole = vec![ends(table.wavenumber_per_cm())];
        let temperatures = table.temperature_k().iter();
        Self::of_ranges(
            table,
            &temperatures
                .map(|k| (*k, whole.clone()))
                .collect::<Vec<_>>(),
        )
    }

    /// The same of one from a file that lists for each temperature, K, certain stretches of wavenumbers, cm⁻¹, rising.
    pub(crate) fn of_ranges(table: &CiaTable, listed: &[(f64, Vec<[f64; 2]>)]) -> Self {
        let [first, last] = ends(table.wavenumber_per_cm());
        let inside = |stretches: &[[f64; 2]]| -> Vec<[f64; 2]> {
            let stretches = stretches.iter();
            let cut = stretches.map(|[from, to]| [from.max(first), to.min(last)]);
            cut.filter(|[from, to]| from <= to).collect()
        };
        let listed: Vec<_> = listed.iter().map(|(k, all)| (*k, inside(all))).collect();
        let range = |group: &[(f64, Vec<[f64; 2]>)]| CiaRange {
            temperature_k: [group[0].0, group[group.len() - 1].0],
            wavenumber_per_cm: group[0].1.clone(),
        };
        Self {
            ranges: listed.chunk_by(|a, b| a.1 == b.1).map(range).collect(),
            pair: table.pair(),
            method: "collision-induced absorption",
            wavenumber_per_cm: [first, last],
            temperature_k: ends(table.temperature_k()),
        }
    }

    /// The stretches, rising in wavenumber, between whose ends no temperature begins or ends.
    pub fn stretches(&self) -> Vec<CiaStretch> {
        let stretches = || {
            self.ranges
                .iter()
                .flat_map(|range| &range.wavenumber_per_cm)
        };
        let mut bounds: Vec<f64> = stretches().flatten().copied().collect();
        bounds.sort_by(f64::total_cmp);
        bounds.dedup();
        let stretch = |pair: &[f64]| {
            let lists = |range: &&CiaRange| {
                let mut own = range.wavenumber_per_cm.iter();
                own.any(|[from, to]| *from <= pair[0] && pair[1] <= *to)
            };
            let listing = || self.ranges.iter().filter(lists);
            let (cold, hot) = (listing().next()?, listing().next_back()?);
            Some(CiaStretch {
                wavenumber_per_cm: [pair[0], pair[1]],
                temperature_k: [cold.temperature_k[0], hot.temperature_k[1]],
            })
        };
        bounds.windows(2).filter_map(stretch).collect()
    }
}

/// First and last value of an axis.
fn ends(axis: &[f64]) -> [f64; 2] {
    [axis[0], axis[axis.len() - 1]]
}

fn formula<S: Serializer>(species: &Species, serializer: S) -> Result<S::Ok, S::Error> {
    species.formula().serialize(serializer)
}

fn formulae<S: Serializer>(pair: &[Species; 2], serializer: S) -> Result<S::Ok, S::Error> {
    pair.map(Species::formula).serialize(serializer)
}

impl fmt::Display for TableInfo {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let [from_um, to_um] = self.wavelength_um;
        let [cold, hot] = self.temperature_k;
        let [low, high] = self.pressure_bar;
        writeln!(f, "{}", self.species)?;
        writeln!(
            f,
            "  method      {} at R = {:.0}",
            self.method, self.resolution
        )?;
        writeln!(f, "  wavelength  {from_um:.4} to {to_um:.4} µm")?;
        writeln!(f, "  temperature {cold:.0} to {hot:.0} K")?;
        writeln!(f, "  pressure    {low:.3e} to {high:.3e} bar")?;
        writeln!(f, "  source      {}", self.source)?;
        writeln!(f, "  cite        {}", self.citation)?;
        if let Some(broadener) = self.broadened_by {
            writeln!(f, "  broadened   by {}", broadener.name())?;
        }
        if let Some(limit) = self.reliable_to_k {
            writeln!(f, "  reliable    up to about {limit:.0} K")?;
        }
        if let Some(errors) = &self.ln_k_error {
            let all: Vec<f64> = errors.distinct().iter().map(|x| 100.0 * x).collect();
            match all[..] {
                [one] => writeln!(f, "  known       within {one:.0} % from band to band")?,
                [.., _] => writeln!(
                    f,
                    "  known       within {:.0} to {:.0} %, by the band",
                    all[0],
                    all[all.len() - 1]
                )?,
                [] => {}
            }
        }
        if !self.known_faults.is_empty() {
            writeln!(f, "  faults      {}", self.known_faults)?;
        }
        Ok(())
    }
}

impl fmt::Display for CiaInfo {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let ([a, b], [from, to], [cold, hot]) =
            (self.pair, self.wavenumber_per_cm, self.temperature_k);
        writeln!(f, "{a}-{b}")?;
        writeln!(f, "  method      {}", self.method)?;
        writeln!(f, "  wavenumber  {from:.1} to {to:.1} cm⁻¹")?;
        write!(f, "  temperature {cold:.0} to {hot:.0} K")?;
        let is_whole = |range: &CiaRange| range.wavenumber_per_cm == [self.wavenumber_per_cm];
        if self.ranges.iter().all(is_whole) {
            return Ok(());
        }
        self.ranges
            .iter()
            .try_for_each(|range| write!(f, "\n  {range}"))
    }
}

impl fmt::Display for CiaRange {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let [cold, hot] = self.temperature_k;
        let stretch = |[from, to]: &[f64; 2]| format!("{from:.1} to {to:.1}");
        let stretches: Vec<String> = self.wavenumber_per_cm.iter().map(stretch).collect();
        let stretches = stretches.join(", ");
        match cold == hot {
            true => write!(f, "at {cold:.0} K: {stretches} cm⁻¹"),
            false => write!(f, "at {cold:.0} to {hot:.0} K: {stretches} cm⁻¹"),
        }
    }
}
