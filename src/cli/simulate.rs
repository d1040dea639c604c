//! `exosonde simulate`.

use super::{
    output::{Replaced, parse_name, print_files, remark},
    study_args::StudyArgs,
};
use crate::session::SessionError;

#[derive(Debug, clap::Args)]
pub(super) struct Args {
    #[command(flatten)]
    study: StudyArgs,
    /// Set a parameter, as in `--set temperature_k=1100` [default: the median of its prior].
    #[arg(long, value_name = "NAME=VALUE", value_parser = parse_setting)]
    set: Vec<(String, f64)>,
    /// Name at the end of the files' names, to keep several spectra in one folder [default: none].
    #[arg(long, value_parser = parse_name)]
    name: Option<String>,
}

impl Args {
    pub(super) fn run(&self) -> anyhow::Result<()> {
        // A setting is what the same number in the study would be, so that it is checked alike.
        let study = self.study.load()?.with_settings(&self.set)?;
        let session = self.study.open(study)?;
        let theta = session.theta(&[])?;
        let spectrum = session
            .simulate_in_detail(&theta)
            .map_err(SessionError::from)?;
        let name = self.name.as_deref();
        let replaced = Replaced::before(&[session.folder().simulated(name)]);
        let drawn = session.draw_simulated(&spectrum, name)?;
        replaced.remark();
        drawn.not_drawn.iter().for_each(remark);
        Ok(print_files(&drawn.files, self.study.json)?)
    }
}

fn parse_setting(text: &str) -> Result<(String, f64), String> {
    let (name, value) = text
        .split_once('=')
        .ok_or(format!("`{text}`, expected NAME=VALUE"))?;
    let value = value
        .parse()
        .map_err(|_| format!("`{value}` is no number"))?;
    Ok((name.to_owned(), value))
}
