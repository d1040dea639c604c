//! The forward model against TauREx 3 on the same tables: see `tests/reference/taurex/README.md`.
//!
//! Two questions are kept apart. *Is the physics the same?* — a line-by-line transcription of TauREx's discretisation that
//! takes opacities, composition and constants from our crate. *Is our discretisation the better one?* — the spectrum of
//! our model with TauREx's number of layers against its own limit of many layers.

mod taurex;

use forward_model::{
    ForwardModel, Geometry, ModelConfig, SourceFunction, constants::GRAVITATION_M3_PER_KG_S2,
    profile,
};
use taurex::{Case, GUILLOT, discretisation};

const CASES: [&str; 7] = [
    "tr_iso1000_H2O",
    "tr_iso1000_4g",
    "tr_iso1000_6g_ray_cia",
    "tr_iso1000_6g_ray_cia_cloud1e3Pa",
    "tr_iso1234.5_6g_ray_cia",
    "tr_guillot_6g_30layers",
    "tr_guillot_6g_400layers",
];
/// Enough layers for our discretisation to have converged to 0.01 ppm.
const N_LAYERS_CONVERGED: usize = 1600;

/// Median and largest absolute difference, ppm of the star.
fn difference_ppm(a: &[f64], b: &[f64]) -> (f64, f64) {
    assert_eq!(a.len(), b.len());
    let mut ppm: Vec<f64> = a.iter().zip(b).map(|(a, b)| 1e6 * (a - b).abs()).collect();
    ppm.sort_by(f64::total_cmp);
    (ppm[ppm.len() / 2], ppm[ppm.len() - 1])
}

fn ours(case: &Case, n_layers: usize) -> Vec<f64> {
    let model = ForwardModel::new(case.config(n_layers)).unwrap();
    model
        .spectrum(&case.values(), &mut model.workspace())
        .unwrap()
        .to_vec()
}

/// TauREx's temperatures are at the layers' mean pressures; ours must be the same there.
#[test]
fn guillot_profile_of_taurex_is_reproduced() {
    for name in ["tr_guillot_6g_30layers", "tr_guillot_6g_400layers"] {
        let case = Case::read(name);
        let gravity = GRAVITATION_M3_PER_KG_S2 * case.planet_mass_kg / case.planet_radius_m.powi(2);
        let pressure_pa: Vec<f64> = case
            .level_pressure_pa
            .windows(2)
            .map(|pair| (pair[0] * pair[1]).sqrt())
            .collect();
        let mut temperature_k = vec![0.0; pressure_pa.len()];
        let profile = profile("guillot2010", &[]).unwrap();
        profile
            .evaluate(&GUILLOT, &pressure_pa, gravity, &mut temperature_k)
            .unwrap();
        for (found, expected) in temperature_k.iter().zip(&case.temperature_k) {
            assert!(
                (found / expected - 1.0).abs() < 1e-6,
                "{name}: {found} K, TauREx {expected} K"
            );
        }
    }
}

#[test]
fn every_transmission_case_of_taurex_is_reproduced() {
    println!("differences of transit depth, ppm of the star: median / maximum");
    println!(
        "{:34} {:>17} {:>17} {:>17} {:>17}",
        "case", "same rule", "ours", "ours - limit", "TauREx - limit"
    );
    for name in CASES {
        let case = Case::read(name);
        let n_layers = case.temperature_k.len();
        let (ours_there, limit) = (ours(&case, n_layers), ours(&case, N_LAYERS_CONVERGED));
        let columns = [
            difference_ppm(&discretisation::transit_depth(&case), &case.depth),
            difference_ppm(&ours_there, &case.depth),
            difference_ppm(&ours_there, &limit),
            difference_ppm(&case.depth, &limit),
        ];
        let text = columns.map(|(median, maximum)| format!("{median:8.4} / {maximum:6.3}"));
        println!("{name:34} {}", text.join("  "));
        let [same_rule, ours, our_error, their_error] = columns;
        assert!(
            same_rule.0 < 0.01 && same_rule.1 < 0.5,
            "{name}: other physics"
        );
        assert!(
            our_error.0 < their_error.0 && our_error.1 < their_error.1,
            "{name}: not the better rule"
        );
        let (clear_above, lines) = above_the_grid(&case, &ours_there);
        println!(
            "{:34} clear above the grid: {clear_above:.3} ppm; other cells: {lines:.3?} ppm",
            ""
        );
        // Thirty layers over ten decades are too few for TauREx's rule, not for ours.
        assert!(
            n_layers < 100 || (ours.0 < 1.0 && clear_above < 1.5),
            "{name}"
        );
        assert!(lines.iter().all(|difference| *difference > 0.0), "{name}");
    }
}

