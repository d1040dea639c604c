//! Which file of the workspace imports from which, re-exports followed to where the thing is defined.

use std::{
    collections::{BTreeMap, BTreeSet},
    fs,
    path::{Path, PathBuf},
};

use crate::syntax::{Use, code_of, paths, uses, without_uses};

/// A source file.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Module {
    /// Its path in the repository.
    pub path: String,
    /// Crate and modules, such as `["exosonde", "prior", "marginal"]`.
    name: Vec<String>,
}

impl Module {
    pub fn crate_name(&self) -> &str {
        &self.name[0]
    }

    /// The module of the crate that it belongs to; none for the crate's root.
    pub fn top_module(&self) -> Option<&str> {
        self.name.get(1).map(String::as_str)
    }
}

/// All source files with what they import.
pub struct Workspace {
    modules: Vec<Module>,
    code: Vec<String>,
    uses: Vec<Vec<Use>>,
    index: BTreeMap<Vec<String>, usize>,
}

impl Workspace {
    /// Reads the crates, each with its name and the folder of its sources.
    pub fn read(crates: &[(&str, &str)]) -> Self {
        let modules: Vec<Module> = crates
            .iter()
            .flat_map(|(name, folder)| {
                let module = |path: PathBuf| module(name, folder, &path);
                rust_files(Path::new(folder)).into_iter().filter_map(module)
            })
            .collect();
        let code: Vec<String> = modules
            .iter()
            .map(|module| code_of(&fs::read_to_string(&module.path).unwrap()))
            .collect();
        Self {
            uses: code.iter().map(|code| uses(code)).collect(),
            index: modules
                .iter()
                .enumerate()
                .map(|(i, module)| (module.name.clone(), i))
                .collect(),
            modules,
            code,
        }
    }

    /// Every pair of files of which the first imports from the second.
    pub fn imports(&self) -> BTreeSet<(&Module, &Module)> {
        (0..self.modules.len())
            .flat_map(|from| {
                self.targets(from)
                    .map(move |to| (&self.modules[from], &self.modules[to]))
            })
            .filter(|(from, to)| from != to)
            .collect()
    }

    /// For every import that leads from one part of a folder into another, the two parts, such as `src/prior` and `src/seed`.
    pub fn imports_of_neighbours(&self) -> BTreeSet<(String, String)> {
        let parts = |(from, to): (&Module, &Module)| {
            let names = from.name.iter().zip(&to.name);
            let n_common = names.take_while(|(a, b)| a == b).count();
            let part = |module: &Module| Some(module.name.get(..=n_common)?.join("::"));
            Some((part(from)?, part(to)?))
        };
        self.imports().into_iter().filter_map(parts).collect()
    }

    fn targets(&self, from: usize) -> impl Iterator<Item = usize> {
        let private = self.uses[from].iter().filter(|one| !one.is_public);
        let used = private.map(|one| one.path.clone());
        let written = paths(&without_uses(&self.code[from])).into_iter();
        used.chain(written)
            .filter_map(move |path| self.absolute(from, &path))
            .filter_map(|path| self.resolve(&path, 0))
    }

    /// A path from a file as a path from the crate's name on; none if it leads out of the workspace.
    fn absolute(&self, from: usize, path: &[String]) -> Option<Vec<String>> {
        let own = &self.modules[from].name;
        let up = path.iter().take_while(|name| *name == "super").count();
        let joined = |base: &[String], rest: &[String]| Some([base, rest].concat());
        match path[0].as_str() {
            "crate" => joined(&own[..1], &path[1..]),
            "self" => joined(own, &path[1..]),
            "super" => joined(&own[..own.len().checked_sub(up)?], &path[up..]),
            first if self.index.contains_key(&vec![first.to_owned()]) => Some(path.to_vec()),
            first => {
                let child = [own.as_slice(), &[first.to_owned()]].concat();
                let is_child = self.index.contains_key(&child);
                is_child.then(|| [own.as_slice(), path].concat())
            }
        }
    }

    /// The file in which what a path names is defined.
    fn resolve(&self, path: &[String], depth: usize) -> Option<usize> {
        let (n, file) = (1..=path.len())
            .rev()
            .find_map(|n| Some((n, *self.index.get(&path[..n])?)))?;
        let Some(next) = path.get(n) else {
            return Some(file);
        };
        let exports = |one: &&Use| one.is_public && one.name == *next;
        let exported = self.uses[file].iter().find(exports);
        match exported.and_then(|one| self.absolute(file, &one.path)) {
            // A circle of re-exports would not compile; the limit only guards against a misread file.
            Some(target) if depth < 8 => {
                self.resolve(&[&target, &path[n + 1..]].concat(), depth + 1)
            }
            _ => Some(file),
        }
    }
}

/// `src/prior/marginal.rs` → `["exosonde", "prior", "marginal"]`; the command itself is no module of a library.
fn module(crate_name: &str, folder: &str, path: &Path) -> Option<Module> {
    let inside = path.strip_prefix(folder).unwrap().with_extension("");
    let mut name = vec![crate_name.to_owned()];
    name.extend(inside.iter().map(|part| part.to_str().unwrap().to_owned()));
    if name.len() == 2 && name[1] == "main" {
        return None;
    }
    if matches!(name.last().unwrap().as_str(), "mod" | "lib") {
        name.pop();
    }
    Some(Module {
        path: path.to_str().unwrap().to_owned(),
        name,
    })
}

fn rust_files(folder: &Path) -> Vec<PathBuf> {
    let mut files = Vec::new();
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        match path.is_dir() {
            true => files.extend(rust_files(&path)),
            false if path.extension().is_some_and(|extension| extension == "rs") => {
                files.push(path)
            }
            false => {}
        }
    }
    files.sort();
    files
}

/// For everything that can be reached from itself, the shortest way around, each circle once.
pub fn circles(imports: &BTreeSet<(String, String)>) -> BTreeSet<Vec<&str>> {
    let mut next: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
    for (from, to) in imports {
        next.entry(from).or_default().push(to);
    }
    let found = next
        .keys()
        .filter_map(|start| shortest_circle(start, &next));
    found.map(from_its_first).collect()
}

/// The circle from the part on that comes first in the alphabet.
fn from_its_first(mut circle: Vec<&str>) -> Vec<&str> {
    let first = (0..circle.len()).min_by_key(|i| circle[*i]);
    circle.rotate_left(first.unwrap_or(0));
    circle
}

fn shortest_circle<'a>(
    start: &'a str,
    next: &BTreeMap<&'a str, Vec<&'a str>>,
) -> Option<Vec<&'a str>> {
    let mut seen = BTreeSet::new();
    let mut ways = vec![vec![start]];
    while !ways.is_empty() {
        let mut longer = Vec::new();
        for way in ways {
            for to in next.get(way[way.len() - 1]).into_iter().flatten() {
                if *to == start {
                    return Some(way);
                }
                if seen.insert(*to) {
                    longer.push([way.as_slice(), &[*to]].concat());
                }
            }
        }
        ways = longer;
    }
    None
}
