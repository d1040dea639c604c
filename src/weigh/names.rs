//! Which column is which parameter.

use super::error::ColumnFault;

/// The column of each parameter, shape `[n_parameters]`; every column is a parameter, in any order.
pub(super) fn columns(found: &[String], parameters: &[&str]) -> Result<Vec<usize>, ColumnFault> {
    let expected = || format!("{}, each once and in any order", parameters.join(", "));
    for (i, name) in found.iter().enumerate() {
        let (name, expected, before) = (name.clone(), expected, &found[..i]);
        if !parameters.contains(&name.as_str()) {
            let (found, expected) = (name, expected());
            return Err(ColumnFault::Unknown { found, expected });
        }
        if before.contains(&name) {
            let (found, expected) = (name, expected());
            return Err(ColumnFault::Twice { found, expected });
        }
    }
    let column = |parameter: &&str| {
        let position = found.iter().position(|name| name == parameter);
        position.ok_or_else(|| ColumnFault::Missing {
            missing: (*parameter).to_owned(),
            expected: expected(),
        })
    };
    parameters.iter().map(column).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(names: &[&str]) -> Result<Vec<usize>, ColumnFault> {
        let names: Vec<String> = names.iter().map(|name| (*name).to_owned()).collect();
        columns(&names, &["t", "log_H2O"])
    }

    #[test]
    fn columns_may_stand_in_any_order_and_each_once() {
        assert_eq!(found(&["t", "log_H2O"]), Ok(vec![0, 1]));
        assert_eq!(found(&["log_H2O", "t"]), Ok(vec![1, 0]));
        let message = |names: &[&str]| found(names).unwrap_err().to_string();
        let expected = "expected t, log_H2O, each once and in any order";
        assert_eq!(
            message(&["t", "log_H20"]),
            format!("column `log_H20` is none of the study's parameters, {expected}")
        );
        assert_eq!(
            message(&["t"]),
            format!("there is no column `log_H2O`, {expected}")
        );
        assert_eq!(
            message(&["t", "t", "log_H2O"]),
            format!("column `t` is there twice, {expected}")
        );
    }
}
