//! `exosonde generate`.

use super::{output::remark, progress::Bar, study_args::StudyArgs};
use crate::generate::{GenerateSummary, Parts};

#[derive(Debug, clap::Args)]
pub(super) struct Args {
    #[command(flatten)]
    study: StudyArgs,
    /// Make part K alone, or share K of N of the parts (counted from zero), as in a job array [default: all that are missing].
    #[arg(long, value_name = "K[/N]", value_parser = parse_part)]
    part: Option<Parts>,
}

impl Args {
    pub(super) fn run(&self) -> anyhow::Result<()> {
        let session = self.study.open(self.study.load()?)?;
        let parts = self.part.unwrap_or(Parts::Missing);
        let summary = session.generate(parts, &Bar::new("generate"))?;
        remark_warning(&summary);
        self.study.print(&summary, &summary)
    }
}

/// Says what to know where nearly all simulations failed.
pub(super) fn remark_warning(summary: &GenerateSummary) {
    if let Some(warning) = summary.warning() {
        remark(format_args!("warning: {warning}"));
    }
}

fn parse_part(text: &str) -> Result<Parts, String> {
    let number = |text: &str| {
        text.parse::<usize>()
            .map_err(|_| format!("`{text}` is no part number, expected K or K/N"))
    };
    match text.split_once('/') {
        None => Ok(Parts::One(number(text)?)),
        Some((k, n)) => match (number(k)?, number(n)?) {
            (k, n) if k < n => Ok(Parts::Share { k, n }),
            (k, n) => Err(format!(
                "share {k} of {n}, expected a share from 0 to N - 1"
            )),
        },
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_part_is_a_number_or_a_share() {
        assert_eq!(parse_part("3"), Ok(Parts::One(3)));
        assert_eq!(parse_part("3/8"), Ok(Parts::Share { k: 3, n: 8 }));
        assert!(parse_part("8/8").is_err());
        assert!(parse_part("a").is_err());
    }
}
