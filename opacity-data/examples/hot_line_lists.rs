//! Lists as they are and with hot lines, against what is known of hot lists: k at g = 0.3 and 0.6 over that of HITEMP
//! (`tests/reference/photochem/distribution.csv`), or of another file of the same layout, at 700 and 1000 K; and how rough
//! neighbouring cells are, the root mean square of the second difference of ln of their means.
//!
//! `cargo run --release -p opacity-data --example hot_line_lists -- LINES [DISTRIBUTION]`

#[path = "../tests/quantiles/mod.rs"]
mod quantiles;

use std::path::PathBuf;

use forward_model::{KTable, LineTable, OpacityTable, Species, lines::Deuterium};
use groundwork::progress::Silent;
use opacity_data::line_by_line::{
    ComputeConfig, LOST_FRACTION, LineFile, Method, Widths, line_list_in, read_line_list,
    with_hot_lines,
};

use quantiles::quantiles_cm2;

const REFERENCE: &str = include_str!("../tests/reference/photochem/distribution.csv");
const TEMPERATURE_K: [f64; 2] = [700.0, 1000.0];
const PRESSURE_BAR: [f64; 3] = [1e-3, 1e-2, 0.1];

/// A band of the reference: its ends, cm⁻¹, its state, and k at g = 0.3 and 0.6, cm².
struct Row {
    name: String,
    ends_per_cm: [f64; 2],
    i_temperature: usize,
    i_pressure: usize,
    k_cm2: [f64; 2],
}

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let mut arguments = std::env::args().skip(1).map(PathBuf::from);
    let folder = arguments.next().ok_or("expected a folder of lists")?;
    let reference = match arguments.next() {
        Some(path) => std::fs::read_to_string(path)?,
        None => REFERENCE.to_string(),
    };
    for gas in Species::ALL {
        let rows = rows(&reference, *gas);
        if rows.is_empty() {
            continue;
        }
        let list = read_line_list(&line_list_in(&folder, *gas))?;
        let before = table(&list, &rows)?;
        let hot = with_hot_lines(list)?;
        let (n, share) = (hot.n_added, hot.share_at_1000_k);
        println!("{gas}: {n} lines added, {share:.3} of the strength at 1000 K");
        let after = table(&hot.list, &rows)?;
        for t in 0..TEMPERATURE_K.len() {
            report(*gas, t, &rows, [&before, &after]);
        }
    }
    Ok(())
}

fn rows(reference: &str, gas: Species) -> Vec<Row> {
    let row = |line: &str| {
        let words: Vec<&str> = line.split(',').collect();
        let number = |i: usize| words[i].parse::<f64>().unwrap_or(f64::NAN);
        let at = |values: &[f64], x: f64| values.iter().position(|v| (v / x - 1.0).abs() < 1e-6);
        Some(Row {
            name: words[..5].join(" "),
            ends_per_cm: [1e4 / number(2), 1e4 / number(1)],
            i_temperature: at(&TEMPERATURE_K, number(3))?,
            i_pressure: at(&PRESSURE_BAR, number(4))?,
            k_cm2: [number(5), number(6)],
        })
    };
    let lines = reference.lines().skip(2);
    let own = lines.filter(|line| line.starts_with(&format!("{gas},")));
    // 3.78–4.01 µm: the reference is suspect.
    let right = own.filter(|line| !line.starts_with("H2O,3.78"));
    right.filter_map(row).collect()
}

fn table(list: &LineFile, rows: &[Row]) -> Result<KTable, Box<dyn std::error::Error>> {
    let mut ends: Vec<f64> = rows.iter().flat_map(|row| row.ends_per_cm).collect();
    ends.sort_by(f64::total_cmp);
    ends.dedup_by(|a, b| (*a / *b - 1.0).abs() < 1e-6);
    let mut edges = vec![ends[0]];
    for pair in ends.windows(2) {
        let n = ((pair[1] / pair[0]).ln() * 250.0).ceil();
        edges.extend((1..=n as usize).map(|i| pair[0] * (pair[1] / pair[0]).powf(i as f64 / n)));
    }
    let config = ComputeConfig {
        lines: PathBuf::new(),
        species: None,
        method: Method::CorrelatedK,
        resolution: 250.0,
        wavelength_um: [1.0, 2.0],
        temperature_k: TEMPERATURE_K.to_vec(),
        pressure_bar: PRESSURE_BAR.to_vec(),
        edges_per_cm: Some(edges),
        widths: Widths::HydrogenHelium,
        deuterium: Deuterium::Earth,
        lost_fraction: LOST_FRACTION,
    };
    match config.table(list, &Silent)? {
        OpacityTable::CorrelatedK(table) => Ok(table),
        _ => Err("no k-table".into()),
    }
}

fn report(gas: Species, t: usize, rows: &[Row], tables: [&KTable; 2]) {
    let rows: Vec<&Row> = rows.iter().filter(|row| row.i_temperature == t).collect();
    let dex = tables.map(|table| {
        let dex = |row: &&Row| {
            let k = quantiles_cm2(table, row.ends_per_cm, [row.i_pressure, row.i_temperature]);
            [0, 1].map(|i| (k[i] / row.k_cm2[i]).log10())
        };
        rows.iter().map(dex).collect::<Vec<[f64; 2]>>()
    });
    let mut too_high = Vec::new();
    for (i, row) in rows.iter().enumerate() {
        for (before, after) in dex[0][i].iter().zip(dex[1][i]) {
            if before.abs() < 0.5 && after > 0.5 {
                too_high.push(format!("{} {before:+.2} {after:+.2}", row.name));
            }
        }
    }
    let summary = dex.map(|dex| {
        let all: Vec<f64> = dex.into_iter().flatten().collect();
        let n = all.len() as f64;
        let rms = (all.iter().map(|d| d * d).sum::<f64>() / n).sqrt();
        let mean = all.iter().sum::<f64>() / n;
        let most = all.iter().copied().fold(f64::NEG_INFINITY, f64::max);
        let least = all.iter().copied().fold(f64::INFINITY, f64::min);
        format!("rms {rms:.2} mean {mean:+.2} from {least:+.2} to {most:+.2}")
    });
    let rough = tables.map(|table| roughness(table, t));
    println!(
        "{gas} {} K alone {} | with {} | rough {rough:.3?} | too high {too_high:?}",
        TEMPERATURE_K[t], summary[0], summary[1]
    );
}

/// Root mean square of the second difference of ln of the cells' means at 0.1 bar.
fn roughness(table: &KTable, t: usize) -> f64 {
    let mean = |bin: usize| -> f64 {
        let g = table.points().weights(bin).iter().enumerate();
        g.map(|(g, w)| w * f64::from(table.value_m2(2, t, bin, g)))
            .sum::<f64>()
            .max(1e-40)
            .ln()
    };
    let means: Vec<f64> = (0..table.n_cells()).map(mean).collect();
    let n = means.len() - 2;
    let second = means.windows(3).map(|m| (m[0] - 2.0 * m[1] + m[2]).powi(2));
    (second.sum::<f64>() / n as f64).sqrt()
}
