//! A profile in three layers, with or without a thermal inversion, after Madhusudhan & Seager (2009).

use super::profile::TemperatureProfile;
use crate::{
    content::{Content, Listener},
    failure::SimulationFailure,
    parameters::{Parameter, named},
    units::pa_from_bar,
};

/// The profile as a study has it: the temperature at the top of the grid, two steepnesses in K^−½, and the pressures that
/// bound the layers in log₁₀ of bar.
#[derive(Debug)]
pub struct ThreeLayers;

impl Content for ThreeLayers {
    fn tell(&self, listener: &mut dyn Listener) {
        listener.text("madhusudhan_seager2009");
    }
}

impl TemperatureProfile for ThreeLayers {
    fn parameters(&self) -> Vec<Parameter> {
        let steepness = |name, label| {
            Parameter::new(name, "steepness in K^-1/2", [1e-3, 10.0])
                .unit("K^-1/2")
                .label(label)
        };
        let pressure = |name, label| {
            Parameter::new(name, "log10 of bar", [-12.0, 4.0])
                .unit("log10 bar")
                .label(label)
        };
        let top = Parameter::new("t_top_k", "kelvin", [10.0, 10_000.0]);
        vec![
            top.unit("K").label("T₀"),
            steepness("alpha_1", "α₁"),
            steepness("alpha_2", "α₂"),
            pressure("log_p_1_bar", "log₁₀ P₁"),
            pressure("log_p_2_bar", "log₁₀ P₂"),
            pressure("log_p_3_bar", "log₁₀ P₃"),
        ]
    }

    fn evaluate(
        &self,
        values: &[f64],
        pressure_pa: &[f64],
        _gravity_m_per_s2: f64,
        temperature_k: &mut [f64],
    ) -> Result<(), SimulationFailure> {
        let [
            t_0_k,
            alpha_1_per_sqrt_k,
            alpha_2_per_sqrt_k,
            log_p_1,
            log_p_2,
            log_p_3,
        ] = named(values);
        let pa = |log_bar: f64| pa_from_bar(10f64.powf(log_bar));
        let profile = MadhusudhanSeager2009 {
            t_0_k,
            p_0_pa: pressure_pa[0],
            alpha_1_per_sqrt_k,
            alpha_2_per_sqrt_k,
            p_1_pa: pa(log_p_1),
            p_2_pa: pa(log_p_2),
            p_3_pa: pa(log_p_3),
        };
        if !profile.is_ordered() {
            return Err(SimulationFailure::NonPhysical {
                quantity: "order of the pressures P1, P2 and P3: the last, log_p_3_bar,",
                value: log_p_3,
            });
        }
        for (pressure_pa, temperature_k) in pressure_pa.iter().zip(temperature_k) {
            *temperature_k = madhusudhan_seager2009_temperature_k(&profile, *pressure_pa);
        }
        Ok(())
    }
}

/// Three layers: two parabolas in log pressure, and an isotherm below them.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct MadhusudhanSeager2009 {
    /// Temperature at the top, K: T₀.
    pub t_0_k: f64,
    /// Pressure at the top, Pa: P₀. Above it, the profile stays at T₀.
    pub p_0_pa: f64,
    /// Steepness of the upper layer, K^−½: α₁. The lower, the faster the temperature rises.
    pub alpha_1_per_sqrt_k: f64,
    /// Steepness of the middle layer, K^−½: α₂.
    pub alpha_2_per_sqrt_k: f64,
    /// Pressure where the upper layer ends, Pa: P₁.
    pub p_1_pa: f64,
    /// Pressure at which the middle layer is coldest, Pa: P₂. Below P₁ in the atmosphere (`P₂ > P₁`), there is a thermal
    /// inversion between them.
    pub p_2_pa: f64,
    /// Pressure where the isotherm starts, Pa: P₃.
    pub p_3_pa: f64,
}

impl MadhusudhanSeager2009 {
    /// Whether the layers lie in order: `0 < P₀ ≤ P₁ ≤ P₃` and `0 < P₂ ≤ P₃`. Out of order, the profile means nothing.
    pub fn is_ordered(&self) -> bool {
        0.0 < self.p_0_pa
            && self.p_0_pa <= self.p_1_pa
            && self.p_1_pa <= self.p_3_pa
            && 0.0 < self.p_2_pa
            && self.p_2_pa <= self.p_3_pa
    }
}

/// Temperature, K, at a pressure, continuous at P₁ and P₃:
///
/// ```text
/// T = T₀ + (ln(P/P₀) / α₁)²   for P₀ ≤ P < P₁   (T₀ above P₀)
/// T = T₂ + (ln(P/P₂) / α₂)²   for P₁ ≤ P < P₃
/// T = T₃                      for P₃ ≤ P
/// ```
///
/// T₂ follows from continuity at P₁, T₃ from continuity at P₃. A strong inversion may make T₂ negative: whoever asks has to
/// check that what is returned is a temperature.
///
/// # Source
/// Madhusudhan & Seager (2009, ApJ 707, 24), `P = P₀ exp[α₁ (T − T₀)^β₁]` and `P = P₂ exp[α₂ (T − T₂)^β₂]` with
/// `β₁ = β₂ = ½` as there.
pub fn madhusudhan_seager2009_temperature_k(
    profile: &MadhusudhanSeager2009,
    pressure_pa: f64,
) -> f64 {
    let upper = |p: f64| {
        let p = p.max(profile.p_0_pa);
        profile.t_0_k + rise_k(p, profile.p_0_pa, profile.alpha_1_per_sqrt_k)
    };
    if pressure_pa < profile.p_1_pa {
        return upper(pressure_pa);
    }
    let middle_rise_k = |p: f64| rise_k(p, profile.p_2_pa, profile.alpha_2_per_sqrt_k);
    let t_2_k = upper(profile.p_1_pa) - middle_rise_k(profile.p_1_pa);
    t_2_k + middle_rise_k(pressure_pa.min(profile.p_3_pa))
}

