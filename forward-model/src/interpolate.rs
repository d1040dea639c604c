//! Where a value lies on a rising axis: the one interpolation rule that all tables share.

use crate::content::{Content, Listener};

/// The rule by which a table's value is interpolated between temperatures and, linearly in log P, between pressures.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Interpolation {
    /// The value itself, linearly in T.
    Linear,
    /// Its logarithm, linearly in T.
    Log,
    /// Its logarithm, linearly in 1/T, as a Boltzmann factor goes.
    LogInverseTemperature,
}

impl Interpolation {
    /// Whether it is the logarithm that is interpolated.
    pub fn is_log(self) -> bool {
        self != Self::Linear
    }
}

impl Content for Interpolation {
    fn tell(&self, listener: &mut dyn Listener) {
        listener.text(match self {
            Self::Linear => "linear",
            Self::Log => "log",
            Self::LogInverseTemperature => "log over 1/T",
        });
    }
}

/// The two nodes around a value and how far the value is from the lower to the upper one.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Bracket {
    /// Index of the lower node.
    pub lower: usize,
    /// Index of the upper node; equal to `lower` only on an axis of one node.
    pub upper: usize,
    /// Weight of the upper node, 0 to 1.
    pub fraction: f64,
    /// Whether the value was outside the axis and stands at its edge now.
    pub clamped: bool,
}

/// Share of an axis by which rounding may carry a value beyond its edge before it counts as outside.
const EDGE_TOLERANCE: f64 = 1e-9;

/// Brackets `value` on a strictly rising `axis` of at least one node; outside it, clamps to the edge.
pub fn bracket(axis: &[f64], value: f64) -> Bracket {
    let last = axis.len() - 1;
    let tolerance = EDGE_TOLERANCE * (axis[last] - axis[0]);
    let clamped = !(axis[0] - tolerance <= value && value <= axis[last] + tolerance);
    let upper = axis
        .partition_point(|&node| node <= value)
        .clamp(last.min(1), last);
    let lower = upper.saturating_sub(1);
    let fraction = if upper == lower {
        0.0
    } else {
        ((value - axis[lower]) / (axis[upper] - axis[lower])).clamp(0.0, 1.0)
    };
    Bracket {
        lower,
        upper,
        fraction,
        clamped,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_inside_are_bracketed_and_values_outside_are_clamped() {
        let axis = [1.0, 2.0, 4.0];
        let at = |value| bracket(&axis, value);
        assert_eq!(
            at(3.0),
            Bracket {
                lower: 1,
                upper: 2,
                fraction: 0.5,
                clamped: false
            }
        );
        assert_eq!(
            at(4.0),
            Bracket {
                lower: 1,
                upper: 2,
                fraction: 1.0,
                clamped: false
            }
        );
        assert_eq!(
            at(9.0),
            Bracket {
                lower: 1,
                upper: 2,
                fraction: 1.0,
                clamped: true
            }
        );
        assert_eq!(
            at(0.0),
            Bracket {
                lower: 0,
                upper: 1,
                fraction: 0.0,
                clamped: true
            }
        );
    }

    #[test]
    fn an_axis_of_one_node_is_constant() {
        let expected = Bracket {
            lower: 0,
            upper: 0,
            fraction: 0.0,
            clamped: true,
        };
        assert_eq!(bracket(&[5.0], 7.0), expected);
        assert!(!bracket(&[5.0], 5.0).clamped);
    }
}
