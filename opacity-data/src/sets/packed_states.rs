//! The packing of the cross sections of many wavenumbers, each at a grid of pressures and temperatures, into few bytes.
//!
//! The logarithm of a wavenumber's cross sections is a smooth table of pressure and temperature. On the principal axes of all such
//! tables in both directions most of it is in few coefficients; these are kept in steps, by which the logarithm is known within a few
//! percent, differently at each wavenumber. Coefficients of one kind stand together and are compressed with Zstandard.

use ndarray::{Array2, Array4, ArrayView2, ArrayView4, Axis, linalg::general_mat_mul, s};
use serde::{Deserialize, Serialize};

use super::packed::PackedError;
use super::principal_axes::principal_axes;

/// Cross sections that make no difference, m² · Pa: a chord through a giant planet's atmosphere crosses some 10²⁷ molecules per m² and
/// Pa, and a thousandth of an optical depth is nothing.
const NOTHING_M2_PA: f64 = 1e-30;
/// Every so many wavenumbers the axes are found by one.
const STRIDE: usize = 7;
/// Strong but slow; packing is done once.
const ZSTD_LEVEL: i32 = 19;

/// Mean and principal axes of the tables of a gas.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Axes {
    step: f32,
    /// `[n_pressures × n_temperatures]`.
    mean: Vec<f32>,
    /// `[n_pressures × n_pressures]`, a column an axis.
    of_pressure: Vec<f32>,
    /// `[n_temperatures × n_temperatures]`, a column an axis.
    of_temperature: Vec<f32>,
}

/// What the values of a table are taken relative to, and along which axes.
pub struct Packing {
    /// Of the coefficients.
    step: f32,
    /// m², `[n_pressures]`.
    nothing_m2: Vec<f64>,
    mean: Array2<f32>,
    of_pressure: Array2<f32>,
    of_temperature: Array2<f32>,
}

impl Packing {
    /// For a table, whose coefficients are kept in steps: of 0.4, by which ln k is known within some 0.06 rms.
    ///
    /// # Shapes
    /// - `pressure_pa`: `[n_pressures]`; `k_m2`: `[n_pressures, n_temperatures, n_cells, n_points]`, m²
    pub fn of(pressure_pa: &[f64], k_m2: ArrayView4<f32>, step: f32) -> Self {
        let nothing_m2 = nothing_m2(pressure_pa);
        let (n_pressures, n_temperatures, ..) = k_m2.dim();
        let logarithms: Vec<Array2<f64>> = lanes(&k_m2)
            .step_by(STRIDE)
            .filter_map(|k| logarithm(k, &nothing_m2))
            .collect();
        let n = logarithms.len().max(1) as f64;
        let zeros = || Array2::<f64>::zeros((n_pressures, n_temperatures));
        let mean = logarithms.iter().fold(zeros(), |sum, x| sum + x) / n;
        let mut squares = (
            Array2::<f64>::zeros((n_pressures, n_pressures)),
            Array2::<f64>::zeros((n_temperatures, n_temperatures)),
        );
        for logarithm in &logarithms {
            let rest = logarithm - &mean;
            squares.0 += &rest.dot(&rest.t());
            squares.1 += &rest.t().dot(&rest);
        }
        let single = |array: Array2<f64>| array.mapv(|x| x as f32);
        Self {
            step,
            nothing_m2,
            mean: single(mean),
            of_pressure: single(principal_axes(&squares.0)),
            of_temperature: single(principal_axes(&squares.1)),
        }
    }

    /// From its [`Axes`]; none if these are of other numbers of pressures and temperatures.
    pub fn from_axes(axes: Axes, pressure_pa: &[f64], n_temperatures: usize) -> Option<Self> {
        let n_pressures = pressure_pa.len();
        let array = |rows, columns, values| Array2::from_shape_vec((rows, columns), values).ok();
        Some(Self {
            step: axes.step,
            nothing_m2: nothing_m2(pressure_pa),
            mean: array(n_pressures, n_temperatures, axes.mean)?,
            of_pressure: array(n_pressures, n_pressures, axes.of_pressure)?,
            of_temperature: array(n_temperatures, n_temperatures, axes.of_temperature)?,
        })
    }

    /// To be kept beside what is packed.
    pub fn axes(&self) -> Axes {
        let values = |array: &Array2<f32>| array.iter().copied().collect();
        Axes {
            step: self.step,
            mean: values(&self.mean),
            of_pressure: values(&self.of_pressure),
            of_temperature: values(&self.of_temperature),
        }
    }

