//! `.cia` files whose temperatures reach over different wavenumbers: any mixture of ranges, gaps and overlaps.

use std::path::PathBuf;

use forward_model::{CiaTable, bracket};
use opacity_data::CiaInfo;
use opacity_data::formats::{Contents, FORMATS};

/// A block: temperature, coefficient in cm⁵, and the wavenumbers of its points.
struct Block(f64, f64, Vec<f64>);

fn every_hundred(from: u32, to: u32) -> Vec<f64> {
    (from..=to).step_by(100).map(f64::from).collect()
}

fn read(blocks: &[Block]) -> (Vec<(CiaTable, CiaInfo)>, Vec<String>) {
    let folder = tempfile::tempdir().unwrap();
    let path: PathBuf = folder.path().join("N2-N2.cia");
    let text = blocks.iter().map(|Block(t, k, points)| {
        let (n, last) = (points.len(), points[points.len() - 1]);
        let header = format!("{:>20}{:10.3}{last:10.3}{n:7}{t:7.1}\n", "N2-N2", points[0]);
        let rows = points.iter().map(|w| format!("{w:10.3} {k:.3E}\n"));
        header + &rows.collect::<String>()
    });
    std::fs::write(&path, text.collect::<String>()).unwrap();
    match FORMATS.read(&path).unwrap() {
        Contents::Cia(file) => (file.tables, file.skipped),
        Contents::Table(..) => panic!("no lines"),
    }
}

/// What a model takes, cm⁵: linear in temperature between a table's rows (held beyond the first and last), over all tables.
fn at_cm5(tables: &[(CiaTable, CiaInfo)], temperature_k: f64, wavenumber_per_cm: f64) -> f64 {
    let one = |(table, _): &(CiaTable, CiaInfo)| {
        let place = bracket(table.temperature_k(), temperature_k);
        let [cold, hot] = [place.lower, place.upper].map(|t| table.at_m5(t, wavenumber_per_cm));
        1e10 * (cold + place.fraction * (hot - cold))
    };
    tables.iter().map(one).sum()
}

fn assert_at(tables: &[(CiaTable, CiaInfo)], temperature_k: f64, wavenumber_per_cm: f64, cm5: f64) {
    let found = at_cm5(tables, temperature_k, wavenumber_per_cm);
    assert!(
        (found - cm5).abs() <= 1e-9 * cm5,
        "{temperature_k} K, {wavenumber_per_cm} cm⁻¹: {found:e} instead of {cm5:e}"
    );
}

/// The 100 and 200 K blocks reach to 10,000 cm⁻¹, the more numerous warmer ones to 5000 cm⁻¹.
#[test]
fn blocks_around_a_temperature_count_over_their_own_range_whatever_the_others_have() {
    let wide = [100.0, 200.0].map(|t| Block(t, 1e-45, every_hundred(1000, 10_000)));
    let narrow = [250.0, 300.0, 400.0].map(|t| Block(t, 1e-45, every_hundred(1000, 5000)));
    let (tables, skipped) = read(&wide.into_iter().chain(narrow).collect::<Vec<_>>());
    assert_eq!((tables.len(), skipped.len()), (1, 0));
    for wavenumber in [4000.0, 4999.9, 5000.0, 6666.7, 10_000.0] {
        assert_at(&tables, 150.0, wavenumber, 1e-45);
    }
    for (wavenumber, expected) in [(5000.0, 1e-45), (5000.001, 0.0), (6666.7, 0.0)] {
        assert_at(&tables, 300.0, wavenumber, expected);
    }
    // Halfway between a temperature with and one without absorption.
    assert_at(&tables, 225.0, 6666.7, 0.5e-45);
    let shown = tables[0].1.to_string();
    for line in [
        "at 100 to 200 K: 1000.0 to 10000.0 cm⁻¹",
        "at 250 to 400 K: 1000.0 to 5000.0 cm⁻¹",
    ] {
        assert!(shown.contains(line), "{shown}");
    }
}

#[test]
fn the_order_of_the_blocks_does_not_matter_where_none_overlap_in_one_temperature() {
    let blocks = || {
        vec![
            Block(100.0, 1e-45, every_hundred(1000, 3000)),
            Block(200.0, 2e-45, every_hundred(2500, 6000)),
            Block(300.0, 3e-45, every_hundred(5500, 9000)),
            Block(100.0, 4e-45, every_hundred(8000, 9500)),
        ]
    };
    let (expected, _) = read(&blocks());
    assert_eq!(expected.len(), 1);
    for rotation in 1..4 {
        let mut rotated = blocks();
        rotated.rotate_left(rotation);
        assert_eq!(read(&rotated).0, expected);
    }
    for (t, wavenumber, k) in [
        (100.0, 2000.0, 1e-45),
        (100.0, 5000.0, 0.0),
        (100.0, 8500.0, 4e-45),
        (150.0, 2700.0, 1.5e-45),
        (200.0, 2400.0, 0.0),
        (250.0, 5700.0, 2.5e-45),
        (300.0, 9200.0, 0.0),
    ] {
        assert_at(&expected, t, wavenumber, k);
    }
}

