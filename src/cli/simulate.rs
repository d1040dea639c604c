//! `exosonde simulate`.

use super::study_args::{StudyArgs, print_files};
use crate::plot::{self, Simulation};
use crate::simulate::{contribution, simulated, single};

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
        let files = [loaded.folder.simulated(), loaded.folder.contribution()];
        simulated::write(
            &files[0],
            &spectrum.wavelength_um,
            &spectrum.depth,
            &spectrum.contributions,
        )?;
        let pressures = &spectrum.pressures;
        let cells = (&pressures.cells_um[..], &pressures.median_bar[..]);
        let weight = pressures.weight.view();
        contribution::write(&files[1], cells, &pressures.pressure_bar, weight)?;
        let simulation = Simulation {
            spectrum: &spectrum,
            bins,
            quantity: loaded.study.atmosphere.geometry.quantity(),
        };
        let figures = plot::draw_simulation(&simulation, &loaded.folder.figures())?;
        print_files(&[&files[..], &figures].concat(), self.study.json);
        Ok(())
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
