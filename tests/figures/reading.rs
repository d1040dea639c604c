//! Reads a figure as a person with a ruler does: which texts run into each other, what leaves the page, and which place the
//! numbers along a frame give to a value. Nothing here knows how the figure was laid out.

use exosonde::plot::Figure;
use figures::{
    canvas::Element,
    geometry::{Point, Rect},
    look::{Colour, Stroke},
    theme,
};

/// Texts closer than this to each other are hard to tell apart, mm.
const CLEAR_MM: f64 = 0.1;
/// A coordinate of the SVG is right to half of its last digit, 0.005 mm; twice that for two of them.
const TOLERANCE_MM: f64 = 0.02;
/// A number is at most this far from its tick, mm.
const REACH_MM: f64 = 0.9;

/// That no two texts overlap, none lies on a frame's panel unless it is `inside`, and nothing leaves the page.
pub fn assert_legible(figure: &Figure, name: &str, inside: &[&str]) {
    let texts = figure.texts();
    for (i, (text, rect)) in texts.iter().enumerate() {
        for (other_text, other) in &texts[..i] {
            assert!(
                !overlap(&grown(rect, CLEAR_MM), other),
                "{name}: `{text}` {rect:?} runs into `{other_text}` {other:?}"
            );
        }
        for frame in frames(figure) {
            assert!(
                inside.contains(text) || !overlap(rect, &frame),
                "{name}: `{text}` {rect:?} lies on the panel {frame:?}"
            );
        }
    }
    let ([width, height], ink) = (figure.size_mm(), figure.ink());
    let is_inside = ink.left >= 0.0 && ink.top >= 0.0 && ink.right <= width && ink.bottom <= height;
    assert!(
        is_inside,
        "{name}: {ink:?} leaves the page of {width} × {height}"
    );
}

fn grown(rect: &Rect, by: f64) -> Rect {
    Rect {
        left: rect.left - by,
        top: rect.top - by,
        right: rect.right + by,
        bottom: rect.bottom + by,
    }
}

fn overlap(a: &Rect, b: &Rect) -> bool {
    a.left < b.right && b.left < a.right && a.top < b.bottom && b.top < a.bottom
}

/// The panels' frames in the order of drawing.
pub fn frames(figure: &Figure) -> Vec<Rect> {
    let frame = |element: &Element| match element {
        Element::Line { points, stroke } if points.len() == 6 && stroke.colour == theme::INK => {
            let ((left, top), (right, bottom)) = (points[0], points[2]);
            Some(Rect {
                left,
                top,
                right,
                bottom,
            })
        }
        _ => None,
    };
    figure.elements().iter().filter_map(frame).collect()
}

/// How the numbers along an axis are spaced.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Spacing {
    Linear,
    Log,
}

/// A panel with the rulers that the numbers of its axes make.
#[derive(Debug)]
pub struct Chart {
    x: Ruler,
    y: Ruler,
}

impl Chart {
    /// The panel in a frame of a figure.
    pub fn read(figure: &Figure, frame: &Rect, [x, y]: [Spacing; 2]) -> Self {
        Self {
            x: Ruler::x(figure, frame, x),
            y: Ruler::y(figure, frame, y),
        }
    }

    /// Where a pair of values belongs.
    pub fn at(&self, x: f64, y: f64) -> Point {
        (self.x.mm(x), self.y.mm(y))
    }
}

/// The lowest frame of the column that a frame is part of.
pub fn lowest(figure: &Figure, frame: &Rect) -> Rect {
    let column = frames(figure)
        .into_iter()
        .filter(|other| other.left == frame.left);
    column.max_by(|a, b| a.bottom.total_cmp(&b.bottom)).unwrap()
}

/// The ticks along one side of a frame that have a number beside them: value and place, mm.
fn numbers(figure: &Figure, frame: &Rect, is_below: bool) -> Vec<(f64, f64)> {
    let starts_at_side = |(x, y): Point| match is_below {
        true => y == frame.bottom && (frame.left..=frame.right).contains(&x),
        false => x == frame.left && (frame.top..=frame.bottom).contains(&y),
    };
    let place = |element: &Element| match element {
        Element::Line { points, .. } if points.len() == 2 && starts_at_side(points[0]) => {
            let is_across = match is_below {
                true => points[0].0 == points[1].0,
                false => points[0].1 == points[1].1,
            };
            is_across.then_some(if is_below { points[0].0 } else { points[0].1 })
        }
        _ => None,
    };
    let ticks: Vec<f64> = figure.elements().iter().filter_map(place).collect();
    let beside = |(text, rect): (&str, Rect)| {
        let value = number(text)?;
        let (distance, centre) = match is_below {
            true => (rect.top - frame.bottom, rect.centre().0),
            false => (frame.left - rect.right, rect.centre().1),
        };
        let nearest = ticks.iter().copied();
        let nearest = nearest.min_by(|a, b| (a - centre).abs().total_cmp(&(b - centre).abs()))?;
        let is_beside = (0.0..3.0).contains(&distance) && (nearest - centre).abs() < REACH_MM;
        is_beside.then_some((value, nearest))
    };
    figure.texts().into_iter().filter_map(beside).collect()
}

/// The number that a label shows: `−2.10`, `21 450`, `10^{−6}` or `3×10^{−5}`.
fn number(text: &str) -> Option<f64> {
    let plain = text.replace('−', "-").replace('\u{2009}', "");
    match plain.split_once("10^{") {
        None => plain.parse().ok(),
        Some((leading, exponent)) => {
            let leading = match leading.strip_suffix('×') {
                Some(leading) => leading.parse::<f64>().ok()?,
                None if leading.is_empty() => 1.0,
                None => return None,
            };
            let exponent: i32 = exponent.strip_suffix('}')?.parse().ok()?;
            Some(leading * 10f64.powi(exponent))
        }
    }
}

