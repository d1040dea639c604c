//! Which parameters of a file a figure shows.

use std::path::Path;

use super::PlotError;

/// The indices of the parameters of these names, in the order of the names; all if there are no names.
///
/// # Errors
/// [`PlotError::NoParameter`] with the names that there are, [`PlotError::TwiceChosen`].
pub(super) fn chosen(
    path: &Path,
    known: &[&str],
    names: &[String],
) -> Result<Vec<usize>, PlotError> {
    if names.is_empty() {
        return Ok((0..known.len()).collect());
    }
    let index = |(n_before, name): (usize, &String)| {
        if names[..n_before].contains(name) {
            let found = name.clone();
            return Err(PlotError::TwiceChosen { found });
        }
        let found = known.iter().position(|known| known == name);
        found.ok_or_else(|| PlotError::NoParameter {
            path: path.into(),
            found: name.clone(),
            known: known.join(", "),
        })
    };
    names.iter().enumerate().map(index).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_choose_in_their_order_and_unknown_ones_are_refused() {
        let choose = |names: &[&str]| {
            let names: Vec<String> = names.iter().map(|name| (*name).to_owned()).collect();
            chosen(Path::new("p.h5"), &["a", "b", "c"], &names).map_err(|error| error.to_string())
        };
        assert_eq!(choose(&[]), Ok(vec![0, 1, 2]));
        assert_eq!(choose(&["c", "a"]), Ok(vec![2, 0]));
        let unknown = "p.h5 has no parameter `d`, expected some of a, b, c, each once";
        assert_eq!(choose(&["a", "d"]), Err(unknown.into()));
        let twice = "`a` is chosen twice, expected each parameter once";
        assert_eq!(choose(&["a", "a"]), Err(twice.into()));
    }
}