/// `(ln(P/P_vertex) / α)²`, K.
fn rise_k(pressure_pa: f64, vertex_pa: f64, alpha_per_sqrt_k: f64) -> f64 {
    ((pressure_pa / vertex_pa).ln() / alpha_per_sqrt_k).powi(2)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const INVERTED: MadhusudhanSeager2009 = MadhusudhanSeager2009 {
        t_0_k: 1000.0,
        p_0_pa: 0.1,
        alpha_1_per_sqrt_k: 0.5,
        alpha_2_per_sqrt_k: 0.4,
        p_1_pa: 7e2,
        p_2_pa: 9e3,
        p_3_pa: 1e5,
    };

    fn assert_profile(profile: &MadhusudhanSeager2009, published: &[(f64, f64)]) {
        for &(pressure_pa, temperature_k) in published {
            let found = madhusudhan_seager2009_temperature_k(profile, pressure_pa);
            assert!(
                (found / temperature_k - 1.0).abs() < 1e-12,
                "{pressure_pa} Pa: {found} K, expected {temperature_k} K"
            );
        }
    }

    /// Values of the TauREx plugin `taurex-madhuseager2009` 0.0.4 under TauREx 3.3.2, `β₁ = β₂ = 0.5`.
    #[test]
    fn an_inverted_profile_matches_the_taurex_plugin() {
        let published = [
            (0.01, 1000.0),
            (1.0, 1_021.207_592_441_913_6),
            (1e2, 1_190.868_331_977_222_4),
            (5e2, 1_290.170_319_439_628_4),
            (1e3, 1_302.958_272_787_014),
            (9e3, 1_272.784_548_766_699_6),
            (4e4, 1_286.691_012_963_041_7),
            (2e5, 1_309.023_311_605_611),
            (1e7, 1_309.023_311_605_611),
        ];
        assert_profile(&INVERTED, &published);
    }

    /// Values of PLATON 6.3, `Profile.set_parametric(1200, 500, 0.5, 0.6, 1e6, 1900)` above 1e-4 Pa. PLATON is given T₃ and
    /// derives P₂; here it comes out deeper than P₃, which `is_ordered` refuses but the law evaluates all the same.
    #[test]
    fn another_profile_matches_platon() {
        let profile = MadhusudhanSeager2009 {
            t_0_k: 1200.0,
            p_0_pa: 1e-4,
            alpha_1_per_sqrt_k: 0.5,
            alpha_2_per_sqrt_k: 0.6,
            p_1_pa: 500.0,
            p_2_pa: 8_675_812.807_137_897,
            p_3_pa: 1e6,
        };
        let published = [
            (1e-4, 1200.0),
            (1.0, 1_539.321_479_070_617_4),
            (4e2, 2_124.379_491_191_566),
            (7e2, 2_133.783_656_462_333_5),
            (3e4, 1_976.244_607_196_807_5),
            (5e5, 1_909.654_433_527_431_1),
            (3e6, 1900.0),
        ];
        assert_profile(&profile, &published);
        assert!(!profile.is_ordered());
    }

    #[test]
    fn the_middle_layer_is_coldest_at_p2_if_inverted_and_rises_if_not() {
        let at = |profile: &_, p| madhusudhan_seager2009_temperature_k(profile, p);
        assert!(at(&INVERTED, 9e3) < at(&INVERTED, 7e2));
        assert!(at(&INVERTED, 9e3) < at(&INVERTED, 8e3));
        assert!(at(&INVERTED, 9e3) < at(&INVERTED, 1e4));
        let monotone = MadhusudhanSeager2009 {
            p_2_pa: 1e2,
            ..INVERTED
        };
        assert!(at(&monotone, 9e3) > at(&monotone, 8e3));
    }

    #[test]
    fn layers_out_of_order_are_told() {
        assert!(INVERTED.is_ordered());
        let wrong = [(1e6, 1e3, 1e5), (1e2, 1e6, 1e5), (0.01, 1e3, 1e5)];
        for (p_1_pa, p_2_pa, p_3_pa) in wrong {
            let profile = MadhusudhanSeager2009 {
                p_1_pa,
                p_2_pa,
                p_3_pa,
                ..INVERTED
            };
            assert!(!profile.is_ordered(), "{profile:?}");
        }
    }

    proptest! {
        #[test]
        fn it_is_continuous_everywhere_and_isothermal_below_p3(
            alphas in (0.1..2.0f64, 0.1..2.0f64),
            log_p1 in 0.0..4.0f64,
            log_p2 in -1.0..5.0f64,
            log_p3 in 5.0..7.0f64,
            log_p in -3.0..9.0f64,
        ) {
            let profile = MadhusudhanSeager2009 {
                alpha_1_per_sqrt_k: alphas.0,
                alpha_2_per_sqrt_k: alphas.1,
                p_1_pa: 10f64.powf(log_p1),
                p_2_pa: 10f64.powf(log_p2),
                p_3_pa: 10f64.powf(log_p3),
                ..INVERTED
            };
            prop_assert!(profile.is_ordered());
            let at = |p| madhusudhan_seager2009_temperature_k(&profile, p);
            for p in [10f64.powf(log_p), profile.p_0_pa, profile.p_1_pa, profile.p_3_pa] {
                prop_assert!((at(p * (1.0 + 1e-9)) - at(p * (1.0 - 1e-9))).abs() < 1e-4);
            }
            prop_assert_eq!(at(profile.p_3_pa), at(1e9));
        }
    }
}
