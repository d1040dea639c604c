//! `exosonde likelihood`.

use std::{
    fs,
    io::{self, Write},
    path::{Path, PathBuf},
};

use clap::ValueEnum;
use groundwork::{FileError, atomic, text};

use super::{
    known_args::KnownArgs,
    output::{print_json, remark},
    progress::Bar,
    study_args::open,
};
use crate::likelihood::Space;
use crate::session::SessionError;
use crate::simulator::BuiltIn;
use crate::study::Study;
use crate::weigh::{Description, Weigh, WeighError};

#[derive(Debug, clap::Args)]
pub(super) struct Args {
    /// The study, a TOML file.
    study: PathBuf,
    /// Another spectrum in the same bins, or some of them [default: the study's own].
    #[arg(long, value_name = "FILE")]
    observation: Option<PathBuf>,
    #[command(flatten)]
    known: KnownArgs,
    /// Rows of parameters, `-` for standard input.
    #[arg(long, value_name = "FILE", default_value = "-")]
    input: PathBuf,
    /// Where the likelihoods go, `-` for standard output.
    #[arg(long, value_name = "FILE", default_value = "-")]
    output: PathBuf,
    /// What input and output are; `binary` answers batch by batch, as docs/inference.md says [default: by the files' names, else csv].
    #[arg(long)]
    format: Option<Format>,
    /// What the rows are in: the parameters' own units, the unit cube (flat prior) or the standard normal space of the prior.
    #[arg(long, default_value = "theta")]
    space: SpaceName,
    /// Give the spectra too, a depth a bin [default: only likelihoods].
    #[arg(long)]
    spectra: bool,
    /// Say as JSON what the parameters, their priors and the bins are, and end [default: read rows].
    #[arg(long)]
    describe: bool,
    /// Number of threads [default: one a core].
    #[arg(long, value_name = "T")]
    threads: Option<usize>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Format {
    Csv,
    Hdf5,
    Binary,
}

#[derive(Debug, Clone, Copy, ValueEnum)]
enum SpaceName {
    Theta,
    Unit,
    Standard,
}

impl Args {
    pub(super) fn run(&self) -> anyhow::Result<()> {
        let format = self.format()?;
        let session = open(Study::load(&self.study)?, self.threads)?;
        let target = session.target_of(self.observation.as_deref())?;
        let target = target.knowing(&self.known.known()?);
        let question = session.question(&target)?;
        let likelihood = question.likelihood();
        let asked = (&question, &likelihood);
        let weigh = session.weigh(asked, self.space.into(), self.spectra)?;
        if self.describe {
            return print_json(&Description::of(&weigh));
        }
        let weighed = match format {
            Format::Csv => self.csv(&weigh),
            Format::Hdf5 => self.hdf5(&weigh),
            Format::Binary => self.pipe(&weigh),
        };
        Ok(weighed.map_err(SessionError::from)?)
    }
}

impl Args {
    fn csv(&self, weigh: &Weigh<BuiltIn>) -> Result<(), WeighError> {
        let (from, text) = match is_standard(&self.input) {
            true => ("standard input".as_ref(), standard_input()?),
            false => (self.input.as_path(), text::read(&self.input)?),
        };
        let (text, summary) = weigh.csv((from, &text), &Bar::new("likelihood"))?;
        match is_standard(&self.output) {
            true => write_whole(&text)?,
            false => atomic::write_text(&self.output, &text)?,
        }
        remark(summary);
        Ok(())
    }

    fn hdf5(&self, weigh: &Weigh<BuiltIn>) -> Result<(), WeighError> {
        remark(weigh.hdf5(&self.input, &self.output, &Bar::new("likelihood"))?);
        Ok(())
    }

    fn pipe(&self, weigh: &Weigh<BuiltIn>) -> Result<(), WeighError> {
        let input: Box<dyn io::Read> = match is_standard(&self.input) {
            true => Box::new(io::stdin().lock()),
            false => Box::new(
                fs::File::open(&self.input)
                    .map_err(|source| FileError::reading(&self.input, source))?,
            ),
        };
        match is_standard(&self.output) {
            true => weigh.pipe(input, io::stdout().lock()),
            false => atomic::write(&self.output, |temporary| {
                let file = fs::File::create(temporary)
                    .map_err(|source| FileError::writing(&self.output, source))?;
                weigh.pipe(input, file)
            }),
        }
    }

    /// What is asked for, or what the names of the files end with.
    fn format(&self) -> anyhow::Result<Format> {
        let of_names = [&self.input, &self.output]
            .into_iter()
            .find_map(|path| of_name(path));
        let format = self.format.or(of_names).unwrap_or(Format::Csv);
        let is_file = !(is_standard(&self.input) || is_standard(&self.output));
        anyhow::ensure!(
            format != Format::Hdf5 || is_file || self.describe,
            "HDF5 cannot go through a pipe, expected files as --input and --output, or --format csv or binary"
        );
        anyhow::ensure!(
            is_standard(&self.input) || self.input != self.output,
            "--output is {}, as --input is, expected another file",
            self.output.display()
        );
        Ok(format)
    }
}

fn of_name(path: &Path) -> Option<Format> {
    match path.extension()?.to_str()? {
        "csv" => Some(Format::Csv),
        "h5" | "hdf5" => Some(Format::Hdf5),
        _ => None,
    }
}

fn is_standard(path: &Path) -> bool {
    path == Path::new("-")
}

fn standard_input() -> Result<String, WeighError> {
    io::read_to_string(io::stdin()).map_err(|source| WeighError::Input { source })
}

fn write_whole(text: &str) -> Result<(), WeighError> {
    let mut output = io::stdout().lock();
    let written = output
        .write_all(text.as_bytes())
        .and_then(|()| output.flush());
    written.map_err(|source| WeighError::Output { source })
}

impl From<SpaceName> for Space {
    fn from(name: SpaceName) -> Self {
        match name {
            SpaceName::Theta => Self::Theta,
            SpaceName::Unit => Self::Unit,
            SpaceName::Standard => Self::Standard,
        }
    }
}
