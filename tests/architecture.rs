//! The layer table of `src/lib.rs`, as a test: a module imports only from the layers below its own.

use std::{
    fs,
    path::{Path, PathBuf},
};

const SRC: &str = "src";

/// Bottom to top. Modules of one layer never import each other.
const LAYERS: [&[&str]; 7] = [
    &["seed", "parameters", "cholesky", "run_folder"],
    &["prior", "observation", "posterior"],
    &["study"],
    &["training_set", "network", "simulator"],
    &["trained_model"],
    &["simulate", "train", "evaluate", "retrieve", "plot"],
    &["cli"],
];

#[test]
fn modules_import_only_from_lower_layers() {
    let mut violations = Vec::new();
    for file in rust_files(Path::new(SRC)) {
        let module = module_of(&file);
        if matches!(module.as_str(), "lib" | "main") {
            continue;
        }
        let own_layer = layer_of(&module)
            .unwrap_or_else(|| panic!("`{module}` has no layer; add it to the table"));
        for path in fs::read_to_string(&file).unwrap().split("crate::").skip(1) {
            for target in modules_named(path) {
                if target != module && layer_of(&target).is_none_or(|layer| layer >= own_layer) {
                    violations.push(format!("{}: `{module}` imports `{target}`", file.display()));
                }
            }
        }
    }
    assert!(violations.is_empty(), "\n{}", violations.join("\n"));
}

/// What follows `crate::`: `io::part` names `io`, `{io::part, seed::{Seed}}` names `io` and `seed`.
fn modules_named(path: &str) -> Vec<String> {
    let first_name = |text: &str| -> String {
        let text = text.trim_start();
        text.chars()
            .take_while(|c| c.is_alphanumeric() || *c == '_')
            .collect()
    };
    let Some(group) = path.strip_prefix('{') else {
        return vec![first_name(path)];
    };
    let (mut depth, mut start, mut names) = (0, 0, Vec::new());
    for (i, c) in group.char_indices() {
        match c {
            '{' => depth += 1,
            ',' if depth == 0 => {
                names.push(first_name(&group[start..i]));
                start = i + 1;
            }
            '}' if depth == 0 => {
                names.push(first_name(&group[start..i]));
                break;
            }
            '}' => depth -= 1,
            _ => {}
        }
    }
    names.retain(|name| !name.is_empty());
    names
}

fn layer_of(module: &str) -> Option<usize> {
    LAYERS.iter().position(|layer| layer.contains(&module))
}

/// `src/io/part.rs` → `io`; `src/seed.rs` → `seed`.
fn module_of(file: &Path) -> String {
    let first = file.strip_prefix(SRC).unwrap().iter().next().unwrap();
    first.to_str().unwrap().trim_end_matches(".rs").to_string()
}

fn rust_files(dir: &Path) -> Vec<PathBuf> {
    fs::read_dir(dir)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .flat_map(|path| {
            if path.is_dir() {
                rust_files(&path)
            } else {
                vec![path]
            }
        })
        .filter(|path| path.extension().is_some_and(|extension| extension == "rs"))
        .collect()
}
