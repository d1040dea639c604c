//! Tables of sodium and potassium, computed on the grid of other tables.

use forward_model::{
    CrossSectionTable, KTable, LineTable, OpacityTable, Points, Species, TableError,
    lines::{Alkali, BinSample, k_distribution},
};
use ndarray::{Array2, Array3, Array4};

use crate::table_info::{Broadener, TableInfo};

/// Parts into which every bin is divided at least.
const PARTS_PER_BIN: usize = 16;
/// Distance from a line's centre at which the division of bins begins, cm⁻¹: a tenth of the narrowest Doppler core.
const FINEST_PER_CM: f64 = 1e-3;
/// Ratio of one distance from a line's centre to the next.
const DISTANCE_RATIO: f64 = 1.06;

/// The table of an alkali metal on the pressures, temperatures and cells of `grid`, and for a k-table at its points; and
/// what it is, where it comes from and how far to trust it. Cells outside the wavenumber range, cm⁻¹, stay zero.
///
/// # Errors
/// [`TableError`] if the grid's temperatures or pressures lead to no finite cross section.
pub fn alkali_table(
    species: Species,
    alkali: &Alkali,
    grid: &OpacityTable,
    range_per_cm: [f64; 2],
) -> Result<(OpacityTable, TableInfo), TableError> {
    let table = match grid {
        OpacityTable::CorrelatedK(grid) => {
            OpacityTable::CorrelatedK(k_table(species, alkali, grid, range_per_cm)?)
        }
        OpacityTable::CrossSection(grid) => {
            OpacityTable::CrossSection(cross_sections(species, alkali, grid, range_per_cm)?)
        }
    };
    let info = info(&table, alkali.wings().source());
    Ok((table, info))
}

fn info(table: &OpacityTable, wings: &str) -> TableInfo {
    TableInfo {
        source: format!(
            "computed: resonance doublet of the NIST Atomic Spectra Database, Voigt core with widths of Iro et al. (2005), wings \
             of {wings}"
        ),
        citation: format!(
            "{wings}; Iro, Bézard & Guillot 2005, A&A 436, 719; NIST Atomic Spectra Database"
        ),
        known_faults: "Wings are symmetric and uncertain by a factor of 1.4 at 300 cm-1 from the lines and of 2 to 3 at \
                       1000 cm-1; no other lines."
            .into(),
        broadened_by: Some(Broadener::HydrogenHelium),
        ..TableInfo::of(table)
    }
}

fn k_table(
    species: Species,
    alkali: &Alkali,
    grid: &KTable,
    range_per_cm: [f64; 2],
) -> Result<KTable, TableError> {
    let k_m2 = match grid.points() {
        Points::OfG { samples, weights } => {
            let divided = divided_bins(grid, alkali, range_per_cm);
            k_of_g(alkali, grid, &divided, (samples, weights))
        }
        Points::OfWavenumber { per_cm, .. } => k_at_wavenumbers(alkali, grid, per_cm, range_per_cm),
    };
    KTable::new(
        species,
        grid.pressure_pa().to_vec(),
        grid.temperature_k().to_vec(),
        grid.cell_bounds_per_cm().to_vec(),
        grid.points().clone(),
        k_m2,
    )
}

/// Cross sections at the wavenumbers that stand for each bin.
fn k_at_wavenumbers(
    alkali: &Alkali,
    grid: &KTable,
    per_cm: &Array2<f64>,
    range_per_cm: [f64; 2],
) -> Array4<f32> {
    let mut k_m2 = Array4::zeros(grid.k_m2().raw_dim());
    let bins = grid.cell_bounds_per_cm();
    for (i_pressure, pressure_pa) in grid.pressure_pa().iter().enumerate() {
        for (i_temperature, temperature_k) in grid.temperature_k().iter().enumerate() {
            let doublet = alkali.at(*pressure_pa, *temperature_k);
            for ((i_bin, i_point), per_cm) in per_cm.indexed_iter() {
                if overlap(bins[i_bin], range_per_cm) {
                    k_m2[[i_pressure, i_temperature, i_bin, i_point]] =
                        doublet.cross_section_m2(*per_cm) as f32;
                }
            }
        }
    }
    k_m2
}

fn overlap(bin: [f64; 2], [low, high]: [f64; 2]) -> bool {
    bin[0] < high && low < bin[1]
}

/// The k-distribution of each divided bin.
fn k_of_g(
    alkali: &Alkali,
    grid: &KTable,
    divided: &[(usize, Vec<Part>)],
    (g_samples, g_weights): (&[f64], &[f64]),
) -> Array4<f32> {
    let mut k_m2 = Array4::zeros(grid.k_m2().raw_dim());
    let (mut samples, mut k) = (Vec::new(), vec![0.0; g_weights.len()]);
    for (i_pressure, pressure_pa) in grid.pressure_pa().iter().enumerate() {
        for (i_temperature, temperature_k) in grid.temperature_k().iter().enumerate() {
            let doublet = alkali.at(*pressure_pa, *temperature_k);
            for (i_bin, parts) in divided {
                samples.clear();
                samples.extend(parts.iter().map(|part| BinSample {
                    cross_section_m2: doublet.cross_section_m2(part.middle_per_cm),
                    share: part.share,
                }));
                k_distribution(&mut samples, g_samples, g_weights, &mut k);
                for (i_g, k) in k.iter().enumerate() {
                    k_m2[[i_pressure, i_temperature, *i_bin, i_g]] = *k as f32;
                }
            }
        }
    }
    k_m2
}

