//! `exosonde simulate`.

use std::path::PathBuf;

use super::study_args::{StudyArgs, print_files};
use crate::observation::Bin;
use crate::parameters::formula;
use crate::plot::contribution::{self as contribution_figure, ContributionData};
use crate::plot::simulated::{self as figure, SimulatedData, SourceSpectrum};
use crate::run_folder::RunFolder;
use crate::simulate::single::{self, Pressures, SimulatedSpectrum};
use crate::simulate::{contribution, simulated};

#[derive(Debug, clap::Args)]
pub(super) struct Args {
    #[command(flatten)]
    study: StudyArgs,
    /// Set a parameter, as in `--set temperature_k=1100`; the others are at the median of their priors.
    #[arg(long, value_name = "NAME=VALUE", value_parser = parse_setting)]
    set: Vec<(String, f64)>,
}

impl Args {
    pub(super) fn run(&self) -> anyhow::Result<()> {
        let mut loaded = self.study.load()?;
        let theta = loaded.study.parameters.theta_with(&self.set)?;
        let bins = loaded.observation.bins();
        let simulator = loaded.simulator()?;
        let spectrum = single::run(&simulator, bins, &theta)?;
        let path = loaded.folder.simulated();
        simulated::write(
            &path,
            &spectrum.wavelength_um,
            &spectrum.depth,
            &spectrum.contributions,
        )?;
        let quantity = loaded.study.atmosphere.geometry.quantity();
        let figures = loaded.folder.figures();
        let figure = figure::draw(&drawn(&spectrum, bins, quantity))?;
        let figure = figure.write(&figures, "simulated")?;
        let pressures = write_pressures(&loaded.folder, spectrum.pressures, quantity)?;
        let files = [&[path][..], &figure, &pressures].concat();
        print_files(&files, self.study.json);
        Ok(())
    }
}

/// Writes and draws the contribution function.
fn write_pressures(
    folder: &RunFolder,
    pressures: Pressures,
    quantity: &str,
) -> anyhow::Result<Vec<PathBuf>> {
    let path = folder.contribution();
    let cells = (
        pressures.cells_um.as_slice(),
        pressures.median_bar.as_slice(),
    );
    let weight = pressures.weight.view();
    contribution::write(&path, cells, &pressures.pressure_bar, weight)?;
    let figure = contribution_figure::draw(&ContributionData {
        cells_um: pressures.cells_um,
        pressure_bar: pressures.pressure_bar,
        weight: pressures.weight,
        median_bar: pressures.median_bar,
        quantity: quantity.into(),
    })?;
    let figures = figure.write(&folder.figures(), "contribution")?;
    Ok([&[path][..], &figures].concat())
}

fn drawn(spectrum: &SimulatedSpectrum, bins: &[Bin], quantity: &str) -> SimulatedData {
    let binned = bins.iter().zip(&spectrum.binned_depth);
    SimulatedData {
        quantity: quantity.to_owned(),
        wavelength_um: spectrum.wavelength_um.clone(),
        depth: spectrum.depth.clone(),
        sources: spectrum
            .contributions
            .iter()
            .map(|(name, depth)| SourceSpectrum {
                name: formula(name),
                depth: depth.clone(),
            })
            .collect(),
        bins: binned
            .map(|(bin, &depth)| [bin.wavelength_um, bin.half_width_um, depth])
            .collect(),
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
