//! `exosonde opacity`.

use std::path::{Path, PathBuf};

use anyhow::Context;
use clap::ValueEnum;
use clap::builder::{PossibleValue, PossibleValuesParser, TypedValueParser};
use forward_model::Species;
use opacity_data::formats::{Contents, FORMATS, FormatName};
use opacity_data::line_by_line::{self, AddedLines, ComputeConfig, add_to_folder};
use opacity_data::sets::{ExomolHstConfig, Hitran2020Config, make_exomol_hst, make_hitran2020};
use opacity_data::{CiaInfo, ExportConfig, ImportConfig, OpacitySet, TableInfo, export, import};
use serde_json::{Value, json};

use crate::observation::Observation;
use crate::simulator::{LEAST_RESOLUTION, PrepareConfig, other_tables, prepare};
use crate::study::Study;

use super::{
    output::{print, print_files, print_json, remark, resolution_between},
    progress::Bar,
};

#[derive(Debug, clap::Args)]
pub(super) struct Args {
    #[command(subcommand)]
    command: Command,
    /// Print what a table is as JSON [default: as text].
    #[arg(long, global = true)]
    json: bool,
}

#[derive(Debug, clap::Subcommand)]
enum Command {
    /// What is in the sets inside the program: ranges, sources, what to cite, known faults.
    #[command(after_help = "Example: exosonde opacity list")]
    List,
    /// What a file of opacities holds, of whichever format.
    #[command(
        after_help = "Example: exosonde opacity info H2O.R1000_0.3-50mu.ktable.petitRADTRANS.h5"
    )]
    Info {
        #[arg(help = format!("A file of opacities: {}", FORMATS.description()))]
        file: PathBuf,
    },
    /// Convert a table of another maker into ours.
    #[command(after_help = "Example: exosonde opacity import opacH2O.dat.gz --out H2O.h5")]
    Import(ImportArgs),
    /// Write the tables inside the program as files that TauREx, exo_k and others read.
    #[command(after_help = "Example: exosonde opacity export --set hitran2020 --out my-opacities")]
    Export(ExportArgs),
    /// Compute a table line by line from a line list.
    #[command(
        after_help = "Example: exosonde opacity compute --lines H2O.par --resolution 500 --out H2O.h5"
    )]
    Compute(ComputeArgs),
    /// Compute the tables of a study's gases in its own bins, line by line from line lists.
    #[command(
        after_help = "Example: exosonde opacity prepare configs/wasp-39b.toml --lines hitran --out my-opacities"
    )]
    Prepare(PrepareArgs),
    /// Add to line lists the hot lines that they lack, at random places, as many and as strong as band means of hot lists say.
    #[command(after_help = "Example: exosonde opacity hot-lines --lines hitran --out hitran-hot")]
    HotLines(HotLinesArgs),
    /// Make a set inside the program again and write its packed files into a folder.
    #[command(
        after_help = "Example: exosonde opacity default-set --tables tables --cia cia --out set"
    )]
    DefaultSet(DefaultSetArgs),
}

#[derive(Debug, clap::Args)]
struct ImportArgs {
    /// The foreign file.
    file: PathBuf,
    /// Its format [default: recognised by name and content].
    #[arg(long, value_parser = format_names())]
    format: Option<String>,
    /// Its gas [default: the one that the file tells].
    #[arg(long)]
    species: Option<Species>,
    /// The table to write.
    #[arg(long)]
    out: PathBuf,
}

#[derive(Debug, clap::Args)]
struct ExportArgs {
    /// The set inside the program.
    #[arg(long, default_value = OpacitySet::default().name(), value_parser = set_names())]
    set: OpacitySet,
    /// Only these gases, and no collision-induced absorption [default: all, and that].
    #[arg(long, num_args = 1..)]
    species: Vec<Species>,
    /// Folder for the files; none of theirs may be there.
    #[arg(long)]
    out: PathBuf,
}

fn set_names() -> impl TypedValueParser<Value = OpacitySet> {
    PossibleValuesParser::new(OpacitySet::ALL.map(OpacitySet::name))
        .try_map(|name| OpacitySet::of_name(&name).ok_or("no such set"))
}

/// The names of the formats, each with what it means.
fn format_names() -> PossibleValuesParser {
    let value = |name: &FormatName| PossibleValue::new(name.name).help(name.meaning);
    FORMATS.names().map(value).collect::<Vec<_>>().into()
}

#[derive(Debug, clap::Args)]
struct ComputeArgs {
    /// Line list: HITRAN `.par` (160 characters a line) or HDF5 with one dataset per column.
    #[arg(long)]
    lines: PathBuf,
    /// The gas that the list must be of [default: whichever it is of].
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
    /// Deuterium of the gas: an eighth of the Earth's, as of giant planets, or the Earth's, as of the lists.
    #[arg(long, default_value = "protosolar")]
    deuterium: Deuterium,
    /// Part of the strength in every thousandth of the wavenumber that may be lost with the weakest lines.
    #[arg(long, default_value_t = line_by_line::LOST_FRACTION)]
    lost_fraction: f64,
    /// Number of threads [default: one a core].
    #[arg(long)]
    threads: Option<usize>,
    /// The table to write.
    #[arg(long)]
    out: PathBuf,
}

