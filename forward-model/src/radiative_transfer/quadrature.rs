//! The rule by which smooth functions are integrated above the highest level.

/// Points and weights of the eight-point Gauss–Legendre rule on 0 … 1.
const GAUSS_LEGENDRE: [(f64, f64); 8] = [
    (0.019_855_071_751_231_856, 0.050_614_268_145_188_13),
    (0.101_666_761_293_186_64, 0.111_190_517_226_687_24),
    (0.237_233_795_041_835_5, 0.156_853_322_938_943_65),
    (0.408_282_678_752_175_1, 0.181_341_891_689_181),
    (0.591_717_321_247_824_8, 0.181_341_891_689_181),
    (0.762_766_204_958_164_5, 0.156_853_322_938_943_65),
    (0.898_333_238_706_813_4, 0.111_190_517_226_687_24),
    (0.980_144_928_248_768_1, 0.050_614_268_145_188_13),
];

/// Points of a rule.
pub(super) const N_POINTS: usize = GAUSS_LEGENDRE.len();

/// Points and weights between two bounds.
pub(super) fn gauss_legendre([from, to]: [f64; 2]) -> impl Iterator<Item = (f64, f64)> {
    let scaled = move |(point, weight)| (from + (to - from) * point, (to - from) * weight);
    GAUSS_LEGENDRE.into_iter().map(scaled)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn polynomials_up_to_the_fifteenth_degree_are_exact() {
        for degree in 0..=15 {
            let sum: f64 = gauss_legendre([-1.0, 2.0])
                .map(|(x, weight)| weight * x.powi(degree))
                .sum();
            let antiderivative = |x: f64| x.powi(degree + 1) / f64::from(degree + 1);
            let expected = antiderivative(2.0) - antiderivative(-1.0);
            assert!((sum / expected - 1.0).abs() < 1e-14, "{degree}");
        }
    }
}
