//! The front door: everything that a run does, from one value.
//!
//! # A spectrum in five lines
//! ```
//! # fn main() -> Result<(), Box<dyn std::error::Error>> {
//! use exosonde::Session;
//!
//! let session = Session::open("tests/studies/small.toml")?;
//! let theta = session.theta(&[("temperature_k", 900.0), ("log_H2O", -2.5)])?;
//! let transit_depth = session.simulate(&theta)?;
//! println!("{} µm: {}", session.bins()[0].wavelength_um, transit_depth[0]);
//! # assert_eq!(transit_depth.len(), session.bins().len());
//! # assert!(transit_depth.iter().all(|depth| (0.01..0.04).contains(depth)));
//! # Ok(())
//! # }
//! ```
//!
//! # A retrieval in ten
//! ```
//! # fn main() -> Result<(), Box<dyn std::error::Error>> {
//! use exosonde::{Parts, Session, Silent};
//!
//! # let folder = tempfile::tempdir()?;
//! let session = Session::open("tests/studies/small.toml")?.in_folder(folder.path());
//! session.generate(Parts::Missing, &Silent)?; // simulates the training set
//! session.train(&Silent)?; // the networks learn from it
//! session.evaluate(session.target(), &Silent)?; // how good they are, on simulations that they never saw
//! let posterior = session.retrieve(session.target(), &Silent)?;
//! for parameter in &posterior.report.parameters {
//!     println!("{}: {} ± {}", parameter.name, parameter.median, parameter.std);
//! }
//! session.draw()?;
//! # assert!(folder.path().join("posterior.h5").exists() && folder.path().join("figures/corner.svg").exists());
//! # Ok(())
//! # }
//! ```
//! Every step leaves its result in the folder of the run and keeps what is there already, so that the same program can be
//! stopped and run again.
//!
//! # A simulator of one's own
//! Whatever implements [`Simulator`] takes the place of the forward model; a [`Task`] says what is inferred, and
//! [`Session::with_simulator`] does the rest. `tests/toy_simulator.rs` is an example without planet, star or opacities.
//!
//! # A likelihood for a sampler of one's own
//! ```
//! # fn main() -> Result<(), Box<dyn std::error::Error>> {
//! use exosonde::Session;
//!
//! let session = Session::open("tests/studies/small.toml")?;
//! let question = session.question(session.target())?;
//! let likelihood = question.likelihood();
//! let mut workspace = likelihood.workspace(); // one a thread
//! let theta = session.theta(&[("temperature_k", 900.0), ("log_H2O", -2.5)])?;
//! let log_likelihood = likelihood.log_likelihood(&theta, &mut workspace);
//! # assert!(log_likelihood.is_finite());
//! # assert_eq!(likelihood.log_likelihood(&session.theta(&[("log_H2O", 0.1)])?, &mut workspace), f64::NEG_INFINITY);
//! # Ok(())
//! # }
//! ```

mod error;
mod question;
mod rounds;
mod stages;
mod target;

use std::path::{Path, PathBuf};

pub use error::SessionError;
pub use question::Question;
pub use target::Target;

use crate::caveat::Caveat;
use crate::network::DeviceKind;
use crate::observation::{Bin, Instruments, Observation, bins_of, part_of};
use crate::posterior::report::Report;
use crate::run_folder::RunFolder;
use crate::simulate::{self, SimulatedSpectrum};
use crate::simulator::{BuiltIn, SimulationFailure, Simulator, SpectrumSource};
use crate::study::{Known, Study, Task, UnknownParameter};

/// A task, the spectrum it is about, a simulator, and the folder of the run.
pub struct Session<S: Simulator = BuiltIn> {
    task: Task,
    study: Option<Study>,
    target: Target,
    source: SpectrumSource<S>,
    folder: RunFolder,
    device: DeviceKind,
}

impl Session<BuiltIn> {
    /// Opens the study at `path`, with its observation and its opacities; the run lies in `runs/<name>`.
    ///
    /// # Errors
    /// [`SessionError`] that names what is wrong with one of them.
    pub fn open(path: impl AsRef<Path>) -> Result<Self, SessionError> {
        Self::of_study(Study::load(path.as_ref())?)
    }

    /// The same for a study that is loaded already, and may have been changed since.
    ///
    /// # Errors
    /// [`SessionError`] that names what is wrong with its observation or its opacities.
    pub fn of_study(study: Study) -> Result<Self, SessionError> {
        let observation = study.restrict(Observation::read(&study.observation.path)?)?;
        let source = SpectrumSource::for_observation(&study, &observation)?;
        let simulator = source.simulator();
        let task = Task::of_study(&study, simulator.fingerprint(), simulator.sources());
        let target = Target {
            observation,
            file: study.observation.path.display().to_string(),
            name: None,
            known: task.known.clone(),
        };
        Ok(Self {
            study: Some(study),
            ..Self::with_source(task, target, source)
        })
    }

    /// Reads another spectrum in the bins of the study's own, or in some of them.
    ///
    /// # Errors
    /// [`SessionError`] if it is none, is in other bins, comes from other instruments than those that the study shifts, or shows what the
    /// opacities do not reach.
    pub fn read_target(&self, path: &Path) -> Result<Target, SessionError> {
        let mut target = Target::read(path)?;
        if let Some(study) = &self.study {
            target.observation = study.restrict(target.observation)?;
            let own = self.part_of(&target)?.into_iter();
            let own: Vec<Bin> = own.map(|bin| self.bins()[bin].clone()).collect();
            study.check_same_instruments(&own, (path, target.observation.bins()))?;
            let simulator = self.source.simulator();
            simulator.check_observation(study, &target.observation)?;
        }
        Ok(target)
    }

