//! The packing of a positive array of four axes into few bytes.
//!
//! A value becomes its logarithm in steps, so that it is kept within half a step; what lies below a
//! floor becomes zero. The steps are predicted from their neighbours along the first, second and last axis (the difference
//! is taken along each in turn), and the small integers that remain are split into low and high bytes and compressed
//! with Zstandard. Every value is restored from integers alone, so a table is the same on every machine.

use ndarray::{Array4, Axis};

/// Strong but slow; packing is done once.
const ZSTD_LEVEL: i32 = 19;

/// Why packed bytes are no array.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
#[error("found {found}, expected {expected}")]
pub struct PackedError {
    /// What the bytes hold.
    pub found: String,
    /// What they should.
    pub expected: String,
}

/// Packs an array in steps of the natural logarithm; values at or below `floor` (or not finite) become zero.
pub fn pack(values: &Array4<f64>, floor: f64, step: f64) -> Vec<u8> {
    let quantised = values.mapv(|value| quantise(value, floor, step));
    let order = quantised.permuted_axes([3, 0, 1, 2]);
    let mut steps = order.as_standard_layout().into_owned();
    for axis in [2, 1, 0] {
        difference(&mut steps, Axis(axis));
    }
    let zigzag = steps.mapv(|s| ((s << 1) ^ (s >> 31)) as u32);
    let low: Vec<u8> = zigzag.iter().map(|z| *z as u8).collect();
    let high: Vec<u8> = zigzag
        .iter()
        .flat_map(|z| [(z >> 8) as u8, (z >> 16) as u8])
        .collect();
    let (low, high) = (compress(&low), compress(&high));
    let mut bytes = (low.len() as u32).to_le_bytes().to_vec();
    bytes.extend(low);
    bytes.extend(high);
    bytes
}

/// Unpacks an array of a shape, every value passed through `convert`.
///
/// # Errors
/// [`PackedError`] if the bytes are not what [`pack`] made of an array of this shape.
pub fn unpack<T: Copy>(
    bytes: &[u8],
    shape: [usize; 4],
    floor: f64,
    step: f64,
    convert: impl Fn(f64) -> T,
) -> Result<Array4<T>, PackedError> {
    let n: usize = shape.iter().product();
    let (length, rest) = bytes
        .split_first_chunk::<4>()
        .ok_or_else(|| too_short(bytes.len()))?;
    let n_low = u32::from_le_bytes(*length) as usize;
    let (low, high) = rest
        .split_at_checked(n_low)
        .ok_or_else(|| too_short(rest.len()))?;
    let (low, high) = (decompress(low, n)?, decompress(high, 2 * n)?);
    let steps = low.iter().zip(high.chunks_exact(2)).map(|(low, high)| {
        let zigzag = u32::from(*low) | u32::from(high[0]) << 8 | u32::from(high[1]) << 16;
        (zigzag >> 1) as i32 ^ -((zigzag & 1) as i32)
    });
    let [p, t, bin, g] = shape;
    let mut steps =
        Array4::from_shape_vec((g, p, t, bin), steps.collect()).expect("lengths were checked");
    for axis in [0, 1, 2] {
        accumulate(&mut steps, Axis(axis));
    }
    let table: Vec<T> = lookup(&steps, floor, step)?
        .into_iter()
        .map(convert)
        .collect();
    let steps = steps.permuted_axes([1, 2, 3, 0]);
    Ok(Array4::from_shape_fn(steps.dim(), |index| {
        table[steps[index] as usize]
    }))
}

/// Steps above the floor, from one; zero for nothing.
fn quantise(value: f64, floor: f64, step: f64) -> i32 {
    if value > floor && value.is_finite() {
        ((value / floor).ln() / step).round() as i32 + 1
    } else {
        0
    }
}

