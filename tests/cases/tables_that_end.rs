//! Tables on one grid that end at different places.

use std::fmt::Write;

use forward_model::{KTable, OpacityTable, Points, Species, touching_cells};
use ndarray::Array4;

use super::study_folder::StudyFolder;

fn two_gases() -> StudyFolder {
    StudyFolder::new(&[1.15, 1.8, 2.6, 3.4, 4.1, 4.8])
        .with("gases = [\"H2O\"]", "gases = [\"H2O\", \"CO\"]")
        .with("log_H2O = -4.0", "log_H2O = -4.0\nlog_CO = -4.0")
        .with(
            "folder = \"opacities\"",
            "folder = \"opacities\"\nallow_gaps = true",
        )
}

/// Strength of the two gases, m², which are not alike.
fn law_m2(gas: Species, per_cm: f64) -> f64 {
    let phase = if gas == Species::CO { 1.0 } else { 0.0 };
    10f64.powf(-25.0 + (per_cm / 300.0 + phase).sin())
}

/// Three kinds of axis from 2000 to about 9900 cm⁻¹.
fn axes() -> [Vec<f64>; 3] {
    let axis = |law: &dyn Fn(f64) -> f64| (0..800).map(|i| law(f64::from(i))).collect();
    [
        axis(&|i| 2000.0 + 10.0 * i),
        axis(&|i| 2000.0 * 1.002f64.powf(i)),
        axis(&|i| 2000.0 * (i / 500.0).exp()),
    ]
}

fn samples(folder: StudyFolder, gas: Species, axis: &[f64], end: f64, padded: bool) -> StudyFolder {
    let kept: Vec<f64> = axis
        .iter()
        .copied()
        .filter(|w| padded || *w <= end)
        .collect();
    folder.opacity(gas, &kept, |w| if w <= end { law_m2(gas, w) } else { 0.0 })
}

fn bins(folder: StudyFolder, gas: Species, axis: &[f64], end: f64, padded: bool) -> StudyFolder {
    let bounds = touching_cells(axis);
    let kept: Vec<[f64; 2]> = bounds
        .into_iter()
        .filter(|b| padded || b[1] <= end)
        .collect();
    let value = |bin: [f64; 2], i_g: usize| match bin[1] <= end {
        true => law_m2(gas, bin[0]) * 10f64.powi(i_g as i32),
        false => 0.0,
    };
    let k = Array4::from_shape_fn((2, 2, kept.len(), 2), |(_, _, i, g)| {
        value(kept[i], g) as f32
    });
    let axes = (
        vec![1e-4, 1e8],
        vec![50.0, 5000.0],
        vec![0.25, 0.75],
        vec![0.5, 0.5],
    );
    let table = KTable::new(gas, axes.0, axes.1, kept, Points::of_g(axes.2, axes.3), k).unwrap();
    folder.table(&OpacityTable::from(table))
}

type Maker = fn(StudyFolder, Species, &[f64], f64, bool) -> StudyFolder;

/// A table that ends is one that is padded with zeros: to 1e-9, for cells far from the range need not be the same.
#[test]
fn a_gas_is_transparent_beyond_its_table() {
    for axis in axes() {
        for maker in [samples as Maker, bins] {
            let whole = maker(two_gases(), Species::H2O, &axis, f64::INFINITY, true);
            let (spectrum, said) = maker(whole, Species::CO, &axis, 4500.0, false).simulated(&[]);
            let whole = maker(two_gases(), Species::H2O, &axis, f64::INFINITY, true);
            let (padded, _) = maker(whole, Species::CO, &axis, 4500.0, true).simulated(&[]);
            assert!(
                said.contains("CO has no opacity from 1.1500 to 2.2"),
                "{said}"
            );
            let find = |wavelength_um: f64| {
                let mut cells = padded.iter();
                cells.find(|cell| (cell[0] / wavelength_um - 1.0).abs() < 1e-9)
            };
            let mut n = 0;
            for cell in spectrum
                .iter()
                .filter(|cell| (1.15..4.8).contains(&cell[0]))
            {
                let expected = find(cell[0]).unwrap();
                assert!(
                    (cell[1] - expected[1]).abs() < 1e-3,
                    "{cell:?} {expected:?}"
                );
                n += 1;
            }
            assert!(n > 400, "{n}");
        }
    }
}

/// Two files in the layout of Exo-Transmit, one of which ends at 2.5 µm.
#[test]
fn exo_transmit_files_of_different_lengths_work_as_they_come() {
    let table = |gas: Species, to: usize| {
        let mut text = String::from("500 1000 2000\n1e-1 1e3 1e7\n");
        for i in 0..to {
            let wavelength_um = 1.0 * 1.001f64.powi(i as i32);
            writeln!(text, "{:.8e}", 1e-6 * wavelength_um).unwrap();
            for log_pa in [-1.0, 3.0, 7.0] {
                let sigma = law_m2(gas, 1e4 / wavelength_um);
                writeln!(text, "{log_pa:.4e} {sigma:.4e} {sigma:.4e} {sigma:.4e}").unwrap();
            }
        }
        text
    };
    let folder = two_gases()
        .file("opacities/opacH2O.dat", &table(Species::H2O, 1700))
        .file("opacities/opacCO.dat", &table(Species::CO, 917));
    let (spectrum, said) = folder.simulated(&[]);
    assert!(
        said.contains("CO has no opacity from 2.4994 to 4.8000 µm"),
        "{said}"
    );
    assert!(spectrum.iter().all(|cell| cell[1].is_finite()));
    let (without, _) = folder.simulated(&["log_CO=-20"]);
    // CO's weight alone, a tenth of a per cent of the scale height, is worth less than 10 ppm.
    let change = |(with, without): (&[f64; 2], &[f64; 2])| (with[0], (with[1] - without[1]).abs());
    let changes: Vec<(f64, f64)> = spectrum.iter().zip(&without).map(change).collect();
    let (inside, beyond): (Vec<_>, Vec<_>) = changes.iter().partition(|(um, _)| *um < 2.4994);
    let largest = |part: Vec<(f64, f64)>| part.into_iter().map(|it| it.1).fold(0.0, f64::max);
    let (inside, beyond) = (largest(inside), largest(beyond));
    assert!(inside > 100.0 && beyond < 10.0, "{inside} {beyond}");
}

#[test]
fn other_grids_are_refused_by_name() {
    let [even, ratio, _] = axes();
    let folder = samples(two_gases(), Species::H2O, &even, f64::INFINITY, true);
    let refused = samples(folder, Species::CO, &ratio, f64::INFINITY, true).refusal(&[]);
    for said in [
        "`opacities.folder` is \"opacities\"",
        "H2O from opacities/opacH2O.dat",
        "CO from opacities/opacCO.dat",
        "on the same cells",
    ] {
        assert!(refused.contains(said), "{refused}");
    }
}
