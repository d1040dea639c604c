//! The stages of a run, each of which leaves its result in the run's folder and keeps what is there.

use std::collections::BTreeSet;

use groundwork::{atomic, progress::Progress};

use super::{Question, Session, SessionError, Target};
use crate::evaluate::{self, EvaluateInput, EvaluateSummary};
use crate::generate::{self, GenerateInput, GenerateSummary, Parts};
use crate::likelihood::{Likelihood, Space};
use crate::plot::{self, Drawn, Simulation};
use crate::posterior::PosteriorProvenance;
use crate::retrieve::{self, RetrieveInput, RetrieveSummary, Start};
use crate::simulate::{self, SimulatedSpectrum};
use crate::simulator::Simulator;
use crate::study::Task;
use crate::train::{self, TrainInput, TrainSummary};
use crate::trained_model::{ConditionReader, ModelFolder, Specification};
use crate::training_set::part::TrainingSet;
use crate::weigh::Weigh;

impl<S: Simulator> Session<S> {
    /// Writes the text of the study to the run's folder.
    ///
    /// # Errors
    /// [`SessionError::File`] if the disk does not take it.
    pub fn keep_study(&self) -> Result<(), SessionError> {
        Ok(atomic::write_text(&self.folder.study(), &self.task.text)?)
    }

    /// Simulates the parts of the training set that are missing.
    ///
    /// # Errors
    /// [`SessionError::TrainingSet`] if a part belongs to another study, or the disk does not take one; or nothing is free.
    pub fn generate(
        &self,
        parts: Parts,
        progress: &dyn Progress,
    ) -> Result<GenerateSummary, SessionError> {
        self.check_free("make a training set of")?;
        let input = GenerateInput {
            task: &self.task,
            bins: self.bins(),
            training_set: &self.training_set(),
            parts,
        };
        Ok(generate::run(&input, &self.source, progress)?)
    }

    /// Trains the networks on the training set, and calibrates their doubts.
    ///
    /// # Errors
    /// [`SessionError::Train`]; or nothing is free.
    pub fn train(&self, progress: &dyn Progress) -> Result<TrainSummary, SessionError> {
        self.check_free("learn")?;
        let task = &self.task;
        let input = TrainInput {
            specification: self.specification(),
            prior: &task.prior,
            seed: task.seed,
            study_text: &task.text,
            opacities: task.sources.clone(),
            training_set: self.training_set(),
            folder: self.model(),
            device: self.device,
        };
        Ok(train::run(&input, &self.source, progress)?)
    }

    /// Measures how good the networks are, on simulations that the training never saw, with the errors and bins of a spectrum: the
    /// session's own [target](Session::target), or another one in its bins.
    ///
    /// # Errors
    /// [`SessionError::Evaluate`]; or nothing is free, or the spectrum is in other bins.
    pub fn evaluate(
        &self,
        target: &Target,
        progress: &dyn Progress,
    ) -> Result<EvaluateSummary, SessionError> {
        self.check_free("evaluate")?;
        let source = self.source_of(target)?;
        self.check_has_all_instruments(target)?;
        let task = &self.task;
        let input = EvaluateInput {
            study_name: &task.name,
            specification: self.specification(),
            prior: &task.prior,
            observation: &target.observation,
            observation_file: &target.file,
            seed: task.seed,
            false_alarm_rate: task.retrieval.false_alarm_rate,
            training_set: self.training_set(),
            error_inflation: self.source.error_inflation(),
            model: self.model(),
            evaluation_path: self.folder.evaluation(target.name.as_deref()),
            device: self.device,
        };
        Ok(evaluate::run(&input, &source, progress)?)
    }

    /// Refuses a spectrum in whose posterior's place that of another one lies; [`Session::retrieve`] does so too, but after the
    /// training.
    ///
    /// # Errors
    /// [`SessionError::Retrieve`].
    pub fn check_place(&self, target: &Target) -> Result<(), SessionError> {
        let path = self.folder.posterior(target.name.as_deref());
        retrieve::check_place(&path, (&target.file, &target.observation))?;
        Ok(())
    }

    /// Turns a spectrum into the trained networks' posterior: the session's own [target](Session::target), or another one in its
    /// bins.
    ///
    /// # Errors
    /// [`SessionError::Retrieve`]; or nothing is free, or the spectrum is in other bins.
    pub fn retrieve(
        &self,
        target: &Target,
        progress: &dyn Progress,
    ) -> Result<RetrieveSummary, SessionError> {
        self.retrieve_from(self.networks(true), target, progress)
    }

    /// The networks of this run, at which a search begins and, if `is_alone`, ends.
    pub fn networks(&self, is_alone: bool) -> Start {
        Start::Networks {
            model: self.model(),
            device: self.device,
            is_alone,
        }
    }

