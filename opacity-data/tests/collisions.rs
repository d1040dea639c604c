//! The collision-induced absorption inside the program against published values and against itself.

use forward_model::{CiaTable, Species};
use opacity_data::cia_tables;

/// Square of Loschmidt's number, molecules² cm⁻⁶: a coefficient in cm⁻¹ amagat⁻² over this is in cm⁵.
const LOSCHMIDT_SQUARED: f64 = 7.2188e38;

fn table(partner: Species) -> CiaTable {
    let mut tables = cia_tables().unwrap().into_iter();
    tables.find(|t| t.pair() == [Species::H2, partner]).unwrap()
}

/// Coefficient at one of the table's temperatures, cm⁵.
fn at_cm5(table: &CiaTable, temperature_k: f64, wavenumber_per_cm: f64) -> f64 {
    let mut temperatures = table.temperature_k().iter();
    let row = temperatures.position(|t| *t == temperature_k).unwrap();
    1e10 * table.at_m5(row, wavenumber_per_cm)
}

/// The highest coefficient between two wavenumbers at each temperature, m⁵.
fn peaks_m5(table: &CiaTable, from_per_cm: f64, to_per_cm: f64) -> Vec<(f64, f64)> {
    let is_inside = |w: &f64| (from_per_cm..to_per_cm).contains(w);
    let peak = |row: ndarray::ArrayView1<f64>| {
        let values = row.into_iter().zip(table.wavenumber_per_cm());
        let inside = values.filter(|(_, w)| is_inside(w)).map(|(k, _)| *k);
        inside.fold(0.0, f64::max)
    };
    let rows = table.coefficient_m5().outer_iter().map(peak);
    table.temperature_k().iter().copied().zip(rows).collect()
}

#[test]
fn peaks_rise_with_temperature() {
    // H2–He's fundamental at all temperatures; H2–H2's until its population spreads, beyond 2000 K.
    let with_helium = peaks_m5(&table(Species::He), 0.0, 15_001.0);
    let hydrogen = peaks_m5(&table(Species::H2), 4000.0, 5000.0);
    let hydrogen = hydrogen.into_iter().filter(|(t, _)| *t <= 2000.0).collect();
    for peaks in [with_helium, hydrogen] {
        assert!(peaks.len() > 10);
        for pair in peaks.windows(2) {
            assert!(pair[0].1 < pair[1].1, "{pair:?}");
        }
    }
}

/// Temperatures in K, values at 600 and at 1000 cm⁻¹ in cm⁻¹ amagat⁻²: the semi-empirical model of Borysow, Frommhold & Birnbaum
/// (1988), ApJ 326, 509, as tabulated with Pyrat Bay. Another model than the table's at these temperatures, hence 20 %.
#[test]
fn hydrogen_and_helium_absorb_as_borysow_et_al_1988_say() {
    let table = table(Species::He);
    for (temperature_k, at_600, at_1000) in [
        (200.0, 1.211e-6, 2.156e-7),
        (350.0, 1.577e-6, 6.419e-7),
        (500.0, 1.977e-6, 1.101e-6),
        (800.0, 2.841e-6, 1.937e-6),
    ] {
        for (wavenumber, published) in [(600.0, at_600), (1000.0, at_1000)] {
            let ratio = at_cm5(&table, temperature_k, wavenumber) * LOSCHMIDT_SQUARED / published;
            assert!(
                (ratio - 1.0).abs() < 0.2,
                "{temperature_k} K, {wavenumber} cm⁻¹: {ratio}"
            );
        }
    }
}

#[test]
fn hydrogen_absorbs_as_published_at_4650_per_cm() {
    let found = at_cm5(&table(Species::H2), 950.0, 4650.0);
    assert!((found / 5.4e-45 - 1.0).abs() < 0.1, "{found:e}");
}

/// Values in cm⁻¹ amagat⁻² of Borysow (2002), A&A 390, 779, and the models before it, as tabulated with Pyrat Bay. The table
/// has there H2–He's shape, an estimate: within a factor of three.
#[test]
fn hydrogen_beyond_10_000_per_cm_is_near_what_borysow_2002_has() {
    let table = table(Species::H2);
    for (temperature_k, at_11_000, at_12_260, at_12_500) in [
        (350.0, 6.642e-11, 4.051e-9, 2.315e-9),
        (500.0, 2.897e-10, 4.499e-9, 3.314e-9),
        (800.0, 6.589e-10, 4.206e-9, 3.600e-9),
        (2000.0, 4.023e-9, 5.024e-9, 5.348e-9),
    ] {
        for (wavenumber, published) in [
            (11_000.0, at_11_000),
            (12_260.0, at_12_260),
            (12_500.0, at_12_500),
        ] {
            let ratio = at_cm5(&table, temperature_k, wavenumber) * LOSCHMIDT_SQUARED / published;
            assert!(
                (1.0 / 3.0..3.0).contains(&ratio),
                "{temperature_k} K, {wavenumber} cm⁻¹: {ratio}"
            );
        }
    }
}

#[test]
fn no_table_steps_or_ends_before_15_000_per_cm() {
    for table in [table(Species::H2), table(Species::He)] {
        assert_eq!(table.wavenumber_per_cm().last(), Some(&15_000.0));
        for (row, temperature_k) in table.temperature_k().iter().enumerate() {
            for wavenumber in (9500..14_990).step_by(10).map(f64::from) {
                let [here, next] = [0.0, 10.0].map(|step| table.at_m5(row, wavenumber + step));
                let step = (next / here).ln().abs();
                assert!(
                    here > 0.0 && step < 0.3,
                    "{temperature_k} K, {wavenumber} cm⁻¹: {step}"
                );
            }
        }
    }
}
