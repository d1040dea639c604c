//! Whether two spectra are in the same bins, as networks and likelihoods need them.

use super::Observation;

/// Positions that differ by less than this, relatively, are rounded differently.
const ROUNDING: f64 = 1e-6;

/// Centre and half width of each bin, µm, `[n_bins]`.
pub fn bins_of(observation: &Observation) -> Vec<[f64; 2]> {
    let bins = observation.bins().iter();
    bins.map(|bin| [bin.wavelength_um, bin.half_width_um])
        .collect()
}

/// Which of the bins that something, "it", reads an observation has, rising; or how it has others, as a clause.
///
/// # Shapes
/// - `read`: `[n_bins]`, `observed`: `[n_observed]`, centre and half width, µm; returns `[n_observed]`
pub fn part_of(read: &[[f64; 2]], observed: &[[f64; 2]]) -> Result<Vec<usize>, String> {
    let mut next = 0;
    let mut place = |bin: &[f64; 2]| {
        let found = (next..read.len()).find(|i| !differ(&read[*i], bin))?;
        next = found + 1;
        Some(found)
    };
    let places: Option<Vec<usize>> = observed.iter().map(&mut place).collect();
    places.ok_or_else(|| {
        bin_difference(read, observed).unwrap_or_else(|| "it reads other bins".into())
    })
}

fn differ(a: &[f64; 2], b: &[f64; 2]) -> bool {
    let differ = |(a, b): (&f64, &f64)| (a - b).abs() > ROUNDING * a.abs().max(b.abs());
    a.iter().zip(b).any(differ)
}

/// How an observation's bins differ from those that something, "it", reads, as a clause; none if they do not.
///
/// # Shapes
/// - `read`, `observed`: `[n_bins]`, centre and half width, µm
pub fn bin_difference(read: &[[f64; 2]], observed: &[[f64; 2]]) -> Option<String> {
    if read.len() != observed.len() {
        let (read, observed) = (read.len(), observed.len());
        return Some(format!(
            "it reads {read} bins, the observation has {observed}"
        ));
    }
    let mut pairs = read.iter().zip(observed).enumerate();
    let (i, (a, b)) = pairs.find(|(_, (a, b))| differ(a, b))?;
    Some(format!(
        "its bin {} is {} ± {} µm, the observation's {} ± {} µm",
        i + 1,
        a[0],
        a[1],
        b[0],
        b[1]
    ))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bins_of_an_observation_are_found_among_others() {
        let read = [[1.0, 0.1], [1.2, 0.1], [1.2, 0.1], [1.4, 0.1]];
        assert_eq!(part_of(&read, &read), Ok(vec![0, 1, 2, 3]));
        assert_eq!(part_of(&read, &[[1.0, 0.1], [1.4, 0.1]]), Ok(vec![0, 3]));
        assert_eq!(part_of(&read, &[[1.2, 0.1], [1.2, 0.1]]), Ok(vec![1, 2]));
        for other in [[1.0, 0.2], [1.3, 0.1]] {
            let difference = part_of(&read, &[other, [1.4, 0.1]]).unwrap_err();
            assert!(difference.contains("the observation has 2"), "{difference}");
        }
        let difference = part_of(&read, &[read[1], read[0], read[2], read[3]]).unwrap_err();
        assert!(
            difference.starts_with("its bin 1 is 1 ± 0.1 µm"),
            "{difference}"
        );
    }
}
