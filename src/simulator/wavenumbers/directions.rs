//! The few directions in which the depths of a cell's samples differ: there are hundreds of atmospheres, and depths in one of them say
//! much of those in the others.

use pulp::Arch;

use super::non_negative::{add_scaled, dot, norm};

/// Orthonormal directions, `[n_directions][n_atmospheres]`.
pub(super) struct Directions(Vec<Vec<f64>>);

impl Directions {
    /// Directions outside of which no column is longer than `tolerance`: of the longest column, then of the longest rest, and so on.
    pub fn of(columns: &[Vec<f64>], tolerance: f64) -> Self {
        let mut rests = columns.to_vec();
        let mut directions: Vec<Vec<f64>> = Vec::new();
        loop {
            let lengths = rests.iter().map(|rest| norm(rest));
            let longest = lengths.enumerate().max_by(|a, b| a.1.total_cmp(&b.1));
            let Some((i, length)) = longest.filter(|(_, length)| *length > tolerance) else {
                return Self(directions);
            };
            let mut direction = rests[i].clone();
            // What rounding has left of the others.
            for other in &directions {
                let part = dot(other, &direction);
                add_scaled(&mut direction, -part, other);
            }
            let length = norm(&direction).min(length);
            direction.iter_mut().for_each(|x| *x /= length);
            Arch::new().dispatch(|| {
                for rest in &mut rests {
                    let part = dot(&direction, rest);
                    add_scaled(rest, -part, &direction);
                }
            });
            directions.push(direction);
        }
    }

    /// A column along the directions, `[n_directions]`.
    pub fn along(&self, column: &[f64]) -> Vec<f64> {
        self.0
            .iter()
            .map(|direction| dot(direction, column))
            .collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_keep_their_distances() {
        let value = |i: usize, row: usize| {
            let (i, row) = (i as f64, row as f64);
            (0.1 * i).sin() * (0.3 * row).cos()
                + 0.2 * (0.7 * i).cos() * row
                + 1e-5 * (i * row).sin()
        };
        let column = |i| (0..30).map(|row| value(i, row)).collect();
        let columns: Vec<Vec<f64>> = (0..50).map(column).collect();
        let directions = Directions::of(&columns, 1e-3);
        assert_eq!(directions.0.len(), 2);
        for (a, b) in columns.iter().zip(&columns[1..]) {
            let mut difference = a.clone();
            add_scaled(&mut difference, -1.0, b);
            let mut along = directions.along(a);
            add_scaled(&mut along, -1.0, &directions.along(b));
            assert!((norm(&difference) - norm(&along)).abs() < 2e-3);
        }
    }
}
