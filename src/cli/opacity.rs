//! `exosonde opacity`.

use std::path::PathBuf;

use clap::ValueEnum;
use forward_model::Species;
use serde_json::{Value, json};

use super::progress::Bar;
use crate::{
    io::{
        default_set,
        opacity_table::{self, TableInfo},
    },
    opacity::{self, ComputeConfig, DefaultSetConfig, ForeignFormat, ImportConfig},
};

#[derive(Debug, clap::Args)]
pub(super) struct Args {
    #[command(subcommand)]
    command: Command,
    /// Print what a table is as JSON.
    #[arg(long, global = true)]
    json: bool,
}

#[derive(Debug, clap::Subcommand)]
enum Command {
    /// What is in the default set inside the program: ranges, sources, what to cite, known faults.
    List,
    /// What a table file is.
    Info {
        /// An HDF5 table in the ExoMol/TauREx cross-section or k-table layout.
        file: PathBuf,
    },
    /// Convert a foreign table into ours.
    Import(ImportArgs),
    /// Compute a table line by line from a line list.
    Compute(ComputeArgs),
    /// Compute the default set again and write its packed files into a folder.
    DefaultSet(DefaultSetArgs),
}

#[derive(Debug, clap::Args)]
struct ImportArgs {
    /// The foreign file.
    file: PathBuf,
    /// Its format.
    #[arg(long)]
    format: Format,
    /// Its gas, if the file's name does not tell it.
    #[arg(long)]
    species: Option<Species>,
    /// The table to write.
    #[arg(long)]
    out: PathBuf,
}

#[derive(Debug, Clone, Copy, ValueEnum)]
enum Format {
    /// `opacH2O.dat` or `opacH2O.dat.gz`.
    ExoTransmit,
}

#[derive(Debug, clap::Args)]
struct ComputeArgs {
    /// Line list: HITRAN `.par` (160 characters a line) or HDF5 with one dataset per column.
    #[arg(long)]
    lines: PathBuf,
    /// The gas that the list must be of.
    #[arg(long)]
    species: Option<Species>,
    /// k: correlated-k in bins; cross-section: samples.
    #[arg(long, default_value = "k")]
    method: Method,
    /// Resolving power of bins or samples.
    #[arg(long, default_value_t = 250.0)]
    resolution: f64,
    /// Shortest and longest wavelength, µm.
    #[arg(long, num_args = 2, default_values_t = [0.6667, 12.0])]
    wavelength_um: Vec<f64>,
    /// Temperatures, K [default: the default set's].
    #[arg(long, num_args = 1..)]
    temperature_k: Vec<f64>,
    /// Pressures, bar [default: the default set's].
    #[arg(long, num_args = 1..)]
    pressure_bar: Vec<f64>,
    /// Widths of the lines: scaled to a hydrogen-helium atmosphere, or those in air.
    #[arg(long, default_value = "hydrogen-helium")]
    widths: Widths,
    /// Part of the strength in every 10 cm⁻¹ that may be lost with the weakest lines.
    #[arg(long, default_value_t = opacity::LOST_FRACTION)]
    lost_fraction: f64,
    /// Threads [default: all cores].
    #[arg(long)]
    threads: Option<usize>,
    /// The table to write.
    #[arg(long)]
    out: PathBuf,
}

#[derive(Debug, Clone, Copy, ValueEnum)]
enum Method {
    K,
    CrossSection,
}

#[derive(Debug, Clone, Copy, ValueEnum)]
enum Widths {
    HydrogenHelium,
    Air,
}

#[derive(Debug, clap::Args)]
struct DefaultSetArgs {
    /// Folder with the line lists, `H2O.h5` or `H2O.par` and so on.
    #[arg(long)]
    lines: PathBuf,
    /// Folder with `opacH2O.dat` and `opacCH4.dat` of Exo-Transmit, gzipped or not.
    #[arg(long)]
    exo_transmit: PathBuf,
    /// Folder with `H2-H2.cia` and `H2-He.cia`.
    #[arg(long)]
    cia: PathBuf,
    /// Only these gases.
    #[arg(long, num_args = 1..)]
    species: Vec<Species>,
    /// Threads [default: all cores].
    #[arg(long)]
    threads: Option<usize>,
    /// Folder for the packed files.
    #[arg(long)]
    out: PathBuf,
}

