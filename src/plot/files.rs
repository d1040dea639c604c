//! From the files of a run to what figures show of them, and to the figures.

use std::path::{Path, PathBuf};

use ndarray::{Array2, Axis};

use crate::observation::{Bin, instrument_label};
use crate::parameters::{ParameterInfo, formula};
use crate::posterior::PosteriorFile;
use crate::posterior::report::Evaluation;
use crate::simulate::SimulatedSpectrum;
use crate::trained_model::folder::{History, MemberHistory};
use opacity_data::foreign::{self, Contents};

use super::{
    PlotError,
    contribution::{self, ContributionData},
    corner::{self, CornerData},
    coverage::{self, CoverageData, ParameterCoverage},
    opacity::{self, OpacityCurve},
    profile::{self, ProfileData},
    simulated::{self, SimulatedData, SourceSpectrum},
    spectrum::{self, Bands, ObservedBin, SpectrumData},
    training::{self, MemberCurves, TrainingData},
};

/// A figure that is made from one file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// Marginals and pairs of a `posterior.h5`.
    Corner,
    /// Data and prediction of a `posterior.h5`.
    Spectrum,
    /// Temperature over pressure of a `posterior.h5`.
    Profile,
    /// Losses of a model's `history.json`.
    Training,
    /// Calibration of an `evaluation.json`.
    Coverage,
}

impl Kind {
    /// Name of the figure's files without extension.
    pub fn stem(self) -> &'static str {
        match self {
            Self::Corner => "corner",
            Self::Spectrum => "spectrum",
            Self::Profile => "temperature",
            Self::Training => "training",
            Self::Coverage => "coverage",
        }
    }
}

/// Draws a figure from `file` and writes it as SVG and PNG to `folder`; returns both paths.
///
/// # Errors
/// Those of reading the file, of the figure's own `draw`, and [`PlotError::File`].
pub fn run(kind: Kind, file: &Path, folder: &Path) -> Result<[PathBuf; 2], PlotError> {
    let figure = match kind {
        Kind::Corner => corner::draw(&PosteriorFile::read(file)?.into())?,
        Kind::Spectrum => spectrum::draw(&SpectrumData::from(&PosteriorFile::read(file)?))?,
        Kind::Profile => profile::draw(&profile_data(file)?)?,
        Kind::Training => training::draw(&History::read(file)?.into())?,
        Kind::Coverage => coverage::draw(&Evaluation::read(file)?.into())?,
    };
    figure.write(folder, kind.stem())
}

/// Draws all that a simulated spectrum has to show and writes it to `folder`; returns what was written.
///
/// # Errors
/// Those of drawing, and [`PlotError::File`].
pub fn draw_simulation(
    spectrum: &SimulatedSpectrum,
    bins: &[Bin],
    quantity: &str,
    folder: &Path,
) -> Result<Vec<PathBuf>, PlotError> {
    let sources = spectrum.contributions.iter();
    let binned = bins.iter().zip(&spectrum.binned_depth);
    let data = SimulatedData {
        quantity: quantity.to_owned(),
        wavelength_um: spectrum.wavelength_um.clone(),
        depth: spectrum.depth.clone(),
        sources: sources
            .map(|(name, depth)| SourceSpectrum {
                name: formula(name),
                depth: depth.clone(),
            })
            .collect(),
        bins: binned
            .map(|(bin, &depth)| [bin.wavelength_um, bin.half_width_um, depth])
            .collect(),
    };
    let mut files = simulated::draw(&data)?.write(folder, "simulated")?.to_vec();
    if let Some(pressures) = &spectrum.pressures {
        let figure = contribution::draw(&ContributionData {
            cells_um: pressures.cells_um.clone(),
            pressure_bar: pressures.pressure_bar.clone(),
            weight: pressures.weight.clone(),
            median_bar: pressures.median_bar.clone(),
            quantity: quantity.to_owned(),
        })?;
        files.extend(figure.write(folder, "contribution")?);
    }
    Ok(files)
}

/// At which temperatures and pressures opacities are drawn: every temperature at every pressure.
#[derive(Debug, Clone, PartialEq)]
pub struct OpacityPoints {
    /// Temperatures, K.
    pub temperature_k: Vec<f64>,
    /// Pressures, bar.
    pub pressure_bar: Vec<f64>,
}

/// Draws the cross sections in `files`, of any format, and writes the figure as SVG and PNG to `folder`; returns both paths.
///
/// # Errors
/// Those of reading the files, [`PlotError::OutsideTable`], those of drawing, and [`PlotError::File`].
pub fn run_opacity(
    files: &[PathBuf],
    points: &OpacityPoints,
    folder: &Path,
) -> Result<[PathBuf; 2], PlotError> {
    let mut curves = Vec::new();
    for file in files {
        let Contents::Table(table, _) = foreign::read(file, foreign::recognise(file)?, None)?
        else {
            return Err(PlotError::NoLineOpacity {
                path: file.clone(),
                found: "collision-induced absorption",
            });
        };
        for &temperature_k in &points.temperature_k {
            for &pressure_bar in &points.pressure_bar {
                let mut curve = opacity::curve(&table, temperature_k, pressure_bar)?;
                if curves
                    .iter()
                    .any(|other: &OpacityCurve| other.name == curve.name)
                {
                    // A gas from two files: the file tells them apart.
                    let stem = file.file_stem().unwrap_or_default().to_string_lossy();
                    curve.name = format!("{}, {stem}", curve.name);
                }
                curves.push(curve);
            }
        }
    }
    opacity::draw(&curves)?.write(folder, "opacity")
}