#[derive(Debug, clap::Args)]
struct PrepareArgs {
    /// The study, a TOML file.
    study: PathBuf,
    /// Folder with the line lists, `H2O.h5` or `H2O.par` and so on, as `compute` takes them.
    #[arg(long)]
    lines: PathBuf,
    /// Folder for the tables [default: `opacities.folder` of the study].
    #[arg(long)]
    out: Option<PathBuf>,
    /// Resolving power that each cell has at least: wider bins become several cells.
    #[arg(long, default_value_t = LEAST_RESOLUTION, value_parser = resolution_between(1.0, 1e6))]
    resolution: f64,
    /// Wavenumbers that stand for a cell, 4 to 1000: more are nearer to line by line, and slower.
    #[arg(long, default_value_t = 40)]
    points: usize,
    /// Deuterium of the gases: an eighth of the Earth's, as of giant planets, or the Earth's, as of the lists.
    #[arg(long, default_value = "protosolar")]
    deuterium: Deuterium,
    /// Number of threads [default: one a core].
    #[arg(long)]
    threads: Option<usize>,
}

#[derive(Debug, Clone, Copy, ValueEnum)]
enum Method {
    K,
    CrossSection,
}

#[derive(Debug, Clone, Copy, ValueEnum)]
pub(super) enum Deuterium {
    Protosolar,
    Earth,
}

impl From<Deuterium> for forward_model::lines::Deuterium {
    fn from(deuterium: Deuterium) -> Self {
        match deuterium {
            Deuterium::Protosolar => Self::Protosolar,
            Deuterium::Earth => Self::Earth,
        }
    }
}

#[derive(Debug, Clone, Copy, ValueEnum)]
enum Widths {
    HydrogenHelium,
    Air,
}

#[derive(Debug, clap::Args)]
struct HotLinesArgs {
    /// Folder with the line lists, `H2O.h5` or `H2O.par` and so on.
    #[arg(long)]
    lines: PathBuf,
    /// Folder for the lists with hot lines; none of theirs may be there.
    #[arg(long)]
    out: PathBuf,
}

#[derive(Debug, clap::Args)]
struct DefaultSetArgs {
    /// For the set hitran2020: folder with the tables that `prepare` makes of the study `opacity-data/hitran2020/study.toml`.
    #[arg(long, required_unless_present = "nemesis")]
    tables: Option<PathBuf>,
    /// For the set hitran2020: folder with `H2-H2.cia` and `H2-He.cia`.
    #[arg(long, required_unless_present = "nemesis")]
    cia: Option<PathBuf>,
    /// For the set exomol-hst: folder with `h2owasp43.kta`, `co2wasp43.kta`, `cowasp43.kta` and `ch4wasp43.kta` of
    /// nemesispy.
    #[arg(long, conflicts_with_all = ["tables", "cia"])]
    nemesis: Option<PathBuf>,
    /// Only these gases [default: all].
    #[arg(long, num_args = 1..)]
    species: Vec<Species>,
    /// Number of threads [default: one a core].
    #[arg(long)]
    threads: Option<usize>,
    /// Folder for the packed files.
    #[arg(long)]
    out: PathBuf,
}

impl Args {
    pub(super) fn run(&self) -> anyhow::Result<()> {
        match &self.command {
            Command::List => self.list(),
            Command::Info { file } => self.info(file),
            Command::Import(args) => self.print(&[import(&args.config(), &args.out)?]),
            Command::Export(args) => Ok(print_files(&args.run()?, self.json)?),
            Command::Compute(args) => self.print(&[args.run()?]),
            Command::Prepare(args) => self.print(&args.run()?),
            Command::HotLines(args) => Ok(print_files(&args.run()?, self.json)?),
            Command::DefaultSet(args) => args.run(),
        }
    }

    fn list(&self) -> anyhow::Result<()> {
        if self.json {
            let tables = OpacitySet::ALL.into_iter().map(set_as_json);
            let tables: Vec<Value> = tables.collect::<Result<Vec<_>, _>>()?.concat();
            return print_json(&tables);
        }
        for set in OpacitySet::ALL {
            print(format_args!("set {}\n", set.name()))?;
            self.print(&set.list())?;
        }
        Ok(())
    }

    fn info(&self, file: &Path) -> anyhow::Result<()> {
        let cia = match FORMATS.read(file)? {
            Contents::Table(_, info) => return self.print(&[info]),
            Contents::Cia(cia) => cia,
        };
        let tables: Vec<CiaInfo> = cia.tables.into_iter().map(|(_, info)| info).collect();
        if self.json {
            return print_json(&json!({ "tables": tables, "skipped": cia.skipped }));
        }
        tables.iter().try_for_each(print)?;
        Ok(cia.skipped.iter().try_for_each(print)?)
    }