impl Args {
    pub(super) fn run(&self) -> anyhow::Result<()> {
        let tables = match &self.command {
            Command::List => default_set::list(),
            Command::Info { file } => vec![opacity_table::read(file)?.1],
            Command::Import(args) => vec![opacity::import(&args.config(), &args.out)?],
            Command::Compute(args) => vec![args.run()?],
            Command::DefaultSet(args) => return args.run(),
        };
        self.print(&tables)
    }

    fn print(&self, tables: &[TableInfo]) -> anyhow::Result<()> {
        match self.json {
            true => {
                let tables: Vec<Value> = tables.iter().map(as_json).collect();
                println!("{}", serde_json::to_string_pretty(&tables)?);
            }
            false => tables.iter().for_each(|info| println!("{info}")),
        }
        Ok(())
    }
}

fn as_json(info: &TableInfo) -> Value {
    json!({
        "species": info.species.formula(),
        "method": info.method,
        "wavelength_um": info.wavelength_um,
        "temperature_k": info.temperature_k,
        "pressure_bar": info.pressure_bar,
        "resolution": info.resolution,
        "source": info.source,
        "citation": info.citation,
        "known_faults": info.known_faults,
        "reliable_to_k": info.reliable_to_k,
    })
}

impl ImportArgs {
    fn config(&self) -> ImportConfig {
        let Format::ExoTransmit = self.format;
        ImportConfig {
            file: self.file.clone(),
            format: ForeignFormat::ExoTransmit,
            species: self.species,
        }
    }
}

impl ComputeArgs {
    fn run(&self) -> anyhow::Result<TableInfo> {
        with_threads(self.threads, || {
            Ok(opacity::compute(
                &self.config(),
                &self.out,
                &Bar::new("compute"),
            )?)
        })
    }

    fn config(&self) -> ComputeConfig {
        ComputeConfig {
            lines: self.lines.clone(),
            species: self.species,
            method: match self.method {
                Method::K => opacity::Method::CorrelatedK,
                Method::CrossSection => opacity::Method::CrossSection,
            },
            resolution: self.resolution,
            wavelength_um: [self.wavelength_um[0], self.wavelength_um[1]],
            temperature_k: self.temperature_k.clone(),
            pressure_bar: self.pressure_bar.clone(),
            edges_per_cm: None,
            widths: match self.widths {
                Widths::HydrogenHelium => opacity::Widths::HydrogenHelium,
                Widths::Air => opacity::Widths::Air,
            },
            lost_fraction: self.lost_fraction,
        }
    }
}

impl DefaultSetArgs {
    fn run(&self) -> anyhow::Result<()> {
        let config = DefaultSetConfig {
            lines: self.lines.clone(),
            exo_transmit: self.exo_transmit.clone(),
            cia: self.cia.clone(),
            gases: self.species.clone(),
        };
        let bar = Bar::new("compute");
        let written = with_threads(self.threads, || {
            Ok(opacity::make_default_set(&config, &self.out, &bar)?)
        })?;
        for (path, bytes) in written {
            println!("{} {:.2} MB", path.display(), bytes as f64 * 1e-6);
        }
        Ok(())
    }
}

/// Runs work on a pool of this many threads, or on all cores.
fn with_threads<R: Send>(
    threads: Option<usize>,
    work: impl FnOnce() -> anyhow::Result<R> + Send,
) -> anyhow::Result<R> {
    let pool = rayon::ThreadPoolBuilder::new()
        .num_threads(threads.unwrap_or(0))
        .build()?;
    pool.install(work)
}
