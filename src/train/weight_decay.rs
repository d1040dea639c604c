//! Weight decay that makes dropout training variational inference.

/// Strength of L2 regularisation: λ = l² (1 − p) / (2 N τ) with τ = 1.
///
/// The loss is `(1/N) Σ −ln q(zᵢ | xᵢ) + λ ‖W‖²`: the mean negative log-likelihood, not a mean squared error, so the
/// model precision τ, which turns one into the other, is part of the head's density and drops out. `length_scale` is
/// l, the width of the prior on weights is 1/l; `dropout` is p, the probability of dropping a unit; N is `n_training`.
///
/// # Source
/// Gal & Ghahramani (2016), Dropout as a Bayesian approximation, ICML. `docs/inference.md` derives it.
pub fn weight_decay(length_scale: f64, dropout: f64, n_training: usize) -> f64 {
    length_scale.powi(2) * (1.0 - dropout) / (2.0 * n_training as f64)
}
