//! A volume mixing ratio with one value high in the atmosphere and another deep in it.

use super::{abundance::AbundanceProfile, constant_vmr::log_vmr};
use crate::{
    content::{Content, Listener},
    parameters::{Parameter, named},
    species::Species,
    units::pa_from_bar,
};

/// Half of the width of the step between the layers, in decades of pressure.
const HALF_WIDTH_DEX: f64 = 0.5;

/// Three parameters, `log_H2O_top`, `log_H2O_bottom` and `log_H2O_boundary_bar`; the step is one decade of pressure wide.
#[derive(Debug)]
pub struct TwoLayerVmr;

impl Content for TwoLayerVmr {
    fn tell(&self, listener: &mut dyn Listener) {
        listener.text("two layers");
    }
}

impl AbundanceProfile for TwoLayerVmr {
    fn parameters(&self, gas: Species) -> Vec<Parameter> {
        let formula = gas.set_formula();
        let vmr = |place| {
            let label = format!("log₁₀ X({formula}) {place}");
            log_vmr(format!("log_{gas}_{place}"), label)
        };
        let name = format!("log_{gas}_boundary_bar");
        let boundary = Parameter::new(name, "log10 of bar", [-12.0, 4.0]);
        vec![
            vmr("top"),
            vmr("bottom"),
            boundary
                .unit("log10 bar")
                .label(format!("log₁₀ P({formula})")),
        ]
    }

    fn evaluate(&self, values: &[f64], pressure_pa: &[f64], vmr: &mut [f64]) {
        let [log_top, log_bottom, log_boundary_bar] = named(values);
        let profile = TwoLayer {
            vmr_top: 10f64.powf(log_top),
            vmr_bottom: 10f64.powf(log_bottom),
            boundary_pa: pa_from_bar(10f64.powf(log_boundary_bar)),
            half_width_dex: HALF_WIDTH_DEX,
        };
        for (pressure_pa, vmr) in pressure_pa.iter().zip(vmr) {
            *vmr = two_layer_vmr(&profile, *pressure_pa);
        }
    }
}

/// Two well-mixed layers and the smooth step between them.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct TwoLayer {
    /// Volume mixing ratio far above the boundary.
    pub vmr_top: f64,
    /// Volume mixing ratio far below it.
    pub vmr_bottom: f64,
    /// Pressure of the boundary, Pa.
    pub boundary_pa: f64,
    /// Half of the step's width, in decades of pressure: the step is complete this far from the boundary. Zero makes it sharp.
    pub half_width_dex: f64,
}