    /// Packs some cells: of each wavenumber whether there is anything, then the coefficients of those that have, kind by kind.
    pub fn pack(&self, k_m2: ArrayView4<f32>) -> Vec<u8> {
        let steps: Vec<Option<Vec<i32>>> = lanes(&k_m2).map(|k| self.steps(k)).collect();
        let mut bytes: Vec<u8> = steps.iter().map(|steps| steps.is_some().into()).collect();
        let rows: Vec<Vec<i32>> = steps.into_iter().flatten().collect();
        let n_kinds = self.mean.len();
        let zigzag = |kind: usize| {
            rows.iter()
                .map(move |row| ((row[kind] << 1) ^ (row[kind] >> 31)) as u32)
        };
        for shift in [0, 8] {
            for kind in 0..n_kinds {
                bytes.extend(zigzag(kind).map(|z| (z >> shift) as u8));
            }
        }
        zstd::bulk::compress(&bytes, ZSTD_LEVEL).expect("compression into memory does not fail")
    }

    /// Unpacks what [`pack`](Self::pack) made of so many cells and points.
    ///
    /// # Errors
    /// [`PackedError`] if the bytes are nothing of that kind.
    pub fn unpack(
        &self,
        bytes: &[u8],
        [n_cells, n_points]: [usize; 2],
    ) -> Result<Array4<f32>, PackedError> {
        let n = n_cells * n_points;
        let (n_pressures, n_temperatures) = self.mean.dim();
        let n_kinds = self.mean.len();
        let expected = || format!("a Zstandard frame of {n} wavenumbers");
        let wrong = |found: String| PackedError {
            found,
            expected: expected(),
        };
        let bytes =
            zstd::bulk::decompress(bytes, n + 2 * n * n_kinds).map_err(|e| wrong(e.to_string()))?;
        let (flags, planes) = bytes
            .split_at_checked(n)
            .ok_or_else(|| wrong(format!("{} bytes", bytes.len())))?;
        let rows: Vec<usize> = (0..n).filter(|i| flags[*i] != 0).collect();
        if planes.len() != 2 * rows.len() * n_kinds {
            return Err(wrong(format!("{} bytes", bytes.len())));
        }
        let (low, high) = planes.split_at(rows.len() * n_kinds);
        let coefficient = |(low, high): (&u8, &u8)| {
            let zigzag = u32::from(*low) | u32::from(*high) << 8;
            ((zigzag >> 1) as i32 ^ -((zigzag & 1) as i32)) as f32 * self.step
        };
        let coefficients: Vec<f32> = low.iter().zip(high).map(coefficient).collect();
        let shape = (n_pressures, n_temperatures * rows.len());
        let coefficients =
            Array2::from_shape_vec(shape, coefficients).expect("one of each kind for each row");
        let values = self.values(&coefficients, rows.len());
        let mut k_m2 = Array4::zeros((n_pressures, n_temperatures, n_cells, n_points));
        let k_of_states = k_m2
            .as_slice_mut()
            .expect("as it was made")
            .chunks_exact_mut(n);
        for (k_m2, values) in k_of_states.zip(values.rows()) {
            for (i, value) in rows.iter().zip(values) {
                k_m2[*i] = *value;
            }
        }
        Ok(k_m2)
    }

    /// The coefficients of a wavenumber in steps; none where there is nothing.
    fn steps(&self, k_m2: ArrayView2<f32>) -> Option<Vec<i32>> {
        let logarithm = logarithm(k_m2, &self.nothing_m2)?.mapv(|x| x as f32);
        let rest = logarithm - &self.mean;
        let coefficients = self.of_pressure.t().dot(&rest).dot(&self.of_temperature);
        let step = |coefficient: &f32| (coefficient / self.step).round() as i32;
        Some(coefficients.iter().map(step).collect())
    }

