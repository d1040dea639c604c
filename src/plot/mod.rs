//! Figures of runs: a file for each kind, and one list of them all. They read files and run no model; the crate [`figures`]
//! draws them, in millimetres, as SVG and PNG.
//!
//! A new kind is a file with a `KIND` and a line in [`KINDS`]: the command line offers it and `run` or `simulate` draws it.

mod bands;
mod chosen;
mod drawn;
mod error;
mod file_look;
mod kind;
mod source_look;
mod wavelength;

pub mod contribution;
pub mod corner;
pub mod coverage;
pub mod opacity;
pub mod profile;
pub mod simulated;
pub mod spectrum;
pub mod training;

use std::path::Path;

use crate::run_folder::RunFolder;

pub use bands::Bands;
pub use drawn::Drawn;
pub use error::PlotError;
pub use figures::Figure;
pub use kind::{Choice, Kind, OpacityPoints, RunFile, Simulation, Source};
pub use source_look::{source_label, source_stroke, source_variant};

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

/// Draws all that a finished run has to show and writes it to the run's folder of figures.
///
/// # Errors
/// Those of reading the run's files and of writing.
pub fn draw_run(run: &RunFolder) -> Result<Drawn, PlotError> {
    let mut drawn = Drawn::default();
    for kind in &KINDS {
        if let Some(figure) = kind.draw_run(run) {
            drawn.add(kind, figure, (&run.figures(), None))?;
        }
    }
    Ok(drawn)
}

/// Draws all that a simulated spectrum has to show and writes it to `folder`, under the spectrum's name if it has one.
///
/// # Errors
/// Those of writing.
pub fn draw_simulation(
    simulation: &Simulation<'_>,
    folder: &Path,
    name: Option<&str>,
) -> Result<Drawn, PlotError> {
    let mut drawn = Drawn::default();
    for kind in &KINDS {
        let Source::Simulation(draw) = &kind.source else {
            continue;
        };
        if let Some(figure) = draw(simulation).transpose() {
            drawn.add(kind, figure, (folder, name))?;
        }
    }
    Ok(drawn)
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
        let choose = |names: &[&str]| Choice {
            parameters: names.iter().map(|name| (*name).to_owned()).collect(),
            points: points.clone(),
        };
        for kind in &KINDS {
            let error = kind.draw(&[], &choose(&[])).unwrap_err().to_string();
            let expected = match kind.source {
                Source::Run(..) | Source::Parameters(..) => "found 0 files, expected one",
                Source::Opacities(_) => "at least one curve",
                Source::Simulation(_) => "`simulate` draws it",
            };
            assert!(error.contains(expected), "{}: {error}", kind.name);
            let error = kind.draw(&[], &choose(&["a", "b"])).unwrap_err();
            let is_refused = error
                .to_string()
                .starts_with("parameters were chosen (a, b)");
            let has_parameters = matches!(kind.source, Source::Parameters(..));
            assert_ne!(is_refused, has_parameters, "{}: {error}", kind.name);
        }
    }
}
