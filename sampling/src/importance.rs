//! From the search to the answer.

use crate::answer::{Answer, LEAST_UNSMOOTHED, Summary};
use crate::error::SamplingError;
use crate::evaluation::DRAWS_AT_THE_END;
use crate::fit::Effort;
use crate::likelihood::LogLikelihood;
use crate::outcome::{Outcome, Unfinished};
use crate::pareto_smoothing::{RELIABLE_PARETO_K, draws_smoothed};
use crate::progress::Stage;
use crate::rounds::Round;
use crate::search::Search;
use crate::weights::{effective_sample_size, log_sum_exp};

/// Draws of the first round from a fit to the posterior …
const FIRST_DRAWS: usize = 4000;
/// … and of each addition to it at most.
const LARGEST_ADDITION: f64 = 50_000.0;
/// What the draws of the search are worth in the end, as a share of what is asked for, …
const SHARE_OF_THE_SEARCH: f64 = 0.5;
/// … and this at most: more hardly improve a fit.
const LARGEST_SEARCH: f64 = 5000.0;
/// Fits to the posterior at most; another is made where the weights have a heavy tail or a few draws weigh too much.
const MOST_FITS: usize = 6;
/// Fits after which a search that began elsewhere than at the prior has led nowhere.
const A_FEW_FITS: usize = 3;
/// How much more draws are worth before they are thinned than after, at the cutoff …
const BEFORE_THINNING: f64 = 1.35;
/// … of this; see [`Answer::new`].
const CUTOFF: f64 = 0.5;
const EFFORT: Effort = Effort {
    max_points: 20_000,
    max_components: 64,
};

/// How long to go on where the weights have too heavy a tail.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Patience {
    /// Until there is no other fit to be made.
    ToTheEnd,
    /// Until a few fits have been made, if the budget is enough for another search.
    AFewFits,
}

/// Searches, and draws from what was found until the draws are worth what is asked for, or an end; none if its patience has come to an
/// end.
pub fn run<L: LogLikelihood>(
    mut search: Search<'_, '_, L>,
    patience: Patience,
) -> Result<Option<Outcome>, SamplingError> {
    let aim = search.config.budget.effective_sample_size;
    let enough = (SHARE_OF_THE_SEARCH * aim).min(LARGEST_SEARCH);
    let mut n_fits = 0;
    let (answer, why) = loop {
        if let Some(why) = search.run(enough)? {
            break (None, why);
        }
        n_fits += 1;
        if !search.begin_blended_round(EFFORT) {
            break (None, Unfinished::Degenerate);
        }
        match draw(&mut search, n_fits == MOST_FITS)? {
            Drawn::Enough(answer) => return Ok(Some(answer.outcome(search.evaluator, None))),
            Drawn::HeavyTail
                if patience == Patience::AFewFits
                    && n_fits == A_FEW_FITS
                    && search.evaluator.n_left() > search.evaluator.n_calls() =>
            {
                return Ok(None);
            }
            // What was met and not expected is searched for.
            Drawn::HeavyTail => search.end_round(),
            Drawn::Ended(answer, why) => {
                break (answer.filter(|answer| !answer.points.is_empty()), why);
            }
        }
    };
    let answer = match answer {
        Some(answer) => answer,
        None => last_answer(&search)?,
    };
    // An early end may have reached the aim all the same.
    let why = (!answer.is_enough(aim)).then_some(why);
    Ok(Some(answer.outcome(search.evaluator, why)))
}

/// What came of a fit.
enum Drawn {
    Enough(Answer),
    HeavyTail,
    Ended(Option<Answer>, Unfinished),
}

/// Draws from the current proposal until there is enough, or the weights turn out to have a heavy tail.
fn draw<L: LogLikelihood>(
    search: &mut Search<'_, '_, L>,
    is_last: bool,
) -> Result<Drawn, SamplingError> {
    let aim = search.config.budget.effective_sample_size;
    let mut before = match search.evaluator.is_approximated() {
        true => BEFORE_THINNING,
        false => 1.0,
    };
    let mut answer: Option<Answer> = None;
    search.draw(FIRST_DRAWS)?;
    loop {
        let log_weights = search.current().log_weights(1.0);
        let smoothed = draws_smoothed(&log_weights);
        let size = effective_sample_size(&smoothed.log_weights);
        let log_evidence =
            log_sum_exp(log_weights.iter().copied()) - (log_weights.len() as f64).ln();
        let round = search.rounds.len() - 1;
        search.tell(Stage::Importance { round }, size / before, log_evidence);
        let has_lone_draws = effective_sample_size(&log_weights) < LEAST_UNSMOOTHED * size;
        if (smoothed.pareto_k >= RELIABLE_PARETO_K || has_lone_draws) && !is_last {
            return Ok(match search.evaluator.stop() {
                Some(why) => Drawn::Ended(answer, why),
                None => Drawn::HeavyTail,
            });
        }
        if size >= before * aim {
            let weighted = weighted(search, answer.take())?;
            let Summary {
                smoothed,
                effective_sample_size,
                ..
            } = weighted.summary();
            let pareto_k = smoothed.pareto_k;
            if effective_sample_size >= aim {
                return Ok(match (pareto_k < RELIABLE_PARETO_K, is_last) {
                    (true, _) => Drawn::Enough(weighted),
                    (false, false) => Drawn::HeavyTail,
                    (false, true) => {
                        Drawn::Ended(Some(weighted), Unfinished::HeavyTail { pareto_k })
                    }
                });
            }
            // What is lost by thinning is known now.
            before = 1.05 * size / effective_sample_size;
            answer = Some(weighted);
        }
        if let Some(why) = search.evaluator.stop() {
            return Ok(Drawn::Ended(answer, why));
        }
        search.draw(n_missing(search.current(), before * aim / size))?;
    }
}

/// All draws of the current round, those of `answer` among them, with the likelihood.
fn weighted<L: LogLikelihood>(
    search: &Search<'_, '_, L>,
    answer: Option<Answer>,
) -> Result<Answer, SamplingError> {
    let mut answer = answer.unwrap_or_else(|| Answer::new(search.current(), CUTOFF));
    answer.add(search.evaluator, search.current(), search.config.seed)?;
    Ok(answer)
}

/// Twice as many as there are at most: few draws do not know how efficient they are.
fn n_missing(round: &Round<'_>, factor: f64) -> usize {
    let n = round.points.len() as f64;
    let missing = n * (1.03 * factor - 1.0);
    missing.clamp(200.0, (2.0 * n).min(LARGEST_ADDITION)) as usize
}

/// An early end: some draws of the round that tells most.
fn last_answer<L: LogLikelihood>(search: &Search<'_, '_, L>) -> Result<Answer, SamplingError> {
    let size = |round: &&Round<'_>| round.effective_sample_size(1.0);
    let rounds = search.rounds.iter().rev();
    let most = rounds
        .max_by(|a, b| size(a).total_cmp(&size(b)))
        .expect("the start's draws are a round");
    let mut answer = Answer::new(most, (size(&most) / DRAWS_AT_THE_END).max(CUTOFF));
    search.evaluator.allow_the_end();
    answer.add(search.evaluator, most, search.config.seed)?;
    Ok(answer)
}
