//! From a table to what a figure shows of it at one temperature and pressure.

use figures::number;
use forward_model::{Interpolation, OpacityTable, units};

use super::{OpacityCell, OpacityCurve};
use crate::plot::PlotError;

/// Columns of a figure: more cells than these are drawn together.
const N_COLUMNS: f64 = 500.0;

/// A table's cross sections at a temperature and pressure, interpolated in their logarithm.
///
/// # Errors
/// [`PlotError::OutsideTable`] if the table does not reach to that temperature or pressure.
pub fn curve(
    table: &OpacityTable,
    temperature_k: f64,
    pressure_bar: f64,
) -> Result<OpacityCurve, PlotError> {
    let pressure_pa = units::pa_from_bar(pressure_bar);
    inside(
        table,
        "temperature in K",
        temperature_k,
        table.temperature_k(),
        1.0,
    )?;
    inside(
        table,
        "pressure in bar",
        pressure_bar,
        table.pressure_pa(),
        units::pa_from_bar(1.0),
    )?;
    let values = table
        .lines()
        .interpolate_m2(pressure_pa, temperature_k, Interpolation::Log);
    let values: Vec<f64> = values.into_iter().map(or_nothing).collect();
    let points = table.lines().points();
    let cell = |(i_cell, (bounds, k)): (usize, (&[f64; 2], &[f64]))| {
        let weights = points.weights(i_cell);
        let sum: f64 = k.iter().zip(weights).map(|(k, w)| k * w).sum();
        let mean = sum / weights.iter().sum::<f64>();
        let (low, high) = k
            .iter()
            .fold((f64::INFINITY, 0.0), |(low, high): (f64, f64), k| {
                (low.min(*k), high.max(*k))
            });
        OpacityCell {
            short_um: units::um_from_per_cm(bounds[1]),
            long_um: units::um_from_per_cm(bounds[0]),
            mean_cm2: units::cm2_from_m2(mean),
            low_cm2: units::cm2_from_m2(low),
            high_cm2: units::cm2_from_m2(high),
        }
    };
    let bounds = table.cell_bounds_per_cm().iter();
    let cells: Vec<OpacityCell> = bounds
        .zip(values.chunks(points.n()))
        .enumerate()
        .map(cell)
        .rev()
        .collect();
    Ok(OpacityCurve {
        gas: table.species().set_formula(),
        conditions: conditions(temperature_k, pressure_bar),
        origin: String::new(),
        cells: in_columns(&cells),
    })
}

/// A table holds numbers of single precision. What is smaller than any of them stands for zero, of which there is no logarithm.
fn or_nothing(value_m2: f64) -> f64 {
    match value_m2 < f64::from(f32::from_bits(1)) {
        true => 0.0,
        false => value_m2,
    }
}

/// `1000 K, 0.1 bar`.
fn conditions(temperature_k: f64, pressure_bar: f64) -> String {
    let pressure = match (1e-2..1e4).contains(&pressure_bar) {
        true => format!("{pressure_bar}"),
        false => {
            let exponent = pressure_bar.log10().floor();
            let leading = pressure_bar / 10f64.powf(exponent);
            let power = format!("10^{{{}}}", number::decimal(exponent, 0));
            match (leading - 1.0).abs() < 1e-6 {
                true => power,
                false => format!("{leading:.2}×{power}"),
            }
        }
    };
    format!("{temperature_k} K, {pressure} bar")
}

fn inside(
    table: &OpacityTable,
    quantity: &'static str,
    found: f64,
    axis: &[f64],
    unit: f64,
) -> Result<(), PlotError> {
    let [from, to] = [axis[0] / unit, axis[axis.len() - 1] / unit];
    // A table's own end, written with few digits, lies inside.
    let is_inside = found >= from * (1.0 - 1e-6) && found <= to * (1.0 + 1e-6);
    match is_inside {
        true => Ok(()),
        false => Err(PlotError::OutsideTable {
            gas: table.species().to_string(),
            quantity,
            found,
            from,
            to,
        }),
    }
}

/// Cells that are closer together than a figure's columns become one: the mean over wavenumber, the lowest and the highest.
fn in_columns(cells: &[OpacityCell]) -> Vec<OpacityCell> {
    let (Some(first), Some(last)) = (cells.first(), cells.last()) else {
        return Vec::new();
    };
    let column = (last.long_um / first.short_um).ln() / N_COLUMNS;
    let mut columns: Vec<OpacityCell> = Vec::new();
    for cell in cells {
        match columns.last_mut() {
            Some(wide) if is_in_column(wide, cell, column) => wide.take_in(cell),
            _ => columns.push(*cell),
        }
    }
    columns
}

fn is_in_column(wide: &OpacityCell, cell: &OpacityCell, column: f64) -> bool {
    cell.touches(wide) && (cell.long_um / wide.short_um).ln() <= column
}

impl OpacityCell {
    fn width_per_cm(&self) -> f64 {
        units::per_cm_from_um(self.short_um) - units::per_cm_from_um(self.long_um)
    }

    /// Whether it starts where another one ends.
    pub(super) fn touches(&self, before: &Self) -> bool {
        (self.short_um / before.long_um - 1.0).abs() < 1e-6
    }

    fn take_in(&mut self, next: &Self) {
        let (own, others) = (self.width_per_cm(), next.width_per_cm());
        self.mean_cm2 = (own * self.mean_cm2 + others * next.mean_cm2) / (own + others);
        self.low_cm2 = self.low_cm2.min(next.low_cm2);
        self.high_cm2 = self.high_cm2.max(next.high_cm2);
        self.long_um = next.long_um;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cell(short_um: f64, long_um: f64, mean_cm2: f64) -> OpacityCell {
        OpacityCell {
            short_um,
            long_um,
            mean_cm2,
            low_cm2: mean_cm2,
            high_cm2: mean_cm2,
        }
    }

    #[test]
    fn many_samples_become_columns_that_keep_their_mean_and_extremes() {
        let edge = |i: usize| 1.0 + 1e-5 * i as f64;
        let cells: Vec<OpacityCell> = (0..100_000)
            .map(|i| cell(edge(i), edge(i + 1), [1e-20, 2e-20, 3e-20][i % 3]))
            .collect();
        let columns = in_columns(&cells);
        assert!((400..1000).contains(&columns.len()), "{}", columns.len());
        let column = columns[columns.len() / 2];
        assert!((column.mean_cm2 / 2e-20 - 1.0).abs() < 0.02);
        assert_eq!((column.low_cm2, column.high_cm2), (1e-20, 3e-20));
    }

    #[test]
    fn a_gap_stays_a_gap() {
        let cells = [
            cell(1.0, 1.1, 1e-20),
            cell(1.1, 1.2, 2e-20),
            cell(3.0, 4.0, 1e-20),
        ];
        assert_eq!(in_columns(&cells), cells);
    }
}
