//! What is sampled.

/// A likelihood over parameters z whose prior is a standard normal in each dimension, independently.
///
/// Any prior with a cumulative distribution in each parameter is brought there by that and the probit function.
pub trait LogLikelihood: Sync {
    /// Memory of one thread, used for one evaluation after the other.
    type Workspace: Send;

    /// How many parameters there are, at least one.
    fn n_dimensions(&self) -> usize;

    /// Memory for a thread that begins to evaluate.
    fn workspace(&self) -> Self::Workspace;

    /// The logarithm of the likelihood; −∞ where there is none (where the model fails, or says that z is impossible), which
    /// counts as a likelihood of zero over that part of the prior. NaN and +∞ end the sampling with an error.
    ///
    /// It has to be a pure function of z.
    ///
    /// # Shapes
    /// - `z`: `[n_dimensions]`
    fn log_likelihood(&self, z: &[f64], workspace: &mut Self::Workspace) -> f64;

    /// Whether [`approximation`](Self::approximation) is another function than the likelihood, and cheaper.
    fn is_approximated(&self) -> bool {
        false
    }

    /// The logarithm of a likelihood near the one asked for, by which the sampler searches. It costs effective draws where it is
    /// far off, and nothing else: what is reported is weighted by [`log_likelihood`](Self::log_likelihood).
    ///
    /// # Shapes
    /// - `z`: `[n_dimensions]`
    fn approximation(&self, z: &[f64], workspace: &mut Self::Workspace) -> f64 {
        self.log_likelihood(z, workspace)
    }
}
