//! Header and values of a packed table as one run of bytes: the length of the header, the header as compressed JSON, and
//! the values as `packed` packs them.

use serde::{Serialize, de::DeserializeOwned};

/// Header and payload as one run of bytes.
pub(super) fn join(header: &impl Serialize, payload: &[u8]) -> Vec<u8> {
    let json = serde_json::to_vec(header).expect("numbers and text become JSON");
    let header = zstd::bulk::compress(&json, 19).expect("compression into memory does not fail");
    let mut bytes = (header.len() as u32).to_le_bytes().to_vec();
    bytes.extend(header);
    bytes.extend(payload);
    bytes
}

/// Takes apart what [`join`] joined.
pub(super) fn split<H: DeserializeOwned>(bytes: &[u8]) -> Result<(H, &[u8]), String> {
    let (length, rest) = bytes.split_first_chunk::<4>().ok_or("no header")?;
    let length = u32::from_le_bytes(*length) as usize;
    let (header, payload) = rest
        .split_at_checked(length)
        .ok_or("a header longer than the file")?;
    let json = zstd::bulk::decompress(header, 1 << 20).map_err(|e| e.to_string())?;
    Ok((
        serde_json::from_slice(&json).map_err(|e| e.to_string())?,
        payload,
    ))
}
