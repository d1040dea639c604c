//! Regions of a two-dimensional density above a level, as rings on the unit square.

use contour::ContourBuilder;
use ndarray::Array2;

use crate::geometry::Point;

/// A region's outline: its outer ring and its holes, on the unit square, y upwards.
#[derive(Debug, Clone, PartialEq)]
pub struct Region {
    /// Its border.
    pub exterior: Vec<Point>,
    /// The borders of what is left out of it.
    pub holes: Vec<Vec<Point>>,
}

/// The regions where `cells`, shape `[n_y, n_x]`, exceed `level`; they end at the border of the square.
pub fn regions(cells: &Array2<f64>, level: f64) -> Vec<Region> {
    let (n_y, n_x) = cells.dim();
    let builder = ContourBuilder::new(n_x, n_y, true)
        .x_step(1.0 / n_x as f64)
        .y_step(1.0 / n_y as f64);
    let values: Vec<f64> = cells.iter().copied().collect();
    let contours = builder
        .contours(&values, &[level])
        .expect("the grid has as many values as cells");
    let polygons = contours
        .into_iter()
        .flat_map(|contour| contour.into_inner().0);
    polygons
        .map(|polygon| {
            let (exterior, holes) = polygon.into_inner();
            let ring = |ring: Vec<contour::Pt>| ring.into_iter().map(|p| (p.x, p.y)).collect();
            Region {
                exterior: ring(exterior.0),
                holes: holes.into_iter().map(|hole| ring(hole.0)).collect(),
            }
        })
        .collect()
}

/// The pieces of a ring that do not run along the border of the unit square.
pub fn inner_lines(ring: &[Point]) -> Vec<Vec<Point>> {
    let mut pieces: Vec<Vec<Point>> = Vec::new();
    let mut is_open = false;
    for pair in ring.windows(2) {
        if runs_along_border(pair[0], pair[1]) {
            is_open = false;
        } else if let (true, Some(piece)) = (is_open, pieces.last_mut()) {
            piece.push(pair[1]);
        } else {
            pieces.push(pair.to_vec());
            is_open = true;
        }
    }
    pieces
}

fn runs_along_border(a: Point, b: Point) -> bool {
    let at = |v: f64, w: f64, side: f64| (v - side).abs() < 1e-9 && (w - side).abs() < 1e-9;
    [0.0, 1.0]
        .iter()
        .any(|&side| at(a.0, b.0, side) || at(a.1, b.1, side))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::geometry::signed_area;

    fn radius(i: usize, j: usize) -> f64 {
        ((i as f64 + 0.5) / 50.0 - 1.0).hypot((j as f64 + 0.5) / 50.0 - 1.0)
    }

    #[test]
    fn a_cone_gives_a_disc() {
        let cells = Array2::from_shape_fn((100, 100), |(j, i)| 1.0 - radius(i, j));
        let found = regions(&cells, 0.5);
        assert_eq!(found.len(), 1);
        let area = signed_area(&found[0].exterior).abs() / 2.0;
        let expected = std::f64::consts::PI * 0.25_f64.powi(2);
        assert!((area / expected - 1.0).abs() < 1e-3, "{area} {expected}");
    }

    #[test]
    fn an_annulus_has_a_hole() {
        let cells = Array2::from_shape_fn((100, 100), |(j, i)| -(radius(i, j) - 0.5).abs());
        let found = regions(&cells, -0.1);
        assert_eq!((found.len(), found[0].holes.len()), (1, 1));
        let area_of = |ring: &[Point]| signed_area(ring).abs() / 2.0;
        let area = area_of(&found[0].exterior) - area_of(&found[0].holes[0]);
        let expected = std::f64::consts::PI * (0.3_f64.powi(2) - 0.2_f64.powi(2));
        assert!((area / expected - 1.0).abs() < 5e-3, "{area} {expected}");
    }

    #[test]
    fn a_region_at_the_border_is_closed_there_and_its_line_is_open() {
        let cells = Array2::from_shape_fn((40, 40), |(_, i)| 40.0 - i as f64);
        let found = regions(&cells, 20.5);
        let area = signed_area(&found[0].exterior).abs() / 2.0;
        // The corners of the square are cut by half a cell.
        assert!((area - 0.5).abs() < 1e-3, "{area}");
        let lines = inner_lines(&found[0].exterior);
        let is_edge = |p: &&Point| (p.0 - 0.5).abs() < 1e-6;
        assert!(lines.iter().flatten().filter(is_edge).count() > 30);
        // All else are the cut corners, within half a cell of the lower and the upper side.
        let is_cut = |p: &Point| !(0.013..=0.987).contains(&p.1);
        let mut rest = lines.iter().flatten().filter(|p| !is_edge(p));
        assert!(rest.all(is_cut), "{lines:?}");
    }
}
