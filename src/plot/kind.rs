//! What there is to know of a kind of figure: its name, what it shows, what it is drawn from.

use std::path::{Path, PathBuf};

use figures::Figure;

use crate::observation::Bin;
use crate::run_folder::{RunFolder, named};
use crate::simulate::SimulatedSpectrum;
use crate::trained_model::ModelFolder;
use groundwork::atomic;

use super::{PlotError, file_look::FileLook};

/// A kind of figure.
#[derive(Debug)]
pub struct Kind {
    /// What the command line calls it.
    pub name: &'static str,
    /// Name of its files, without extension.
    pub stem: &'static str,
    /// What it shows.
    pub shows: &'static str,
    /// What it is drawn from, and how.
    pub source: Source,
}

/// What a figure is drawn from, and the function that does it.
#[derive(Debug)]
pub enum Source {
    /// One file of a run.
    Run(RunFile, fn(&Path) -> Result<Figure, PlotError>),
    /// Parameters in one file of a run: those of these names, in their order, or all if there are no names.
    Parameters(RunFile, fn(&Path, &[String]) -> Result<Figure, PlotError>),
    /// Files of opacities, at temperatures and pressures.
    Opacities(fn(&[PathBuf], &OpacityPoints) -> Result<Figure, PlotError>),
    /// A spectrum that has just been simulated; no figure where it lacks what the figure shows.
    Simulation(fn(&Simulation<'_>) -> Result<Option<Figure>, PlotError>),
}

/// A file of a run that figures are drawn from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RunFile {
    /// The posterior of the study's own observation, or of another one.
    Posterior,
    /// How the model was trained.
    History,
    /// How the model did on simulations it never saw.
    Evaluation,
}

/// What there is to choose of figures that are drawn from files.
#[derive(Debug, Clone, PartialEq)]
pub struct Choice {
    /// Names of the parameters to show, in order; all if empty.
    pub parameters: Vec<String>,
    /// Where opacities are drawn.
    pub points: OpacityPoints,
}

/// At which temperatures and pressures opacities are drawn: every temperature at every pressure.
#[derive(Debug, Clone, PartialEq)]
pub struct OpacityPoints {
    /// Temperatures, K.
    pub temperature_k: Vec<f64>,
    /// Pressures, bar.
    pub pressure_bar: Vec<f64>,
}

/// A simulated spectrum and what it stands for.
#[derive(Debug, Clone, Copy)]
pub struct Simulation<'a> {
    /// The spectrum, its sources and the pressures it is made at.
    pub spectrum: &'a SimulatedSpectrum,
    /// The observation's bins, shape `[n_bins]`.
    pub bins: &'a [Bin],
    /// What its depths are: `transit depth` or `eclipse depth`.
    pub quantity: &'a str,
}

impl Kind {
    /// Draws the figure from files: one of a run, or one or several of opacities.
    ///
    /// # Errors
    /// [`PlotError::Files`] if the figure is not drawn from so many, [`PlotError::OtherFile`] if from another kind of file, [`PlotError::NoFile`] if from none,
    /// [`PlotError::NoChoice`] if parameters are chosen of a figure without any, [`PlotError::NoParameter`] or
    /// [`PlotError::TwiceChosen`] if a chosen one is not there or there twice, those of reading the files and of drawing.
    pub fn draw(&self, files: &[PathBuf], choice: &Choice) -> Result<Figure, PlotError> {
        let has_parameters = matches!(self.source, Source::Parameters(..));
        if !has_parameters && !choice.parameters.is_empty() {
            return Err(PlotError::NoChoice {
                name: self.name,
                chosen: choice.parameters.join(", "),
            });
        }
        match (&self.source, files) {
            (Source::Run(own, draw), [file]) => {
                self.check_file(*own, file)?;
                draw(file)
            }
            (Source::Parameters(own, draw), [file]) => {
                self.check_file(*own, file)?;
                draw(file, &choice.parameters)
            }
            (Source::Run(..) | Source::Parameters(..), _) => {
                Err(PlotError::Files { found: files.len() })
            }
            (Source::Opacities(draw), _) => draw(files, &choice.points),
            (Source::Simulation(_), _) => Err(PlotError::NoFile { name: self.name }),
        }
    }

