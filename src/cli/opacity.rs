//! `exosonde opacity`.

use std::path::{Path, PathBuf};

use clap::ValueEnum;
use forward_model::{CiaTable, Species};
use serde_json::{Value, json};

use super::{
    output::{print, print_json},
    progress::Bar,
};
use opacity_data::cia::CiaFile;
use opacity_data::foreign::{self, Contents};
use opacity_data::line_by_line::{
    self, ComputeConfig, DefaultSetConfig, HstSetConfig, ImportConfig,
};
use opacity_data::opacity_table::TableInfo;
use opacity_data::{OpacitySet, default_set};

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
    /// What is in the sets inside the program: ranges, sources, what to cite, known faults.
    List,
    /// What a file of opacities holds, of whichever format.
    Info {
        /// An HDF5 table (ExoMolOP, TauREx, petitRADTRANS 3, our own), a NEMESIS `.kta`, an Exo-Transmit `opacH2O.dat`, or
        /// a HITRAN `.cia`.
        file: PathBuf,
    },
    /// Convert a table of another maker into ours.
    Import(ImportArgs),
    /// Compute a table line by line from a line list.
    Compute(ComputeArgs),
    /// Make a set inside the program again and write its packed files into a folder.
    DefaultSet(DefaultSetArgs),
}

#[derive(Debug, clap::Args)]
struct ImportArgs {
    /// The foreign file.
    file: PathBuf,
    /// Its format [default: recognised by name and content].
    #[arg(long)]
    format: Option<Format>,
    /// Its gas, if the file does not tell it.
    #[arg(long)]
    species: Option<Species>,
    /// The table to write.
    #[arg(long)]
    out: PathBuf,
}

#[derive(Debug, Clone, Copy, ValueEnum)]
enum Format {
    /// HDF5 of ExoMolOP for TauREx, cross sections or k-table.
    Exomol,
    /// HDF5 of petitRADTRANS 3, `.xsec.petitRADTRANS.h5` or `.ktable.petitRADTRANS.h5`.
    Petitradtrans,
    /// `opacH2O.dat` or `opacH2O.dat.gz`.
    ExoTransmit,
    /// A k-table `.kta`.
    Nemesis,
}

impl From<Format> for foreign::Format {
    fn from(format: Format) -> Self {
        match format {
            Format::Exomol | Format::Petitradtrans => Self::Hdf5,
            Format::ExoTransmit => Self::ExoTransmit,
            Format::Nemesis => Self::Nemesis,
        }
    }
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
    #[arg(long, default_value_t = line_by_line::LOST_FRACTION)]
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
    /// For the set hitran-r250: folder with the line lists, `H2O.h5` or `H2O.par` and so on.
    #[arg(long, required_unless_present = "nemesis")]
    lines: Option<PathBuf>,
    /// For the set hitran-r250: folder with `opacH2O.dat` and `opacCH4.dat` of Exo-Transmit, gzipped or not.
    #[arg(long, required_unless_present = "nemesis")]
    exo_transmit: Option<PathBuf>,
    /// For the set hitran-r250: folder with `H2-H2.cia` and `H2-He.cia`.
    #[arg(long, required_unless_present = "nemesis")]
    cia: Option<PathBuf>,
    /// For the set exomol-hst: folder with `h2owasp43.kta`, `co2wasp43.kta`, `cowasp43.kta` and `ch4wasp43.kta` of
    /// nemesispy.
    #[arg(long, conflicts_with_all = ["lines", "exo_transmit", "cia"])]
    nemesis: Option<PathBuf>,
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
            Command::List => return self.list(),
            Command::Info { file } => return self.info(file),
            Command::Import(args) => vec![line_by_line::import(&args.config(), &args.out)?],
            Command::Compute(args) => vec![args.run()?],
            Command::DefaultSet(args) => return args.run(),
        };
        self.print(&tables)
    }

    fn list(&self) -> anyhow::Result<()> {
        if self.json {
            let tables: Vec<Value> = OpacitySet::ALL.into_iter().flat_map(set_as_json).collect();
            return print_json(&tables);
        }
        for set in OpacitySet::ALL {
            print(format_args!("set {}\n", set.name()))?;
            self.print(&default_set::list(set))?;
        }
        Ok(())
    }

    fn info(&self, file: &Path) -> anyhow::Result<()> {
        match foreign::read(file, foreign::recognise(file)?, None)? {
            Contents::Table(_, info) => self.print(&[info]),
            Contents::Cia(cia) => self.print_cia(&cia),
        }
    }

    fn print_cia(&self, file: &CiaFile) -> anyhow::Result<()> {
        if self.json {
            let tables: Vec<Value> = file.tables.iter().map(cia_as_json).collect();
            let shown = json!({ "tables": tables, "skipped": file.skipped });
            return print_json(&shown);
        }
        for table in &file.tables {
            let ([a, b], [cold, hot], [from, to]) = cia_ranges(table);
            print(format_args!("{a}-{b}"))?;
            print("  method      collision-induced absorption")?;
            print(format_args!("  wavenumber  {from:.1} to {to:.1} cm⁻¹"))?;
            print(format_args!("  temperature {cold:.0} to {hot:.0} K"))?;
        }
        Ok(file.skipped.iter().try_for_each(print)?)
    }

    fn print(&self, tables: &[TableInfo]) -> anyhow::Result<()> {
        if self.json {
            let tables: Vec<Value> = tables.iter().map(as_json).collect();
            return print_json(&tables);
        }
        Ok(tables.iter().try_for_each(print)?)
    }
}

