//! Writing a table as a `.cia` file.

use std::fmt::Write;
use std::path::Path;

use forward_model::{CiaTable, Species, units};
use groundwork::atomic;

use crate::error::OpacityFileError;

/// What HITRAN writes where a table has no one resolution.
const NO_RESOLUTION: &str = "-.999";
/// The longest comment that a header has room for.
const COMMENT_CHARACTERS: usize = 27;

/// Writes a block for each temperature of a table, coefficients in cm⁵/molecule² to ten digits; the file appears complete or
/// not at all.
///
/// # Errors
/// [`OpacityFileError::File`] if the file cannot be created or written.
pub fn write_cia(path: &Path, table: &CiaTable, comment: &str) -> Result<(), OpacityFileError> {
    Ok(atomic::write_text(path, &text(table, comment))?)
}

fn text(table: &CiaTable, comment: &str) -> String {
    let mut text = String::new();
    let blocks = table
        .temperature_k()
        .iter()
        .zip(table.coefficient_m5().rows());
    for (temperature_k, row) in blocks {
        let cm5: Vec<f64> = row.iter().map(|m5| m5 / units::m5_from_cm5(1.0)).collect();
        text += &header(table, *temperature_k, &cm5, comment);
        for (per_cm, cm5) in table.wavenumber_per_cm().iter().zip(cm5) {
            let per_cm = decimal(*per_cm, 3);
            writeln!(text, "{per_cm:>10} {cm5:.9E}").expect("a string takes all");
        }
    }
    text
}

/// The header of one temperature, a hundred characters.
fn header(table: &CiaTable, temperature_k: f64, cm5: &[f64], comment: &str) -> String {
    let pair = table.pair().map(Species::formula).join("-");
    let axis = table.wavenumber_per_cm();
    let [first, last] = [axis[0], axis[axis.len() - 1]].map(|per_cm| decimal(per_cm, 3));
    let temperature = decimal(temperature_k, 1);
    let highest = cm5.iter().copied().fold(0.0, f64::max);
    let comment: String = comment.chars().take(COMMENT_CHARACTERS).collect();
    format!(
        "{pair:>20}{first:>10}{last:>10}{:>7}{temperature:>7}{highest:>10.3E}{NO_RESOLUTION:>6}{comment:>27}{:>3}\n",
        axis.len(),
        ""
    )
}

/// A number with so many decimals, or with all that it has if they are not enough.
fn decimal(value: f64, decimals: usize) -> String {
    let text = format!("{value:.decimals$}");
    match text.parse() == Ok(value) {
        true => text,
        false => format!("{value}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sets::cia_tables;

    #[test]
    fn headers_are_hitrans_columns() {
        for table in cia_tables().unwrap() {
            let text = text(&table, "a comment that is longer than its column");
            let header = text.lines().next().unwrap();
            assert_eq!(header.len(), 100);
            let pair = table.pair().map(Species::formula).join("-");
            assert_eq!(header[..20].trim(), pair);
            let number = |from: usize, to: usize| header[from..to].trim().parse::<f64>().unwrap();
            assert_eq!(number(20, 30), table.wavenumber_per_cm()[0]);
            assert_eq!(number(40, 47) as usize, table.wavenumber_per_cm().len());
            assert_eq!(number(47, 54), table.temperature_k()[0]);
        }
    }
}
