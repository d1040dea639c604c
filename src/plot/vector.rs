//! From plotters' drawing to what is kept: an SVG whose text is outlines, and a PNG of the same tree.
//!
//! Both see the embedded font only, so neither depends on the fonts of the machine that draws or shows them.

use std::sync::{Arc, LazyLock};

use resvg::{
    tiny_skia::{Color, Pixmap, Transform},
    usvg::{Options, Tree, WriteOptions, fontdb::Database},
};

use super::{PlotError, canvas::UNITS_PER_MM, font};

static FONTS: LazyLock<Arc<Database>> = LazyLock::new(|| {
    let mut fonts = Database::new();
    fonts.load_font_data(font::REGULAR.to_vec());
    fonts.load_font_data(font::ITALIC.to_vec());
    Arc::new(fonts)
});

fn tree(svg: &str) -> Result<Tree, PlotError> {
    let options = Options {
        font_family: font::FAMILY.into(),
        fontdb: Arc::clone(&FONTS),
        ..Options::default()
    };
    Tree::from_str(svg, &options).map_err(|error| PlotError::Render {
        reason: error.to_string(),
    })
}

/// The drawing with its text as outlines, sized in millimetres, on white paper.
pub(super) fn outlined(
    drawing: &str,
    [width_mm, height_mm]: [f64; 2],
) -> Result<String, PlotError> {
    // Noisy lines would grow spikes from plotters' default, mitred joins.
    let rounded = drawing.replacen("<svg ", "<svg stroke-linejoin=\"round\" ", 1);
    let options = WriteOptions {
        coordinates_precision: 1,
        transforms_precision: 5,
        ..WriteOptions::default()
    };
    let svg = tree(&rounded)?.to_string(&options);
    let (_, body) = svg.split_once('>').ok_or_else(|| PlotError::Render {
        reason: "the drawing has no root element".into(),
    })?;
    let (width, height) = (width_mm * UNITS_PER_MM, height_mm * UNITS_PER_MM);
    Ok(format!(
        "<svg width=\"{width_mm}mm\" height=\"{height_mm}mm\" viewBox=\"0 0 {width:.0} {height:.0}\" \
         xmlns=\"http://www.w3.org/2000/svg\">\n\
         <rect width=\"100%\" height=\"100%\" fill=\"#ffffff\"/>{body}"
    ))
}

/// The same figure as a PNG of `dots_per_inch`.
pub(super) fn png(svg: &str, dots_per_inch: f64) -> Result<Vec<u8>, PlotError> {
    let tree = tree(svg)?;
    // A CSS inch has 96 pixels, which is the unit of the tree's size.
    let scale = dots_per_inch / 96.0;
    let pixels = |size: f32| (f64::from(size) * scale).round() as u32;
    let failed = |reason: &str| PlotError::Render {
        reason: reason.into(),
    };
    let mut pixmap = Pixmap::new(pixels(tree.size().width()), pixels(tree.size().height()))
        .ok_or_else(|| failed("the figure has no area"))?;
    pixmap.fill(Color::WHITE);
    let scale = scale as f32;
    resvg::render(
        &tree,
        Transform::from_scale(scale, scale),
        &mut pixmap.as_mut(),
    );
    pixmap
        .encode_png()
        .map_err(|error| failed(&error.to_string()))
}
