//! The spectrum plot: what was observed, what the posterior predicts, and how far they are apart.

mod axes;
mod panels;

use self::panels::Layout;
use super::{Figure, PlotError, check};

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
    /// Its standard deviation, dimensionless.
    pub sigma: f64,
    /// What it was measured with.
    pub instrument: String,
    /// Whether the retrieval found that the bin sticks out.
    pub is_flagged: bool,
}

/// Quantiles of the posterior-predictive spectrum, dimensionless, each of shape `[n_wavelengths]`.
#[derive(Debug, Clone, PartialEq)]
pub struct Bands {
    /// The 2.5 % quantile.
    pub lower_95: Vec<f64>,
    /// The 16 % quantile.
    pub lower_68: Vec<f64>,
    /// The median.
    pub median: Vec<f64>,
    /// The 84 % quantile.
    pub upper_68: Vec<f64>,
    /// The 97.5 % quantile.
    pub upper_95: Vec<f64>,
}

/// What a spectrum plot shows.
#[derive(Debug, Clone, PartialEq)]
pub struct SpectrumData {
    /// What the depths are: `transit depth` or `eclipse depth`.
    pub quantity: String,
    /// The observation, in any order.
    pub bins: Vec<ObservedBin>,
    /// The prediction in these bins.
    pub binned: Bands,
    /// Wavelengths of the prediction at the tables' resolution, µm, rising; may be empty.
    pub native_wavelength_um: Vec<f64>,
    /// The prediction at these wavelengths.
    pub native: Bands,
}

/// Draws the observation with its errors over the 68 % and 95 % bands of the prediction, at the tables' resolution, with
/// the predicted median of every bin; below it the residuals from that median in units of σ, over the bands in bins.
/// Both are shown without the offset of the bin's instrument, and the legend says by how much its points have moved.
///
/// # Errors
/// [`PlotError::Empty`] without bins, [`PlotError::Length`] if shapes disagree, [`PlotError::NotFinite`] for a NaN or an
/// infinity, [`PlotError::NotPositive`] for a wavelength, a width or an error that is not above zero.
pub fn draw(data: &SpectrumData) -> Result<Figure, PlotError> {
    data.check()?;
    let layout = Layout::new(data);
    Figure::draw(layout.size_mm, |canvas| {
        layout.draw_flags(canvas, data);
        layout.draw_bands(canvas, data);
        layout.draw_residual_bands(canvas, data);
        // Few points stand before the medians; many would hide them.
        if !panels::is_dense(data) {
            layout.draw_medians(canvas, data);
        }
        layout.draw_observation(canvas, data);
        if panels::is_dense(data) {
            layout.draw_medians(canvas, data);
        }
        canvas.clip = None;
        layout.draw_frames(canvas);
        layout.draw_legend(canvas);
    })
}

impl Bands {
    fn all(&self) -> [&Vec<f64>; 5] {
        [
            &self.lower_95,
            &self.lower_68,
            &self.median,
            &self.upper_68,
            &self.upper_95,
        ]
    }

    pub(super) fn check(
        &self,
        quantity: &'static str,
        n_wavelengths: usize,
    ) -> Result<(), PlotError> {
        for values in self.all() {
            check::length(quantity, values.len(), n_wavelengths)?;
            check::finite(&format!("the {quantity}"), values)?;
        }
        Ok(())
    }
}

impl SpectrumData {
    fn check(&self) -> Result<(), PlotError> {
        check::not_empty("observed bin", &self.bins)?;
        check::positive(
            "the wavelengths",
            self.bins.iter().map(|bin| &bin.wavelength_um),
        )?;
        check::positive(
            "the half widths",
            self.bins.iter().map(|bin| &bin.half_width_um),
        )?;
        check::positive("the errors", self.bins.iter().map(|bin| &bin.sigma))?;
        check::finite(
            "the observed depths",
            self.bins.iter().map(|bin| &bin.depth),
        )?;
        check::finite("the offsets", self.bins.iter().map(|bin| &bin.offset))?;
        check::positive(
            "the wavelengths of the prediction",
            &self.native_wavelength_um,
        )?;
        self.binned.check("predicted bins", self.bins.len())?;
        self.native
            .check("predicted wavelengths", self.native_wavelength_um.len())
    }

    /// Observed minus predicted median, in σ, in the order of the bins.
    fn residuals(&self) -> Vec<f64> {
        let pairs = self.bins.iter().zip(&self.binned.median);
        pairs
            .map(|(bin, median)| (bin.depth - median) / bin.sigma)
            .collect()
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
