//! `exosonde run`.

use std::path::PathBuf;

use super::{
    evaluate, generate, retrieve,
    study_args::{Loaded, NetworkArgs},
    train,
};
use crate::plot;
use crate::simulate::generate::Parts;
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
    let figures = plot::draw_run(&loaded.folder)?;
    args.study.print(&summary, &summary.report)?;
    if !args.study.json {
        print_places(&loaded, &figures);
    }
    Ok(())
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
