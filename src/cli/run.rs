//! `exosonde run`.

use std::{io, path::PathBuf};

use super::{
    generate::remark_warning,
    output::{print, remark},
    progress::Bar,
    study_args::NetworkArgs,
};
use crate::generate::Parts;
use crate::run_folder::RunFolder;

pub(super) fn run(args: &NetworkArgs) -> anyhow::Result<()> {
    let session = args.open()?;
    session.check_place(session.target())?;
    let made = session.generate(Parts::Missing, &Bar::new("generate"))?;
    remark_warning(&made);
    remark(made);
    session.keep_study()?;
    remark(session.train(&Bar::new("train"))?);
    remark(session.evaluate(&Bar::new("evaluate"))?);
    let summary = session.retrieve(session.target(), &Bar::new("retrieve"))?;
    let drawn = session.draw()?;
    drawn.not_drawn.iter().for_each(remark);
    args.study.print(&summary, &summary.report)?;
    if !args.study.json {
        print_places(session.folder(), &drawn.files)?;
    }
    Ok(())
}

fn print_places(folder: &RunFolder, figures: &[PathBuf]) -> io::Result<()> {
    print(format_args!(
        "Everything is in {}:",
        folder.root().display()
    ))?;
    let files = [
        ("posterior", folder.posterior(None)),
        ("report", folder.report(None)),
        ("evaluation", folder.evaluation()),
    ];
    for (what, path) in files {
        print(format_args!("  {what:<14}{}", path.display()))?;
    }
    let is_png = |path: &&PathBuf| path.extension().is_some_and(|e| e == "png");
    for figure in figures.iter().filter(is_png) {
        print(format_args!(
            "  figure        {} (and .svg)",
            figure.display()
        ))?;
    }
    Ok(())
}
