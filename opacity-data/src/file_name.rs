//! Whether a file of opacities holds what its name says, and which of two names there is.

use std::path::{Path, PathBuf};

use forward_model::Species;

use crate::error::{NamedFile, OpacityFileError};
use crate::formats::{Contents, gas_of_name};

/// Checks that a file whose name begins with the formula of a gas, or of a pair of them, holds it: a table of another gas in
/// `H2O.h5` would leave H2O to another table without a word. A name that begins otherwise, or has what the file holds
/// anywhere in it, is in order.
///
/// # Errors
/// [`OpacityFileError::Content`] with what the name says and what the file holds.
pub(crate) fn check_name(path: &Path, contents: &Contents) -> Result<(), OpacityFileError> {
    let (kind, formula, held): (_, fn(&str) -> Option<String>, _) = match contents {
        Contents::Table(_, info) => ("opacity table", gas, vec![info.species.to_string()]),
        Contents::Cia(file) => {
            let pairs = file.tables.iter().map(|(_, info)| info.pair);
            ("CIA table", pair, pairs.map(pair_formula).collect())
        }
    };
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    let mut words = name.split(['_', '.', ' ']);
    let Some(named) = words.next().and_then(formula) else {
        return Ok(());
    };
    let is_held = |formula: String| held.contains(&formula);
    if held.is_empty() || is_held(named.clone()) || words.filter_map(formula).any(is_held) {
        return Ok(());
    }
    let held = held.join(", ");
    let found = format!("its name says {named}, what is in it is of {held}");
    let expected = format!("the same in both: another name for a file of {held}, or {named} in it");
    Err(NamedFile { kind, path }.wrong(found, expected))
}

/// The formula of the gas that a word of a name means: `H2O`, `1H2-16O`, `h2o`.
fn gas(word: &str) -> Option<String> {
    // Single letters in lower case are as likely a symbol of something else.
    let in_lower_case = |gas: &&Species| word.len() > 1 && is_in_lower_case(word, **gas);
    let gas = gas_of_name(word).or_else(|| Species::ALL.iter().find(in_lower_case).copied());
    gas.map(|gas| gas.to_string())
}

fn is_in_lower_case(word: &str, gas: Species) -> bool {
    word == gas.formula().to_lowercase()
}

/// The pair that a word of a name means, `H2-He` or `He-H2`, in the order of [`pair_formula`].
fn pair(word: &str) -> Option<String> {
    let (first, second) = word.split_once('-')?;
    Some(pair_formula([first.parse().ok()?, second.parse().ok()?]))
}

/// A pair in the one order in which pairs are compared.
fn pair_formula(mut pair: [Species; 2]) -> String {
    pair.sort_unstable();
    pair.map(Species::formula).join("-")
}

/// `folder/name.extension` with the first extension that exists, else the first.
pub(crate) fn first_there(folder: &Path, name: &str, extensions: [&str; 2]) -> PathBuf {
    let [first, second] = extensions.map(|extension| folder.join(format!("{name}.{extension}")));
    match !first.exists() && second.exists() {
        true => second,
        false => first,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_word_means_a_gas_or_a_pair_in_either_order() {
        for (word, formula) in [
            ("H2O", "H2O"),
            ("1H2-16O", "H2O"),
            ("co2", "CO2"),
            ("K", "K"),
        ] {
            assert_eq!(gas(word).as_deref(), Some(formula), "{word}");
        }
        for word in ["k", "water", "h2owasp43", "opacH2O", ""] {
            assert_eq!(gas(word), None, "{word}");
        }
        assert_eq!(pair("He-H2"), pair("H2-He"));
        assert_eq!(pair("H2-H2").as_deref(), Some("H2-H2"));
        for word in ["He", "O2-Ar", "h2-he"] {
            assert_eq!(pair(word), None, "{word}");
        }
    }
}