/// Samples at the grid's own wavenumbers: like any table of samples, it may step over a line's core.
fn cross_sections(
    species: Species,
    alkali: &Alkali,
    grid: &CrossSectionTable,
    range_per_cm: [f64; 2],
) -> Result<CrossSectionTable, TableError> {
    let (pressure_pa, temperature_k) = (grid.pressure_pa(), grid.temperature_k());
    let mut sigma_m2 = Array3::zeros(grid.cross_section_m2().raw_dim());
    let cells = grid.cell_bounds_per_cm().iter();
    let wanted: Vec<(usize, f64)> = cells
        .zip(grid.wavenumber_per_cm())
        .enumerate()
        .filter(|(_, (cell, _))| overlap(**cell, range_per_cm))
        .map(|(i, (_, wavenumber_per_cm))| (i, *wavenumber_per_cm))
        .collect();
    for (i_pressure, pressure_pa) in pressure_pa.iter().enumerate() {
        for (i_temperature, temperature_k) in temperature_k.iter().enumerate() {
            let doublet = alkali.at(*pressure_pa, *temperature_k);
            for (i, wavenumber_per_cm) in &wanted {
                sigma_m2[[i_pressure, i_temperature, *i]] =
                    doublet.cross_section_m2(*wavenumber_per_cm) as f32;
            }
        }
    }
    CrossSectionTable::new(
        species,
        pressure_pa.to_vec(),
        temperature_k.to_vec(),
        grid.wavenumber_per_cm().to_vec(),
        sigma_m2,
    )
}

/// A part of a bin.
struct Part {
    middle_per_cm: f64,
    /// Share of the bin.
    share: f64,
}

/// The bins that overlap the range, each divided evenly and, near the lines, in growing distances from their centres.
fn divided_bins(grid: &KTable, alkali: &Alkali, range_per_cm: [f64; 2]) -> Vec<(usize, Vec<Part>)> {
    let bins = grid.cell_bounds_per_cm().iter().enumerate();
    bins.filter(|(_, bin)| overlap(**bin, range_per_cm))
        .map(|(i_bin, bin)| (i_bin, parts(bin[0], bin[1], alkali.centres_per_cm())))
        .collect()
}

