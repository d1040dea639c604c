//! What a command says: results on standard output, all else on standard error.
//!
//! Whoever reads may stop before the end, as `exosonde … | head -1` does. That is no error: a result that nobody reads ends
//! the command ([`is_closed`]), and a remark that nobody reads is left out.

use std::{
    fmt::Display,
    fs,
    io::{self, Write},
    path::PathBuf,
};

use serde::Serialize;

/// Prints a line on standard output.
///
/// # Errors
/// What the operating system says, such as that nobody reads any more.
pub fn print(line: impl Display) -> io::Result<()> {
    writeln!(io::stdout(), "{line}")
}

/// Prints a value as JSON.
///
/// # Errors
/// As [`print`].
pub fn print_json(value: &impl Serialize) -> anyhow::Result<()> {
    Ok(print(serde_json::to_string_pretty(value)?)?)
}

/// Prints a stage's summary: as text, or `json` as JSON.
///
/// # Errors
/// As [`print`].
pub fn print_summary(text: &impl Display, json: Option<&impl Serialize>) -> anyhow::Result<()> {
    match json {
        Some(json) => print_json(json),
        None => Ok(print(text)?),
    }
}

/// Prints where the files are that a command made.
///
/// # Errors
/// As [`print`].
pub fn print_files(files: &[PathBuf], json: bool) -> io::Result<()> {
    if json {
        return print(serde_json::json!({ "files": files }));
    }
    let mut paths = files.iter();
    paths.try_for_each(|path| print(format_args!("wrote {}", path.display())))
}

/// Files as they were before something was written, so that it can be said which of them was something else.
pub struct Replaced(Vec<(PathBuf, Vec<u8>)>);

impl Replaced {
    /// Of these files, those that there are.
    pub fn before(files: &[PathBuf]) -> Self {
        let held = |path: &PathBuf| Some((path.clone(), fs::read(path).ok()?));
        Self(files.iter().filter_map(held).collect())
    }

    /// Says on standard error which files have another content than before.
    pub fn remark(self) {
        for (path, before) in self.0 {
            if fs::read(&path).is_ok_and(|now| now != before) {
                let path = path.display();
                remark(format_args!(
                    "{path} was another one, which is replaced; --name keeps both"
                ));
            }
        }
    }
}

/// Reads a resolving power of an argument.
pub fn resolution_between(
    low: f64,
    high: f64,
) -> impl Fn(&str) -> Result<f64, String> + Clone + Send + Sync + 'static {
    move |text| match text.parse() {
        Ok(resolution) if (low..=high).contains(&resolution) => Ok(resolution),
        _ => Err(format!("expected a resolving power from {low} to {high}")),
    }
}

/// A name that can stand in the names of files.
///
/// # Errors
/// What it should be.
pub fn parse_name(text: &str) -> Result<String, String> {
    let plain = |c: char| c.is_alphanumeric() || "-_.+= ".contains(c);
    match !text.is_empty() && text.chars().all(plain) {
        true => Ok(text.to_owned()),
        false => Err("expected letters, digits, spaces, '-', '_', '.', '+' and '=' only, because files are called so".into()),
    }
}

/// Says something on standard error.
pub fn remark(line: impl Display) {
    // Without a reader there is nobody to tell of it.
    let _ = writeln!(io::stderr(), "{line}");
}

/// Whether the error is that nobody reads what is printed.
pub fn is_closed(error: &anyhow::Error) -> bool {
    let mut causes = error.chain();
    causes.any(|cause| {
        let io = cause.downcast_ref::<io::Error>();
        io.is_some_and(|io| io.kind() == io::ErrorKind::BrokenPipe)
    })
}
