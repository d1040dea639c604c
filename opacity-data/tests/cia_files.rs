//! `.cia` files whose temperatures reach over different wavenumbers: any mixture of ranges, gaps and overlaps.

use std::path::PathBuf;

use forward_model::{CiaTable, bracket};
use opacity_data::formats::{Contents, FORMATS};
use opacity_data::{CiaInfo, CiaStretch, OpacityFileError};

/// A block: temperature, coefficient in cm⁵, and the wavenumbers of its points.
struct Block(f64, f64, Vec<f64>);

fn every_hundred(from: u32, to: u32) -> Vec<f64> {
    (from..=to).step_by(100).map(f64::from).collect()
}

fn block_text(t: f64, k: f64, points: &[f64], [first, last]: [f64; 2]) -> String {
    let n = points.len();
    let header = format!("{:>20}{first:10.3}{last:10.3}{n:7}{t:7.1}\n", "N2-N2");
    let rows = points.iter().map(|w| format!("{w:10.3} {k:.9E}\n"));
    header + &rows.collect::<String>()
}

/// What a file with this text holds.
fn contents(text: &str) -> Result<Contents, OpacityFileError> {
    let folder = tempfile::tempdir().unwrap();
    let path: PathBuf = folder.path().join("N2-N2.cia");
    std::fs::write(&path, text).unwrap();
    FORMATS.read(&path)
}