fn profile_data(path: &Path) -> Result<ProfileData, PlotError> {
    let no_profile = || PlotError::NoProfile { path: path.into() };
    let profile = PosteriorFile::read(path)?
        .temperature
        .ok_or_else(no_profile)?;
    Ok(ProfileData {
        pressure_bar: profile.pressure_bar,
        posterior: bands(&profile.quantiles_k),
        prior: bands(&profile.prior_quantiles_k),
    })
}

impl From<PosteriorFile> for CornerData {
    fn from(file: PosteriorFile) -> Self {
        Self {
            title: file.provenance.study_name,
            labels: file.parameters.iter().map(axis_label).collect(),
            samples: file.samples,
            weights: None,
            prior_samples: Some(file.prior_samples),
            truth: file.truth,
        }
    }
}

impl From<&PosteriorFile> for SpectrumData {
    fn from(file: &PosteriorFile) -> Self {
        let observed = &file.observed;
        let bin = |i: usize| ObservedBin {
            wavelength_um: observed.wavelength_um[i],
            half_width_um: observed.half_width_um[i],
            depth: observed.depth[i],
            offset: file.predictive.offset[i],
            sigma: observed.sigma[i],
            instrument: instrument_label(&observed.instrument[i]),
            is_flagged: observed.sticks_out[i],
        };
        Self {
            quantity: file.quantity.clone(),
            bins: (0..observed.wavelength_um.len()).map(bin).collect(),
            binned: bands(&file.predictive.binned_quantiles),
            native_wavelength_um: file.predictive.cell_wavelength_um.clone(),
            native: bands(&file.predictive.native_quantiles),
        }
    }
}

/// # Shapes
/// `quantiles`: `[5, n_wavelengths]`, the order of [`crate::posterior::QUANTILES`].
fn bands(quantiles: &Array2<f64>) -> Bands {
    let row = |i: usize| quantiles.index_axis(Axis(0), i).to_vec();
    Bands {
        lower_95: row(0),
        lower_68: row(1),
        median: row(2),
        upper_68: row(3),
        upper_95: row(4),
    }
}

impl From<History> for TrainingData {
    fn from(history: History) -> Self {
        Self {
            members: history
                .members
                .into_iter()
                .map(MemberCurves::from)
                .collect(),
            prior_loss: Some(history.prior_nll),
            loss_label: "negative log-likelihood [nat]".into(),
        }
    }
}

impl From<MemberHistory> for MemberCurves {
    fn from(member: MemberHistory) -> Self {
        Self {
            training_loss: member.train_nll,
            held_out_loss: member.validation_nll,
            learning_rate: member.learning_rate,
            best_epoch: member.best_epoch,
        }
    }
}

impl From<Evaluation> for CoverageData {
    fn from(evaluation: Evaluation) -> Self {
        let measured = evaluation.expected_coverage.measured;
        let labels = evaluation
            .parameters
            .into_iter()
            .map(|parameter| parameter.label);
        let parameters = labels.zip(measured);
        Self {
            nominal: evaluation.expected_coverage.nominal,
            parameters: parameters
                .map(|(label, measured)| ParameterCoverage { label, measured })
                .collect(),
            n_simulations: evaluation.n_simulations,
        }
    }
}

/// A parameter's name with its unit as an axis writes it: `log₁₀ P_cloud [bar]`, `T [K]`, `log₁₀ X(H₂O)`.
fn axis_label(parameter: &ParameterInfo) -> String {
    let unit = parameter
        .unit
        .strip_prefix("log10")
        .unwrap_or(&parameter.unit)
        .trim();
    match unit {
        // A volume mixing ratio is a number, and the label says of what.
        "" | "VMR" => parameter.label.clone(),
        "m2/kg" => format!("{} [m² kg⁻¹]", parameter.label),
        _ => format!("{} [{unit}]", parameter.label),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn axes_carry_units_and_logarithms_do_not_repeat_themselves() {
        let label = |unit: &str, label: &str| axis_label(&ParameterInfo::new("x", unit, label));
        assert_eq!(label("R_Jup", "R"), "R [R_Jup]");
        assert_eq!(label("K", "T"), "T [K]");
        assert_eq!(label("log10 VMR", "log₁₀ X(H₂O)"), "log₁₀ X(H₂O)");
        assert_eq!(label("log10 bar", "log₁₀ P_cloud"), "log₁₀ P_cloud [bar]");
        assert_eq!(label("log10", "log₁₀ a_haze"), "log₁₀ a_haze");
        assert_eq!(label("log10 m2/kg", "log₁₀ κ_IR"), "log₁₀ κ_IR [m² kg⁻¹]");
    }
}
