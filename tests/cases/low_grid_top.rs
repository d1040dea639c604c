//! A grid that begins where molecules still collide often: above it collision-induced absorption falls too slowly, and the
//! program says so.

use super::study_folder::StudyFolder;

#[test]
fn collisions_above_the_grid_are_a_caveat_where_they_are_felt() {
    let said = |pressures: &str| {
        let study = StudyFolder::new(&[2.0, 2.2, 2.4])
            .with("[1e-7, 100.0]", pressures)
            .with("continuum = []", "continuum = [\"cia\"]")
            .with("folder = \"opacities\"", "");
        study.simulated(&["radius_rjup=1.2"]).1
    };
    let caveat =
        "collision-induced absorption is taken to fall with the density instead of its square";
    let low = said("[1e-2, 100.0]");
    assert_eq!(low.matches(caveat).count(), 1, "{low}");
    assert!(low.contains("begin at 1.000e-2 bar"), "{low}");
    let high = said("[1e-3, 100.0]");
    assert!(!high.contains(caveat), "{high}");
}
