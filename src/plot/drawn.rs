//! What came of drawing several figures.

use std::path::{Path, PathBuf};

use figures::Figure;

use super::{Kind, PlotError};

/// Figures that were written, and those that the data do not make: a picture never costs the answer it would have shown.
#[derive(Debug, Default)]
pub struct Drawn {
    /// Files that were written.
    pub files: Vec<PathBuf>,
    /// A sentence for each figure that was not drawn.
    pub not_drawn: Vec<String>,
}

impl Drawn {
    /// Writes a figure to a folder, under a name if it has one, or keeps the reason for which it cannot be drawn.
    pub(super) fn add(
        &mut self,
        kind: &Kind,
        figure: Result<Figure, PlotError>,
        (folder, name): (&Path, Option<&str>),
    ) -> Result<(), PlotError> {
        match figure.and_then(|figure| kind.write(&figure, folder, name)) {
            Ok(files) => self.files.extend(files),
            Err(PlotError::Absent { .. }) => {}
            Err(PlotError::Figure(reason)) => {
                let sentence = format!("no figure `{}` was drawn: {reason}", kind.name);
                self.not_drawn.push(sentence);
            }
            Err(error) => return Err(error),
        }
        Ok(())
    }
}
