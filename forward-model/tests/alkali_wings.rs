//! The wings of sodium and potassium against another code's tables.

use forward_model::{
    Species,
    lines::{Alkali, AlkaliWings, Wings},
};

/// Samples of a band.
const N: usize = 100_000;

/// Cross sections in m² that 31, 64 and 88 % of a band, µm, lie below, at 1 bar.
fn quantiles_m2(alkali: &Alkali, band_um: [f64; 2], temperature_k: f64) -> [f64; 3] {
    let doublet = alkali.at(1e5, temperature_k);
    let [high, low] = band_um.map(|um| 1e4 / um);
    let at = |i: usize| low + (high - low) * (i as f64 + 0.5) / N as f64;
    let mut sigma: Vec<f64> = (0..N).map(|i| doublet.cross_section_m2(at(i))).collect();
    sigma.sort_unstable_by(f64::total_cmp);
    [0.3135, 0.6365, 0.8840].map(|g| sigma[(g * N as f64) as usize])
}

fn both(wings: Wings) -> AlkaliWings {
    AlkaliWings {
        sodium: wings,
        potassium: wings,
    }
}

/// Root mean square over temperatures and shares of ln σ over the reference's.
fn distance(species: Species, wings: AlkaliWings, band: &Band) -> f64 {
    let alkali = Alkali::with_wings(species, wings).unwrap();
    let pairs = band.cm2.iter().flat_map(|(temperature_k, cm2)| {
        let ours = quantiles_m2(&alkali, band.edges_um, *temperature_k);
        [0, 1, 2].map(|i| (1e4 * ours[i] / cm2[i]).ln().powi(2))
    });
    let squares: Vec<f64> = pairs.collect();
    (squares.iter().sum::<f64>() / squares.len() as f64).sqrt()
}

/// A band and at some temperatures, K, what 31, 64 and 88 % of it lie below, cm².
struct Band {
    edges_um: [f64; 2],
    cm2: [(f64, [f64; 3]); 3],
}

/// Exo-FMS, k-tables of Na and K at 1 bar from ExoMol's profiles; some of its k at low g stand on a floor.
const SODIUM: Band = Band {
    edges_um: [0.61, 0.85],
    cm2: [
        (700.0, [1.38e-21, 1.66e-20, 1.39e-19]),
        (1000.0, [2.73e-21, 2.16e-20, 1.27e-19]),
        (1500.0, [4.30e-21, 2.33e-20, 1.08e-19]),
    ],
};
const POTASSIUM: Band = Band {
    edges_um: [0.85, 1.32],
    cm2: [
        (700.0, [1.05e-23, 5.35e-21, 4.33e-20]),
        (1000.0, [7.41e-22, 8.03e-21, 5.26e-20]),
        (1500.0, [1.89e-21, 1.12e-20, 5.59e-20]),
    ],
};

#[test]
fn the_default_is_the_recipe_that_is_nearer_to_exomols_profiles() {
    for (species, band) in [(Species::Na, SODIUM), (Species::K, POTASSIUM)] {
        let default = distance(species, AlkaliWings::default(), &band);
        let recipes = [Wings::Burrows2000, Wings::Baudino2015];
        let all = recipes.map(|wings| distance(species, both(wings), &band));
        assert_eq!(default, all[0].min(all[1]), "{species}: {all:?}");
        assert!(all[0].max(all[1]) > 1.7 * default, "{species}: {all:?}");
        // A factor of five: neither has the asymmetry of real wings.
        assert!(default < 1.65, "{species}: {default}");
    }
}

#[test]
fn sodium_between_the_bands_is_within_a_factor_of_two_and_a_half() {
    let sodium = Alkali::of(Species::Na).unwrap();
    for (temperature_k, cm2) in SODIUM.cm2 {
        let ours = quantiles_m2(&sodium, SODIUM.edges_um, temperature_k);
        for i in [1, 2] {
            let ratio = 1e4 * ours[i] / cm2[i];
            assert!((0.4..1.0).contains(&ratio), "{temperature_k} K: {ratio}");
        }
    }
}
