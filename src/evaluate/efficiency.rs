//! What the networks' samples are worth to who weighs them by the likelihood.

use ndarray::ArrayView1;
use sampling::RELIABLE_PARETO_K;
use serde::{Deserialize, Serialize};

use super::{EvaluateInput, diagnostics::share_up_to};
use crate::likelihood::Likelihood;
use crate::observation::Observation;
use crate::seed::Purpose;
use crate::simulator::Simulator;
use crate::statistics::weighted_quantiles;
use crate::trained_model::{Chosen, HeldOut, TrainedModel, beside};
use crate::training_set::Dataset;
use groundwork::progress::Progress;

/// Held-out simulations whose samples are weighed, at most, which is one in so many of those evaluated at most; and samples of each.
const MAX_WEIGHED: usize = 500;
const ONE_IN: usize = 2;
const N_SAMPLES: usize = 500;

/// Effective sample size of the networks' samples, weighed by likelihood and prior, as a share of their number.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ImportanceEfficiency {
    /// Over held-out simulations.
    pub median: f64,
    /// A quarter of the simulations have less, a quarter more.
    pub quartiles: [f64; 2],
    /// Share of the simulations that have less than a hundredth.
    pub below_one_percent: f64,
    /// Share of the simulations with weights whose tail is that of a reliable estimate: k̂ below 0.7 (Vehtari et al. 2024).
    pub reliable: f64,
    /// How many those are.
    pub n: usize,
}

/// Weighs the networks' samples of some of `n_evaluated` held-out simulations; none if those are too few.
pub(super) fn importance_efficiency<S: Simulator>(
    input: &EvaluateInput,
    (dataset, held_out): (&Dataset, &HeldOut<S>),
    model: &TrainedModel,
    n_evaluated: usize,
    progress: &dyn Progress,
) -> Option<ImportanceEfficiency> {
    let each = held_out.predict_each(
        Chosen::for_evaluation(dataset, MAX_WEIGHED.min(n_evaluated / ONE_IN)),
        &model.ensemble,
        progress,
        |spectrum, prediction, _| {
            let bins = input.observation.bins().to_vec();
            let sigma = input.observation.sigma().to_vec();
            let observation = Observation::new(bins, spectrum.depth.clone(), sigma)
                .expect("a simulation has finite depths");
            let likelihood = Likelihood::new(held_out.source, held_out.prior, &observation);
            let mut rng = input.seed.rng(Purpose::Evaluation, spectrum.index);
            let posterior = &prediction.posterior;
            let z = posterior.draw(N_SAMPLES, &mut rng).z;
            let n = z.ncols();
            let whole = beside(&z, &spectrum.conditions);
            likelihood.worth_of(whole.view(), |_, whole| posterior.log_density(&whole[..n]))
        },
    );
    let n = each.len();
    (n > 0).then(|| {
        let each = each
            .into_iter()
            .map(|worth| (worth.efficiency, worth.pareto_k));
        let (efficiency, k): (Vec<f64>, Vec<f64>) = each.unzip();
        let [low, median, high] = weighted_quantiles(
            ArrayView1::from(&efficiency),
            &vec![1.0; n],
            [0.25, 0.5, 0.75],
        );
        ImportanceEfficiency {
            median,
            quartiles: [low, high],
            below_one_percent: share_up_to(&efficiency, 0.01),
            reliable: share_up_to(&k, RELIABLE_PARETO_K),
            n,
        }
    })
}
