//! Bins that are narrower than the opacities' cells: what lies in one cell is not told apart.

use forward_model::units::um_from_per_cm;

use crate::caveat::{Caveat, CaveatKind, verb};

/// Of the edges of such bins, cm⁻¹.
pub(in crate::simulator) fn of_narrow_bins(bins_per_cm: &[[f64; 2]]) -> Option<Caveat> {
    let low = bins_per_cm.iter().map(|bin| bin[0]).reduce(f64::min)?;
    let high = bins_per_cm.iter().map(|bin| bin[1]).reduce(f64::max)?;
    let [from_um, to_um] = [high, low].map(um_from_per_cm);
    let text = format!(
        "{} between {from_um:.5} and {to_um:.5} µm {} narrower than the opacities' cells there: depths within a cell are the same, and \
         lines are not resolved",
        match bins_per_cm.len() {
            1 => "a bin".to_owned(),
            n => format!("{n} bins"),
        },
        verb(bins_per_cm.len(), ["is", "are"])
    );
    Some(Caveat::new(CaveatKind::Doubtful, text))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bins_are_counted_and_placed() {
        assert_eq!(of_narrow_bins(&[]), None);
        let text = |bins: &[[f64; 2]]| of_narrow_bins(bins).unwrap().text;
        assert!(text(&[[4000.0, 4000.1]]).starts_with("a bin between 2.49994 and 2.50000 µm is "));
        let two = text(&[[4000.0, 4000.1], [5000.0, 5000.1]]);
        assert!(
            two.starts_with("2 bins between 1.99996 and 2.50000 µm are "),
            "{two}"
        );
    }
}
