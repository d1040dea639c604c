//! How figures write the name of an instrument.

/// An instrument as papers write it: `nirspec_g395h_nrs1` → `NIRSpec G395H NRS1`.
pub fn instrument_label(key: &str) -> String {
    let word = |word: &str| match word.to_lowercase().as_str() {
        "nirspec" => "NIRSpec".to_owned(),
        "nircam" => "NIRCam".to_owned(),
        "spitzer" => "Spitzer".to_owned(),
        "hubble" => "Hubble".to_owned(),
        _ => word.to_uppercase(),
    };
    let words = key.split('_').filter(|part| !part.is_empty());
    words.map(word).collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn instruments_are_written_as_in_papers() {
        assert_eq!(instrument_label("nirspec_g395h_nrs1"), "NIRSpec G395H NRS1");
        assert_eq!(instrument_label("hst_wfc3"), "HST WFC3");
    }
}