    /// Cross sections, m², `[n_pressures × n_temperatures, n_rows]`, from coefficients, `[n_pressures, n_temperatures × n_rows]`.
    fn values(&self, coefficients: &Array2<f32>, n_rows: usize) -> Array2<f32> {
        let (n_pressures, n_temperatures) = self.mean.dim();
        let at_pressures = self.of_pressure.dot(coefficients);
        let mut values = Array2::zeros((n_pressures * n_temperatures, n_rows));
        let pressures = at_pressures.outer_iter().zip(self.mean.outer_iter());
        let of_pressures = values.axis_chunks_iter_mut(Axis(0), n_temperatures);
        for (((rest, mean), nothing), mut values) in
            pressures.zip(&self.nothing_m2).zip(of_pressures)
        {
            let rest = rest.into_shape_with_order((n_temperatures, n_rows));
            let rest = rest.expect("all temperatures of a row");
            general_mat_mul(1.0, &self.of_temperature, &rest, 0.0, &mut values);
            values += &mean.insert_axis(Axis(1));
            let nothing = *nothing as f32;
            values.mapv_inplace(|x| nothing * x.max(0.0).exp());
        }
        values
    }
}

/// Cross sections that make no difference at each pressure, m².
fn nothing_m2(pressure_pa: &[f64]) -> Vec<f64> {
    pressure_pa.iter().map(|p| NOTHING_M2_PA / p).collect()
}

/// The states of each wavenumber in turn.
fn lanes<'a>(k_m2: &'a ArrayView4<f32>) -> impl Iterator<Item = ArrayView2<'a, f32>> {
    let (.., n_cells, n_points) = k_m2.dim();
    let places = (0..n_cells).flat_map(move |cell| (0..n_points).map(move |point| (cell, point)));
    places.map(|(cell, point)| k_m2.slice(s![.., .., cell, point]))
}

/// `ln k` over that of nothing, at least zero; none where that is all there is.
fn logarithm(k_m2: ArrayView2<f32>, nothing_m2: &[f64]) -> Option<Array2<f64>> {
    let value = |(p, t): (usize, usize)| (f64::from(k_m2[[p, t]]) / nothing_m2[p]).max(1.0).ln();
    let logarithm = Array2::from_shape_fn(k_m2.dim(), value);
    logarithm.iter().any(|x| *x > 0.0).then_some(logarithm)
}

#[cfg(test)]
mod tests {
    use super::*;

    const PRESSURE_PA: [f64; 5] = [1.0, 10.0, 1e2, 1e3, 1e4];

    /// Like lines: a wing that grows with pressure, a core that falls with it, and a Boltzmann factor.
    fn k_m2() -> Array4<f32> {
        Array4::from_shape_fn((5, 4, 30, 3), |(p, t, cell, point)| {
            let distance = 0.3 + ((cell * 37 + point * 11) % 17) as f64;
            let width = 0.01 * PRESSURE_PA[p];
            let strength = 1e-24 * (-(cell as f64) / (1.0 + t as f64)).exp();
            let k = strength * width / (width * width + distance * distance);
            if cell < 5 { 0.0 } else { k as f32 }
        })
    }

    #[test]
    fn logarithms_come_back_within_a_few_percent_and_nothing_is_nothing() {
        let k_m2 = k_m2();
        let packing = Packing::of(&PRESSURE_PA, k_m2.view(), 0.25);
        let again = Packing::from_axes(packing.axes(), &PRESSURE_PA, 4).unwrap();
        let unpacked = again.unpack(&packing.pack(k_m2.view()), [30, 3]).unwrap();
        let mut squares = Vec::new();
        for (((p, ..), k), found) in k_m2.indexed_iter().zip(&unpacked) {
            let nothing = (NOTHING_M2_PA / PRESSURE_PA[p]) as f32;
            match *k {
                0.0 => assert_eq!(*found, 0.0),
                k => squares.push((found / k.max(nothing)).ln().powi(2)),
            }
        }
        let rms = (squares.iter().sum::<f32>() / squares.len() as f32).sqrt();
        // That of rounding to steps of 0.25, on orthonormal axes.
        assert!(rms < 0.25 / 12f32.sqrt(), "{rms}");
        assert!(squares.iter().all(|square| *square < 0.25 * 0.25));
    }

    #[test]
    fn damaged_bytes_are_refused() {
        let k_m2 = k_m2();
        let packing = Packing::of(&PRESSURE_PA, k_m2.view(), 0.25);
        let bytes = packing.pack(k_m2.view());
        assert!(packing.unpack(&bytes, [30, 4]).is_err());
        assert!(packing.unpack(&bytes[..bytes.len() / 2], [30, 3]).is_err());
        assert!(packing.unpack(&[], [30, 3]).is_err());
        assert!(Packing::from_axes(packing.axes(), &PRESSURE_PA[..4], 4).is_none());
    }
}
