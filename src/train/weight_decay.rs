//! Weight decay that makes dropout training variational inference.

/// Strength of L2 regularisation of the weights as they are stored: λ = l² / (2 N (1 − p) τ) with τ = 1.
///
/// The loss is `(1/N) Σ −ln q(zᵢ | xᵢ) + λ ‖W‖²`: the mean negative log-likelihood, not a mean squared error, so the
/// model precision τ, which turns one into the other, is part of the head's density and drops out. A unit that is kept works with
/// weights `W / (1 − p)`, for its mask has that factor: their square times the share 1 − p of kept units is `‖W‖² / (1 − p)`.
/// `length_scale` is l, the width of the prior on weights is 1/l; `dropout` is p, the probability of dropping a unit; N is `n_training`.
///
/// # Source
/// Gal & Ghahramani (2016), Dropout as a Bayesian approximation, ICML. `docs/inference.md` derives it.
pub fn weight_decay(length_scale: f64, dropout: f64, n_training: usize) -> f64 {
    length_scale.powi(2) / (2.0 * (1.0 - dropout) * n_training as f64)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// ½ l² (1 − p) ‖M‖² / N of the weights M of kept units, which are those that are stored over 1 − p.
    #[test]
    fn it_is_the_divergence_of_the_weights_that_kept_units_have() {
        let (l, p, n, stored) = (3.0_f64, 0.5_f64, 1000, 0.7_f64);
        let of_kept = stored / (1.0 - p);
        let divergence = 0.5 * l * l * (1.0 - p) * of_kept * of_kept / n as f64;
        let penalty = weight_decay(l, p, n) * stored * stored;
        approx::assert_relative_eq!(penalty, divergence, max_relative = 1e-12);
    }
}
