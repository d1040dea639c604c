//! NEMESIS k-tables, `.kta`: little-endian records of four bytes.
//!
//! | record | what |
//! | --- | --- |
//! | 1–2 | first record of the values; number of channels |
//! | 3–5 | first wavelength; step, negative where the wavelengths are listed; width of the channels, or zero |
//! | 6–10 | number of pressures, temperatures and g points; HITRAN number of the gas; isotopologue |
//! | then | g points, their weights, two unused, pressures (atm), temperatures (K), the listed wavelengths |
//! | from the first | k \[channel, pressure, temperature, g], 1e-20 cm² per molecule |
//!
//! Channels are wavelengths in µm, or wavenumbers in cm⁻¹ where they exceed `LONGEST_UM`; the file does not say. Nor does
//! it say how wide listed channels are: see `channels`.

use std::path::{Path, PathBuf};

use forward_model::{KTable, OpacityTable, Species, TableError};
use ndarray::Array4;

use super::channels;
use crate::opacity_table::TableInfo;

/// Pa in one standard atmosphere (CODATA 2018, exact).
const PA_PER_ATM: f64 = 101_325.0;

/// m² in the unit of the values, 1e-20 cm².
const M2_PER_UNIT: f64 = 1e-24;

/// No table reaches to longer wavelengths, µm; larger numbers are wavenumbers.
const LONGEST_UM: f64 = 250.0;

/// More channels, pressures, temperatures or g points than this are no count but other bytes.
const LARGEST_COUNT: i32 = 1_000_000;

/// HITRAN's numbers of the gases, as NEMESIS extends them.
const GAS_NUMBERS: [(i32, Species); 26] = [
    (1, Species::H2O),
    (2, Species::CO2),
    (3, Species::O3),
    (4, Species::N2O),
    (5, Species::CO),
    (6, Species::CH4),
    (7, Species::O2),
    (8, Species::NO),
    (9, Species::SO2),
    (11, Species::NH3),
    (14, Species::HF),
    (15, Species::HCl),
    (19, Species::OCS),
    (22, Species::N2),
    (23, Species::HCN),
    (26, Species::C2H2),
    (28, Species::PH3),
    (31, Species::H2S),
    (36, Species::H2S),
    (54, Species::CS),
    (60, Species::Na),
    (61, Species::K),
    (62, Species::TiO),
    (63, Species::VO),
    (82, Species::FeH),
    (127, Species::SiO),
];

/// Why a `.kta` file could not be read.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum NemesisError {
    /// The file cannot be read.
    #[error("NEMESIS k-table {}: cannot be read: {source}", path.display())]
    Read {
        /// The file.
        path: PathBuf,
        /// The system's reason.
        source: std::io::Error,
    },
    /// The file ends before its header or its values do.
    #[error("NEMESIS k-table {}: found {found} bytes, expected {expected} for {what}", path.display())]
    Truncated {
        /// The file.
        path: PathBuf,
        /// Its length.
        found: u64,
        /// The least length that it should have.
        expected: u64,
        /// What is missing.
        what: String,
    },
    /// A number that makes no sense where it stands.
    #[error("NEMESIS k-table {}: {quantity} is {found}, expected {expected}", path.display())]
    Value {
        /// The file.
        path: PathBuf,
        /// What has the wrong value.
        quantity: &'static str,
        /// The value.
        found: String,
        /// What it may be.
        expected: String,
    },
    /// The numbers make no table.
    #[error("NEMESIS k-table {}: {source}", path.display())]
    Table {
        /// The file.
        path: PathBuf,
        /// What is wrong with them.
        source: TableError,
    },
}

/// Reads a `.kta` file; `species` is the gas if the number in the file is not to be believed.
///
/// # Errors
/// [`NemesisError`], naming the file and what is wrong in it.
pub fn read(
    path: &Path,
    species: Option<Species>,
) -> Result<(OpacityTable, TableInfo), NemesisError> {
    let bytes = std::fs::read(path).map_err(|source| NemesisError::Read {
        path: path.into(),
        source,
    })?;
    let mut file = Records {
        path,
        bytes: &bytes,
        next: 0,
    };
    let header = Header::read(&mut file)?;
    let species = match species {
        Some(species) => species,
        None => file.gas(header.gas)?,
    };
    let channels = file.channels(&header)?;
    let k_m2 = file.values(&header, channels.rises_in_wavenumber)?;
    let pressure_pa = header.pressure_atm.iter().map(|p| p * PA_PER_ATM).collect();
    let table = KTable::new(
        species,
        pressure_pa,
        header.temperature_k,
        channels.bounds_per_cm,
        header.g_samples,
        header.g_weights,
        k_m2,
    );
    let table = OpacityTable::CorrelatedK(table.map_err(|source| NemesisError::Table {
        path: path.into(),
        source,
    })?);
    let info = info(path, &table, channels.remark);
    Ok((table, info))
}

fn info(path: &Path, table: &OpacityTable, remark: &str) -> TableInfo {
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    TableInfo {
        source: format!("NEMESIS k-table {name}"),
        known_faults: remark.into(),
        ..TableInfo::of(table)
    }
}

