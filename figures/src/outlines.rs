//! From a drawing to what is kept: an SVG whose text is outlines, and a PNG of the same tree.
//!
//! Both see the embedded font only, so neither depends on the fonts of the machine that draws or shows them. The tree also
//! knows where its text and its ink came to lie.

use std::sync::{Arc, LazyLock};

use resvg::{
    tiny_skia::{self, Color, Pixmap, Transform},
    usvg::{Group, Node, Options, Tree, WriteOptions, fontdb::Database},
};

use crate::{FigureError, backend::UNITS_PER_MM, font, geometry::Rect};

static FONTS: LazyLock<Arc<Database>> = LazyLock::new(|| {
    let mut fonts = Database::new();
    fonts.load_font_data(font::REGULAR.to_vec());
    fonts.load_font_data(font::ITALIC.to_vec());
    Arc::new(fonts)
});

/// A drawing as it is kept.
pub(crate) struct Outlined {
    /// The SVG document, sized in millimetres, on white paper.
    pub svg: String,
    /// What each piece of text covers with ink, in the order of drawing.
    pub texts: Vec<Rect>,
    /// What everything covers together.
    pub ink: Rect,
}

/// The drawing with its text as outlines.
pub(crate) fn outlined(
    drawing: &str,
    [width_mm, height_mm]: [f64; 2],
) -> Result<Outlined, FigureError> {
    let options = WriteOptions {
        coordinates_precision: 1,
        transforms_precision: 5,
        ..WriteOptions::default()
    };
    let tree = tree(drawing)?;
    let svg = tree.to_string(&options);
    let (_, body) = svg
        .split_once('>')
        .ok_or_else(|| failed("the drawing has no root element"))?;
    let (width, height) = (width_mm * UNITS_PER_MM, height_mm * UNITS_PER_MM);
    let svg = format!(
        "<svg width=\"{width_mm}mm\" height=\"{height_mm}mm\" viewBox=\"0 0 {width:.0} {height:.0}\" \
         xmlns=\"http://www.w3.org/2000/svg\">\n\
         <rect width=\"100%\" height=\"100%\" fill=\"#ffffff\"/>{body}"
    );
    Ok(Outlined {
        svg,
        texts: texts(tree.root()),
        ink: mm(tree.root().abs_stroke_bounding_box()),
    })
}

/// The figure of an outlined drawing as a PNG.
pub(crate) fn png(svg: &str, dots_per_inch: f64) -> Result<Vec<u8>, FigureError> {
    let tree = tree(svg)?;
    // A CSS inch has 96 pixels, which is the unit of the tree's size.
    let scale = dots_per_inch / 96.0;
    let pixels = |size: f32| (f64::from(size) * scale).round() as u32;
    let mut pixmap = Pixmap::new(pixels(tree.size().width()), pixels(tree.size().height()))
        .ok_or_else(|| failed("the figure has no area"))?;
    pixmap.fill(Color::WHITE);
    let scale = scale as f32;
    resvg::render(
        &tree,
        Transform::from_scale(scale, scale),
        &mut pixmap.as_mut(),
    );
    pixmap.encode_png().map_err(failed)
}

fn tree(svg: &str) -> Result<Tree, FigureError> {
    let options = Options {
        font_family: font::FAMILY.into(),
        fontdb: Arc::clone(&FONTS),
        ..Options::default()
    };
    Tree::from_str(svg, &options).map_err(failed)
}

fn failed(reason: impl ToString) -> FigureError {
    FigureError::Render {
        reason: reason.to_string(),
    }
}

/// What the text below a group covers.
fn texts(group: &Group) -> Vec<Rect> {
    let of_node = |node: &Node| match node {
        Node::Group(group) => texts(group),
        // Its "bounding box" is that of a line of any letters; with strokes, of which ours have none, that of its own.
        Node::Text(text) => vec![mm(text.abs_stroke_bounding_box())],
        _ => Vec::new(),
    };
    group.children().iter().flat_map(of_node).collect()
}

fn mm(units: tiny_skia::Rect) -> Rect {
    let mm = |units: f32| f64::from(units) / UNITS_PER_MM;
    Rect {
        left: mm(units.left()),
        top: mm(units.top()),
        right: mm(units.right()),
        bottom: mm(units.bottom()),
    }
}
