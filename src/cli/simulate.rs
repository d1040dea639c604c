//! `exosonde simulate`.

use std::path::{Path, PathBuf};

use super::{
    opacity::Deuterium,
    output::{Replaced, parse_name, print_files, remark, resolution_between},
    study_args::StudyArgs,
};
use crate::session::{Session, SessionError};
use crate::simulate;
use crate::simulator::{BuiltIn, LineByLineConfig, SpectrumSource};
use crate::study::Study;

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
    /// Folder with line lists, `H2O.h5` or `H2O.par` and so on: simulate line by line [default: by the study's opacities].
    #[arg(long, value_name = "DIR")]
    lines: Option<PathBuf>,
    /// Resolving power of a simulation line by line.
    #[arg(long, default_value_t = 50_000.0, requires = "lines", value_parser = resolution_between(1e3, 1e7))]
    resolution: f64,
    /// Deuterium of the gases in a simulation line by line.
    #[arg(long, default_value = "protosolar", requires = "lines")]
    deuterium: Deuterium,
}

impl Args {
    pub(super) fn run(&self) -> anyhow::Result<()> {
        // A setting is what the same number in the study would be, so that it is checked alike.
        let study = self.study.load()?.with_settings(&self.set)?;
        let session = self.study.open(study.clone())?;
        let question = session.question(session.target())?;
        let theta = question.whole_theta(&question.task().theta(&[]).map_err(SessionError::from)?);
        let spectrum = match &self.lines {
            None => session.simulate_in_detail(&theta),
            Some(lines) => {
                let source = self.line_by_line(&study, &session, &theta, lines)?;
                simulate::run(&source, session.bins(), &theta)
            }
        };
        let spectrum = spectrum.map_err(SessionError::from)?;
        let name = self.name.as_deref();
        let replaced = Replaced::before(&[session.folder().simulated(name)]);
        let drawn = session.draw_simulated(&spectrum, name)?;
        replaced.remark();
        drawn.not_drawn.iter().for_each(remark);
        Ok(print_files(&drawn.files, self.study.json)?)
    }

    fn line_by_line(
        &self,
        study: &Study,
        session: &Session,
        theta: &[f64],
        lines: &Path,
    ) -> anyhow::Result<SpectrumSource<BuiltIn>> {
        let grid = session.source().grid().expect("a study has a model");
        let levels_k = grid
            .level_temperature_k(theta)
            .map_err(SessionError::from)?;
        let temperatures_k = levels_k.iter().copied();
        let config = LineByLineConfig {
            lines: lines.to_owned(),
            resolution: self.resolution,
            deuterium: self.deuterium.into(),
            temperature_k: [
                temperatures_k.clone().fold(f64::INFINITY, f64::min),
                temperatures_k.fold(0.0, f64::max),
            ],
        };
        Ok(SpectrumSource::line_by_line(
            study,
            session.bins(),
            &config,
        )?)
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
