//! How wide the channels of a table are that lists only their centres.

/// Centres this close are the same channel, µm.
const SAME_CENTRE_UM: f64 = 1e-3;

/// Edge of the first and width of every channel of HST/WFC3 G141 that Kreidberg et al. (2014, ApJL 793, L27) observed, µm.
const WFC3_UM: [f64; 2] = [1.125, 0.035];

/// Number of those channels.
const N_WFC3: usize = 15;

/// Centre that a NEMESIS table gives Spitzer's 3.6 and 4.5 µm bands, and their edges, µm (Blecic et al. 2014).
const SPITZER_UM: [(f64, [f64; 2]); 2] = [
    (3.6, [3.545_085 - 0.462_195, 3.545_085 + 0.462_195]),
    (4.5, [4.473_57 - 0.748_41, 4.473_57 + 0.748_41]),
];

/// A neighbour this many times farther than the one on the other side is beyond a gap.
const GAP_FACTOR: f64 = 3.0;

/// Bounds of channels around rising centres, and what is to be said of them.
///
/// A list of channels of HST/WFC3 and Spitzer has those channels' edges. Any other channels touch half-way between their
/// centres; next to a gap, and at either end, a channel reaches as far as on its other side.
pub(super) fn around(centres: &[f64], is_list: bool) -> (Vec<[f64; 2]>, &'static str) {
    let known: Option<Vec<[f64; 2]>> = centres.iter().map(|um| known_channel_um(*um)).collect();
    match known.filter(|_| is_list) {
        Some(bounds) => (
            bounds,
            "Channel widths are not in the file: those of HST/WFC3 G141 (0.035 µm) and of Spitzer's bands are used.",
        ),
        None if is_list => (
            touching(centres),
            "Channel widths are not in the file: channels are taken to touch half-way between their centres.",
        ),
        None => (touching(centres), ""),
    }
}

/// The channel of HST/WFC3 or Spitzer with this centre.
fn known_channel_um(centre_um: f64) -> Option<[f64; 2]> {
    let is_centre = |um: f64| (um - centre_um).abs() < SAME_CENTRE_UM;
    let [first, width] = WFC3_UM;
    let edge = |i: usize| first + width * i as f64;
    let wfc3 = (0..N_WFC3).map(|i| (0.5 * (edge(i) + edge(i + 1)), [edge(i), edge(i + 1)]));
    wfc3.chain(SPITZER_UM)
        .find(|(um, _)| is_centre(*um))
        .map(|(_, bounds)| bounds)
}

fn touching(centres: &[f64]) -> Vec<[f64; 2]> {
    let half = |i: usize| 0.5 * (centres[i + 1] - centres[i]);
    let bounds = |i: usize| {
        let below = (i > 0).then(|| half(i - 1));
        let above = (i + 1 < centres.len()).then(|| half(i));
        let (down, up) = match (below, above) {
            (Some(down), Some(up)) => (
                if down > GAP_FACTOR * up { up } else { down },
                if up > GAP_FACTOR * down { down } else { up },
            ),
            (Some(one), None) | (None, Some(one)) => (one, one),
            (None, None) => (0.005 * centres[i], 0.005 * centres[i]),
        };
        // The same sum for the end of one channel and the start of the next.
        let upper = match i + 1 < centres.len() && above == Some(up) {
            true => 0.5 * (centres[i] + centres[i + 1]),
            false => centres[i] + up,
        };
        let lower = match i > 0 && below == Some(down) {
            true => 0.5 * (centres[i - 1] + centres[i]),
            false => centres[i] - down,
        };
        [lower, upper]
    };
    (0..centres.len()).map(bounds).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn channels_of_wfc3_touch_and_spitzer_bands_overlap() {
        let centres: Vec<f64> = (0..15)
            .map(|i| 1.1425 + 0.035 * f64::from(i))
            .chain([3.6, 4.5])
            .collect();
        let (bounds, remark) = around(&centres, true);
        assert!(bounds[..15].windows(2).all(|pair| pair[0][1] == pair[1][0]));
        assert!((bounds[14][1] - 1.65).abs() < 1e-9 && bounds[15][1] > bounds[16][0]);
        assert!(remark.contains("WFC3"));
    }

    #[test]
    fn other_channels_touch_and_stop_at_gaps() {
        let (bounds, remark) = around(&[1.0, 1.2, 1.4, 5.0, 5.2], true);
        let expected = [[0.9, 1.1], [1.1, 1.3], [1.3, 1.5], [4.9, 5.1], [5.1, 5.3]];
        for (found, expected) in bounds.iter().zip(expected) {
            assert!(
                (found[0] - expected[0]).abs() < 1e-12 && (found[1] - expected[1]).abs() < 1e-12
            );
        }
        assert!(remark.contains("half-way"));
        assert_eq!(
            around(&[1.0, 2.0], false),
            (vec![[0.5, 1.5], [1.5, 2.5]], "")
        );
    }
}