    /// The spectrum of a file, as [`Session::read_target`]; the session's own without one.
    ///
    /// # Errors
    /// As [`Session::read_target`].
    pub fn target_of(&self, path: Option<&Path>) -> Result<Target, SessionError> {
        path.map_or_else(|| Ok(self.target.clone()), |path| self.read_target(path))
    }
}

impl<S: Simulator> Session<S> {
    /// A session with a simulator of one's own, of spectra in the bins of `observation`.
    pub fn with_simulator(task: Task, observation: Observation, simulator: S) -> Self {
        let instruments = Instruments::trusted(observation.n_bins());
        let target = Target {
            observation,
            file: task.name.clone(),
            name: None,
            known: task.known.clone(),
        };
        Self::with_source(task, target, SpectrumSource::new(simulator, instruments))
    }

    /// The same with instruments that shift depths or inflate errors, for the spectrum `target`.
    pub fn with_source(task: Task, target: Target, source: SpectrumSource<S>) -> Self {
        Self {
            folder: RunFolder::at(PathBuf::from("runs").join(&task.name)),
            device: DeviceKind::default(),
            study: None,
            task,
            target,
            source,
        }
    }

    /// The same with its files in `folder`.
    pub fn in_folder(self, folder: impl Into<PathBuf>) -> Self {
        Self {
            folder: RunFolder::at(folder),
            ..self
        }
    }

    /// The same with networks that compute on `device`.
    pub fn on_device(self, device: DeviceKind) -> Self {
        Self { device, ..self }
    }

    /// What is inferred, and how.
    pub fn task(&self) -> &Task {
        &self.task
    }

    /// The spectrum that the session is about.
    pub fn target(&self) -> &Target {
        &self.target
    }

    /// Its bins.
    pub fn bins(&self) -> &[Bin] {
        self.target.observation.bins()
    }

    /// What makes the spectra.
    pub fn source(&self) -> &SpectrumSource<S> {
        &self.source
    }

    /// What a user should know before believing a result.
    pub fn caveats(&self) -> &[Caveat] {
        self.source.caveats()
    }

    /// Where the files of the run lie.
    pub fn folder(&self) -> &RunFolder {
        &self.folder
    }

    /// θ at the median of each prior, but for the parameters that `settings` names.
    ///
    /// # Errors
    /// [`UnknownParameter`] if a name is none of [`Task::parameters`].
    pub fn theta(&self, settings: &[(&str, f64)]) -> Result<Vec<f64>, UnknownParameter> {
        self.task.theta(settings)
    }

    /// The spectrum of `theta` as the instruments would see it without noise: a depth a bin, dimensionless. Whoever needs many
    /// takes them from [`Session::source`], with a workspace a thread.
    ///
    /// # Errors
    /// [`SimulationFailure`] if θ describes nothing that could be seen.
    pub fn simulate(&self, theta: &[f64]) -> Result<Vec<f64>, SimulationFailure> {
        let mut workspace = self.source.workspace();
        Ok(self.source.simulate(theta, &mut workspace)?.binned.to_vec())
    }

    /// The same at the simulator's own resolution, with what each source of extinction contributes and from which pressures.
    ///
    /// # Errors
    /// As [`Session::simulate`].
    pub fn simulate_in_detail(
        &self,
        theta: &[f64],
    ) -> Result<SimulatedSpectrum, SimulationFailure> {
        simulate::run(&self.source, self.bins(), theta)
    }

    /// What makes spectra in the bins of another spectrum, which are some of the session's own.
    ///
    /// # Errors
    /// [`SessionError::OtherBins`] if they are not.
    pub fn source_of(&self, target: &Target) -> Result<SpectrumSource<S>, SessionError> {
        Ok(self.source.in_bins(&self.part_of(target)?))
    }

    /// Which of the session's bins a spectrum has, rising.
    fn part_of(&self, target: &Target) -> Result<Vec<usize>, SessionError> {
        let [own, other] = [&self.target, target].map(|target| bins_of(&target.observation));
        part_of(&own, &other).map_err(|difference| SessionError::OtherBins {
            task: self.task.name.clone(),
            path: target.file.clone(),
            difference,
        })
    }

    /// Whether the run holds the exact posterior of the session's own spectrum, by this version of the study.
    pub fn has_exact_posterior(&self) -> bool {
        let report = Report::read(&self.folder.report(None));
        let hash = self.task.hash_knowing(&self.target.known);
        self.folder.posterior(None).exists() && report.is_ok_and(|it| it.is_exact_of(&hash))
    }

    /// The same with what is known of the planet and the star of the session's own spectrum, in place of what the study says of the same
    /// conditions.
    ///
    /// # Errors
    /// [`SessionError::Known`] if something is no condition, or lies outside of the study's prior.
    pub fn knowing(self, known: &Known) -> Result<Self, SessionError> {
        let target = self.target.clone().knowing(known);
        self.task.knowing(&target.known)?;
        Ok(Self { target, ..self })
    }

    /// What is asked of a spectrum: the session's own [target](Session::target), or another one in its bins.
    ///
    /// # Errors
    /// [`SessionError::OtherBins`] if it is in others; [`SessionError::Known`] if what is known besides is of no condition, or outside of
    /// the study's prior.
    pub fn question<'a>(&self, target: &'a Target) -> Result<Question<'a, S>, SessionError> {
        let (task, whole) = self.task.knowing(&target.known)?;
        Ok(Question {
            source: self.source_of(target)?.of_part(&whole),
            target,
            task,
            whole,
        })
    }
}