    /// Refuses a file that is another one of a run, or none of ours.
    fn check_file(&self, own: RunFile, path: &Path) -> Result<(), PlotError> {
        match FileLook::at(path) {
            Some(look) if !look.is(own.stem()) => Err(PlotError::OtherFile {
                path: path.to_owned(),
                found: look.words().to_owned(),
                expected: own.words(),
                name: self.name,
            }),
            _ => Ok(()),
        }
    }

    /// Draws the figure of a run, if that is what it is drawn from and the run has come that far.
    ///
    /// # Errors
    /// Those of reading the file and of drawing.
    pub(super) fn draw_run(&self, run: &RunFolder) -> Option<Result<Figure, PlotError>> {
        let there = |file: &RunFile| Some(file.path(run)).filter(|path| path.exists());
        match &self.source {
            Source::Run(file, draw) => there(file).map(|path| draw(&path)),
            Source::Parameters(file, draw) => there(file).map(|path| draw(&path, &[])),
            Source::Opacities(_) | Source::Simulation(_) => None,
        }
    }

    /// The SVG and the PNG of a figure in `folder`, of what is called `name` or has none.
    pub fn paths(&self, folder: &Path, name: Option<&str>) -> [PathBuf; 2] {
        ["svg", "png"].map(|end| folder.join(named(self.stem, name, end)))
    }

    /// What a figure of this file is called after: the file's name, or what distinguishes it from the one of a run.
    /// `posterior-b.h5` is `b`, `posterior.h5` is nothing.
    pub fn name_of<'f>(&self, file: &'f Path) -> Option<&'f str> {
        let own = match &self.source {
            Source::Run(own, _) | Source::Parameters(own, _) => own,
            Source::Opacities(_) | Source::Simulation(_) => return None,
        };
        let stem = file.file_stem()?.to_str()?;
        match stem.strip_prefix(own.stem()) {
            Some("") => None,
            Some(rest) if rest.starts_with('-') => Some(&rest[1..]),
            _ => Some(stem),
        }
    }

    /// Writes a figure of this kind as SVG and PNG to `folder`, making that if need be; returns both [paths](Kind::paths).
    ///
    /// # Errors
    /// [`PlotError::File`] if a file cannot be written, [`PlotError::Figure`] if the PNG is too large for the memory; a
    /// file is whole or not there.
    pub fn write(
        &self,
        figure: &Figure,
        folder: &Path,
        name: Option<&str>,
    ) -> Result<[PathBuf; 2], PlotError> {
        let paths = self.paths(folder, name);
        let png = figure.png()?;
        atomic::write_text(&paths[0], figure.svg())?;
        atomic::write_bytes(&paths[1], &png)?;
        Ok(paths)
    }
}

impl Source {
    /// The files in a user's words; nothing if there are none.
    pub fn files(&self) -> Option<&'static str> {
        match self {
            Self::Run(file, _) | Self::Parameters(file, _) => Some(file.words()),
            Self::Opacities(_) => Some("one or several files of opacities"),
            Self::Simulation(_) => None,
        }
    }
}

impl RunFile {
    /// The file of the run in `folder`.
    pub fn path(self, folder: &RunFolder) -> PathBuf {
        match self {
            Self::Posterior => folder.posterior(None),
            Self::History => ModelFolder::at(folder.model()).history_path(),
            Self::Evaluation => folder.evaluation(None),
        }
    }

    /// What the file of a run is called, without extension; its layout is called so too.
    fn stem(self) -> &'static str {
        match self {
            Self::Posterior => "posterior",
            Self::History => "history",
            Self::Evaluation => "evaluation",
        }
    }

    fn words(self) -> &'static str {
        match self {
            Self::Posterior => "a posterior.h5",
            Self::History => "a model's history.json",
            Self::Evaluation => "an evaluation.json",
        }
    }
}
