//! What evidences say of models that were equally likely before.

use sampling::log_sum_exp;

/// The evidence of a model, nats.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Evidence {
    pub log: f64,
    /// Standard error of `log`.
    pub error: f64,
}

/// A number and its standard error.
pub(super) type WithError = (f64, f64);

/// ln of the odds of `model` against `best`: the difference of their ln Z. Evidences of different runs err independently.
pub(super) fn log_odds(model: Evidence, best: Evidence) -> WithError {
    (model.log - best.log, model.error.hypot(best.error))
}

/// p(M | d) of each model if all had the same probability before, `Z_i / Σ Z`. Its error follows from those of all ln Z to first
/// order, `∂p_i / ∂ln Z_j = p_i (δ_ij − p_j)`.
pub(super) fn probabilities(models: &[Evidence]) -> Vec<WithError> {
    let logs = models.iter().map(|model| model.log);
    let sum = log_sum_exp(logs.clone());
    let p: Vec<f64> = logs.map(|log| (log - sum).exp()).collect();
    let error = |i: usize| {
        let terms = models.iter().enumerate().map(|(j, model)| {
            let own = if i == j { 1.0 } else { 0.0 };
            (p[i] * (own - p[j]) * model.error).powi(2)
        });
        terms.sum::<f64>().sqrt()
    };
    (0..p.len()).map(|i| (p[i], error(i))).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn evidence(log: f64, error: f64) -> Evidence {
        Evidence { log, error }
    }

    /// ln 3 apart, of which nobody has a logarithm's worth of doubt: 3 to 1.
    #[test]
    fn three_to_one_is_three_quarters() {
        let models = [evidence(-700.0, 0.0), evidence(-700.0 - 3f64.ln(), 0.0)];
        let [first, second] = [0, 1].map(|i| probabilities(&models)[i]);
        assert!((first.0 - 0.75).abs() < 1e-12 && (second.0 - 0.25).abs() < 1e-12);
        assert_eq!((first.1, second.1), (0.0, 0.0));
    }

    /// Of two models p = 1 / (1 + e^−x) with x the difference, so that dp = p (1 − p) dx, and dx is the errors' hypotenuse.
    #[test]
    fn errors_are_those_of_the_logistic_function() {
        let models = [evidence(2.0, 0.3), evidence(1.2, 0.4)];
        let found = probabilities(&models);
        let p = 1.0 / (1.0 + (-0.8f64).exp());
        for (found, expected) in found.iter().zip([p, 1.0 - p]) {
            assert!((found.0 - expected).abs() < 1e-12, "{found:?}");
            assert!((found.1 - 0.5 * p * (1.0 - p)).abs() < 1e-12, "{found:?}");
        }
        let (odds, error) = log_odds(models[1], models[0]);
        assert!((odds + 0.8).abs() < 1e-12 && (error - 0.5).abs() < 1e-12);
    }
}
