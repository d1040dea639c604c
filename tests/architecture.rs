//! The layer table of `src/lib.rs`, as a test: a module imports only from the layers below its own.

use std::{
    fs,
    path::{Path, PathBuf},
};

const SRC: &str = "src";

/// Bottom to top. Modules of one layer never import each other.
const LAYERS: [&[&str]; 8] = [
    &["seed", "parameters", "progress", "cholesky"],
    &["prior", "instrument"],
    &["study"],
    &["io"],
    &["dataset", "network", "simulator"],
    &["model"],
    &[
        "simulate", "train", "evaluate", "retrieve", "plot", "opacity",
    ],
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
            let target: String = path
                .chars()
                .take_while(|c| c.is_alphanumeric() || *c == '_')
                .collect();
            if target != module && layer_of(&target).is_none_or(|layer| layer >= own_layer) {
                violations.push(format!("{}: `{module}` imports `{target}`", file.display()));
            }
        }
    }
    assert!(violations.is_empty(), "\n{}", violations.join("\n"));
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
        .collect()
}
