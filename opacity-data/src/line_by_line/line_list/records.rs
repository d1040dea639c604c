//! HITRAN's records of 160 characters.

use std::path::Path;

use forward_model::{
    Species,
    lines::{Line, isotopologues},
    units,
};
use groundwork::FileError;

use super::line_file::{KIND, LineFile, no_lines};
use crate::error::OpacityFileError;
use crate::text_lines::TextLines;

/// Reads a `.par` file.
pub(super) fn read_par(path: &Path) -> Result<LineFile, OpacityFileError> {
    let text = std::fs::read_to_string(path).map_err(|source| FileError::reading(path, source))?;
    let mut file = TextLines::new(KIND, path, &text);
    let mut lines = Vec::new();
    let mut first = None;
    while let Some(text) = file.take() {
        let record = Record { file: &file, text };
        let gas = record.gas()?;
        if gas != *first.get_or_insert(gas) {
            let expected = "the one of the first line";
            return Err(record.wrong(0, 2, "molecule number", expected));
        }
        lines.push(record.line(gas)?);
    }
    Ok(LineFile {
        gas: first.ok_or_else(|| no_lines(path))?,
        source: String::new(),
        lines,
    })
}

fn has_partition_sums(gas: &Species) -> bool {
    !isotopologues(*gas).is_empty()
}

/// What the number of a molecule, of two digits, may be.
fn expected_gases() -> String {
    let gas = |number| Some((number, Species::of_hitran_number(number)?));
    let gases = (1..=99).filter_map(gas);
    let listed: Vec<String> = gases
        .filter(|(_, gas)| has_partition_sums(gas))
        .map(|(number, gas)| format!("{number} {gas}"))
        .collect();
    let listed = listed.join(", ");
    format!("the HITRAN number of a gas with partition sums ({listed})")
}

/// One record, which was taken last from its file.
struct Record<'a> {
    file: &'a TextLines<'a>,
    text: &'a str,
}

impl Record<'_> {
    fn gas(&self) -> Result<Species, OpacityFileError> {
        let number = self.number(0, 2)?;
        let gas = number.and_then(|number| Species::of_hitran_number(number as u32));
        gas.filter(has_partition_sums)
            .ok_or_else(|| self.wrong(0, 2, "molecule number", &expected_gases()))
    }

    fn line(&self, gas: Species) -> Result<Line, OpacityFileError> {
        let number = |from, to, field| self.field(from, to, field);
        Ok(Line {
            wavenumber_per_cm: number(3, 15, "wavenumber")?,
            intensity_m2_per_cm: units::m2_from_cm2(number(15, 25, "intensity")?),
            air_half_width_per_cm: number(35, 40, "air half width")?,
            self_half_width_per_cm: number(40, 45, "self half width")?,
            lower_energy_per_cm: number(45, 55, "lower state energy")?,
            temperature_exponent: number(55, 59, "temperature exponent")?,
            air_shift_per_cm: number(59, 67, "pressure shift")?,
            isotopologue: self.isotopologue(gas)?,
        })
    }

    /// Isotopologue number: 1 to 9, then 0 for the tenth, A and B for the next two.
    fn isotopologue(&self, gas: Species) -> Result<usize, OpacityFileError> {
        let index = match self.text.as_bytes().get(2) {
            Some(digit @ b'1'..=b'9') => usize::from(digit - b'1'),
            Some(b'0') => 9,
            Some(letter @ b'A'..=b'C') => 10 + usize::from(letter - b'A'),
            _ => usize::MAX,
        };
        let expected = "the HITRAN number of one of the gas' isotopologues";
        let known = index < isotopologues(gas).len();
        known
            .then_some(index)
            .ok_or_else(|| self.wrong(2, 3, "isotopologue", expected))
    }

    fn field(&self, from: usize, to: usize, field: &str) -> Result<f64, OpacityFileError> {
        let number = self.number(from, to)?;
        number.ok_or_else(|| self.wrong(from, to, field, "a number"))
    }

    /// The number in these columns, if there is one.
    fn number(&self, from: usize, to: usize) -> Result<Option<f64>, OpacityFileError> {
        if self.text.len() != 160 || !self.text.is_ascii() {
            let found = format!("a record of {} characters", self.text.chars().count());
            return Err(self.file.wrong(found, "160 (HITRAN `.par`)"));
        }
        let value = self.text[from..to].trim().parse().ok();
        Ok(value.filter(|v: &f64| v.is_finite()))
    }

    fn wrong(&self, from: usize, to: usize, field: &str, expected: &str) -> OpacityFileError {
        let found = self.text.get(from..to).unwrap_or_default();
        self.file.wrong(format!("`{found}` as {field}"), expected)
    }
}
