//! Band means of lists with hot lines.

use forward_model::{Species, units};

use super::source::Source;

const BAND_MEANS: &str = include_str!("band_means.csv");

/// One band and its means.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct ReferenceBand {
    /// Lower end, cm⁻¹.
    pub from_per_cm: f64,
    /// Upper end, cm⁻¹.
    pub to_per_cm: f64,
    /// Where the means are from.
    pub source: Source,
    /// Temperatures, K, rising.
    pub temperature_k: Vec<f64>,
    /// Mean cross sections at these, m² per molecule.
    pub mean_m2: Vec<f64>,
}

impl ReferenceBand {
    /// Width, cm⁻¹.
    pub fn width_per_cm(&self) -> f64 {
        self.to_per_cm - self.from_per_cm
    }
}

/// The bands of a gas that have a source, by rising wavenumber; all with the same temperatures.
pub(super) fn reference_bands(gas: Species) -> Vec<ReferenceBand> {
    let rows = BAND_MEANS.lines().skip(2);
    let rows = rows.filter_map(|row| Row::of_gas(row, gas));
    let mut bands: Vec<ReferenceBand> = rows.fold(Vec::new(), with_row);
    bands.sort_by(|a, b| a.from_per_cm.total_cmp(&b.from_per_cm));
    bands
}

/// One row of the file, in field units.
struct Row {
    from_um: f64,
    to_um: f64,
    temperature_k: f64,
    mean_cm2: f64,
    source: Source,
}

impl Row {
    fn of_gas(row: &str, gas: Species) -> Option<Self> {
        let mut words = row.split(',');
        (words.next()? == gas.formula()).then_some(())?;
        let mut number = || words.next()?.parse::<f64>().ok();
        Some(Self {
            from_um: number()?,
            to_um: number()?,
            temperature_k: number()?,
            mean_cm2: number()?,
            source: Source::of_name(words.next()?)?,
        })
    }
}

/// Adds a row to the last band if it is of that, else a band.
fn with_row(mut bands: Vec<ReferenceBand>, row: Row) -> Vec<ReferenceBand> {
    let [from_per_cm, to_per_cm] = [row.to_um, row.from_um].map(units::per_cm_from_um);
    if bands
        .last()
        .is_none_or(|band| band.from_per_cm != from_per_cm)
    {
        bands.push(ReferenceBand {
            from_per_cm,
            to_per_cm,
            source: row.source,
            temperature_k: Vec::new(),
            mean_m2: Vec::new(),
        });
    }
    if let Some(band) = bands.last_mut() {
        band.temperature_k.push(row.temperature_k);
        band.mean_m2.push(units::m2_from_cm2(row.mean_cm2));
    }
    bands
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_row_of_the_file_is_read_and_bands_follow_each_other() {
        let n_rows = BAND_MEANS.lines().skip(2).count();
        let mut n_read = 0;
        for gas in Species::ALL {
            let bands = reference_bands(*gas);
            n_read += bands.iter().map(|band| band.mean_m2.len()).sum::<usize>();
            for pair in bands.windows(2) {
                assert!(pair[0].to_per_cm <= pair[1].from_per_cm, "{gas} {pair:?}");
                assert_eq!(pair[0].temperature_k, pair[1].temperature_k);
            }
            assert!(bands.iter().all(|band| band.width_per_cm() > 0.0));
        }
        assert_eq!(n_read, n_rows);
    }
}
