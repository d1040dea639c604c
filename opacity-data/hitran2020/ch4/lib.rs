//! Packed opacities of CH4, PH3 and SO2, a part of the default set; read by the crate `opacity-data`.

/// Of CH4.
pub static CH4: &[u8] = include_bytes!("CH4.bin");

/// Of PH3.
pub static PH3: &[u8] = include_bytes!("PH3.bin");

/// Of SO2.
pub static SO2: &[u8] = include_bytes!("SO2.bin");
