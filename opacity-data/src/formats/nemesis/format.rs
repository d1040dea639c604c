//! The `.kta` files as a format.

use std::path::Path;

use forward_model::{KTable, OpacityTable, Points, Species, units};
use groundwork::FileError;
use ndarray::Array4;

use super::{channels::Channels, gas_numbers, header::Header, records::Records};
use crate::error::{NamedFile, OpacityFileError};
use crate::formats::contents::Contents;
use crate::formats::format::{FileHead, Format, FormatName, Recognition};
use crate::table_info::TableInfo;

/// The unit of the values, cm².
const UNIT_CM2: f64 = 1e-20;

/// NEMESIS k-tables.
#[derive(Debug, Clone, Copy)]
pub struct Nemesis;

impl Format for Nemesis {
    fn description(&self) -> &'static str {
        "a NEMESIS table (.kta)"
    }

    fn names(&self) -> &'static [FormatName] {
        &[FormatName {
            name: "nemesis",
            meaning: "A k-table `.kta`",
        }]
    }

    fn recognise(&self, file: &FileHead) -> Recognition {
        Recognition::from_yes(file.ends_in(&[".kta"]))
    }

    fn read(&self, path: &Path, species: Option<Species>) -> Result<Contents, OpacityFileError> {
        let file = NamedFile {
            kind: "NEMESIS k-table",
            path,
        };
        let bytes = std::fs::read(path).map_err(|source| FileError::reading(path, source))?;
        let mut records = Records::new(file, &bytes);
        let header = Header::read(&mut records)?;
        let species = match species {
            Some(species) => species,
            None => gas(&records, header.gas)?,
        };
        let channels = Channels::read(&mut records, &header)?;
        let k_m2 = values(&mut records, &header, channels.rises_in_wavenumber)?;
        let pressure_atm = header.pressure_atm.into_iter();
        let table = KTable::new(
            species,
            pressure_atm.map(units::pa_from_atm).collect(),
            header.temperature_k,
            channels.bounds_per_cm,
            Points::of_g(header.g_samples, header.g_weights),
            k_m2,
        );
        let table = OpacityTable::CorrelatedK(table.map_err(|source| file.no_table(source))?);
        let info = info(path, &table, channels.remark);
        Ok(Contents::Table(table, info))
    }
}

fn info(path: &Path, table: &OpacityTable, remark: &str) -> TableInfo {
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    TableInfo {
        source: format!("NEMESIS k-table {name}"),
        known_faults: remark.into(),
        ..TableInfo::of(table)
    }
}

fn gas(file: &Records, number: i32) -> Result<Species, OpacityFileError> {
    gas_numbers::gas(number).ok_or_else(|| {
        let expected = "the HITRAN number of a known gas, such as 1 for H2O";
        match gas_numbers::MEANT.contains(&number) {
            true => file.unknown_gas(number, expected),
            false => file.wrong("the number of the gas", number, expected),
        }
    })
}

/// # Shapes
/// Returns `[n_pressures, n_temperatures, n_channels, n_g]`, channels by rising wavenumber, m² per molecule.
fn values(
    file: &mut Records,
    header: &Header,
    rises_in_wavenumber: bool,
) -> Result<Array4<f32>, OpacityFileError> {
    if header.first_record <= file.position() {
        let n_header = file.position();
        let expected = format!("beyond the header, which has {n_header} records");
        let quantity = "the first record of the values";
        return Err(file.wrong(quantity, header.first_record, expected));
    }
    file.pass_to(header.first_record - 1);
    let n_channels = header.n_channels;
    let [p, t, g] = [
        header.pressure_atm.len(),
        header.temperature_k.len(),
        header.g_samples.len(),
    ];
    let what = format!("{n_channels} channels, {p} pressures, {t} temperatures and {g} g points");
    let n = [n_channels, p, t, g]
        .into_iter()
        .try_fold(1usize, |n, next| n.checked_mul(next))
        .filter(|n| *n < usize::MAX / 8)
        .ok_or_else(|| file.wrong("the number of values", "too large", what.as_str()))?;
    let values = file.numbers(n, &what)?;
    let values = Array4::from_shape_vec((n_channels, p, t, g), values);
    let values = values.expect("as many values as were asked for");
    let channel = |bin: usize| match rises_in_wavenumber {
        true => bin,
        false => n_channels - 1 - bin,
    };
    let m2_per_unit = units::m2_from_cm2(UNIT_CM2);
    let value = |(p, t, bin, g)| (values[[channel(bin), p, t, g]] * m2_per_unit) as f32;
    Ok(Array4::from_shape_fn((p, t, n_channels, g), value))
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

    fn read_bytes(bytes: &[u8]) -> Result<(OpacityTable, TableInfo), OpacityFileError> {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("gas.kta");
        std::fs::write(&path, bytes).unwrap();
        match Nemesis.read(&path, None)? {
            Contents::Table(table, info) => Ok((table, info)),
            Contents::Cia(_) => panic!("no lines"),
        }
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
