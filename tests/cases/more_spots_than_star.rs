//! Spots and faculae on a star's disc, of which there is one.

use forward_model::Species;

use crate::{case::Case, planck::per_um, program::refusal, simulated::depth_at};

fn case() -> Case {
    let per_cm: Vec<f64> = (20..=100).map(|i| 100.0 * f64::from(i)).collect();
    Case::new("more_spots_than_star").opacity(Species::H2O, &per_cm, |_| 1e-26)
}

#[test]
fn samples_of_more_than_the_whole_disc_are_failures_with_that_reason() {
    let set = case().generated();
    let mut n_failed = 0;
    for (theta, status) in set.theta.rows().into_iter().zip(&set.status) {
        // θ: radius, share of spots, share of faculae.
        let covered = f64::from(theta[1]) + f64::from(theta[2]);
        assert_eq!(*status, if covered > 1.0 { 7 } else { 0 }, "{covered}");
        n_failed += usize::from(*status == 7);
    }
    // Half of the square of the two uniform priors, by five standard deviations of 400 draws.
    assert!((150..=250).contains(&n_failed), "{n_failed} of 400");
}

#[test]
fn one_spectrum_of_more_than_the_whole_disc_is_an_error() {
    let case = case();
    let shares = ["--set", "spot_fraction=0.7", "--set", "facula_fraction=0.7"];
    let output = case.run("simulate", &shares);
    let stderr = String::from_utf8(output.stderr).unwrap();
    assert_eq!(output.status.code(), Some(2), "{stderr}");
    let reason = "spots and faculae cover 1.4 of the star's disc, expected at most 1";
    assert!(stderr.contains(reason), "{stderr}");
    assert!(!case.at("run/simulated.csv").exists());
}

/// The factor is the photosphere's light over the spots', both black bodies, and largest where the spectrum begins.
#[test]
fn spots_that_darken_the_star_are_blamed_for_a_depth_above_one() {
    let case = case();
    let clean = case.simulated(&["radius_rjup=1.2", "spot_fraction=0", "facula_fraction=0"]);
    let shortest_um = clean
        .iter()
        .map(|[um, _]| *um)
        .fold(f64::INFINITY, f64::min);
    let settings = [
        "radius_rjup=1.2",
        "spot_fraction=1",
        "facula_fraction=0",
        "spot_temperature_k=1200",
    ];
    let arguments: Vec<&str> = settings.iter().flat_map(|it| ["--set", it]).collect();
    let said = refusal(&case.run("simulate", &arguments));
    assert!(
        said.contains("unocculted spots") && !said.contains("radii"),
        "{said}"
    );
    let (_, after) = said.split_once("multiply the depth by ").unwrap();
    let factor: f64 = after.split(';').next().unwrap().parse().unwrap();
    let expected = per_um(shortest_um, 5000.0) / per_um(shortest_um, 1200.0);
    assert!(
        (factor / expected - 1.0).abs() < 0.006,
        "{factor}, expected {expected}"
    );
}

/// Rackham et al. (2018): the depth over `Σ f F / F_phot`, the photosphere's share included, which may be none.
#[test]
fn up_to_the_whole_disc_the_depth_is_that_of_the_mean_disc() {
    let case = case();
    let clean = case.simulated(&["radius_rjup=1.2", "spot_fraction=0", "facula_fraction=0"]);
    for [spots, faculae] in [[0.7, 0.3], [0.1, 0.2], [0.0, 1.0]] {
        let settings = [
            "radius_rjup=1.2".to_owned(),
            format!("spot_fraction={spots}"),
            format!("facula_fraction={faculae}"),
        ];
        let spotted = case.simulated(&settings.each_ref().map(String::as_str));
        for um in [1.0989, 1.9608, 4.5454] {
            let ratio = |temperature_k| per_um(um, temperature_k) / per_um(um, 5000.0);
            let disc = 1.0 - spots - faculae + spots * ratio(3000.0) + faculae * ratio(6000.0);
            let error = depth_at(&spotted, um) / depth_at(&clean, um) * disc - 1.0;
            assert!(error.abs() < 1e-4, "{spots} {faculae}, {um} µm: {error:e}");
        }
    }
}