/// From values to places, by the first and the last number of an axis.
#[derive(Debug)]
pub struct Ruler {
    spacing: Spacing,
    first: (f64, f64),
    last: (f64, f64),
}

impl Ruler {
    /// The x axis of a frame, whose numbers stand below the lowest frame of the column.
    pub fn x(figure: &Figure, frame: &Rect, spacing: Spacing) -> Self {
        Self::new(&numbers(figure, &lowest(figure, frame), true), spacing)
    }

    /// The y axis of a frame, whose numbers stand left of the first frame of the row.
    pub fn y(figure: &Figure, frame: &Rect, spacing: Spacing) -> Self {
        let row = frames(figure)
            .into_iter()
            .filter(|other| other.top == frame.top);
        let first = row.min_by(|a, b| a.left.total_cmp(&b.left)).unwrap();
        Self::new(&numbers(figure, &first, false), spacing)
    }

    fn new(numbers: &[(f64, f64)], spacing: Spacing) -> Self {
        assert!(numbers.len() > 1, "an axis with the numbers {numbers:?}");
        let ruler = Self {
            spacing,
            first: numbers[0],
            last: numbers[numbers.len() - 1],
        };
        for (value, mm) in numbers {
            let off = ruler.mm(*value) - mm;
            assert!(
                off.abs() < TOLERANCE_MM,
                "{numbers:?}: {value} is off by {off}"
            );
        }
        ruler
    }

    /// Where a value belongs.
    pub fn mm(&self, value: f64) -> f64 {
        let scaled = |value: f64| match self.spacing {
            Spacing::Linear => value,
            Spacing::Log => value.ln(),
        };
        let [first, last] = [self.first.0, self.last.0].map(scaled);
        let t = (scaled(value) - first) / (last - first);
        self.first.1 + t * (self.last.1 - self.first.1)
    }
}

/// That there is a data point of this colour at a place.
pub fn assert_marked(figure: &Figure, colour: Colour, at: Point) {
    let distance = |element: &Element| match element {
        Element::Mark {
            centre, colour: c, ..
        } if *c == colour => (centre.0 - at.0).hypot(centre.1 - at.1),
        _ => f64::INFINITY,
    };
    let nearest = figure
        .elements()
        .iter()
        .map(distance)
        .fold(f64::INFINITY, f64::min);
    assert!(
        nearest < TOLERANCE_MM,
        "the nearest point to {at:?} is {nearest} mm away"
    );
}

/// That a line of this colour runs through a place.
pub fn assert_on_line(figure: &Figure, colour: Colour, at: Point) {
    assert_on(figure, |stroke| stroke.colour == colour, at);
}

/// That a line of this colour and these dashes runs through a place.
pub fn assert_on_stroke(figure: &Figure, look: Stroke, at: Point) {
    let is_it = |stroke: &Stroke| (stroke.colour, stroke.dash_mm) == (look.colour, look.dash_mm);
    assert_on(figure, is_it, at);
}

/// The line that a legend has beside a name.
pub fn key_line(figure: &Figure, name: &str) -> Stroke {
    let texts = figure.texts();
    let (_, rect) = texts.iter().find(|(text, _)| *text == name).unwrap();
    let is_beside = |points: &[Point]| {
        let ((_, y), (x, _)) = (points[0], points[1]);
        let is_level = points.len() == 2 && points[0].1 == points[1].1;
        is_level && (0.0..2.5).contains(&(rect.left - x)) && (rect.top..rect.bottom).contains(&y)
    };
    let key = |element: &Element| match element {
        Element::Line { points, stroke } if is_beside(points) => Some(*stroke),
        _ => None,
    };
    let mut keys = figure.elements().iter().filter_map(key);
    keys.next()
        .unwrap_or_else(|| panic!("`{name}` has no line beside it"))
}

fn assert_on(figure: &Figure, is_it: impl Fn(&Stroke) -> bool, at: Point) {
    let distance = |element: &Element| match element {
        Element::Line { points, stroke } if is_it(stroke) => {
            let to_segments = points
                .windows(2)
                .map(|pair| distance_to(pair[0], pair[1], at));
            to_segments.fold(f64::INFINITY, f64::min)
        }
        _ => f64::INFINITY,
    };
    let nearest = figure
        .elements()
        .iter()
        .map(distance)
        .fold(f64::INFINITY, f64::min);
    assert!(
        nearest < TOLERANCE_MM,
        "the nearest line to {at:?} is {nearest} mm away"
    );
}

/// Left and right end of the area of this colour within a frame.
pub fn ends_of_area(figure: &Figure, colour: Colour, frame: &Rect) -> [f64; 2] {
    let within = |element: &Element| match element {
        Element::Area {
            border, colour: c, ..
        } if *c == colour && border.iter().all(|&p| grown(frame, 1e-6).contains(p)) => {
            Some(border.clone())
        }
        _ => None,
    };
    let x = figure
        .elements()
        .iter()
        .filter_map(within)
        .flatten()
        .map(|p| p.0);
    x.fold([f64::INFINITY, f64::NEG_INFINITY], |[low, high], x| {
        [low.min(x), high.max(x)]
    })
}

fn distance_to(from: Point, to: Point, (x, y): Point) -> f64 {
    let (dx, dy) = (to.0 - from.0, to.1 - from.1);
    let length2 = dx * dx + dy * dy;
    let t = match length2 > 0.0 {
        true => (((x - from.0) * dx + (y - from.1) * dy) / length2).clamp(0.0, 1.0),
        false => 0.0,
    };
    (from.0 + t * dx - x).hypot(from.1 + t * dy - y)
}
