//! Where the sources of a simulated spectrum are named.

use figures::{
    axis::Panel,
    canvas::Canvas,
    geometry::Rect,
    label::Label,
    look::{Anchor, Stroke, TextLook},
    series, theme,
};

use super::{LOOK, SimulatedData, SourceSpectrum};
use crate::plot::wavelength::PPM;

/// A leader keeps this far from the name of another source, mm.
const LEADER_MM: f64 = 0.5;
/// Names keep at least this far apart, mm.
const CLEAR_MM: f64 = 1.2;

/// A source is named where its lead over the others is at least this part of the largest that it has anywhere,
const LEADING: f64 = 0.3;
/// and this part of the range of all depths, or else nowhere: there it does nothing that one could see.
const VISIBLE: f64 = 0.01;

/// Where a source is named.
pub(super) struct Name {
    /// The source.
    i: usize,
    /// The wavelength at which it makes the spectrum.
    k: usize,
    /// Where its name stands.
    rect: Rect,
}

/// The sources that make the spectrum nowhere.
pub(super) fn nowhere(data: &SimulatedData) -> Vec<usize> {
    let sources = 0..data.sources.len();
    sources.filter(|&i| places(data, i).is_empty()).collect()
}

/// Where the sources are named, without those that the legend names; the first that has no room on the panel is an error.
pub(super) fn placed(
    panel: &Panel,
    data: &SimulatedData,
    in_legend: &[usize],
) -> Result<Vec<Name>, usize> {
    let mut names: Vec<Name> = Vec::new();
    for i in (0..data.sources.len()).filter(|i| !in_legend.contains(i)) {
        let label = Label::upright(&data.sources[i].name);
        let taken: Vec<Rect> = names.iter().map(|name| name.rect).collect();
        let place = place_of_name(panel, data, (i, &label), &taken);
        let (k, rect) = place
            .filter(|(_, rect)| rect.top > panel.rect.top)
            .ok_or(i)?;
        names.push(Name { i, k, rect });
    }
    Ok(names)
}

/// Every name, with a leader down to the line of its source.
pub(super) fn draw(canvas: &mut Canvas, panel: &Panel, data: &SimulatedData, names: &[Name]) {
    for (n_before, Name { i, k, rect }) in names.iter().enumerate() {
        let source = &data.sources[*i];
        let colour = source.stroke().colour;
        let end = panel.at(data.wavelength_um[*k], PPM * source.depth[*k]);
        let start = (end.0.clamp(rect.left, rect.right), rect.bottom);
        // A leader that would cross another name is left out.
        let mut before = names[..n_before].iter();
        if !before.any(|other| is_under(rect, start.0, &other.rect)) {
            let leader = Stroke::solid(theme::tint(colour, 0.8), 0.2);
            canvas.line(&[start, end], leader);
        }
        let at = (rect.centre().0, rect.bottom - 0.3 * LOOK.em_mm());
        let look = TextLook::level(LOOK.size_pt, colour);
        canvas.text(&Label::upright(&source.name), at, Anchor::Middle, look);
    }
}

/// Where source `i` is named: at which wavelength, and in which box. The more it stands out there the better, if the box
/// keeps clear of those that are taken; if it can, the box has its middle there.
fn place_of_name(
    panel: &Panel,
    data: &SimulatedData,
    (i, name): (usize, &Label),
    taken: &[Rect],
) -> Option<(usize, Rect)> {
    let width_mm = name.width_em * LOOK.em_mm();
    let x_mm = |k: usize| panel.x_mm(data.wavelength_um[k]);
    let places = places(data, i);
    let boxes = || {
        let places = places.iter();
        places.map(|&k| (k, name_box(panel, data, k, width_mm)))
    };
    let is_free = |(k, name_box): &(usize, Rect)| {
        let is_clear =
            |other: &Rect| !touch(name_box, other) && !is_under(name_box, x_mm(*k), other);
        taken.iter().all(is_clear)
    };
    let is_central = |(k, name_box): &(usize, Rect)| (x_mm(*k) - name_box.centre().0).abs() < 0.5;
    let central = boxes().find(|place| is_free(place) && is_central(place));
    let stacked = || {
        boxes()
            .next()
            .map(|(k, name_box)| (k, above(name_box, taken)))
    };
    central.or_else(|| boxes().find(is_free)).or_else(stacked)
}

