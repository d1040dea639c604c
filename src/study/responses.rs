//! `[observation.pass_bands]` and `[observation.resolving_power]`: what the instruments make of light.

use std::{collections::BTreeMap, path::PathBuf};

use super::{
    Source, Study, StudyError, beside,
    file::{ObservationSection, ResolvingPowerEntry},
};
use crate::observation::{
    Bin, Curve, InstrumentResponse, RESOLVING_POWERS, ResolvingPower, Responses, in_words,
    is_within, read_pass_band, read_resolving_power, wavelength_range_um,
};

pub(super) const PASS_BANDS: &str = "observation.pass_bands";
pub(super) const RESOLVING_POWER: &str = "observation.resolving_power";

/// Files beside the study.
pub(super) fn pass_bands(
    section: &ObservationSection,
    source: &Source,
) -> BTreeMap<String, PathBuf> {
    let entries = section.pass_bands.iter();
    let placed = entries.map(|(name, file)| (name.clone(), beside(&source.path, file)));
    placed.collect()
}

/// Numbers that are checked, and files beside the study.
///
/// # Errors
/// [`StudyError`] if a number is none or too low, or an instrument has a pass-band, too.
pub(super) fn resolving_power(
    section: &ObservationSection,
    source: &Source,
) -> Result<BTreeMap<String, ResolvingPowerEntry>, StudyError> {
    let entry = |(name, entry): (&String, &ResolvingPowerEntry)| {
        let key = format!("{RESOLVING_POWER}.{name}");
        if section.pass_bands.contains_key(name) {
            let found = format!("that of `{name}`, which has a pass-band in `{PASS_BANDS}`, too");
            let expected =
                "one of the two: a photometer's pass-band says all of which light counts";
            return Err(source.value_error(&key, found, expected));
        }
        let entry = match entry {
            ResolvingPowerEntry::Constant(r) if is_within(*r, RESOLVING_POWERS) => {
                ResolvingPowerEntry::Constant(*r)
            }
            ResolvingPowerEntry::Constant(r) => {
                return Err(source.value_error(&key, r, in_words(RESOLVING_POWERS)));
            }
            ResolvingPowerEntry::File(file) => {
                ResolvingPowerEntry::File(beside(&source.path, file))
            }
        };
        Ok((name.clone(), entry))
    };
    section.resolving_power.iter().map(entry).collect()
}

impl Study {
    /// How much of each wavelength's light counts in `bins`. Reads the files of pass-bands and resolving powers.
    ///
    /// # Errors
    /// [`StudyError`] if a file cannot be read, an instrument that is named has no bin, one with a pass-band has several or one that it
    /// does not touch, or a resolving power is not known at the edge of a bin.
    pub fn responses(&self, bins: &[Bin]) -> Result<Responses, StudyError> {
        let mut responses = Vec::new();
        for (name, path) in &self.observation.pass_bands {
            let key = format!("{PASS_BANDS}.{name}");
            let bin = self.only_bin_of((&key, name), bins)?;
            let response = InstrumentResponse::pass_band(&read_pass_band(path)?);
            if let InstrumentResponse::PassBand(transmission) = &response {
                self.check_overlap((&key, path), transmission.reach_um(), bin)?;
            }
            responses.push((name.clone(), response));
        }
        for (name, entry) in &self.observation.resolving_power {
            let key = format!("{RESOLVING_POWER}.{name}");
            let own = self.bins_of((&key, name), bins)?;
            let power = match entry {
                ResolvingPowerEntry::Constant(everywhere) => ResolvingPower::Constant(*everywhere),
                ResolvingPowerEntry::File(path) => {
                    let curve = read_resolving_power(path)?;
                    self.check_known((&key, path), &curve, &own)?;
                    ResolvingPower::Curve(curve)
                }
            };
            responses.push((name.clone(), InstrumentResponse::Profile(power)));
        }
        Ok(Responses::new(bins, &responses))
    }

    /// The bins of an instrument that a key names, of which there is one.
    fn bins_of(&self, (key, name): (&str, &str), bins: &[Bin]) -> Result<Vec<Bin>, StudyError> {
        let own = bins.iter().filter(|bin| bin.instrument == name);
        let own: Vec<Bin> = own.cloned().collect();
        match own.is_empty() {
            false => Ok(own),
            true => Err(self.absent_instrument(key, name, bins)),
        }
    }

    fn only_bin_of(&self, (key, name): (&str, &str), bins: &[Bin]) -> Result<Bin, StudyError> {
        let mut own = self.bins_of((key, name), bins)?;
        if own.len() > 1 {
            let found = format!("that of `{name}`, which has {} bins", own.len());
            let expected = "an instrument of one bin, for all would see the same light";
            return Err(self.source.value_error(key, found, expected));
        }
        Ok(own.remove(0))
    }

    /// Whether a pass-band is that of its bin, in micrometres.
    fn check_overlap(
        &self,
        (key, path): (&str, &PathBuf),
        [from_um, to_um]: [f64; 2],
        bin: Bin,
    ) -> Result<(), StudyError> {
        let [short_um, long_um] = bin.edges_um();
        if from_um < long_um && short_um < to_um {
            return Ok(());
        }
        let found = format!(
            "{}, which lets pass {from_um:.4} to {to_um:.4} µm",
            path.display()
        );
        let expected = format!(
            "a pass-band that overlaps the instrument's bin, {short_um:.4} to {long_um:.4} µm"
        );
        Err(self.source.value_error(key, found, expected))
    }

    /// Whether a resolving power is known at all edges of some bins.
    fn check_known(
        &self,
        (key, path): (&str, &PathBuf),
        curve: &Curve,
        bins: &[Bin],
    ) -> Result<(), StudyError> {
        let [from_um, to_um] = curve.reach_um();
        let [short_um, long_um] = wavelength_range_um(bins);
        if from_um <= short_um && long_um <= to_um {
            return Ok(());
        }
        let found = format!(
            "{}, which reaches from {from_um:.4} to {to_um:.4} µm",
            path.display()
        );
        let expected = format!(
            "a resolving power over all bins of the instrument, {short_um:.4} to {long_um:.4} µm"
        );
        Err(self.source.value_error(key, found, expected))
    }
}
