//! What a sampler sees of a likelihood: a function over the standard space of the prior.

use sampling::LogLikelihood;

use super::{Likelihood, Marginalised};
use crate::simulator::{Simulator, SourceWorkspace};

impl<S: Simulator> LogLikelihood for Likelihood<'_, S> {
    type Workspace = SourceWorkspace<S>;

    fn n_dimensions(&self) -> usize {
        self.n_parameters()
    }

    fn workspace(&self) -> SourceWorkspace<S> {
        Likelihood::workspace(self)
    }

    fn log_likelihood(&self, z: &[f64], workspace: &mut SourceWorkspace<S>) -> f64 {
        self.log_likelihood_in_standard(z, workspace)
    }
}

impl<S: Simulator> LogLikelihood for Marginalised<'_, S> {
    type Workspace = SourceWorkspace<S>;

    fn n_dimensions(&self) -> usize {
        self.remaining().len()
    }

    fn workspace(&self) -> SourceWorkspace<S> {
        Marginalised::workspace(self)
    }

    fn log_likelihood(&self, z: &[f64], workspace: &mut SourceWorkspace<S>) -> f64 {
        self.log_likelihood_in_standard(z, workspace)
    }
}

#[cfg(test)]
mod tests {
    use sampling::{Config, Outcome, Silent, Start, sample};

    use super::super::toy::{
        by_instrument, observation, prior, prior_of_two_factors, source, source_with_factors,
    };
    use super::*;
    use crate::prior::Marginal;

    fn sampled(likelihood: &impl LogLikelihood) -> Outcome {
        let mut config = Config::default();
        config.budget.effective_sample_size = 2000.0;
        let outcome = sample(likelihood, Start::Prior, &config, &Silent).unwrap();
        assert!(outcome.is_converged(), "{:?}", outcome.unfinished);
        outcome
    }

    /// Four dimensions against one, a fifth of whose prior has no spectrum: 5 σ, false-failure rate below 1e-6.
    #[test]
    fn the_evidence_is_the_same_whether_offsets_and_inflation_are_sampled_or_integrated() {
        let (source, observation) = (source(), observation());
        let wide = Marginal::normal(0.0, 150.0).unwrap();
        let prior = prior(wide, Marginal::uniform(-200.0, 200.0).unwrap());
        let full = Likelihood::new(&source, &prior, &observation);
        let all = sampled(&full);
        let rest = sampled(&Marginalised::new(full));
        assert_eq!((all.z.ncols(), rest.z.ncols()), (4, 1));
        assert_are_alike(&all, &rest);
    }

    fn assert_are_alike(all: &Outcome, rest: &Outcome) {
        let error = all.log_evidence_error.hypot(rest.log_evidence_error);
        let apart = (all.log_evidence - rest.log_evidence).abs();
        assert!(apart < 5.0 * error && error < 0.1, "{apart} {error}");
    }
    /// Five dimensions against one, as above.
    #[test]
    fn the_evidence_is_the_same_whether_two_factors_are_sampled_or_integrated() {
        let (source, observation) = (source_with_factors(by_instrument()), observation());
        let offsets = [
            Marginal::normal(0.0, 150.0).unwrap(),
            Marginal::uniform(-200.0, 200.0).unwrap(),
        ];
        let factors = [
            Marginal::log_uniform(0.5, 4.0).unwrap(),
            Marginal::uniform(0.3, 5.0).unwrap(),
        ];
        let prior = prior_of_two_factors(offsets, factors);
        let full = Likelihood::new(&source, &prior, &observation);
        let all = sampled(&full);
        let rest = sampled(&Marginalised::new(full));
        assert_eq!((all.z.ncols(), rest.z.ncols()), (5, 1));
        assert_are_alike(&all, &rest);
    }
}
