//! How things look: colours, lines, text, data points.

/// Millimetres of a typographic point.
pub const POINT_MM: f64 = 25.4 / 72.0;

/// A colour, red, green and blue.
pub type Colour = (u8, u8, u8);

/// How a line is drawn.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Stroke {
    /// Its colour.
    pub colour: Colour,
    /// Its width, mm.
    pub width_mm: f64,
    /// Lengths of ink and gap, mm.
    pub dash_mm: Option<[f64; 2]>,
}

impl Stroke {
    /// A line without gaps.
    pub const fn solid(colour: Colour, width_mm: f64) -> Self {
        Self {
            colour,
            width_mm,
            dash_mm: None,
        }
    }

    /// A line of dashes.
    pub const fn dashed(colour: Colour, width_mm: f64, ink_mm: f64, gap_mm: f64) -> Self {
        Self {
            colour,
            width_mm,
            dash_mm: Some([ink_mm, gap_mm]),
        }
    }
}

/// Which point of a text its position is; vertically it is always the baseline.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Anchor {
    /// Its first letter.
    Start,
    /// Its middle.
    Middle,
    /// Its last letter.
    End,
}

/// Shape of a data point.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Marker {
    /// A filled circle.
    Disc,
    /// A square on its side.
    Square,
    /// A triangle with its tip up.
    Triangle,
    /// A square on its tip.
    Diamond,
}

/// Size and colour of text, and whether it runs upwards.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct TextLook {
    /// Size of the font, points.
    pub size_pt: f64,
    /// Its colour.
    pub colour: Colour,
    /// Whether it is read from below to above.
    pub upwards: bool,
}

impl TextLook {
    /// Level text.
    pub const fn level(size_pt: f64, colour: Colour) -> Self {
        Self {
            size_pt,
            colour,
            upwards: false,
        }
    }

    /// Text read from below to above.
    pub const fn upwards(size_pt: f64, colour: Colour) -> Self {
        Self {
            size_pt,
            colour,
            upwards: true,
        }
    }

    /// Length of an em, mm.
    pub fn em_mm(&self) -> f64 {
        self.size_pt * POINT_MM
    }
}
