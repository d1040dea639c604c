//! The one type face of all figures, compiled into the program: Liberation Sans 2.1.5, whose widths are Helvetica's
//! (SIL Open Font License 1.1, `fonts/LICENSE`). What it measures here is what `outlines` turns into outlines, so a figure
//! looks the same on a machine without any font.

use std::sync::LazyLock;

use ab_glyph::{Font, FontRef};

/// The family's name, as the font files give it.
pub(crate) const FAMILY: &str = "Liberation Sans";
/// The upright face.
pub(crate) const REGULAR: &[u8] = include_bytes!("fonts/LiberationSans-Regular.ttf");
/// The italic face, for the symbols of variables.
pub(crate) const ITALIC: &[u8] = include_bytes!("fonts/LiberationSans-Italic.ttf");

static REGULAR_FACE: LazyLock<FontRef<'static>> = LazyLock::new(|| face(REGULAR));
static ITALIC_FACE: LazyLock<FontRef<'static>> = LazyLock::new(|| face(ITALIC));

fn face(bytes: &'static [u8]) -> FontRef<'static> {
    FontRef::try_from_slice(bytes).expect("the embedded font is a valid TrueType file")
}

/// Advance width of `text` in units of the font size (em), kerning included.
pub(crate) fn width_em(text: &str, italic: bool) -> f64 {
    let face = if italic {
        &*ITALIC_FACE
    } else {
        &*REGULAR_FACE
    };
    let em = f64::from(face.units_per_em().unwrap_or(2048.0));
    let glyphs: Vec<_> = text.chars().map(|c| face.glyph_id(c)).collect();
    let advance: f32 = glyphs.iter().map(|&g| face.h_advance_unscaled(g)).sum();
    let kerning: f32 = glyphs
        .windows(2)
        .map(|pair| face.kern_unscaled(pair[0], pair[1]))
        .sum();
    f64::from(advance + kerning) / em
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_symbol_of_our_labels_has_a_glyph() {
        for symbol in "λµμσχδκγτΩ−±×·→°≥≤–—0123456789()[]/%²".chars() {
            assert_ne!(REGULAR_FACE.glyph_id(symbol).0, 0, "{symbol}");
        }
        for symbol in "XTRPλκγχ".chars() {
            assert_ne!(ITALIC_FACE.glyph_id(symbol).0, 0, "{symbol}");
        }
    }

    #[test]
    fn width_is_that_of_helvetica() {
        // Helvetica's digits are 556 thousandths of an em wide (Adobe Core 14 AFM files).
        assert!((width_em("0123456789", false) - 5.56).abs() < 0.01);
    }
}
