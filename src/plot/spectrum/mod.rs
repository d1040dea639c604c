//! The spectrum plot: what was observed, what the posterior predicts, and how far they are apart.

mod axes;
mod panels;

use figures::{Figure, FigureError, canvas::Canvas, check};

use super::{
    Bands,
    kind::{Kind, RunFile, Source},
};
use crate::observation::instrument_label;
use crate::posterior::PosteriorFile;

/// Data and prediction of a posterior.
pub const KIND: Kind = Kind {
    name: "spectrum",
    stem: "spectrum",
    shows: "the observation, its prediction and their residuals",
    source: Source::Run(RunFile::Posterior, |file| {
        Ok(draw(&SpectrumData::from(&PosteriorFile::read(file)?))?)
    }),
};

/// An observed bin.
#[derive(Debug, Clone, PartialEq)]
pub struct ObservedBin {
    /// Centre, µm.
    pub wavelength_um: f64,
    /// Half of the width, µm.
    pub half_width_um: f64,
    /// Measured depth, dimensionless.
    pub depth: f64,
    /// How much of it, and of the predicted bin, is the offset of the instrument; the figure shows both without it.
    pub offset: f64,
    /// Its standard deviation as the observation states it, dimensionless.
    pub sigma: f64,
    /// The factor by which the retrieval multiplies that, as the figure does.
    pub error_inflation: f64,
    /// What it was measured with.
    pub instrument: String,
    /// Whether the retrieval found that the bin sticks out.
    pub is_flagged: bool,
}

impl ObservedBin {
    /// Its standard deviation as the retrieval takes it.
    fn inflated_sigma(&self) -> f64 {
        self.error_inflation * self.sigma
    }
}

/// What a spectrum plot shows.
#[derive(Debug, Clone, PartialEq)]
pub struct SpectrumData {
    /// What the depths are: `transit depth` or `eclipse depth`.
    pub quantity: String,
    /// The observation, in any order.
    pub bins: Vec<ObservedBin>,
    /// Quantiles of the predicted depth in these bins, dimensionless.
    pub binned: Bands,
    /// Wavelengths of the prediction at the tables' resolution, µm, rising; may be empty.
    pub native_wavelength_um: Vec<f64>,
    /// Quantiles of the predicted depth at these wavelengths, dimensionless.
    pub native: Bands,
    /// The best fit at these wavelengths, if it is known, dimensionless.
    pub best_fit: Option<Vec<f64>>,
}

/// Draws the observation with its errors over the 68 % and 95 % bands of the prediction, at the tables' resolution, with
/// the predicted median of every bin and the best fit; below it the residuals from that median in units of σ, over the bands in bins.
/// Both are shown without the offset of the bin's instrument, which the legend says as the report does. Where the retrieval
/// inflates errors by a factor f_σ, or those of each instrument by one of its own, so does the figure, in error bars and in the unit of residuals, as χ² does, and says so.
///
/// # Errors
/// [`FigureError::Empty`] without bins, [`FigureError::Length`] if shapes disagree, [`FigureError::NotFinite`] for a NaN or an
/// infinity, [`FigureError::NotPositive`] for a wavelength, a width or an error that is not above zero.
pub fn draw(data: &SpectrumData) -> Result<Figure, FigureError> {
    data.check()?;
    let sheet = panels::sheet(data);
    let [depth, residual] = [&sheet.panels[0], &sheet.panels[1]];
    Figure::draw(sheet.size_mm, |canvas| {
        panels::draw_flags(canvas, [depth, residual], data);
        canvas.within(depth.rect, |canvas| panels::draw_bands(canvas, depth, data));
        canvas.within(residual.rect, |canvas| {
            panels::draw_residual_bands(canvas, residual, data);
        });
        let medians = |canvas: &mut Canvas| {
            canvas.within(depth.rect, |canvas| {
                panels::draw_medians(canvas, depth, data)
            });
        };
        // Few points stand before the medians; many would hide them.
        if !panels::is_dense(data) {
            medians(canvas);
        }
        panels::draw_observation(canvas, [depth, residual], data);
        if panels::is_dense(data) {
            medians(canvas);
        }
        sheet.draw_frame(canvas);
    })
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
            error_inflation: file.predictive.median_error_inflation[i],
            instrument: instrument_label(&observed.instrument[i]),
            is_flagged: observed.sticks_out[i],
        };
        Self {
            quantity: file.quantity.clone(),
            bins: (0..observed.wavelength_um.len()).map(bin).collect(),
            binned: Bands::from_quantiles(&file.predictive.binned_quantiles),
            native_wavelength_um: file.predictive.cell_wavelength_um.clone(),
            native: Bands::from_quantiles(&file.predictive.native_quantiles),
            best_fit: file
                .exact
                .as_ref()
                .map(|exact| exact.best_fit.native.clone()),
        }
    }
}

impl SpectrumData {
    fn check(&self) -> Result<(), FigureError> {
        let bins = || self.bins.iter();
        check::not_empty("observed bin", &self.bins)?;
        check::positive("the wavelengths", bins().map(|bin| &bin.wavelength_um))?;
        check::positive("the half widths", bins().map(|bin| &bin.half_width_um))?;
        check::positive("the errors", bins().map(|bin| &bin.sigma))?;
        let factors = bins().map(|bin| &bin.error_inflation);
        check::positive("the factors on the errors", factors)?;
        check::finite("the observed depths", bins().map(|bin| &bin.depth))?;
        check::finite("the offsets", bins().map(|bin| &bin.offset))?;
        check::positive(
            "the wavelengths of the prediction",
            &self.native_wavelength_um,
        )?;
        self.binned.check("predicted bins", self.bins.len())?;
        if let Some(best_fit) = &self.best_fit {
            check::length("best fit", best_fit.len(), self.native_wavelength_um.len())?;
            check::finite("the best fit", best_fit)?;
        }
        self.native
            .check("predicted wavelengths", self.native_wavelength_um.len())
    }

    /// Observed minus predicted median, in σ, in the order of the bins.
    fn residuals(&self) -> Vec<f64> {
        let pairs = self.bins.iter().zip(&self.binned.median);
        pairs
            .map(|(bin, median)| (bin.depth - median) / bin.inflated_sigma())
            .collect()
    }

    /// The factor on the errors of all bins, if there is one.
    fn error_inflation_of_all(&self) -> Option<f64> {
        let first = self.bins.first()?.error_inflation;
        let mut factors = self.bins.iter().map(|bin| bin.error_inflation);
        factors.all(|factor| factor == first).then_some(first)
    }

    /// The instruments in the order in which they first occur.
    fn instruments(&self) -> Vec<&str> {
        let mut names: Vec<&str> = Vec::new();
        for bin in &self.bins {
            if !names.contains(&bin.instrument.as_str()) {
                names.push(&bin.instrument);
            }
        }
        names
    }
}