#[test]
fn a_gap_between_two_blocks_of_a_temperature_has_no_absorption() {
    let (tables, skipped) = read(&[
        Block(100.0, 1e-45, every_hundred(1000, 3000)),
        Block(100.0, 2e-45, every_hundred(6000, 9000)),
        Block(300.0, 3e-45, every_hundred(1000, 9000)),
    ]);
    assert_eq!((tables.len(), skipped.len()), (1, 0));
    for (wavenumber, k) in [
        (3000.0, 1e-45),
        (3050.0, 0.0),
        (5999.0, 0.0),
        (6000.0, 2e-45),
    ] {
        assert_at(&tables, 100.0, wavenumber, k);
        assert_at(&tables, 300.0, wavenumber, 3e-45);
        assert_at(&tables, 200.0, wavenumber, 0.5 * (k + 3e-45));
    }
    let shown = tables[0].1.to_string();
    let line = "at 100 K: 1000.0 to 3000.0, 6000.0 to 9000.0 cm⁻¹";
    assert!(shown.contains(line), "{shown}");
}

#[test]
fn where_blocks_of_one_temperature_overlap_the_first_counts_and_the_file_is_told() {
    let (tables, skipped) = read(&[
        Block(200.0, 1e-45, every_hundred(1000, 4000)),
        Block(200.0, 9e-45, every_hundred(3000, 6000)),
        Block(200.0, 7e-45, every_hundred(2000, 5000)),
        Block(300.0, 1e-45, every_hundred(1000, 4000)),
    ]);
    for (wavenumber, k) in [
        (1000.0, 1e-45),
        (3500.0, 1e-45),
        (4000.0, 1e-45),
        (4001.0, 9e-45),
    ] {
        assert_at(&tables, 200.0, wavenumber, k);
    }
    assert_eq!(skipped.len(), 2);
    assert!(skipped[0].contains("200 K from 3000 to 6000") && skipped[0].contains("in part"));
    assert!(skipped[1].contains("200 K from 2000 to 5000") && !skipped[1].contains("in part"));
}

#[test]
fn blocks_keep_their_own_points() {
    let (tables, _) = read(&[
        Block(200.0, 1e-45, vec![10.0, 20.0]),
        Block(300.0, 3e-45, vec![5.0, 12.0, 25.0]),
    ]);
    for (t, wavenumber, k) in [(200.0, 7.0, 0.0), (200.0, 15.0, 1e-45), (300.0, 7.0, 3e-45)] {
        assert_at(&tables, t, wavenumber, k);
    }
}

#[test]
fn bands_that_do_not_touch_keep_their_own_temperatures() {
    let (tables, _) = read(&[
        Block(100.0, 1e-45, every_hundred(1000, 2000)),
        Block(300.0, 2e-45, every_hundred(5000, 6000)),
        Block(200.0, 1e-45, every_hundred(1000, 2000)),
    ]);
    assert_eq!(tables.len(), 2);
    // Held beyond the last temperature of the band, as every table is.
    assert_at(&tables, 300.0, 1500.0, 1e-45);
    assert_at(&tables, 100.0, 5500.0, 2e-45);
}

/// A file may list wavenumbers at which no temperature absorbs, as that of H2–H2 does beyond 10,000 cm⁻¹.
#[test]
fn what_is_listed_as_zero_is_no_range() {
    let mut points = every_hundred(1000, 3000);
    points.extend([3100.0, 15_000.0]);
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("N2-N2.cia");
    let mut text = format!(
        "{:>20}{:10.3}{:10.3}{:7}{:7.1}\n",
        "N2-N2", 1000.0, 15_000.0, 23, 200.0
    );
    for w in points {
        let k = if w > 3000.0 { 0.0 } else { 1e-45 };
        text += &format!("{w:10.3} {k:.3E}\n");
    }
    std::fs::write(&path, text).unwrap();
    let Contents::Cia(file) = FORMATS.read(&path).unwrap() else {
        panic!("no lines");
    };
    assert_eq!(file.tables[0].1.wavenumber_per_cm, [1000.0, 3100.0]);
}