/// Where a name stands clear of all lines around wavelength `k`.
fn name_box(panel: &Panel, data: &SimulatedData, k: usize, width_mm: f64) -> Rect {
    let half = 0.5 * width_mm;
    let centre = panel
        .x_mm(data.wavelength_um[k])
        .clamp(panel.rect.left + half + 1.0, panel.rect.right - half - 1.0);
    let (left, right) = (centre - half, centre + half);
    let below = data.wavelength_um.iter().zip(&data.depth).enumerate();
    let below = below.filter(|(_, (w, _))| (left - 1.0..=right + 1.0).contains(&panel.x_mm(**w)));
    let heights = below.flat_map(|(j, (_, &total))| {
        let sources = data.sources.iter().map(move |source| source.depth[j]);
        sources.chain([total])
    });
    let (_, highest) = series::range(heights.chain([data.depth[k]]).map(|depth| PPM * depth));
    let bottom = panel.y_mm(highest) - 1.6;
    Rect {
        left,
        right,
        top: bottom - 1.1 * LOOK.em_mm(),
        bottom,
    }
}

/// The wavelengths at which source `i` makes the spectrum, be it by blocking starlight or by hiding the warmth below: where
/// it comes closer to the whole spectrum than any other source, the farther ahead the earlier.
fn places(data: &SimulatedData, i: usize) -> Vec<usize> {
    let range = depth_range(data);
    let distance = |source: &SourceSpectrum, k: usize| (source.depth[k] - data.depth[k]).abs();
    let others = |k: usize| {
        let others = data.sources.iter().enumerate().filter(|(j, _)| *j != i);
        let distances = others.map(|(_, source)| distance(source, k));
        distances.reduce(f64::min).unwrap_or(2.0 * range)
    };
    let lead = |k: usize| others(k) - distance(&data.sources[i], k);
    let leads: Vec<f64> = (0..data.depth.len()).map(lead).collect();
    let best = leads.iter().copied().fold(0.0, f64::max);
    let mut order: Vec<usize> = (0..leads.len())
        .filter(|&k| leads[k] >= LEADING * best && leads[k] > VISIBLE * range)
        .collect();
    order.sort_by(|&a, &b| leads[b].total_cmp(&leads[a]));
    order
}

/// From the lowest to the highest depth of the whole and of any source.
fn depth_range(data: &SimulatedData) -> f64 {
    let sources = data.sources.iter().flat_map(|source| &source.depth);
    let (low, high) = series::range(data.depth.iter().chain(sources).copied());
    high - low
}

/// The same box, moved up past all that it would touch.
fn above(mut name_box: Rect, taken: &[Rect]) -> Rect {
    while let Some(other) = taken.iter().find(|other| touch(&name_box, other)) {
        let rise = name_box.bottom - other.top + 1.01 * CLEAR_MM;
        name_box.top -= rise;
        name_box.bottom -= rise;
    }
    name_box
}

/// Whether a line down from a name at `x_mm` would cross another name.
fn is_under(name_box: &Rect, x_mm: f64, other: &Rect) -> bool {
    let [left, right] = [other.left - LEADER_MM, other.right + LEADER_MM];
    other.top > name_box.bottom && (left..=right).contains(&x_mm)
}

/// Whether two names would touch.
fn touch(a: &Rect, b: &Rect) -> bool {
    let apart = |low: f64, high: f64| low > high + CLEAR_MM;
    !(apart(a.left, b.right)
        || apart(b.left, a.right)
        || apart(a.top, b.bottom)
        || apart(b.top, a.bottom))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_source_is_named_where_it_makes_the_spectrum() {
        let source = |depth: [f64; 3]| SourceSpectrum {
            name: String::new(),
            depth: depth.to_vec(),
        };
        let data = |depth: [f64; 3], sources: [[f64; 3]; 2]| SimulatedData {
            quantity: String::new(),
            wavelength_um: vec![1.0, 2.0, 3.0],
            depth: depth.to_vec(),
            sources: sources.map(source).to_vec(),
            bins: Vec::new(),
        };
        let transit = data([2.5, 5.5, 2.5], [[1.0, 5.0, 2.0], [2.0, 4.0, 1.0]]);
        assert_eq!(places(&transit, 0), [1, 2]);
        assert_eq!(places(&transit, 1), [0]);
        let eclipse = data([1.0, 2.0, 3.0], [[1.5, 4.0, 4.0], [4.0, 2.1, 3.9]]);
        assert_eq!(places(&eclipse, 0)[0], 0);
        assert_eq!(places(&eclipse, 1)[0], 1);
        let nothing = data([2.5, 5.5, 2.5], [[1.0, 5.0, 2.0], [1.0, 1.0, 1.0]]);
        assert_eq!(nowhere(&nothing), [1]);
    }

    #[test]
    fn names_side_by_side_do_not_touch() {
        let at = |left: f64| Rect {
            left,
            right: left + 5.0,
            top: 0.0,
            bottom: 3.0,
        };
        assert!(touch(&at(0.0), &at(5.5)));
        assert!(!touch(&at(0.0), &at(7.0)));
        let moved = above(at(0.0), &[at(2.0), at(-2.0)]);
        assert!(moved.bottom < 0.0 && !touch(&moved, &at(2.0)));
    }
}
