//! Packed opacities of NH3 and HCN, a part of the default set; read by the crate `opacity-data`.

/// Of NH3.
pub static NH3: &[u8] = include_bytes!("NH3.bin");

/// Of HCN.
pub static HCN: &[u8] = include_bytes!("HCN.bin");
