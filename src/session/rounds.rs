//! Networks for one spectrum: they learn where its posterior is, not all over the prior (Deistler, Goncalves & Macke 2022).

use std::path::Path;

use toml::{Table, Value};

use super::{Session, SessionError, Target};
use crate::posterior::report::Worth;
use crate::posterior::{PosteriorFile, Samples};
use crate::prior::{Marginal, Prior};
use crate::retrieve;
use crate::run_folder::RunFolder;
use crate::simulator::Simulator;
use crate::study::Task;
use groundwork::progress::Progress;

/// Probabilities of the quantiles of a posterior between which all of it is taken to lie, but for a margin.
const LEVELS: [f64; 2] = [0.001, 0.999];
/// The margin on either side, as a share of what lies between.
const MARGIN: f64 = 0.1;
/// How far out in the standard space of the prior a bound may be: what is left beyond is next to nothing.
const FAR: f64 = 2.5;

impl<S: Simulator> Session<S> {
    /// A session of the same task whose prior is cut to where a posterior lies, for the networks of round `round`, which counts from one; it
    /// has a folder of its own in the run's.
    ///
    /// # Errors
    /// [`SessionError::Posterior`] if the file is none, or lacks parameters of the task.
    pub fn narrowed_to(&self, posterior: &Path, round: usize) -> Result<Self, SessionError> {
        let prior = self.prior_around(posterior)?;
        let task = &self.task;
        let name = format!("{}-round-{round}", task.name);
        let text = with_priors(task, &name, &prior);
        Ok(Self {
            task: Task {
                name,
                prior,
                text,
                ..task.clone()
            },
            study: self.study.clone(),
            target: self.target.clone(),
            source: self.source.clone(),
            folder: RunFolder::at(self.folder.round(round)),
            device: self.device,
        })
    }

    /// What samples of the networks' posterior of a spectrum are worth to who weighs them by its likelihood.
    ///
    /// # Errors
    /// As [`Session::retrieve`].
    pub fn worth_of_networks(
        &self,
        target: &Target,
        progress: &dyn Progress,
    ) -> Result<Worth, SessionError> {
        let question = self.question(target)?;
        let input = self.retrieve_input(self.networks(true), &question);
        Ok(retrieve::worth_of_networks(
            &input,
            question.source(),
            progress,
        )?)
    }

    /// The prior of each parameter, cut to where the posterior lies; that of a condition, which may be known there, as it is.
    fn prior_around(&self, path: &Path) -> Result<Prior, SessionError> {
        let fault = |found: String| SessionError::Posterior {
            path: path.into(),
            found,
            task: self.task.name.clone(),
        };
        let file = PosteriorFile::read(path).map_err(|error| fault(error.to_string()))?;
        let (n, whole) = (self.task.n_targets(), self.task.prior.marginals());
        let names = self.task.parameters[..n].iter().map(|own| &*own.name);
        let marginals = names.zip(whole).map(|(name, marginal)| {
            let column = file.parameters.iter().position(|own| own.name == name);
            let column = column.ok_or_else(|| fault(format!("it has no parameter {name}")))?;
            Ok(around(marginal, &file.samples, column))
        });
        let mut marginals = marginals.collect::<Result<Vec<_>, SessionError>>()?;
        marginals.extend(&whole[n..]);
        Ok(Prior::new(marginals))
    }
}

/// A prior cut to where the samples of a parameter lie; as it is where next to nothing would be left of it, or where half of them lie
/// outside.
fn around(marginal: &Marginal, samples: &Samples, column: usize) -> Marginal {
    let [median] = samples.quantiles(column, [0.5]);
    if !marginal.log_density(median).is_finite() {
        return *marginal;
    }
    let quantiles = samples.quantiles(column, LEVELS);
    let [from, to] = quantiles.map(|theta| marginal.to_standard(theta));
    let margin = MARGIN * (to - from);
    let [mut lower, mut upper] = marginal.bounds();
    if from - margin > -FAR {
        lower = marginal.from_standard(from - margin);
    }
    if to + margin < FAR {
        upper = marginal.from_standard(to + margin);
    }
    let within = [lower, upper];
    marginal.cut(within).unwrap_or(*marginal)
}

/// The text of a task under another name and with other priors; without comments if it is a study.
fn with_priors(task: &Task, name: &str, prior: &Prior) -> String {
    let mut study: Table = task.text.parse().unwrap_or_default();
    let mut parameters = match study.remove("parameters") {
        Some(Value::Table(own)) => own,
        _ => Table::new(),
    };
    for (own, marginal) in task.parameters[..task.n_targets()]
        .iter()
        .zip(prior.marginals())
    {
        let written = match marginal {
            Marginal::TruncatedNormal(own) => Value::try_from(own),
            other => Value::try_from(other),
        };
        parameters.insert(own.name.clone(), written.expect("a prior is plain numbers"));
    }
    study.insert("name".into(), Value::String(name.into()));
    study.insert("parameters".into(), Value::Table(parameters));
    study.to_string()
}

#[cfg(test)]
mod tests {
    use ndarray::Array2;

    use super::*;
    use crate::study::{Source, Study};

    /// A posterior in the middle of its prior, one at its lower end, and one all over it.
    #[test]
    fn a_prior_is_cut_to_the_posterior_with_a_margin_and_never_beyond_its_own_ends() {
        let n = 1001;
        let at = |i: usize| i as f64 / (n - 1) as f64;
        let theta = Array2::from_shape_fn((n, 3), |(i, j)| match j {
            0 => 0.4 + 0.2 * at(i),
            1 => 1e-3 * at(i),
            _ => at(i),
        });
        let samples = Samples::equal(theta);
        let prior = Marginal::uniform(0.0, 1.0).unwrap();
        let cut = |column| around(&prior, &samples, column).bounds();
        let [from, to] = cut(0);
        assert!(
            (0.35..0.39).contains(&from) && (0.61..0.65).contains(&to),
            "{from} {to}"
        );
        let [from, to] = cut(1);
        assert!(from == 0.0 && (1e-3..0.01).contains(&to), "{from} {to}");
        assert_eq!(cut(2), [0.0, 1.0]);
        let elsewhere = Marginal::uniform(0.7, 1.0).unwrap();
        assert_eq!(around(&elsewhere, &samples, 0), elsewhere);
    }

    #[test]
    fn a_round_is_a_study_with_other_priors() {
        let study = Study::load(Path::new("configs/wasp-39b-jwst.toml")).unwrap();
        let task = Task::of_study(&study, "", Vec::new());
        let cut = |marginal: &Marginal| {
            let [from, to] = [0.3, 0.9].map(|u| marginal.quantile(u));
            marginal.cut([from, to]).unwrap()
        };
        let prior = Prior::new(task.prior.marginals().iter().map(cut).collect());
        let text = with_priors(&task, "round", &prior);
        let round = Study::from_source(Source::new(&study.source.path, text)).unwrap();
        assert_eq!((&*round.name, round.parameters.prior()), ("round", &prior));
        assert_eq!(round.parameters.free(), study.parameters.free());
        assert_eq!(round.atmosphere.gases, study.atmosphere.gases);
    }
}