/// Where channels are, and what is to be said of that.
pub(super) struct Channels {
    pub bounds_per_cm: Vec<[f64; 2]>,
    /// Whether the file's order is that of rising wavenumber.
    pub rises_in_wavenumber: bool,
    pub remark: &'static str,
}

/// What stands before the values.
struct Header {
    first_record: usize,
    n_channels: usize,
    first: f64,
    step: f64,
    gas: i32,
    g_samples: Vec<f64>,
    g_weights: Vec<f64>,
    pressure_atm: Vec<f64>,
    temperature_k: Vec<f64>,
}

impl Header {
    fn read(file: &mut Records) -> Result<Self, NemesisError> {
        let first_record = file.count("the first record of the values")?;
        let n_channels = file.count("the number of channels")?;
        let [first, step, _width] = file.numbers(3, "the wavelengths")?[..] else {
            unreachable!("three numbers were asked for");
        };
        let n_pressures = file.count("the number of pressures")?;
        let n_temperatures = file.count("the number of temperatures")?;
        let n_g = file.count("the number of g points")?;
        let [gas, _isotopologue] = [file.integer("the gas")?, file.integer("the isotopologue")?];
        let g_samples = file.numbers(n_g, "the g points")?;
        let g_weights = file.numbers(n_g, "the g weights")?;
        file.numbers(2, "the g weights")?;
        Ok(Self {
            first_record,
            n_channels,
            first,
            step,
            gas,
            g_samples,
            g_weights,
            pressure_atm: file.numbers(n_pressures, "the pressures")?,
            temperature_k: file.numbers(n_temperatures, "the temperatures")?,
        })
    }
}

/// A file as records of four bytes, read one after the other.
struct Records<'a> {
    path: &'a Path,
    bytes: &'a [u8],
    next: usize,
}

