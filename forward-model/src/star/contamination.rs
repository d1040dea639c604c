//! The transit light source effect: the planet crosses a photosphere that is not the mean of the star's disk.

/// Spots or faculae that the planet does not cross.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct ActiveRegion {
    /// Share of the disk that they cover, 0 to 1; those of all regions together are at most one.
    pub covering_fraction: f64,
    /// Their flux over that of the photosphere, at one wavenumber or averaged over one bin.
    pub flux_ratio: f64,
}

/// What a transit depth is multiplied by when the planet crosses the photosphere alone:
/// `ε = 1 / (1 − Σ f_i (1 − F_i / F_phot))`, over spots and faculae.
///
/// Above one for cool spots, below one for bright faculae. Positive and finite unless dark regions cover the whole disk.
///
/// # Source
/// Rackham, Apai & Giampapa (2018, ApJ 853, 122): `ε = 1 / (1 − f_spot (1 − F_spot/F_phot) − f_fac (1 − F_fac/F_phot))`;
/// neglects limb darkening.
pub fn contamination_factor(regions: impl IntoIterator<Item = ActiveRegion>) -> f64 {
    let missing: f64 = regions
        .into_iter()
        .map(|region| region.covering_fraction * (1.0 - region.flux_ratio))
        .sum();
    1.0 / (1.0 - missing)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::star::planck_w_per_m2_sr_per_cm;
    use proptest::prelude::*;

    fn region(covering_fraction: f64, flux_ratio: f64) -> ActiveRegion {
        ActiveRegion {
            covering_fraction,
            flux_ratio,
        }
    }

    #[test]
    fn a_clean_star_and_regions_like_the_photosphere_change_nothing() {
        assert_eq!(contamination_factor([]), 1.0);
        let regions = [region(0.0, 0.3), region(0.4, 1.0)];
        assert_eq!(contamination_factor(regions), 1.0);
    }

    #[test]
    fn spots_deepen_the_transit_and_faculae_make_it_shallower() {
        assert!((contamination_factor([region(0.1, 0.5)]) - 1.0 / 0.95).abs() < 1e-15);
        assert!((contamination_factor([region(0.2, 1.25)]) - 1.0 / 1.05).abs() < 1e-15);
        let both = contamination_factor([region(0.1, 0.5), region(0.2, 1.25)]);
        assert!((both - 1.0).abs() < 1e-15);
    }

    /// A dark spot hides the share it covers, whatever the photosphere.
    #[test]
    fn a_black_spot_leaves_the_rest_of_the_disk() {
        assert!((contamination_factor([region(0.2, 0.0)]) - 1.0 / 0.8).abs() < 1e-15);
    }

    /// As Rackham et al. find: the effect of spots grows towards short wavelengths.
    #[test]
    fn spots_of_a_black_body_matter_most_at_short_wavelengths() {
        let factor = |per_cm| {
            let flux = |temperature_k| planck_w_per_m2_sr_per_cm(per_cm, temperature_k);
            contamination_factor([region(0.08, flux(2200.0) / flux(2560.0))])
        };
        assert!(factor(16_000.0) > factor(8000.0) && factor(8000.0) > factor(2000.0));
        assert!(factor(2000.0) > 1.0);
    }

    proptest! {
        /// The depth is the photosphere's flux that is blocked over the flux of the disk.
        #[test]
        fn it_is_the_photosphere_over_the_mean_of_the_disk(
            spot in (0.0..0.5f64, 0.0..1.0f64),
            facula in (0.0..0.49f64, 1.0..3.0f64),
        ) {
            let disk = (1.0 - spot.0 - facula.0) + spot.0 * spot.1 + facula.0 * facula.1;
            let factor = contamination_factor([region(spot.0, spot.1), region(facula.0, facula.1)]);
            prop_assert!((factor * disk - 1.0).abs() < 1e-12);
        }
    }
}
