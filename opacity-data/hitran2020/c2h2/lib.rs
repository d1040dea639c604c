//! Packed opacities of C2H2 and H2S, a part of the default set; read by the crate `opacity-data`.

/// Of C2H2.
pub static C2H2: &[u8] = include_bytes!("C2H2.bin");

/// Of H2S.
pub static H2S: &[u8] = include_bytes!("H2S.bin");
