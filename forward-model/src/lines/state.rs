//! Lines at one temperature and pressure.

use super::broadening::{Broadening, doppler_half_width_per_cm, lorentz_half_width_per_cm};
use super::deuterium::Deuterium;
use super::isotopologue::Isotopologue;
use super::line::{Line, ShapedLine};
use super::molecule::isotopologues;
use super::nested_grid::WING_CUTOFF_PER_CM;
use super::partition::{PartitionError, PartitionSums};
use super::strength::strength_ratio;
use crate::{
    constants::{HITRAN_PRESSURE_PA, HITRAN_TEMPERATURE_K},
    species::Species,
};

/// A line at one temperature, with all that does not depend on pressure worked out.
#[derive(Debug, Clone, Copy, PartialEq)]
struct WarmLine {
    wavenumber_per_cm: f64,
    strength_m2_per_cm: f64,
    doppler_per_cm: f64,
    lorentz_per_cm_at_1_atm: f64,
    shift_per_cm_at_1_atm: f64,
}

/// The lines of one gas at one temperature, by rising wavenumber.
#[derive(Debug, Clone, PartialEq)]
pub struct LineList {
    lines: Vec<WarmLine>,
}

impl LineList {
    /// Scales the lines of `gas` (rising in wavenumber) to a temperature.
    ///
    /// # Errors
    /// [`PartitionError`] if TIPS-2021 does not have the gas or does not reach the temperature.
    pub fn at_temperature(
        gas: Species,
        lines: &[Line],
        (broadening, deuterium): (Broadening, Deuterium),
        temperature_k: f64,
    ) -> Result<Self, PartitionError> {
        let sums = PartitionSums::of(gas)?;
        let kinds = isotopologues(gas);
        let ratios = (0..kinds.len())
            .map(|i| sums.ratio(i, temperature_k))
            .collect::<Vec<_>>();
        // Whether or not there are lines of it.
        ratios.first().cloned().transpose()?;
        let warm = |line: &Line| {
            let isotopologue = kinds[line.isotopologue];
            let abundance = deuterium.factor(isotopologue.n_deuterium);
            let partition_ratio = ratios[line.isotopologue].clone()?;
            Ok(warm_line(
                line,
                isotopologue,
                broadening,
                temperature_k,
                abundance * partition_ratio,
            ))
        };
        Ok(Self {
            lines: lines.iter().map(warm).collect::<Result<_, _>>()?,
        })
    }

    /// Drops the weakest lines of every cell of a resolving power, as many as together carry less than `lost_fraction`
    /// of the cell's strength.
    pub fn without_weakest(self, resolution: f64, lost_fraction: f64) -> Self {
        let cell = |line: &WarmLine| (line.wavenumber_per_cm.ln() * resolution).floor();
        let same_cell = |a: &WarmLine, b: &WarmLine| cell(a) == cell(b);
        let cells = self.lines.chunk_by(same_cell);
        Self {
            lines: cells
                .flat_map(|cell| strongest(cell, lost_fraction))
                .collect(),
        }
    }

    /// Number of lines.
    pub fn len(&self) -> usize {
        self.lines.len()
    }

    /// Whether there are no lines at all.
    pub fn is_empty(&self) -> bool {
        self.lines.is_empty()
    }

    /// The lines whose unshifted centres lie in `[from, to]`, at a pressure.
    pub fn at_pressure(
        &self,
        pressure_pa: f64,
        from_per_cm: f64,
        to_per_cm: f64,
    ) -> impl Iterator<Item = ShapedLine> + '_ {
        let first = self
            .lines
            .partition_point(|l| l.wavenumber_per_cm < from_per_cm);
        let last = self
            .lines
            .partition_point(|l| l.wavenumber_per_cm <= to_per_cm);
        self.lines[first..last]
            .iter()
            .map(move |line| line.at_pressure(pressure_pa))
    }
}

impl WarmLine {
    /// Width and shift grow with pressure; the strength that lies beyond the wings' cut-off is put back inside it.
    fn at_pressure(&self, pressure_pa: f64) -> ShapedLine {
        let pressure = pressure_pa / HITRAN_PRESSURE_PA;
        let lorentz_per_cm = self.lorentz_per_cm_at_1_atm * pressure;
        let inside = std::f64::consts::FRAC_2_PI * (WING_CUTOFF_PER_CM / lorentz_per_cm).atan();
        ShapedLine {
            centre_per_cm: self.wavenumber_per_cm + self.shift_per_cm_at_1_atm * pressure,
            strength_m2_per_cm: self.strength_m2_per_cm / inside,
            doppler_per_cm: self.doppler_per_cm,
            lorentz_per_cm,
        }
    }
}

fn warm_line(
    line: &Line,
    isotopologue: Isotopologue,
    broadening: Broadening,
    temperature_k: f64,
    partition_ratio: f64,
) -> WarmLine {
    let nu = line.wavenumber_per_cm;
    let ratio = strength_ratio(nu, line.lower_energy_per_cm, temperature_k) * partition_ratio;
    WarmLine {
        wavenumber_per_cm: nu,
        strength_m2_per_cm: line.intensity_m2_per_cm * ratio,
        doppler_per_cm: doppler_half_width_per_cm(nu, temperature_k, isotopologue.molar_mass_g),
        lorentz_per_cm_at_1_atm: lorentz_half_width_per_cm(
            line,
            broadening,
            HITRAN_PRESSURE_PA,
            temperature_k,
        ),
        shift_per_cm_at_1_atm: line.air_shift_per_cm * (HITRAN_TEMPERATURE_K / temperature_k),
    }
}

/// The lines of one cell without the weakest, in the order they came.
fn strongest(cell: &[WarmLine], lost_fraction: f64) -> Vec<WarmLine> {
    let total: f64 = cell.iter().map(|l| l.strength_m2_per_cm).sum();
    let mut strengths: Vec<f64> = cell.iter().map(|l| l.strength_m2_per_cm).collect();
    strengths.sort_by(f64::total_cmp);
    let running = strengths.iter().scan(0.0, |lost, strength| {
        *lost += strength;
        Some(*lost)
    });
    let n_lost = running
        .take_while(|lost| *lost < lost_fraction * total)
        .count();
    let weakest_kept = strengths.get(n_lost).copied().unwrap_or(0.0);
    cell.iter()
        .filter(|l| l.strength_m2_per_cm >= weakest_kept)
        .copied()
        .collect()
}