/// Volume mixing ratio at a pressure: in its logarithm, a step from `vmr_top` to `vmr_bottom` made of two parabolas,
/// `s = ½(1 + x)²` above the boundary and `1 − ½(1 − x)²` below, with `x = log₁₀(P / P_boundary) / half_width_dex` within
/// −1 and 1. At the boundary it is the geometric mean of the two. A layer that is empty (zero) empties the step, too.
///
/// # Source
/// Changeat et al. (2019, arXiv:1903.11180). TauREx's `TwoLayerGas` joins the layers by a ramp of
/// `mix_ratio_smoothing` *layers* in the logarithm of the mixing ratio and averages it over as many *percent* of the number of
/// layers. Where both are equal (100 layers), ramp and average together are this step, with a half width of
/// `mix_ratio_smoothing` layers. Two differences remain: TauREx moves the boundary to the layer whose pressure is nearest to
/// the one asked for, and its step depends on the number of layers; this one's does not.
pub fn two_layer_vmr(profile: &TwoLayer, pressure_pa: f64) -> f64 {
    let depth_dex = (pressure_pa / profile.boundary_pa).log10();
    if depth_dex <= -profile.half_width_dex {
        return profile.vmr_top;
    }
    if depth_dex >= profile.half_width_dex {
        return profile.vmr_bottom;
    }
    let x = depth_dex / profile.half_width_dex;
    let share = if x < 0.0 {
        0.5 * (1.0 + x).powi(2)
    } else {
        1.0 - 0.5 * (1.0 - x).powi(2)
    };
    profile.vmr_top.powf(1.0 - share) * profile.vmr_bottom.powf(share)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const PROFILE: TwoLayer = TwoLayer {
        vmr_top: 1e-6,
        vmr_bottom: 1e-3,
        boundary_pa: 1e3,
        half_width_dex: 0.6,
    };

    #[test]
    fn far_from_the_boundary_each_layer_has_its_own_value() {
        let edge = 10f64.powf(0.6 + 1e-9);
        assert_eq!(two_layer_vmr(&PROFILE, 1e3 / edge), 1e-6);
        assert_eq!(two_layer_vmr(&PROFILE, 1e3 * edge), 1e-3);
    }

    #[test]
    fn the_boundary_has_the_geometric_mean() {
        let expected = (1e-6 * 1e-3f64).sqrt();
        assert!((two_layer_vmr(&PROFILE, 1e3) / expected - 1.0).abs() < 1e-12);
    }

    #[test]
    fn an_empty_layer_and_a_sharp_step_are_no_nan() {
        let empty = TwoLayer {
            vmr_top: 0.0,
            ..PROFILE
        };
        assert_eq!(two_layer_vmr(&empty, 1.0), 0.0);
        assert_eq!(two_layer_vmr(&empty, 1.2e3), 0.0);
        assert_eq!(two_layer_vmr(&empty, 1e5), 1e-3);
        let sharp = TwoLayer {
            half_width_dex: 0.0,
            ..PROFILE
        };
        assert_eq!(two_layer_vmr(&sharp, 999.9), 1e-6);
        assert_eq!(two_layer_vmr(&sharp, 1000.1), 1e-3);
        assert!(two_layer_vmr(&sharp, 1e3) > 0.0);
    }

    /// `log₁₀` of the mixing ratio in `TwoLayerGas("CH4", 1e-3, 1e-6, 1e3, 10)` of TauREx 3.3.2 (with numpy's removed `np.int`
    /// restored) on 100 layers from 1e6 to 1 Pa, six decades: layer by layer from the one whose pressure is nearest to 1e3 Pa,
    /// downwards, and below it. It averages over 11 layers, hence 10.5 instead of 10 here.
    #[test]
    fn the_step_is_that_of_taurex_within_its_layers() {
        let layer_dex = 6.0 / 99.0;
        let profile = TwoLayer {
            boundary_pa: 932.603_346_883_22,
            half_width_dex: 10.5 * layer_dex,
            ..PROFILE
        };
        let taurex = [
            -4.5,
            -4.227_272_727_272_727_5,
            -3.981_818_181_818_183,
            -3.763_636_363_636_366_8,
            -3.572_727_272_727_273_6,
            -3.409_090_909_090_909,
            -3.272_727_272_727_273,
            -3.163_636_363_636_364_5,
            -3.081_818_181_818_181,
            -3.027_272_727_272_728_2,
            -3.0,
            -3.0,
        ];
        for (i, expected) in (0..).zip(taurex) {
            let dex = f64::from(i) * layer_dex;
            let below = two_layer_vmr(&profile, profile.boundary_pa * 10f64.powf(dex)).log10();
            let above = two_layer_vmr(&profile, profile.boundary_pa * 10f64.powf(-dex)).log10();
            assert!((below - expected).abs() < 0.02, "{below} {expected}");
            assert!((above - (-9.0 - expected)).abs() < 0.02, "{above}");
        }
    }

    proptest! {
        #[test]
        fn it_is_monotone_continuous_and_between_its_layers(
            log_top in -12.0..-1.0f64,
            log_bottom in -12.0..-1.0f64,
            half_width_dex in 0.1..3.0f64,
            log_p in -2.0..8.0f64,
        ) {
            let profile = TwoLayer {
                vmr_top: 10f64.powf(log_top),
                vmr_bottom: 10f64.powf(log_bottom),
                half_width_dex,
                ..PROFILE
            };
            let at = |log_p: f64| two_layer_vmr(&profile, 10f64.powf(log_p)).log10();
            let (here, next) = (at(log_p), at(log_p + 1e-3));
            prop_assert!((log_bottom - log_top).signum() * (next - here) > -1e-9);
            prop_assert!((next - here).abs() < 1.2e-3 * (log_bottom - log_top).abs() / half_width_dex + 1e-9);
            prop_assert!(log_top.min(log_bottom) - 1e-9 < here && here < log_top.max(log_bottom) + 1e-9);
        }
    }
}
