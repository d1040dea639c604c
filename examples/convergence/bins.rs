//! Bins of R = 100.

use exosonde::observation::Bin;

const RESOLUTION: f64 = 100.0;

/// Touching bins from the short end of a range, µm, as many as fit.
pub fn bins([from, to]: [f64; 2]) -> Vec<Bin> {
    let edge = |i: usize| from * (i as f64 / RESOLUTION).exp();
    let bin = |i: usize| Bin {
        wavelength_um: 0.5 * (edge(i) + edge(i + 1)),
        half_width_um: 0.5 * (edge(i + 1) - edge(i)),
        instrument: String::new(),
    };
    (0..).take_while(|i| edge(i + 1) <= to).map(bin).collect()
}
