//! `exosonde plot`.

use std::path::{Path, PathBuf};

use super::study_args::print_files;
use crate::plot;

#[derive(Debug, clap::Args)]
pub(super) struct Args {
    /// What to draw: `corner` and `spectrum` from a posterior.h5, `training` from a model's history.json, `coverage` from
    /// an evaluation.json.
    kind: Kind,
    /// The file to draw from.
    file: PathBuf,
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
    Training,
    Coverage,
}

impl Args {
    pub(super) fn run(&self) -> anyhow::Result<()> {
        let folder = self
            .out
            .clone()
            .unwrap_or_else(|| default_folder(&self.file));
        let files = plot::run(self.kind.into(), &self.file, &folder)?;
        print_files(&files, self.json);
        Ok(())
    }
}

impl From<Kind> for plot::Kind {
    fn from(kind: Kind) -> Self {
        match kind {
            Kind::Corner => Self::Corner,
            Kind::Spectrum => Self::Spectrum,
            Kind::Training => Self::Training,
            Kind::Coverage => Self::Coverage,
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