    /// Goes on to the exact posterior from anywhere; the prior and another posterior need no networks. The study is kept beside it.
    ///
    /// # Errors
    /// As [`Session::retrieve`].
    pub fn retrieve_from(
        &self,
        start: Start,
        target: &Target,
        progress: &dyn Progress,
    ) -> Result<RetrieveSummary, SessionError> {
        let question = self.question(target)?;
        self.check_free_of(&question.task, "retrieve")?;
        if let Start::Networks { .. } = start {
            self.check_has_all_instruments(target)?;
        }
        let input = self.retrieve_input(start, &question);
        let summary = retrieve::run(&input, &question.source, progress)?;
        self.keep_study()?;
        Ok(summary)
    }

    /// What a retrieval needs.
    pub(super) fn retrieve_input<'a>(
        &self,
        start: Start,
        question: &'a Question<S>,
    ) -> RetrieveInput<'a> {
        let Question {
            target,
            task,
            whole,
            ..
        } = question;
        let name = target.name.as_deref();
        let family = &self.task;
        RetrieveInput {
            specification: self.specification(),
            parameters: task.parameters.clone(),
            prior: &task.prior,
            conditions: ConditionReader::new(&family.prior, family.n_conditions, whole),
            known: target.known.to_json(),
            observation: &target.observation,
            quantity: &task.quantity,
            config: &task.retrieval,
            provenance: PosteriorProvenance {
                study_name: task.name.clone(),
                study_text: task.text.clone(),
                study_hash: family.hash_knowing(&target.known),
                seed: task.seed.0,
                observation_file: target.file.clone(),
            },
            opacities: &task.sources,
            start,
            posterior_path: self.folder.posterior(name),
            report_path: self.folder.report(name),
        }
    }

    /// What holds rows of θ against a spectrum; `likelihood` is that of the question.
    ///
    /// # Errors
    /// Nothing is free.
    pub fn weigh<'a>(
        &self,
        (question, likelihood): (&'a Question<S>, &'a Likelihood<'a, S>),
        space: Space,
        spectra: bool,
    ) -> Result<Weigh<'a, S>, SessionError> {
        self.check_free_of(&question.task, "vary")?;
        Ok(Weigh {
            task: &question.task,
            likelihood,
            space,
            spectra,
        })
    }

    /// Draws everything that a finished run has to show.
    ///
    /// # Errors
    /// [`SessionError::Plot`].
    pub fn draw(&self) -> Result<Drawn, SessionError> {
        Ok(plot::draw_run(&self.folder)?)
    }

    /// Writes a simulated spectrum as CSV and draws it, under a name if it has one.
    ///
    /// # Errors
    /// [`SessionError::File`] or [`SessionError::Plot`].
    pub fn draw_simulated(
        &self,
        spectrum: &SimulatedSpectrum,
        name: Option<&str>,
    ) -> Result<Drawn, SessionError> {
        let mut files = vec![self.folder.simulated(name)];
        simulate::write_spectrum(&files[0], spectrum)?;
        if let Some(pressures) = &spectrum.pressures {
            files.push(self.folder.contribution(name));
            simulate::write_contribution(&files[1], pressures)?;
        }
        let simulation = Simulation {
            spectrum,
            bins: self.bins(),
            quantity: &self.task.quantity,
        };
        let figures = self.folder.figures();
        let drawn = plot::draw_simulation(&simulation, &figures, name)?;
        files.extend(drawn.files);
        Ok(Drawn { files, ..drawn })
    }

    /// Whether networks have something to learn.
    fn check_free(&self, verb: &'static str) -> Result<(), SessionError> {
        self.check_any(self.task.n_targets(), verb)
    }

    /// Whether there is something to infer.
    fn check_free_of(&self, task: &Task, verb: &'static str) -> Result<(), SessionError> {
        self.check_any(task.parameters.len(), verb)
    }

    fn check_any(&self, n_parameters: usize, verb: &'static str) -> Result<(), SessionError> {
        if n_parameters > 0 {
            return Ok(());
        }
        Err(match &self.study {
            Some(study) => study.nothing_free(verb).into(),
            None => SessionError::NothingFree {
                task: self.task.name.clone(),
                verb,
            },
        })
    }

    /// Whether a spectrum lacks all bins of an instrument, which networks have not learnt to do without.
    fn check_has_all_instruments(&self, target: &Target) -> Result<(), SessionError> {
        let part = self.part_of(target)?.into_iter();
        let present: BTreeSet<&str> = part.map(|bin| &*self.bins()[bin].instrument).collect();
        let mut all = self.bins().iter().map(|bin| &*bin.instrument);
        match all.find(|name| !present.contains(name)) {
            None => Ok(()),
            Some(instrument) => Err(SessionError::WithoutInstrument {
                path: target.file.clone(),
                instrument: instrument.into(),
            }),
        }
    }

    fn specification(&self) -> Specification {
        Specification::new(
            &self.task,
            &self.target.observation,
            self.source.instruments(),
        )
    }

    fn training_set(&self) -> TrainingSet {
        TrainingSet::at(self.folder.training_set())
    }

    fn model(&self) -> ModelFolder {
        ModelFolder::at(self.folder.model())
    }
}