/// Where TauREx's atmosphere ends, at the highest level, ours goes on: the largest difference, ppm, of the cells in which
/// nothing is left there, and what ours has more in the others, the lines that are still opaque.
fn above_the_grid(case: &Case, ours: &[f64]) -> (f64, Vec<f64>) {
    let highest = discretisation::highest_optical_depth(case);
    let differences = ours.iter().zip(&case.depth).map(|(a, b)| 1e6 * (a - b));
    let (clear, opaque): (Vec<_>, Vec<_>) = differences
        .zip(highest)
        .partition(|(_, depth)| *depth < 1e-4);
    let largest = clear.iter().map(|(ppm, _)| ppm.abs()).fold(0.0, f64::max);
    (largest, opaque.into_iter().map(|(ppm, _)| ppm).collect())
}

/// Median and largest relative difference.
fn relative_difference(a: &[f64], b: &[f64]) -> (f64, f64) {
    let ones = vec![1.0; a.len()];
    let ratio: Vec<f64> = a.iter().zip(b).map(|(a, b)| a / b).collect();
    let (median, largest) = difference_ppm(&ratio, &ones);
    (1e-6 * median, 1e-6 * largest)
}

/// Differences are relative to the eclipse depth: "same rule" is TauREx's discretisation over our opacities and constants,
/// "layers" our model with its source function, of isothermal layers, and "linear" with our own.
#[test]
fn every_emission_case_of_taurex_is_reproduced() {
    println!("relative differences of eclipse depth: median / maximum");
    println!(
        "{:24} {:>19} {:>19} {:>19} {:>19} {:>19}",
        "case", "same rule", "layers", "linear", "linear - limit", "TauREx - limit"
    );
    for name in ["em_iso1000_6g_ray_cia", "em_guillot_6g_ray_cia"] {
        let case = Case::read(name);
        let with = |n_layers: usize, source: SourceFunction| {
            let model = ForwardModel::new(ModelConfig {
                geometry: Geometry::Emission(source),
                ..case.config(n_layers)
            });
            let model = model.unwrap();
            let mut workspace = model.workspace();
            model
                .spectrum(&case.values(), &mut workspace)
                .unwrap()
                .to_vec()
        };
        let layers = with(100, SourceFunction::IsothermalLayers);
        let linear = with(100, SourceFunction::LinearInOpticalDepth);
        let limit = with(N_LAYERS_CONVERGED, SourceFunction::LinearInOpticalDepth);
        let columns = [
            relative_difference(&discretisation::eclipse_depth(&case), &case.depth),
            relative_difference(&layers, &case.depth),
            relative_difference(&linear, &case.depth),
            relative_difference(&linear, &limit),
            relative_difference(&case.depth, &limit),
        ];
        let text = columns.map(|(median, maximum)| format!("{median:8.1e} / {maximum:8.1e}"));
        println!("{name:24} {}", text.join("  "));
        let [same_rule, layers, _, our_error, their_error] = columns;
        assert!(
            same_rule.0 < 1e-6 && same_rule.1 < 5e-4,
            "{name}: other physics"
        );
        assert!(layers.0 < 1e-4 && layers.1 < 1e-3, "{name}");
        // In the median both are far below what matters; the worst cells, where the ground is seen, tell the rules apart.
        assert!(
            our_error.0 < 2e-4 && our_error.1 < their_error.1,
            "{name}: not the better rule"
        );
    }
}
