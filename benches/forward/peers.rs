//! The other codes, timed by their own scripts.

use std::{path::Path, process::Command};

/// What the scripts printed; empty where none was run.
#[derive(Default)]
pub struct Peers {
    taurex: Vec<Line>,
    exojax: Vec<Line>,
}

/// One line of a script.
struct Line {
    geometry: String,
    continuum: bool,
    milliseconds: f64,
}

impl Peers {
    pub fn run(folder: &Path, python: &Path) -> Self {
        Self {
            taurex: lines(&folder.join("taurex_forward.py"), python),
            exojax: lines(&folder.join("exojax_forward.py"), python),
        }
    }

    /// TauREx's time for one of our cases.
    pub fn taurex_milliseconds(&self, case: &str) -> Option<f64> {
        find(&self.taurex, case)
    }

    /// ExoJAX's time for one of our cases.
    pub fn exojax_milliseconds(&self, case: &str) -> Option<f64> {
        find(&self.exojax, case)
    }
}

/// Our cases are called `<geometry>_lines` and `<geometry>_continuum`; the peers have them at R = 1,000 only.
fn find(lines: &[Line], case: &str) -> Option<f64> {
    let (geometry, kind) = case.split_once('_')?;
    let continuum = match kind {
        "lines" => false,
        "continuum" => true,
        _ => return None,
    };
    let found = lines
        .iter()
        .find(|line| line.geometry == geometry && line.continuum == continuum);
    found.map(|line| line.milliseconds)
}

fn lines(script: &Path, python: &Path) -> Vec<Line> {
    let output = Command::new(python)
        .arg(script)
        .output()
        .expect("the peer's script can be started");
    let errors = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{}: {errors}", script.display());
    let text = String::from_utf8_lossy(&output.stdout);
    text.lines().filter_map(line).collect()
}

/// Reads `<name> <geometry> … [continuum=True] … median <number> ms …`.
fn line(text: &str) -> Option<Line> {
    let after_median = text.split("median").nth(1)?;
    Some(Line {
        geometry: text.split_whitespace().nth(1)?.to_owned(),
        continuum: text.contains("continuum=True"),
        milliseconds: after_median.split_whitespace().next()?.parse().ok()?,
    })
}