fn parts(from_per_cm: f64, to_per_cm: f64, centres_per_cm: [f64; 2]) -> Vec<Part> {
    let width = to_per_cm - from_per_cm;
    let even = |i: usize| from_per_cm + width * i as f64 / PARTS_PER_BIN as f64;
    let mut edges: Vec<f64> = (1..PARTS_PER_BIN).map(even).collect();
    edges.extend([from_per_cm, to_per_cm]);
    for centre_per_cm in centres_per_cm {
        let farthest = (from_per_cm - centre_per_cm)
            .abs()
            .max((to_per_cm - centre_per_cm).abs());
        let n = ((farthest / FINEST_PER_CM).ln() / DISTANCE_RATIO.ln()).max(0.0) as i32;
        let distances = (0..=n).map(|i| FINEST_PER_CM * DISTANCE_RATIO.powi(i));
        let around = distances.flat_map(|d| [centre_per_cm - d, centre_per_cm + d]);
        edges.extend(around.filter(|at| from_per_cm < *at && *at < to_per_cm));
    }
    edges.sort_unstable_by(f64::total_cmp);
    edges.dedup();
    let part = |pair: &[f64]| Part {
        middle_per_cm: 0.5 * (pair[0] + pair[1]),
        share: (pair[1] - pair[0]) / width,
    };
    edges.windows(2).map(part).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::line_by_line::split_gauss_legendre;
    use forward_model::touching_cells;

    /// Bins of R = 250 with sixteen points of g, two pressures and two temperatures.
    fn grid() -> KTable {
        let edges: Vec<f64> = (0..=725)
            .map(|i| 833.0 * (f64::from(i) / 250.0).exp())
            .collect();
        let quadrature = split_gauss_legendre();
        KTable::new(
            Species::H2O,
            vec![1.0, 1e5],
            vec![500.0, 1500.0],
            touching_cells(&edges),
            Points::of_g(quadrature.samples, quadrature.weights),
            Array4::zeros((2, 2, 725, 16)),
        )
        .unwrap()
    }

    #[test]
    fn at_wavenumbers_it_is_what_the_doublet_is_there() {
        let alkali = Alkali::of(Species::K).unwrap();
        let per_cm = ndarray::arr2(&[[13_000.5, 13_042.9], [13_055.0, 13_043.1]]);
        let points = Points::OfWavenumber {
            weights: Array2::from_elem((2, 2), 0.5),
            per_cm: per_cm.clone(),
        };
        let cells = vec![[13_000.0, 13_043.0], [13_043.0, 13_060.0]];
        let (p, t) = (vec![1e3], vec![1000.0]);
        let values = Array4::zeros((1, 1, 2, 2));
        let grid = KTable::new(Species::H2O, p, t, cells, points, values).unwrap();
        let table = k_table(Species::K, &alkali, &grid, [1e4, 2e4]).unwrap();
        let doublet = alkali.at(1e3, 1000.0);
        for ((cell, point), per_cm) in per_cm.indexed_iter() {
            let expected = doublet.cross_section_m2(*per_cm) as f32;
            assert_eq!(table.value_m2(0, 0, cell, point), expected);
        }
        assert_eq!(table.points(), grid.points());
    }

    fn potassium(range_per_cm: [f64; 2]) -> KTable {
        let alkali = Alkali::of(Species::K).unwrap();
        k_table(Species::K, &alkali, &grid(), range_per_cm).unwrap()
    }

    fn mean_m2(table: &KTable, i_pressure: usize, i_temperature: usize, i_bin: usize) -> f64 {
        let g = table.points().weights(i_bin).iter().enumerate();
        g.map(|(i_g, w)| w * f64::from(table.value_m2(i_pressure, i_temperature, i_bin, i_g)))
            .sum()
    }

    #[test]
    fn the_mean_over_the_bins_around_the_doublet_is_that_of_the_profile() {
        let table = potassium([12_000.0, 14_000.0]);
        let alkali = Alkali::of(Species::K).unwrap();
        for (i_pressure, pressure_pa) in table.pressure_pa().iter().enumerate() {
            for (i_temperature, temperature_k) in table.temperature_k().iter().enumerate() {
                let doublet = alkali.at(*pressure_pa, *temperature_k);
                let (mut found, mut expected) = (0.0, 0.0);
                for (i_bin, bin) in table.cell_bounds_per_cm().iter().enumerate() {
                    if bin[0] > 12_800.0 && bin[1] < 13_200.0 {
                        let width = bin[1] - bin[0];
                        found += width * mean_m2(&table, i_pressure, i_temperature, i_bin);
                        let n = 100_000;
                        let at = |i: i32| bin[0] + width * (f64::from(i) + 0.5) / f64::from(n);
                        let sum: f64 = (0..n).map(|i| doublet.cross_section_m2(at(i))).sum();
                        expected += sum * width / f64::from(n);
                    }
                }
                assert!(
                    (found / expected - 1.0).abs() < 2e-3,
                    "{found:e} {expected:e}"
                );
            }
        }
    }

    #[test]
    fn k_rises_with_g_and_spans_core_and_wing() {
        let table = potassium([12_000.0, 14_000.0]);
        let i_bin = table
            .cell_bounds_per_cm()
            .iter()
            .position(|bin| bin[0] <= 13_042.9 && 13_042.9 < bin[1])
            .unwrap();
        let k: Vec<f32> = (0..16)
            .map(|i_g| table.value_m2(0, 0, i_bin, i_g))
            .collect();
        assert!(k.windows(2).all(|pair| pair[0] <= pair[1]), "{k:?}");
        assert!(k[15] > 1e6 * k[0], "{k:?}");
    }

    #[test]
    fn cells_outside_the_range_stay_zero() {
        let table = potassium([12_900.0, 13_100.0]);
        for (i_bin, bin) in table.cell_bounds_per_cm().iter().enumerate() {
            let overlaps = bin[0] < 13_100.0 && 12_900.0 < bin[1];
            assert_eq!(mean_m2(&table, 1, 1, i_bin) > 0.0, overlaps);
        }
    }

    #[test]
    fn a_table_of_samples_holds_the_profile_at_its_wavenumbers() {
        let wavenumber = vec![16_900.0, 16_973.4, 17_000.0];
        let grid = CrossSectionTable::new(
            Species::H2O,
            vec![1e3],
            vec![1000.0],
            wavenumber.clone(),
            Array3::zeros((1, 1, 3)),
        )
        .unwrap();
        let alkali = Alkali::of(Species::Na).unwrap();
        let grid = OpacityTable::CrossSection(grid);
        let (table, _) = alkali_table(Species::Na, &alkali, &grid, [1e3, 2e4]).unwrap();
        for (i, wavenumber_per_cm) in wavenumber.iter().enumerate() {
            let expected = alkali.at(1e3, 1000.0).cross_section_m2(*wavenumber_per_cm) as f32;
            assert_eq!(table.lines().value_m2(0, 0, i, 0), expected);
        }
        assert_eq!(table.species(), Species::Na);
    }
}
