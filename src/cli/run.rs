//! `exosonde run`.

use std::path::PathBuf;

use super::{
    evaluate, generate, retrieve,
    study_args::{Loaded, NetworkArgs},
    train,
};
use crate::plot::{self, Kind};
use crate::simulate::generate::Parts;
use crate::trained_model::ModelFolder;
use groundwork::atomic;

pub(super) fn run(args: &NetworkArgs) -> anyhow::Result<()> {
    let loaded = args.study.load()?;
    let simulator = loaded.simulator()?;
    eprintln!("{}", generate::stage(&loaded, &simulator, Parts::Missing)?);
    atomic::write_text(&loaded.folder.study(), &loaded.study.source.text)?;
    eprintln!("{}", train::stage(&loaded, &simulator, args.device)?);
    eprintln!("{}", evaluate::stage(&loaded, &simulator, args.device)?);
    let target = retrieve::Target::own(&loaded);
    let summary = retrieve::stage(&loaded, &simulator, &target, args.device)?;
    let figures = draw(&loaded, summary.has_profile)?;
    args.study.print(&summary, &summary.report)?;
    if !args.study.json {
        print_places(&loaded, &figures);
    }
    Ok(())
}

/// Draws everything that a finished run has to show.
fn draw(loaded: &Loaded, has_profile: bool) -> anyhow::Result<Vec<PathBuf>> {
    let folder = &loaded.folder;
    let posterior = folder.posterior(None);
    let history = ModelFolder::at(folder.model()).history_path();
    let mut figures = vec![
        (Kind::Corner, posterior.clone()),
        (Kind::Spectrum, posterior.clone()),
        (Kind::Training, history),
        (Kind::Coverage, folder.evaluation()),
    ];
    if has_profile {
        figures.insert(2, (Kind::Profile, posterior));
    }
    let mut files = Vec::new();
    for (kind, file) in figures {
        files.extend(plot::run(kind, &file, &folder.figures())?);
    }
    Ok(files)
}

fn print_places(loaded: &Loaded, figures: &[PathBuf]) {
    let folder = &loaded.folder;
    println!("Everything is in {}:", folder.root().display());
    println!("  posterior     {}", folder.posterior(None).display());
    println!("  report        {}", folder.report(None).display());
    println!("  evaluation    {}", folder.evaluation().display());
    for figure in figures
        .iter()
        .filter(|path| path.extension().is_some_and(|e| e == "png"))
    {
        println!("  figure        {} (and .svg)", figure.display());
    }
}