impl Records<'_> {
    fn wrong(&self, quantity: &'static str, found: impl ToString, expected: &str) -> NemesisError {
        NemesisError::Value {
            path: self.path.into(),
            quantity,
            found: found.to_string(),
            expected: expected.into(),
        }
    }

    /// The next `n` records.
    fn records(&mut self, n: usize, what: &str) -> Result<Vec<[u8; 4]>, NemesisError> {
        let (from, to) = (4 * self.next, 4 * (self.next + n));
        let bytes = self
            .bytes
            .get(from..to)
            .ok_or_else(|| NemesisError::Truncated {
                path: self.path.into(),
                found: self.bytes.len() as u64,
                expected: to as u64,
                what: what.into(),
            })?;
        self.next += n;
        let record = |bytes: &[u8]| [bytes[0], bytes[1], bytes[2], bytes[3]];
        Ok(bytes.chunks_exact(4).map(record).collect())
    }

    fn integer(&mut self, what: &str) -> Result<i32, NemesisError> {
        Ok(i32::from_le_bytes(self.records(1, what)?[0]))
    }

    fn count(&mut self, what: &'static str) -> Result<usize, NemesisError> {
        let found = self.integer(what)?;
        if (1..=LARGEST_COUNT).contains(&found) {
            return Ok(found as usize);
        }
        let expected = "a count from 1 to 1000000 (little-endian; tables whose temperatures depend on pressure have a negative one and are not read)";
        Err(self.wrong(what, found, expected))
    }

    fn numbers(&mut self, n: usize, what: &str) -> Result<Vec<f64>, NemesisError> {
        let records = self.records(n, what)?.into_iter();
        Ok(records
            .map(|record| f64::from(f32::from_le_bytes(record)))
            .collect())
    }

    fn gas(&self, number: i32) -> Result<Species, NemesisError> {
        let known = GAS_NUMBERS.iter().find(|(known, _)| *known == number);
        known.map(|(_, species)| *species).ok_or_else(|| {
            let expected = "the HITRAN number of a known gas, such as 1 for H2O";
            self.wrong("the number of the gas", number, expected)
        })
    }

    fn channels(&mut self, header: &Header) -> Result<Channels, NemesisError> {
        let step = |i: usize| header.first + i as f64 * header.step;
        let is_list = header.step < 0.0;
        let centres = if is_list {
            self.numbers(header.n_channels, "the list of wavelengths")?
        } else {
            (0..header.n_channels).map(step).collect()
        };
        let rises = centres.windows(2).all(|pair| pair[0] < pair[1]);
        if !(centres[0] > 0.0 && rises && centres[centres.len() - 1].is_finite()) {
            let expected = "positive and rising from channel to channel";
            return Err(self.wrong("the wavelength", format!("{centres:?}"), expected));
        }
        let is_wavelength = centres[centres.len() - 1] <= LONGEST_UM;
        let (bounds, remark) = channels::around(&centres, is_list);
        if !is_wavelength {
            return Ok(Channels {
                bounds_per_cm: bounds,
                rises_in_wavenumber: true,
                remark,
            });
        }
        let flipped = |[short_um, long_um]: &[f64; 2]| [1e4 / long_um, 1e4 / short_um];
        Ok(Channels {
            bounds_per_cm: bounds.iter().rev().map(flipped).collect(),
            rises_in_wavenumber: false,
            remark,
        })
    }

    /// # Shapes
    /// Returns `[n_pressures, n_temperatures, n_channels, n_g]`, channels by rising wavenumber, m² per molecule.
    fn values(
        &mut self,
        header: &Header,
        rises_in_wavenumber: bool,
    ) -> Result<Array4<f32>, NemesisError> {
        if header.first_record <= self.next {
            let expected = format!("beyond the header, which has {} records", self.next);
            let quantity = "the first record of the values";
            return Err(self.wrong(quantity, header.first_record, &expected));
        }
        self.next = header.first_record - 1;
        let n_channels = header.n_channels;
        let [p, t, g] = [
            header.pressure_atm.len(),
            header.temperature_k.len(),
            header.g_samples.len(),
        ];
        let what =
            format!("{n_channels} channels, {p} pressures, {t} temperatures and {g} g points");
        let n = [n_channels, p, t, g]
            .into_iter()
            .try_fold(1usize, |n, next| n.checked_mul(next))
            .filter(|n| *n < usize::MAX / 8)
            .ok_or_else(|| self.wrong("the number of values", "too large", &what))?;
        let values = self.numbers(n, &what)?;
        let values = Array4::from_shape_vec((n_channels, p, t, g), values);
        let values = values.expect("as many values as were asked for");
        let channel = |bin: usize| match rises_in_wavenumber {
            true => bin,
            false => n_channels - 1 - bin,
        };
        Ok(Array4::from_shape_fn(
            (p, t, n_channels, g),
            |(p, t, bin, g)| (values[[channel(bin), p, t, g]] * M2_PER_UNIT) as f32,
        ))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Two channels, two pressures, one temperature and two g points of a gas.
    fn bytes(gas: i32) -> Vec<u8> {
        let header = [23, 2].map(i32::to_le_bytes);
        let grid = [2.0, 0.5, 0.0f32].map(f32::to_le_bytes);
        let counts = [2, 1, 2, gas, 0].map(i32::to_le_bytes);
        let axes = [0.2, 0.8, 0.4, 0.6, 0.0, 0.0, 0.1, 1.0, 500.0f32].map(f32::to_le_bytes);
        let gap = [[0u8; 4]; 3];
        let values = [1.0, 2.0, 3.0, 4.0, 5.0, 6.0, 7.0, 8.0f32].map(f32::to_le_bytes);
        [&header[..], &grid, &counts, &axes, &gap, &values]
            .concat()
            .concat()
    }

    fn read_bytes(bytes: &[u8]) -> Result<(OpacityTable, TableInfo), NemesisError> {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("gas.kta");
        std::fs::write(&path, bytes).unwrap();
        read(&path, None)
    }

    #[test]
    fn a_regular_grid_has_touching_cells_and_si_units() {
        let (table, info) = read_bytes(&bytes(1)).unwrap();
        assert_eq!(table.species(), Species::H2O);
        let bounds = table.cell_bounds_per_cm();
        assert!((1e4 / bounds[0][0] - 2.75).abs() < 1e-6 && bounds[0][1] == bounds[1][0]);
        assert!((table.pressure_pa()[0] / 10_132.5 - 1.0).abs() < 1e-6);
        // The file's first channel, 2 µm, is the last by wavenumber; 1e-20 cm² is 1e-24 m².
        let lines = table.lines();
        let m2 = [
            lines.value_m2(0, 0, 1, 0),
            lines.value_m2(1, 0, 1, 1),
            lines.value_m2(0, 0, 0, 0),
        ];
        for (found, expected) in m2.into_iter().zip([1e-24, 4e-24, 5e-24f32]) {
            assert!((found / expected - 1.0).abs() < 1e-6);
        }
        assert!(info.source.contains("gas.kta"));
    }

    #[test]
    fn a_file_cut_anywhere_is_refused() {
        let whole = bytes(1);
        for n in 0..whole.len() {
            let error = read_bytes(&whole[..n]).unwrap_err().to_string();
            assert!(
                error.contains("gas.kta") && !error.contains('\n'),
                "{error}"
            );
        }
    }

    #[test]
    fn nonsense_is_refused() {
        let message = read_bytes(&bytes(10_000)).unwrap_err().to_string();
        assert!(message.contains("number of the gas is 10000"), "{message}");
        let mut negative = bytes(1);
        negative[24..28].copy_from_slice(&(-20i32).to_le_bytes());
        let message = read_bytes(&negative).unwrap_err().to_string();
        assert!(message.contains("depend on pressure"), "{message}");
        let mut inside = bytes(1);
        inside[..4].copy_from_slice(&3i32.to_le_bytes());
        assert!(
            read_bytes(&inside)
                .unwrap_err()
                .to_string()
                .contains("beyond the header")
        );
        let mut huge = bytes(1);
        for at in [4, 20, 24] {
            huge[at..at + 4].copy_from_slice(&1_000_000i32.to_le_bytes());
        }
        assert!(read_bytes(&huge).is_err());
    }
}
