//! `exosonde plot`.

use std::path::{Path, PathBuf};

use clap::builder::{PossibleValue, PossibleValuesParser, TypedValueParser};

use super::output::{Replaced, print_files};
use crate::plot::{Choice, KINDS, Kind, OpacityPoints};

#[derive(Debug, clap::Args)]
pub(super) struct Args {
    /// What to draw.
    #[arg(value_parser = kinds())]
    kind: &'static Kind,
    /// The file to draw from; several for `opacity`.
    #[arg(required = true)]
    files: Vec<PathBuf>,
    /// Parameters that `corner` or `coverage` show, by their names in the study, in this order [default: all].
    #[arg(long, value_delimiter = ',', value_name = "NAME,NAME…")]
    parameters: Vec<String>,
    /// Temperatures, K, of `opacity`.
    #[arg(long, num_args = 1.., default_values_t = [1000.0])]
    temperature_k: Vec<f64>,
    /// Pressures, bar, of `opacity`.
    #[arg(long, num_args = 1.., default_values_t = [0.1])]
    pressure_bar: Vec<f64>,
    /// Folder of the figures [default: figures/ in the file's run].
    #[arg(long, value_name = "DIR")]
    out: Option<PathBuf>,
    /// Name at the end of the figures' names [default: that at the end of the file's, as `b` of posterior-b.h5].
    #[arg(long, value_parser = super::output::parse_name)]
    name: Option<String>,
    /// Print the names of the files as JSON [default: as text].
    #[arg(long)]
    json: bool,
}

impl Args {
    pub(super) fn run(&self) -> anyhow::Result<()> {
        let default = || default_folder(&self.files[0]);
        let folder = self.out.clone().unwrap_or_else(default);
        let choice = Choice {
            parameters: self.parameters.clone(),
            points: OpacityPoints {
                temperature_k: self.temperature_k.clone(),
                pressure_bar: self.pressure_bar.clone(),
            },
        };
        let figure = self.kind.draw(&self.files, &choice)?;
        let own_name = self.kind.name_of(&self.files[0]);
        let name = self.name.as_deref().or(own_name);
        let replaced = Replaced::before(&self.kind.paths(&folder, name));
        let files = self.kind.write(&figure, &folder, name)?;
        replaced.remark();
        Ok(print_files(&files, self.json)?)
    }
}

/// The kinds of figures that are drawn from files, by their names.
fn kinds() -> impl TypedValueParser<Value = &'static Kind> {
    let offered = KINDS.iter().filter_map(|kind| {
        let help = format!("{}, from {}", kind.shows, kind.source.files()?);
        Some(PossibleValue::new(kind.name).help(help))
    });
    PossibleValuesParser::new(offered).try_map(|name| {
        let mut kinds = KINDS.iter();
        kinds.find(|kind| kind.name == name).ok_or("no such figure")
    })
}

/// `figures` in the folder of the run that the file belongs to; the files of a model lie one folder deeper.
fn default_folder(file: &Path) -> PathBuf {
    let folder = file.parent().unwrap_or(Path::new(""));
    let is_model = folder.file_name().is_some_and(|name| name == "model");
    let run = if is_model { folder.parent() } else { None };
    run.unwrap_or(folder).join("figures")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn figures_lie_in_the_folder_of_the_run() {
        let figures = Path::new("runs/a/figures");
        assert_eq!(default_folder(Path::new("runs/a/posterior.h5")), figures);
        assert_eq!(
            default_folder(Path::new("runs/a/model/history.json")),
            figures
        );
        assert_eq!(
            default_folder(Path::new("posterior.h5")),
            Path::new("figures")
        );
    }
}
