//! Packed opacities of H2O and CO, a part of the default set; read by the crate `opacity-data`.

/// Of H2O.
pub static H2O: &[u8] = include_bytes!("H2O.bin");

/// Of CO.
pub static CO: &[u8] = include_bytes!("CO.bin");
