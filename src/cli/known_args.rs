//! What is known with a spectrum, as arguments.

use crate::study::{Given, Known};

/// What is known of planet and star besides a spectrum.
#[derive(Debug, Clone, clap::Args)]
pub(super) struct KnownArgs {
    /// A condition of the study is known with the spectrum, as in `--known planet_mass_mjup=0.281`: a value, or a prior as in
    /// `--known 'planet_mass_mjup={ normal = [0.281, 0.02] }'` [default: what the study knows with its own spectrum, else its prior].
    #[arg(long, value_name = "NAME=VALUE", value_parser = parse)]
    known: Vec<(String, Given)>,
}

impl KnownArgs {
    /// # Errors
    /// A condition is named twice.
    pub(super) fn known(&self) -> anyhow::Result<Known> {
        let mut known = Known::nothing();
        for (name, given) in &self.known {
            let is_known = known.iter().any(|(before, _)| before == name);
            anyhow::ensure!(
                !is_known,
                "`{name}` is known twice, expected one `--known {name}=VALUE`"
            );
            known = known.with(name, *given);
        }
        Ok(known)
    }
}

fn parse(text: &str) -> Result<(String, Given), String> {
    let (name, value) = text
        .split_once('=')
        .ok_or(format!("`{text}`, expected NAME=VALUE"))?;
    Ok((name.trim().to_owned(), Given::parse(value.trim())?))
}
