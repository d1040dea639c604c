//! What a temperature absorbs where a file lists other temperatures only.

use forward_model::bracket;

/// Coefficients at every temperature, m⁵, of one wavenumber: those that are `listed`, between them the straight line in
/// temperature, beyond them the nearest. The line is what a model draws between temperatures, so that a temperature which a
/// file does not list changes nothing between those that it does. Zero if none is.
///
/// # Shapes
/// `temperature_k`, rising, and `listed`: `[n_temperatures]`, as what is returned.
pub(super) fn filled_m5(temperature_k: &[f64], listed: &[Option<f64>]) -> Vec<f64> {
    let pairs = temperature_k.iter().zip(listed);
    let known = pairs.filter_map(|(k, m5)| m5.map(|m5| (*k, m5)));
    let (known_k, known_m5): (Vec<f64>, Vec<f64>) = known.unzip();
    if known_k.is_empty() {
        return vec![0.0; temperature_k.len()];
    }
    let between = |k: f64| {
        let place = bracket(&known_k, k);
        let [cold, hot] = [place.lower, place.upper].map(|i| known_m5[i]);
        cold + place.fraction * (hot - cold)
    };
    let pairs = temperature_k.iter().zip(listed);
    pairs
        .map(|(k, m5)| m5.unwrap_or_else(|| between(*k)))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_between_what_is_listed_and_the_nearest_beyond() {
        let temperature_k = [100.0, 150.0, 200.0, 300.0, 400.0];
        let listed = [None, Some(1.0), None, Some(4.0), None];
        let filled = filled_m5(&temperature_k, &listed);
        assert_eq!(filled, [1.0, 1.0, 2.0, 4.0, 4.0]);
        assert_eq!(filled_m5(&temperature_k, &[Some(0.0); 5]), [0.0; 5]);
        assert_eq!(filled_m5(&temperature_k, &[None; 5]), [0.0; 5]);
    }
}