    fn print(&self, tables: &[TableInfo]) -> anyhow::Result<()> {
        if self.json {
            return print_json(&json!(tables));
        }
        Ok(tables.iter().try_for_each(print)?)
    }
}

/// The tables of a set, each with the set's name.
fn set_as_json(set: OpacitySet) -> serde_json::Result<Vec<Value>> {
    let table = |info: &TableInfo| {
        let mut table = serde_json::to_value(info)?;
        table["set"] = set.name().into();
        Ok(table)
    };
    set.list().iter().map(table).collect()
}

impl ImportArgs {
    fn config(&self) -> ImportConfig {
        ImportConfig {
            file: self.file.clone(),
            format: self.format.as_deref().and_then(|name| FORMATS.named(name)),
            species: self.species,
        }
    }
}

impl ExportArgs {
    fn run(&self) -> anyhow::Result<Vec<PathBuf>> {
        let config = ExportConfig {
            set: self.set,
            gases: self.species.clone(),
        };
        Ok(export(&config, &self.out)?)
    }
}

impl ComputeArgs {
    fn run(&self) -> anyhow::Result<TableInfo> {
        let (config, bar) = (self.config(), Bar::new("compute"));
        with_threads(self.threads, || {
            Ok(line_by_line::compute(&config, &self.out, &bar)?)
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
            deuterium: self.deuterium.into(),
            lost_fraction: self.lost_fraction,
        }
    }
}

impl PrepareArgs {
    fn run(&self) -> anyhow::Result<Vec<TableInfo>> {
        let study = Study::load(&self.study)?;
        let observation = Observation::read(&study.observation.path)?;
        let observation = study.restrict(observation)?;
        let out = self.out.as_ref().or(study.opacities.folder.as_ref());
        let config = PrepareConfig {
            lines: self.lines.clone(),
            out: out.context("`--out` is missing and the study has no `opacities.folder`, expected one of them: where the tables go")?.clone(),
            resolution: self.resolution,
            n_points: self.points,
            deuterium: self.deuterium.into(),
        };
        let bar = Bar::new("prepare");
        let tables = with_threads(self.threads, || {
            Ok(prepare(&study, observation.bins(), &config, &bar)?)
        })?;
        for table in tables.iter().filter(|table| table.was_there) {
            let gas = table.info.species;
            remark(format_args!(
                "the table of {gas} was there already and is kept"
            ));
        }
        let gases: Vec<Species> = tables.iter().map(|table| table.info.species).collect();
        remark_others(&config.out, &gases);
        if study.opacities.folder.as_ref() != Some(&config.out) {
            let folder = config.out.display();
            remark(format_args!(
                "the study takes these tables with `folder = \"{folder}\"` in [opacities]"
            ));
        }
        Ok(tables.into_iter().map(|table| table.info).collect())
    }
}

/// Says which tables of other gases lie where those of a study's gases have been put.
fn remark_others(folder: &Path, gases: &[Species]) {
    let others = other_tables(folder, gases);
    if !others.is_empty() {
        remark(format_args!(
            "{} holds {} too, of another study, left as before: a study with gases of both needs all its tables from one `prepare`",
            folder.display(),
            others.join(", ")
        ));
    }
}

impl HotLinesArgs {
    fn run(&self) -> anyhow::Result<Vec<PathBuf>> {
        let mut written = Vec::new();
        add_to_folder(&self.lines, &self.out, &mut |added: &AddedLines| {
            remark(what_was_added(added));
            written.push(added.path.clone());
        })?;
        Ok(written)
    }
}

fn what_was_added(added: &AddedLines) -> String {
    let AddedLines { gas, n_added, .. } = added;
    let percent = 100.0 * added.share_at_1000_k;
    match n_added {
        0 => format!("{gas}: no hot lines are known to be missing, the list is as it was"),
        n => format!("{gas}: {n} hot lines, which carry {percent:.1} % of the strength at 1000 K"),
    }
}

impl DefaultSetArgs {
    fn run(&self) -> anyhow::Result<()> {
        let written = match &self.nemesis {
            Some(folder) => make_exomol_hst(&self.exomol_hst(folder), &self.out)?,
            None => {
                let config = self.hitran2020();
                with_threads(self.threads, || Ok(make_hitran2020(&config, &self.out)?))?
            }
        };
        for (path, bytes) in written {
            let megabytes = bytes as f64 * 1e-6;
            print(format_args!("{} {megabytes:.2} MB", path.display()))?;
        }
        Ok(())
    }

    fn exomol_hst(&self, nemesis: &Path) -> ExomolHstConfig {
        ExomolHstConfig {
            nemesis: nemesis.into(),
            gases: self.species.clone(),
        }
    }

    fn hitran2020(&self) -> Hitran2020Config {
        let folder = |folder: &Option<PathBuf>| folder.clone().unwrap_or_default();
        Hitran2020Config {
            tables: folder(&self.tables),
            cia: folder(&self.cia),
        }
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