/// Pair, coldest and hottest temperature in K, first and last wavenumber in cm⁻¹.
fn cia_ranges(table: &CiaTable) -> ([Species; 2], [f64; 2], [f64; 2]) {
    let ends = |values: &[f64]| [values[0], values[values.len() - 1]];
    (
        table.pair(),
        ends(table.temperature_k()),
        ends(table.wavenumber_per_cm()),
    )
}

fn cia_as_json(table: &CiaTable) -> Value {
    let (pair, temperature_k, wavenumber_per_cm) = cia_ranges(table);
    json!({
        "pair": pair.map(Species::formula),
        "method": "collision-induced absorption",
        "wavenumber_per_cm": wavenumber_per_cm,
        "temperature_k": temperature_k,
    })
}

/// The tables of a set, each with the set's name.
fn set_as_json(set: OpacitySet) -> Vec<Value> {
    let tables = default_set::list(set);
    let table = |info: &TableInfo| {
        let mut table = as_json(info);
        table["set"] = set.name().into();
        table
    };
    tables.iter().map(table).collect()
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
        ImportConfig {
            file: self.file.clone(),
            format: self.format.map(Into::into),
            species: self.species,
        }
    }
}

impl ComputeArgs {
    fn run(&self) -> anyhow::Result<TableInfo> {
        with_threads(self.threads, || {
            Ok(line_by_line::compute(
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
                Method::K => line_by_line::Method::CorrelatedK,
                Method::CrossSection => line_by_line::Method::CrossSection,
            },
            resolution: self.resolution,
            wavelength_um: [self.wavelength_um[0], self.wavelength_um[1]],
            temperature_k: self.temperature_k.clone(),
            pressure_bar: self.pressure_bar.clone(),
            edges_per_cm: None,
            widths: match self.widths {
                Widths::HydrogenHelium => line_by_line::Widths::HydrogenHelium,
                Widths::Air => line_by_line::Widths::Air,
            },
            lost_fraction: self.lost_fraction,
        }
    }
}

impl DefaultSetArgs {
    fn config(&self) -> DefaultSetConfig {
        let folder = |folder: &Option<PathBuf>| folder.clone().unwrap_or_default();
        DefaultSetConfig {
            lines: folder(&self.lines),
            exo_transmit: folder(&self.exo_transmit),
            cia: folder(&self.cia),
            gases: self.species.clone(),
        }
    }

    fn run(&self) -> anyhow::Result<()> {
        let written = match &self.nemesis {
            Some(folder) => {
                let config = HstSetConfig {
                    nemesis: folder.clone(),
                    gases: self.species.clone(),
                };
                line_by_line::make_hst_set(&config, &self.out)?
            }
            None => {
                let (config, bar) = (self.config(), Bar::new("compute"));
                with_threads(self.threads, || {
                    Ok(line_by_line::make_default_set(&config, &self.out, &bar)?)
                })?
            }
        };
        for (path, bytes) in written {
            let megabytes = bytes as f64 * 1e-6;
            print(format_args!("{} {megabytes:.2} MB", path.display()))?;
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
