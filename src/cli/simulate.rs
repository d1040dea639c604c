//! `exosonde simulate`.

use super::study_args::{StudyArgs, print_files};
use crate::{
    instrument::Bin,
    io::simulated,
    parameters::formula,
    plot::simulated::{self as figure, SimulatedData, SourceSpectrum},
    simulate::single::{self, SimulatedSpectrum},
};

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
        let spectrum = single::run(&loaded.simulator()?, bins, &theta)?;
        let path = loaded.folder.simulated();
        simulated::write(
            &path,
            &spectrum.wavelength_um,
            &spectrum.depth,
            &spectrum.contributions,
        )?;
        let quantity = loaded.study.atmosphere.geometry.quantity();
        let figure = figure::draw(&drawn(&spectrum, bins, quantity))?;
        let figures = figure.write(&loaded.folder.figures(), "simulated")?;
        print_files(&[&[path], figures.as_slice()].concat(), self.study.json);
        Ok(())
    }
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