fn read(blocks: &[Block]) -> (Vec<(CiaTable, CiaInfo)>, Vec<String>) {
    let text = blocks.iter().map(|Block(t, k, points)| {
        block_text(*t, *k, points, [points[0], points[points.len() - 1]])
    });
    match contents(&text.collect::<String>()).unwrap() {
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

/// The 100 and 200 K blocks reach to 10,000 cm⁻¹, the more numerous warmer ones to 5000 cm⁻¹: beyond, those hold what 200 K has.
#[test]
fn beyond_the_temperatures_that_list_a_wavenumber_the_nearest_is_held() {
    let wide = [100.0, 200.0].map(|t| Block(t, t * 1e-47, every_hundred(1000, 10_000)));
    let narrow = [250.0, 300.0, 400.0].map(|t| Block(t, t * 1e-47, every_hundred(1000, 5000)));
    let (tables, skipped) = read(&wide.into_iter().chain(narrow).collect::<Vec<_>>());
    assert_eq!((tables.len(), skipped.len()), (1, 0));
    for wavenumber in [4000.0, 4999.9, 5000.0, 6666.7, 10_000.0] {
        assert_at(&tables, 150.0, wavenumber, 1.5e-45);
    }
    for (wavenumber, expected) in [(5000.0, 3e-45), (5000.001, 2e-45), (6666.7, 2e-45)] {
        assert_at(&tables, 300.0, wavenumber, expected);
    }
    assert_at(&tables, 225.0, 5000.0, 2.25e-45);
    for temperature_k in [200.0, 225.0, 250.0, 399.0, 1000.0] {
        assert_at(&tables, temperature_k, 6666.7, 2e-45);
    }
    assert_at(&tables, 225.0, 10_000.001, 0.0);
    let shown = tables[0].1.to_string();
    for line in [
        "at 100 to 200 K: 1000.0 to 10000.0 cm⁻¹",
        "at 250 to 400 K: 1000.0 to 5000.0 cm⁻¹",
    ] {
        assert!(shown.contains(line), "{shown}");
    }
    let stretches = tables[0].1.stretches();
    let stretch = |per_cm, k| CiaStretch {
        wavenumber_per_cm: per_cm,
        temperature_k: k,
    };
    let expected = [
        stretch([1000.0, 5000.0], [100.0, 400.0]),
        stretch([5000.0, 10_000.0], [100.0, 200.0]),
    ];
    assert_eq!(stretches, expected);
}

/// 100, 200 and 300 K list 1000–5000 cm⁻¹, 150 and 250 K 4000–9000 cm⁻¹: what a temperature does not list is unknown, not zero.
#[test]
fn each_wavenumber_is_interpolated_between_the_temperatures_that_list_it() {
    let law = |t: f64| 1e-49 * t * t;
    let low = [100.0, 200.0, 300.0].map(|t| Block(t, law(t), every_hundred(1000, 5000)));
    let high = [150.0, 250.0].map(|t| Block(t, law(t), every_hundred(4000, 9000)));
    let (tables, skipped) = read(&low.into_iter().chain(high).collect::<Vec<_>>());
    assert_eq!((tables.len(), skipped.len()), (1, 0));
    let line = |t: f64, [cold, hot]: [f64; 2]| {
        law(cold) + (t - cold) / (hot - cold) * (law(hot) - law(cold))
    };
    for t in [
        100.0, 110.0, 150.0, 170.0, 200.0, 230.0, 250.0, 290.0, 300.0,
    ] {
        let only_low = match t < 200.0 {
            true => [100.0, 200.0],
            false => [200.0, 300.0],
        };
        let both: [f64; 5] = [100.0, 150.0, 200.0, 250.0, 300.0];
        let below = both.into_iter().rfind(|k| *k <= t).unwrap().min(250.0);
        for wavenumber in [1000.0, 2000.0, 3999.9] {
            assert_at(&tables, t, wavenumber, line(t, only_low));
        }
        for wavenumber in [4000.0, 4321.0, 5000.0] {
            assert_at(&tables, t, wavenumber, line(t, [below, below + 50.0]));
        }
        for wavenumber in [5000.1, 6666.7, 9000.0] {
            let inside = t.clamp(150.0, 250.0);
            assert_at(&tables, t, wavenumber, line(inside, [150.0, 250.0]));
        }
        for wavenumber in [999.9, 9000.1] {
            assert_at(&tables, t, wavenumber, 0.0);
        }
    }
}

/// A zero that is listed is one, also beside a temperature that absorbs there.
#[test]
fn a_listed_zero_is_not_filled() {
    let text = |t: f64, absorbs: fn(u32) -> bool| {
        let header = format!(
            "{:>20}{:10.3}{:10.3}{:7}{t:7.1}\n",
            "N2-N2", 1000.0, 3000.0, 21
        );
        let coefficient = |w: u32| if absorbs(w) { 1e-45 } else { 0.0 };
        let row = |w: u32| format!("{:10.3} {:.3E}\n", f64::from(w), coefficient(w));
        header + &(1000..=3000).step_by(100).map(row).collect::<String>()
    };
    let (cold, hot) = (text(100.0, |w| w <= 1500), text(300.0, |w| w >= 2500));
    let Contents::Cia(file) = contents(&(cold + &hot)).unwrap() else {
        panic!("no lines");
    };
    assert_eq!((file.tables.len(), file.skipped.len()), (1, 0));
    for (t, wavenumber, k) in [
        (100.0, 1200.0, 1e-45),
        (200.0, 1200.0, 0.5e-45),
        (300.0, 1200.0, 0.0),
        (200.0, 2000.0, 0.0),
        (100.0, 2700.0, 0.0),
        (300.0, 2700.0, 1e-45),
    ] {
        assert_at(&file.tables, t, wavenumber, k);
    }
}

#[test]
fn wavenumbers_that_do_not_rise_within_a_block_are_refused_with_their_line() {
    let rising = Block(200.0, 1e-45, vec![1000.0, 1100.0, 1200.0]);
    let falling: Vec<f64> = every_hundred(1000, 3000).into_iter().rev().collect();
    for (points, line, found) in [
        (
            vec![1000.0, 1200.0, 1100.0, 1300.0],
            8,
            "found 1100 after 1200 cm⁻¹",
        ),
        (
            vec![1000.0, 1000.0, 1100.0],
            7,
            "found 1000 after 1000 cm⁻¹",
        ),
        (falling, 7, "found 2900 after 3000 cm⁻¹"),
    ] {
        let [first, last] = [1000.0, 3000.0];
        let second = block_text(300.0, 1e-45, &points, [first, last]);
        let Block(t, k, own) = &rising;
        let text = block_text(*t, *k, own, [own[0], own[2]]) + &second;
        let error = contents(&text).unwrap_err();
        assert!(!error.is_of_something_else());
        let message = error.to_string();
        for part in [
            "N2-N2.cia",
            &format!("line {line}:"),
            found,
            "300 K",
            "expected wavenumbers that rise",
        ] {
            assert!(message.contains(part), "{message}");
        }
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
        (100.0, 5000.0, 2e-45),
        (100.0, 8500.0, 4e-45),
        (150.0, 2700.0, 1.5e-45),
        (200.0, 2400.0, 1e-45),
        (200.0, 8500.0, 3.5e-45),
        (250.0, 5700.0, 2.5e-45),
        (300.0, 9200.0, 4e-45),
    ] {
        assert_at(&expected, t, wavenumber, k);
    }
}

#[test]
fn a_gap_between_two_blocks_of_a_temperature_has_what_the_nearest_temperature_has() {
    let (tables, skipped) = read(&[
        Block(100.0, 1e-45, every_hundred(1000, 3000)),
        Block(100.0, 2e-45, every_hundred(6000, 9000)),
        Block(300.0, 3e-45, every_hundred(1000, 9000)),
    ]);
    assert_eq!((tables.len(), skipped.len()), (1, 0));
    for (wavenumber, k) in [
        (3000.0, 1e-45),
        (3050.0, 3e-45),
        (5999.0, 3e-45),
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
    for (t, wavenumber, k) in [
        (200.0, 7.0, 3e-45),
        (200.0, 15.0, 1e-45),
        (300.0, 7.0, 3e-45),
    ] {
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
