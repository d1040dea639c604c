//! Limits that are known without any list of hot lines: the references themselves.

use std::{fs, sync::LazyLock};

use forward_model::{Species, lines::Line};

use super::line_strengths::{line_strengths, lines_between};
use super::reference::{ReferenceBand, reference_bands};
use super::{HotLines, add_to_folder, with_hot_lines};
use crate::line_by_line::{LineFile, read_line_list, write_line_list};

const GAS: Species = Species::HCN;

/// A line so weak that next to nothing is there.
fn weak_line() -> Line {
    Line {
        wavenumber_per_cm: 3300.0,
        intensity_m2_per_cm: 1e-40,
        lower_energy_per_cm: 100.0,
        air_half_width_per_cm: 0.11,
        self_half_width_per_cm: 0.5,
        temperature_exponent: 0.65,
        air_shift_per_cm: -0.003,
        isotopologue: 0,
    }
}

fn list(lines: Vec<Line>) -> LineFile {
    LineFile {
        gas: GAS,
        source: "made".into(),
        lines,
    }
}

/// The list that has everything: all of the reference as random lines.
fn complete() -> &'static HotLines {
    static COMPLETE: LazyLock<HotLines> = LazyLock::new(make_complete);
    &COMPLETE
}

fn make_complete() -> HotLines {
    with_hot_lines(list(vec![weak_line()])).unwrap()
}

/// Means of a list over those of the reference, for every band and temperature, with a name.
fn ratios(lines: &[Line]) -> Vec<(String, f64)> {
    let bands = reference_bands(GAS);
    let at = |i: usize| line_strengths(GAS, lines, bands[0].temperature_k[i]).unwrap();
    let strengths: Vec<Vec<f64>> = (0..bands[0].temperature_k.len()).map(at).collect();
    let ratio = |band: &ReferenceBand, i: usize| {
        let range = lines_between(lines, band.from_per_cm, band.to_per_cm);
        let mean_m2 = strengths[i][range].iter().sum::<f64>() / band.width_per_cm();
        let name = format!("{:.0} cm-1, {} K", band.from_per_cm, band.temperature_k[i]);
        (name, mean_m2 / band.mean_m2[i])
    };
    let of_band = |band: &ReferenceBand| -> Vec<(String, f64)> {
        (0..strengths.len()).map(|i| ratio(band, i)).collect()
    };
    bands.iter().flat_map(of_band).collect()
}

#[test]
fn what_is_missing_comes_back_at_every_temperature_and_then_nothing_is_missing() {
    let complete = complete();
    assert!(complete.n_added > 10_000 && complete.share_at_1000_k > 0.999);
    for (name, ratio) in ratios(&complete.list.lines) {
        assert!((ratio - 1.0).abs() < 0.05, "{name}: {ratio}");
    }
    let again = with_hot_lines(complete.list.clone()).unwrap();
    assert_eq!(again.n_added, 0);
    assert_eq!(again.list, complete.list);
}

#[test]
fn hot_lines_that_were_removed_are_put_back() {
    let mut lines = complete().list.lines.clone();
    lines.retain(|line| line.lower_energy_per_cm < 2000.0);
    let without = ratios(&lines);
    assert!(without.iter().any(|(_, ratio)| *ratio < 0.6));
    let with = with_hot_lines(list(lines)).unwrap();
    for (name, ratio) in ratios(&with.list.lines) {
        // What is missing by less than the reference's error stays missing.
        assert!((0.89..1.06).contains(&ratio), "{name}: {ratio}");
    }
}

#[test]
fn hot_lines_are_the_same_every_time_and_rise_in_wavenumber() {
    let first = &complete().list.lines;
    assert_eq!(*first, make_complete().list.lines);
    assert!(first.is_sorted_by(|a, b| a.wavenumber_per_cm <= b.wavenumber_per_cm));
    assert!(first.iter().all(|line| line.intensity_m2_per_cm > 0.0));
}

#[test]
fn hot_lines_have_the_lists_widths() {
    let close = |a: f64, b: f64| (a / b - 1.0).abs() < 1e-12;
    let weak = weak_line();
    for line in &complete().list.lines {
        assert!(close(
            line.air_half_width_per_cm,
            weak.air_half_width_per_cm
        ));
        assert!(close(
            line.self_half_width_per_cm,
            weak.self_half_width_per_cm
        ));
        assert!(close(line.temperature_exponent, weak.temperature_exponent));
        assert_eq!(line.isotopologue, 0);
    }
}

#[test]
fn colder_than_the_references_nothing_grows_and_hotter_it_does_not_run_away() {
    let lines = &complete().list.lines;
    let total = |t: f64| line_strengths(GAS, lines, t).unwrap().iter().sum::<f64>();
    assert!(total(150.0) < 1.2 * total(300.0));
    assert!(total(2500.0) < 1.5 * total(1500.0));
}

#[test]
fn a_folder_gets_hot_lines_where_there_is_a_source_and_copies_elsewhere() {
    let folder = tempfile::tempdir().unwrap();
    let [from, to] = ["from", "to"].map(|name| folder.path().join(name));
    let co = LineFile {
        gas: Species::CO,
        source: String::new(),
        lines: vec![Line {
            wavenumber_per_cm: 2143.0,
            ..weak_line()
        }],
    };
    let ocs = LineFile {
        gas: Species::OCS,
        ..co.clone()
    };
    write_line_list(&from.join("CO.h5"), &co).unwrap();
    write_line_list(&from.join("OCS.h5"), &ocs).unwrap();
    let mut added = Vec::new();
    let mut note = |lines: &super::AddedLines| added.push((lines.gas, lines.n_added));
    add_to_folder(&from, &to, &mut note).unwrap();
    let written = read_line_list(&to.join("CO.h5")).unwrap();
    let n_added = written.lines.len() - 1;
    assert!(n_added > 1000 && written.source.starts_with("hot lines: "));
    added.sort_by_key(|(gas, _)| gas.formula());
    assert_eq!(added, [(Species::CO, n_added), (Species::OCS, 0)]);
    let [copy, original] = [&to, &from].map(|f| fs::read(f.join("OCS.h5")).unwrap());
    assert!(copy == original);
    let refused = add_to_folder(&from, &to, &mut |_| ()).unwrap_err();
    assert!(
        refused.to_string().contains("CO.h5, OCS.h5 already"),
        "{refused}"
    );
    let empty = add_to_folder(folder.path(), &to, &mut |_| ()).unwrap_err();
    assert!(empty.to_string().contains("no line list"), "{empty}");
}