/// The value of every step that occurs.
fn lookup(steps: &Array4<i32>, floor: f64, step: f64) -> Result<Vec<f64>, PackedError> {
    let (lowest, highest) = steps
        .iter()
        .fold((0, 0), |(low, high), s| (low.min(*s), high.max(*s)));
    if lowest < 0 || highest > 1 << 20 {
        let found = format!("steps from {lowest} to {highest}");
        return Err(PackedError {
            found,
            expected: "steps from 0 to 1048576".into(),
        });
    }
    let value = |number: i32| {
        if number == 0 {
            0.0
        } else {
            floor * (step * f64::from(number - 1)).exp()
        }
    };
    Ok((0..=highest).map(value).collect())
}

/// Replaces every element along an axis by its difference from the one before.
fn difference(steps: &mut Array4<i32>, axis: Axis) {
    for i in (1..steps.len_of(axis)).rev() {
        let (before, mut after) = steps.view_mut().split_at(axis, i);
        let mut here = after.index_axis_mut(axis, 0);
        here -= &before.index_axis(axis, i - 1);
    }
}

/// Undoes [`difference`]; wraps around on damaged data, which [`lookup`] then refuses.
fn accumulate(steps: &mut Array4<i32>, axis: Axis) {
    for i in 1..steps.len_of(axis) {
        let (before, mut after) = steps.view_mut().split_at(axis, i);
        let mut here = after.index_axis_mut(axis, 0);
        here.zip_mut_with(&before.index_axis(axis, i - 1), |a, b| {
            *a = a.wrapping_add(*b)
        });
    }
}

fn compress(bytes: &[u8]) -> Vec<u8> {
    zstd::bulk::compress(bytes, ZSTD_LEVEL).expect("compression into memory does not fail")
}

fn decompress(bytes: &[u8], n: usize) -> Result<Vec<u8>, PackedError> {
    let expected = || format!("a Zstandard frame of {n} bytes");
    let found = zstd::bulk::decompress(bytes, n).map_err(|error| PackedError {
        found: error.to_string(),
        expected: expected(),
    })?;
    if found.len() != n {
        return Err(PackedError {
            found: format!("{} bytes", found.len()),
            expected: expected(),
        });
    }
    Ok(found)
}

fn too_short(found: usize) -> PackedError {
    PackedError {
        found: format!("only {found} bytes"),
        expected: "a length and two Zstandard frames".into(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const STEP: f64 = 0.0095;

    fn example() -> Array4<f64> {
        Array4::from_shape_fn((5, 4, 30, 16), |(p, t, bin, g)| {
            let ripple = ((bin * 7919 + g * 104_729) % 1000) as f64 / 1000.0;
            let exponent = -24.0 - 0.3 * p as f64 + 0.8 * t as f64 + 6.0 * ripple;
            if bin < 10 { 0.0 } else { 10f64.powf(exponent) }
        })
    }

    const SHAPE: [usize; 4] = [5, 4, 30, 16];

    fn unpacked(bytes: &[u8], shape: [usize; 4]) -> Result<Array4<f64>, PackedError> {
        unpack(bytes, shape, 1e-36, STEP, |value| value)
    }

    fn packed(values: &Array4<f64>) -> Vec<u8> {
        pack(values, 1e-36, STEP)
    }

    #[test]
    fn packing_keeps_every_value_within_half_a_percent_and_zeros_exactly() {
        let values = example();
        let restored = unpacked(&packed(&values), SHAPE).unwrap();
        for (value, restored) in values.iter().zip(&restored) {
            let is_close = (restored - value).abs() <= 0.005 * value;
            assert!(is_close, "{value:e} became {restored:e}");
        }
    }

    #[test]
    fn packing_what_was_unpacked_changes_nothing() {
        let once = unpacked(&packed(&example()), SHAPE).unwrap();
        let twice = unpacked(&packed(&once), SHAPE).unwrap();
        assert_eq!(once, twice);
    }

    #[test]
    fn damaged_bytes_are_refused() {
        let mut bytes = packed(&example());
        assert!(unpacked(&bytes, [5, 4, 30, 15]).is_err());
        bytes.truncate(bytes.len() / 2);
        assert!(unpacked(&bytes, SHAPE).is_err());
        assert!(unpacked(&[], SHAPE).is_err());
    }
}
