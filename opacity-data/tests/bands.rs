//! Band means of the default set against HITEMP-based ones, from committed numbers.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use forward_model::{KTable, LineTable, Species};
use opacity_data::OpacitySet;

const REFERENCE: &str = include_str!("reference/photochem/band_means.csv");
/// Of several sources, by which hot lines were made.
const HOT_REFERENCE: &str = include_str!("../src/line_by_line/hot_lines/band_means.csv");
/// Pressure of the comparison, Pa.
const PRESSURE_PA: f64 = 1e4;
/// Bands weaker than this are not judged, cm².
const WEAK_CM2: f64 = 1e-23;

struct Band {
    species: Species,
    from_um: f64,
    to_um: f64,
    temperature_k: f64,
    reference_cm2: f64,
    ours_cm2: f64,
}

impl Band {
    fn ratio(&self) -> f64 {
        self.ours_cm2 / self.reference_cm2
    }

    fn is_judged(&self) -> bool {
        self.reference_cm2 > WEAK_CM2 && self.temperature_k <= 1000.0
    }

    fn lies_in(&self, from_um: f64, to_um: f64) -> bool {
        self.from_um > from_um - 0.01 && self.to_um < to_um + 0.01
    }
}

/// Each table is unpacked once.
static BANDS: LazyLock<Vec<Band>> = LazyLock::new(bands);

fn bands() -> Vec<Band> {
    let mut tables = BTreeMap::new();
    let rows = REFERENCE
        .lines()
        .skip(2)
        .map(|line| line.split(',').collect::<Vec<_>>());
    let band = |row: Vec<&str>| {
        let species: Species = row[0].parse().unwrap();
        let number = |i: usize| row[i].parse::<f64>().unwrap();
        let table = tables
            .entry(species)
            .or_insert_with(|| OpacitySet::default().k_table(species).unwrap().unwrap().0);
        let ours_cm2 = 1e4 * mean_m2(table, PRESSURE_PA, [number(1), number(2)], number(3));
        Band {
            species,
            from_um: number(1),
            to_um: number(2),
            temperature_k: number(3),
            reference_cm2: number(4),
            ours_cm2,
        }
    };
    rows.map(band).collect()
}

/// Mean over wavenumber of a band at a pressure and a temperature of the table.
fn mean_m2(
    table: &KTable,
    pressure_pa: f64,
    [from_um, to_um]: [f64; 2],
    temperature_k: f64,
) -> f64 {
    let at = |values: &[f64], x: f64| {
        values
            .iter()
            .position(|v| (v / x - 1.0).abs() < 1e-6)
            .unwrap()
    };
    let (p, t) = (
        at(table.pressure_pa(), pressure_pa),
        at(table.temperature_k(), temperature_k),
    );
    let (from, to) = (1e4 / to_um, 1e4 / from_um);
    let (mut sum, mut width) = (0.0, 0.0);
    for (bin, edges) in table.cell_bounds_per_cm().iter().enumerate() {
        let overlap = (edges[1].min(to) - edges[0].max(from)).max(0.0);
        let g = table.points().weights(bin).iter().enumerate();
        sum += overlap
            * g.map(|(g, w)| w * f64::from(table.value_m2(p, t, bin, g)))
                .sum::<f64>();
        width += overlap;
    }
    sum / width
}

/// What ln of the ratios of bands keep to: each, their root mean square, and their mean.
struct Bounds {
    each: f64,
    root_mean_square: f64,
    mean: f64,
}

/// Judges the bands of a gas. The few wavenumbers of the set, chosen for depths, meet the mean of a band of narrow lines by chance: the
/// ratios scatter, widest at 300 K. What is wrong with all of them is seen in their mean.
fn judge(species: Species, bounds: &Bounds, is_judged: impl Fn(&Band) -> bool) {
    let bands = BANDS.iter();
    let judged = bands.filter(|b| b.species == species && b.is_judged() && is_judged(b));
    let logarithms: Vec<f64> = judged
        .map(|band| {
            let (
                logarithm,
                Band {
                    from_um,
                    to_um,
                    temperature_k,
                    ..
                },
            ) = (band.ratio().ln(), band);
            assert!(
                logarithm.abs() < bounds.each,
                "{species} {from_um}-{to_um} µm at {temperature_k} K: ratio {}",
                band.ratio()
            );
            logarithm
        })
        .collect();
    let n = logarithms.len() as f64;
    let mean = logarithms.iter().sum::<f64>() / n;
    let root_mean_square = (logarithms.iter().map(|x| x * x).sum::<f64>() / n).sqrt();
    println!("{species}: {n} bands, mean {mean:+.3}, root mean square {root_mean_square:.3}");
    assert!(n > 10.0, "only {n} bands of {species} judged");
    assert!(mean.abs() < bounds.mean && root_mean_square < bounds.root_mean_square);
}

/// 3.78-4.01 µm: the reference is suspect. 9.39-10 and 10.64-11.43 µm: HITRAN and Exo-Transmit agree with each other.
fn is_suspect(band: &Band) -> bool {
    let suspect = [[3.7807, 4.0096], [9.3897, 10.0], [10.6383, 11.4286]];
    suspect.iter().any(|[from, to]| band.lies_in(*from, *to))
}

#[test]
fn water_has_hitemps_means() {
    let bounds = Bounds {
        each: 0.4,
        root_mean_square: 0.12,
        mean: 0.03,
    };
    judge(Species::H2O, &bounds, |band| !is_suspect(band));
}

#[test]
fn carbon_dioxide_has_hitemps_means_hot_bands_too() {
    let bounds = Bounds {
        each: 0.2,
        root_mean_square: 0.07,
        mean: 0.02,
    };
    judge(Species::CO2, &bounds, |_| true);
}

