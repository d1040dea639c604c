//! Files of other makers that tests write themselves.

/// A `.kta` file of a gas with channels at these wavelengths: 2 pressures, 3 temperatures, 2 g points.
pub fn kta(gas: i32, channels_um: &[f32]) -> Vec<u8> {
    let (n, p, t, g) = (channels_um.len(), 2, 3, 2);
    let n_header = 10 + 2 * g + 2 + p + t + n;
    let integers = |values: &[i32]| values.iter().flat_map(|v| v.to_le_bytes()).collect();
    let floats = |values: &[f32]| values.iter().flat_map(|v| v.to_le_bytes()).collect();
    let values: Vec<f32> = (0..n * p * t * g)
        .map(|i| 1e-2 * (1 + i % 7) as f32)
        .collect();
    let parts: [Vec<u8>; 7] = [
        integers(&[n_header as i32 + 1, n as i32]),
        floats(&[channels_um[0], -1.0, 0.0]),
        integers(&[p as i32, t as i32, g as i32, gas, 0]),
        floats(&[0.2, 0.7, 0.4, 0.6, 0.0, 0.0]),
        floats(&[1e-6, 100.0, 300.0, 1000.0, 3000.0]),
        floats(channels_um),
        floats(&values),
    ];
    parts.concat()
}

/// A block of H2-He.
pub const CIA: &str = "               H2-He    10.000 20000.000      3  200.0 7.798E-45\n\
                   10.0 1.0E-46\n  9000.0 2.0E-46\n 20000.0 2.0E-46\n";
