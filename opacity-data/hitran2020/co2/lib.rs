//! Packed opacities of CO2 and OCS, a part of the default set; read by the crate `opacity-data`.

/// Of CO2.
pub static CO2: &[u8] = include_bytes!("CO2.bin");

/// Of OCS.
pub static OCS: &[u8] = include_bytes!("OCS.bin");
