//! NEMESIS k-tables, `.kta`: little-endian records of four bytes.
//!
//! | record | what |
//! | --- | --- |
//! | 1–2 | first record of the values; number of channels |
//! | 3–5 | first wavelength; step, negative where the wavelengths are listed; width of the channels, or zero |
//! | 6–10 | number of pressures, temperatures and g points; HITRAN number of the gas; isotopologue |
//! | then | g points, their weights, two unused, pressures (atm), temperatures (K), the listed wavelengths |
//! | from the first | k \[channel, pressure, temperature, g], 1e-20 cm² per molecule |
//!
//! Channels are wavelengths in µm, or wavenumbers in cm⁻¹ where they exceed the longest wavelength of any table; the file
//! does not say. Nor does it say how wide listed channels are: see `channel_widths`.

mod channel_widths;
mod channels;
mod format;
mod gas_numbers;
mod header;
mod records;

pub use format::Nemesis;
