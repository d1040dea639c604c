//! A finished figure, and the two files it is kept in.

use std::path::{Path, PathBuf};

use groundwork::atomic;

use super::{PlotError, canvas::Canvas, vector};

/// Resolution of the PNG: a figure printed at its own size is sharper than the 300 dpi journals ask for.
const DOTS_PER_INCH: f64 = 400.0;

/// A finished figure: an SVG whose text is outlines, so that it needs no font.
#[derive(Debug, Clone, PartialEq)]
pub struct Figure {
    svg: String,
}

impl Figure {
    /// Draws on a sheet of `size_mm` (width, height).
    pub(super) fn draw(
        size_mm: [f64; 2],
        drawing: impl FnOnce(&mut Canvas<'_>),
    ) -> Result<Self, PlotError> {
        // To a tenth of a millimetre, so that the sheet ends on a whole pixel.
        let size_mm = size_mm.map(|mm| (mm * 10.0).ceil() / 10.0);
        let mut text = String::new();
        let mut canvas = Canvas::new(&mut text, size_mm[0], size_mm[1]);
        drawing(&mut canvas);
        drop(canvas);
        Ok(Self {
            svg: vector::outlined(&text, size_mm)?,
        })
    }

    /// The figure as an SVG document.
    pub fn svg(&self) -> &str {
        &self.svg
    }

    /// The figure as a PNG file, 400 dpi.
    ///
    /// # Errors
    /// [`PlotError::Render`] if the figure is too large for the memory.
    pub fn png(&self) -> Result<Vec<u8>, PlotError> {
        vector::png(&self.svg, DOTS_PER_INCH)
    }

    /// Writes `<folder>/<stem>.svg` and `<folder>/<stem>.png`, making the folder if need be; returns both paths.
    ///
    /// # Errors
    /// [`PlotError::File`] if a file cannot be written, [`PlotError::Render`] as for [`Figure::png`]; a file is whole or
    /// not there.
    pub fn write(&self, folder: &Path, stem: &str) -> Result<[PathBuf; 2], PlotError> {
        let paths = ["svg", "png"].map(|extension| folder.join(format!("{stem}.{extension}")));
        let png = self.png()?;
        atomic::write_text(&paths[0], &self.svg)?;
        atomic::write_bytes(&paths[1], &png)?;
        Ok(paths)
    }
}