#[test]
fn carbon_monoxide_has_hitemps_means_hot_bands_too() {
    let bounds = Bounds {
        each: 0.25,
        root_mean_square: 0.1,
        mean: 0.05,
    };
    judge(Species::CO, &bounds, |_| true);
}

#[test]
fn methane_has_hitemps_means_at_all_wavelengths() {
    let bounds = Bounds {
        each: 0.2,
        root_mean_square: 0.05,
        mean: 0.01,
    };
    judge(Species::CH4, &bounds, |_| true);
}

/// The reference has no hot lines of NH3, which the set takes from ExoMol's means.
#[test]
fn ammonia_has_hitrans_means_where_it_is_cold() {
    let bounds = Bounds {
        each: 0.3,
        root_mean_square: 0.1,
        mean: 0.03,
    };
    judge(Species::NH3, &bounds, |band| band.temperature_k <= 300.0);
}

#[test]
fn carbonyl_sulphide_has_hitrans_means() {
    let bounds = Bounds {
        each: 0.15,
        root_mean_square: 0.05,
        mean: 0.01,
    };
    judge(Species::OCS, &bounds, |_| true);
}

#[test]
fn the_comparison_is_printed_as_the_table_of_the_documentation() {
    let mut rows: BTreeMap<(Species, i64), (String, Vec<String>)> = BTreeMap::new();
    for band in BANDS.iter() {
        let key = (band.species, (1e4 * band.from_um) as i64);
        let name = format!("{:.3}–{:.3}", band.from_um, band.to_um);
        let cell = match band.reference_cm2 {
            weak if weak < 1e-27 => "–".into(),
            weak if weak < WEAK_CM2 => format!("({:.2})", band.ratio()),
            _ => format!("{:.2}", band.ratio()),
        };
        rows.entry(key)
            .or_insert_with(|| (name, Vec::new()))
            .1
            .push(cell);
    }
    for ((species, _), (name, cells)) in &rows {
        println!("| {species} | {name} | {} |", cells.join(" | "));
    }
    assert_eq!(rows.len(), 7 * 45);
}

/// What ln of a band's mean is off, root mean square over the temperatures of its reference from 700 to 1000 K, but no less than what that
/// may be off itself.
struct Measured {
    edges_um: [f64; 2],
    ln_k_error: f64,
}

/// Pressures at which the means of a source are, Pa, of several their geometric mean, and what they may be off.
fn source(name: &str) -> (Vec<f64>, f64) {
    match name {
        "HITEMP" => (vec![PRESSURE_PA], 0.03),
        "ExoMol" => (vec![1e5, 1e5 * 10f64.sqrt(), 1e6], 0.1),
        "Exo-Transmit" => (vec![1e7], 0.1),
        other => panic!("{other} is no source"),
    }
}

/// In all bands that the reference has in 700 to 1000 K above a tenth of [`WEAK_CM2`].
fn measured(table: &KTable) -> Vec<Measured> {
    let rows = HOT_REFERENCE.lines().skip(2);
    let rows = rows.map(|line| line.split(',').collect::<Vec<_>>());
    let mut bands: BTreeMap<(String, String), Vec<f64>> = BTreeMap::new();
    let mut floors = BTreeMap::new();
    for row in rows.filter(|row| row[0] == table.species().formula()) {
        let number = |i: usize| row[i].parse::<f64>().unwrap();
        let (edges_um, temperature_k, mean_cm2) = ([number(1), number(2)], number(3), number(4));
        if (700.0..=1000.0).contains(&temperature_k) && mean_cm2 > 0.1 * WEAK_CM2 {
            let (pressure_pa, floor) = source(row[5]);
            let n = pressure_pa.len() as f64;
            let ln_m2 = |p: f64| mean_m2(table, p, edges_um, temperature_k).ln();
            let ours = pressure_pa.into_iter().map(ln_m2).sum::<f64>() / n;
            let key = (row[1].to_owned(), row[2].to_owned());
            floors.insert(key.clone(), floor);
            let off = ours - (1e-4 * mean_cm2).ln();
            bands.entry(key).or_default().push(off);
        }
    }
    let measured = |(key, off): ((String, String), Vec<f64>)| {
        let square = off.iter().map(|x| x * x).sum::<f64>() / off.len() as f64;
        Measured {
            edges_um: [key.0.parse().unwrap(), key.1.parse().unwrap()],
            ln_k_error: square.sqrt().max(floors[&key]),
        }
    };
    let mut bands: Vec<Measured> = bands.into_iter().map(measured).collect();
    bands.sort_by(|a, b| a.edges_um[0].total_cmp(&b.edges_um[0]));
    bands
}

/// Bands that differ little are one, with the larger of their errors.
#[test]
fn what_is_said_of_each_band_is_what_is_measured() {
    use Species::{C2H2, CH4, CO, CO2, H2O, H2S, HCN, NH3};
    for gas in [H2O, CO2, CO, CH4, NH3, HCN, C2H2, H2S] {
        let (table, info) = OpacitySet::default().k_table(gas).unwrap().unwrap();
        let stated = info.ln_k_error.unwrap();
        for Measured {
            edges_um: [from_um, to_um],
            ln_k_error,
        } in measured(&table)
        {
            let stated = stated.at(0.5 * (from_um + to_um));
            println!("| {gas} | {from_um}–{to_um} | {ln_k_error:.3} | {stated} |");
            let over = stated - ln_k_error;
            assert!((-0.006..0.026).contains(&over), "{gas} {from_um} {over}");
        }
    }
}
