//! What a bench is asked that may run another code beside ours.

use std::path::PathBuf;

use clap::Parser;

#[derive(Parser)]
pub struct Arguments {
    /// Write the results to this file as JSON.
    #[arg(long)]
    pub json: Option<PathBuf>,
    /// Folder of the peers' scripts.
    #[arg(long, requires = "python")]
    pub peers: Option<PathBuf>,
    /// Python interpreter that has the peers installed.
    #[arg(long, requires = "peers")]
    pub python: Option<PathBuf>,
    /// Given by cargo.
    #[arg(long, hide = true)]
    bench: bool,
}
