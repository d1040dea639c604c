//! Figures of runs: a file for each kind, and one list of them all. They read files and run no model; the crate [`figures`]
//! draws them, in millimetres, as SVG and PNG.
//!
//! A new kind is a file with a `KIND` and a line in [`KINDS`]: the command line offers it and `run` or `simulate` draws it.

mod bands;
mod error;
mod kind;
mod wavelength;

pub mod contribution;
pub mod corner;
pub mod coverage;
pub mod opacity;
pub mod profile;
pub mod simulated;
pub mod spectrum;
pub mod training;

use std::path::{Path, PathBuf};

use crate::run_folder::RunFolder;

pub use bands::Bands;
pub use error::PlotError;
pub use figures::Figure;
pub use kind::{Kind, OpacityPoints, RunFile, Simulation, Source};

/// Every kind of figure, in the order in which they are offered and drawn.
pub static KINDS: [Kind; 8] = [
    corner::KIND,
    spectrum::KIND,
    profile::KIND,
    training::KIND,
    coverage::KIND,
    opacity::KIND,
    simulated::KIND,
    contribution::KIND,
];

/// Draws all that a finished run has to show and writes it to the run's folder of figures; returns what was written.
///
/// # Errors
/// Those of reading the run's files, of drawing, and of writing.
pub fn draw_run(run: &RunFolder) -> Result<Vec<PathBuf>, PlotError> {
    let mut files = Vec::new();
    for kind in &KINDS {
        let Source::Run(file, draw) = &kind.source else {
            continue;
        };
        match draw(&file.path(run)) {
            Ok(figure) => files.extend(kind.write(&figure, &run.figures(), None)?),
            Err(PlotError::Absent { .. }) => {}
            Err(error) => return Err(error),
        }
    }
    Ok(files)
}

/// Draws all that a simulated spectrum has to show and writes it to `folder`, under the spectrum's name if it has one; returns
/// what was written.
///
/// # Errors
/// Those of drawing and of writing.
pub fn draw_simulation(
    simulation: &Simulation<'_>,
    folder: &Path,
    name: Option<&str>,
) -> Result<Vec<PathBuf>, PlotError> {
    let mut files = Vec::new();
    for kind in &KINDS {
        let Source::Simulation(draw) = &kind.source else {
            continue;
        };
        if let Some(figure) = draw(simulation)? {
            files.extend(kind.write(&figure, folder, name)?);
        }
    }
    Ok(files)
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::HashSet;

    #[test]
    fn no_two_kinds_share_a_name_or_a_file() {
        let names: HashSet<_> = KINDS.iter().map(|kind| kind.name).collect();
        let stems: HashSet<_> = KINDS.iter().map(|kind| kind.stem).collect();
        assert_eq!((names.len(), stems.len()), (KINDS.len(), KINDS.len()));
    }

    #[test]
    fn a_kind_refuses_what_it_is_not_drawn_from() {
        let points = OpacityPoints {
            temperature_k: vec![1000.0],
            pressure_bar: vec![0.1],
        };
        for kind in &KINDS {
            let error = kind.draw(&[], &points).unwrap_err().to_string();
            let expected = match kind.source {
                Source::Run(..) => "found 0 files, expected one",
                Source::Opacities(_) => "at least one curve",
                Source::Simulation(_) => "`simulate` draws it",
            };
            assert!(error.contains(expected), "{}: {error}", kind.name);
        }
    }
}
