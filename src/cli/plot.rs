//! `exosonde plot`.

use std::path::{Path, PathBuf};

use super::output::print_files;
use crate::plot::{self, OpacityPoints};

#[derive(Debug, clap::Args)]
pub(super) struct Args {
    /// What to draw: `corner`, `spectrum` and `profile` from a posterior.h5, `training` from a model's history.json,
    /// `coverage` from an evaluation.json, `opacity` from one or several files of opacities.
    kind: Kind,
    /// The file to draw from; several for `opacity`.
    #[arg(required = true)]
    files: Vec<PathBuf>,
    /// Temperatures, K, of `opacity`.
    #[arg(long, num_args = 1.., default_values_t = [1000.0])]
    temperature_k: Vec<f64>,
    /// Pressures, bar, of `opacity`.
    #[arg(long, num_args = 1.., default_values_t = [0.1])]
    pressure_bar: Vec<f64>,
    /// Folder of the figures [default: figures/ in the file's run].
    #[arg(long, value_name = "DIR")]
    out: Option<PathBuf>,
    /// Print the summary as JSON.
    #[arg(long)]
    json: bool,
}

#[derive(Debug, Clone, Copy, clap::ValueEnum)]
enum Kind {
    Corner,
    Spectrum,
    Profile,
    Training,
    Coverage,
    Opacity,
}

impl Args {
    pub(super) fn run(&self) -> anyhow::Result<()> {
        let folder = self
            .out
            .clone()
            .unwrap_or_else(|| default_folder(&self.files[0]));
        let files = match (self.kind.of_one_file(), &self.files[..]) {
            (Some(kind), [file]) => plot::run(kind, file, &folder)?,
            (Some(_), files) => {
                anyhow::bail!("found {} files, expected one for this figure", files.len())
            }
            (None, files) => plot::run_opacity(files, &self.points(), &folder)?,
        };
        Ok(print_files(&files, self.json)?)
    }
}

impl Args {
    fn points(&self) -> OpacityPoints {
        OpacityPoints {
            temperature_k: self.temperature_k.clone(),
            pressure_bar: self.pressure_bar.clone(),
        }
    }
}

impl Kind {
    /// The figure of one file of a run; `None` for that of opacities.
    fn of_one_file(self) -> Option<plot::Kind> {
        match self {
            Self::Corner => Some(plot::Kind::Corner),
            Self::Spectrum => Some(plot::Kind::Spectrum),
            Self::Profile => Some(plot::Kind::Profile),
            Self::Training => Some(plot::Kind::Training),
            Self::Coverage => Some(plot::Kind::Coverage),
            Self::Opacity => None,
        }
    }
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
