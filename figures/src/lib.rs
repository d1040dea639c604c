//! Paper figures: plain drawing in millimetres, an SVG out, and the same as a PNG.
//!
//! A figure is as wide as the page or the column it is made for, and its text is legible there. The text of the SVG is
//! outlines of the embedded font and the PNG is drawn from that SVG, so both are the same on every machine; the same
//! drawing gives the same bytes.
//!
//! ```
//! use figures::{
//!     Figure,
//!     axis::Axis,
//!     legend::{Entry, Key},
//!     look::{Stroke, TextLook},
//!     sheet::{Place, Row, Scale, Sheet, Style},
//!     theme,
//! };
//!
//! let look = TextLook::level(9.0, theme::INK);
//! let style = Style { width_mm: 85.0, right_mm: 3.0, look, legend_look: look };
//! let line = Stroke::solid(theme::BLUE, theme::LINE_MM);
//! let sheet = Sheet::new(
//!     &style,
//!     Scale::new(Axis::linear(0.0, 10.0), "t [s]", 6),
//!     vec![Row { height_mm: 50.0, y: Scale::new(Axis::linear(-1.1, 1.1), "x [mm]", 5) }],
//!     Place::Above(vec![Entry::new(Key::Line(line), "x = sin t")]),
//! );
//! let panel = sheet.panels[0];
//! let points: Vec<_> = (0..=200).map(|i| 0.05 * f64::from(i)).map(|t| panel.at(t, t.sin())).collect();
//! let figure = Figure::draw(sheet.size_mm, |canvas| {
//!     canvas.within(panel.rect, |canvas| canvas.line(&points, line));
//!     sheet.draw_frame(canvas);
//! })?;
//!
//! assert!(figure.svg().starts_with("<svg width=\"85mm\""));
//! assert!(figure.png()?.starts_with(b"\x89PNG"));
//! assert!(figure.texts().iter().any(|(text, _)| *text == "t [s]"));
//! # Ok::<(), figures::FigureError>(())
//! ```
//!
//! # What it owns
//! | module | what |
//! | --- | --- |
//! | [`look`] [`theme`] | how lines, text and points look; the colours and widths that all figures share |
//! | [`geometry`] [`canvas`] | the sheet in millimetres, and what was drawn on it |
//! | [`axis`] [`number`] [`label`] | values to places, round ticks, numbers in print, set text |
//! | [`legend`] [`sheet`] | the page: panels above each other with frames, numbers, names, legend |
//! | [`density`] [`contours`] [`series`] | from samples to smooth densities and their outlines; gaps in a series |
//! | [`check`] | what a figure refuses to show |
//! | `backend` `outlines` `font` | from the sheet to plotters, from plotters to outlines, the one type face |
//!
//! # What it does not do
//! It reads and writes no files, and it knows no planet: what a figure is about is its caller's business. Whoever wants to
//! know what came to lie where asks the [`Figure`].

mod backend;
mod error;
mod figure;
mod font;
mod frame;
mod outlines;

pub mod axis;
pub mod canvas;
pub mod check;
pub mod contours;
pub mod density;
pub mod geometry;
pub mod label;
pub mod legend;
pub mod look;
pub mod number;
pub mod series;
pub mod sheet;
pub mod theme;

pub use error::FigureError;
pub use figure::Figure;
pub use frame::Ticks;
