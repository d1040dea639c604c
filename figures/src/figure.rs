//! A finished figure, and what lies where in it.

use crate::{
    FigureError, backend,
    canvas::{Canvas, Element},
    geometry::Rect,
    outlines,
};

/// Resolution of the PNG: a figure printed at its own size is sharper than the 300 dpi journals ask for.
const DOTS_PER_INCH: f64 = 400.0;

/// A finished figure: an SVG whose text is outlines, so that it needs no font.
#[derive(Debug, Clone, PartialEq)]
pub struct Figure {
    size_mm: [f64; 2],
    svg: String,
    elements: Vec<Element>,
    /// What each visible piece of text covers, in the order of the elements.
    texts: Vec<Rect>,
    ink: Rect,
}

impl Figure {
    /// Draws on a white sheet of `size_mm` (width, height).
    ///
    /// # Errors
    /// [`FigureError::Render`] if the drawing is no sound SVG, which only a sheet without area brings about.
    pub fn draw(size_mm: [f64; 2], drawing: impl FnOnce(&mut Canvas)) -> Result<Self, FigureError> {
        // To a tenth of a millimetre, so that the sheet ends on a whole pixel.
        let size_mm = size_mm.map(|mm| (mm * 10.0).ceil() / 10.0);
        let mut canvas = Canvas::default();
        drawing(&mut canvas);
        let elements = canvas.into_elements();
        let outlined = outlines::outlined(&backend::svg(&elements, size_mm), size_mm)?;
        Ok(Self {
            size_mm,
            svg: outlined.svg,
            elements,
            texts: outlined.texts,
            ink: outlined.ink,
        })
    }

    /// The figure as an SVG document.
    pub fn svg(&self) -> &str {
        &self.svg
    }

    /// The figure as a PNG file, 400 dpi.
    ///
    /// # Errors
    /// [`FigureError::Render`] if the figure is too large for the memory.
    pub fn png(&self) -> Result<Vec<u8>, FigureError> {
        outlines::png(&self.svg, DOTS_PER_INCH)
    }

    /// Width and height of the sheet, mm.
    pub fn size_mm(&self) -> [f64; 2] {
        self.size_mm
    }

    /// Everything on the sheet, in the order in which it was drawn.
    pub fn elements(&self) -> &[Element] {
        &self.elements
    }

    /// Every text as it was typed, and what its letters cover in the finished figure.
    pub fn texts(&self) -> Vec<(&str, Rect)> {
        let mut covered = self.texts.iter().copied();
        let mut texts = Vec::new();
        for element in &self.elements {
            if let Element::Text { label, .. } = element {
                let n_runs = label.visible_runs().count();
                let whole = covered.by_ref().take(n_runs).reduce(|a, b| a.union(&b));
                texts.extend(whole.map(|rect| (label.source.as_str(), rect)));
            }
        }
        texts
    }

    /// What everything in the finished figure covers together.
    pub fn ink(&self) -> Rect {
        self.ink
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        label::Label,
        look::{Anchor, Marker, Stroke, TextLook},
        theme::INK,
    };

    const LOOK: TextLook = TextLook::level(10.0, INK);

    /// What a text covers whose anchor is at (20, 20).
    fn covered(text: &str, anchor: Anchor, look: TextLook) -> Rect {
        let label = Label::parse(text);
        let figure = Figure::draw([40.0, 40.0], |canvas| {
            canvas.text(&label, (20.0, 20.0), anchor, look);
        });
        let figure = figure.unwrap();
        assert_eq!(figure.texts()[0].0, text);
        figure.texts()[0].1
    }

    fn is_near(found: f64, expected: f64) -> bool {
        (found - expected).abs() < 0.02
    }

    #[test]
    fn letters_stand_on_their_baseline_where_they_are_anchored() {
        let level = covered("HH", Anchor::Middle, LOOK);
        assert!(is_near(level.bottom, 20.0) && is_near(level.centre().0, 20.0));
        // Liberation Sans's capitals are 1409 of 2048 units high.
        assert!(is_near(level.height(), 1409.0 / 2048.0 * LOOK.em_mm()));
        let upwards = covered("HH", Anchor::Middle, TextLook::upwards(10.0, INK));
        assert!(is_near(upwards.right, 20.0) && is_near(upwards.centre().1, 20.0));
        assert!(covered("HH", Anchor::Start, LOOK).left > 20.0);
        assert!(covered("HH", Anchor::End, LOOK).right < 20.0);
    }

    #[test]
    fn a_text_covers_what_its_pieces_cover() {
        let whole = covered("P_cloud [bar]", Anchor::Start, LOOK);
        let width_mm = Label::parse("P_cloud [bar]").width_em * LOOK.em_mm();
        assert!((whole.width() - width_mm).abs() < 0.15 * LOOK.em_mm());
        assert!(whole.bottom > covered("P", Anchor::Start, LOOK).bottom);
    }

    #[test]
    fn ink_reaches_as_far_as_what_is_drawn() {
        let figure = Figure::draw([40.0, 40.0], |canvas| {
            canvas.mark((10.0, 12.0), 2.0, Marker::Disc, INK);
            canvas.line(&[(10.0, 30.0), (45.0, 30.0)], Stroke::solid(INK, 1.0));
        });
        let ink = figure.unwrap().ink();
        let expected = [8.0, 10.0, 45.0, 30.5];
        let found = [ink.left, ink.top, ink.right, ink.bottom];
        assert!(
            found.into_iter().zip(expected).all(|(f, e)| is_near(f, e)),
            "{ink:?}"
        );
    }
}
