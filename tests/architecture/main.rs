//! The structure that `src/lib.rs` promises, as tests: which crate may use which, which module stands on which layer, and
//! that no files import each other in a circle.

mod imports;
mod syntax;

use std::collections::BTreeSet;

use imports::{Module, Workspace};

/// The crates of the workspace, by the folder of their sources, and those of ours that each may use.
const CRATES: [(&str, &str, &[&str]); 6] = [
    ("figures", "figures/src", &[]),
    ("groundwork", "groundwork/src", &[]),
    ("forward_model", "forward-model/src", &[]),
    ("sampling", "sampling/src", &[]),
    (
        "opacity_data",
        "opacity-data/src",
        &["groundwork", "forward_model"],
    ),
    (
        "exosonde",
        "src",
        &[
            "figures",
            "groundwork",
            "forward_model",
            "opacity_data",
            "sampling",
        ],
    ),
];

/// The modules of the crate `exosonde`, bottom to top. Modules of one layer never import each other.
const LAYERS: [&[&str]; 9] = [
    &[
        "seed",
        "parameters",
        "caveat",
        "cholesky",
        "statistics",
        "run_folder",
    ],
    &["prior", "observation", "posterior", "network"],
    &["study"],
    &["training_set", "simulator"],
    &["trained_model", "likelihood"],
    &[
        "generate", "simulate", "train", "evaluate", "retrieve", "compare", "weigh",
    ],
    &["plot"],
    &["session"],
    &["cli"],
];

fn workspace() -> Workspace {
    Workspace::read(CRATES.map(|(name, folder, _)| (name, folder)).as_slice())
}

#[test]
fn crates_use_only_the_crates_below_them() {
    let allowed = |module: &Module| {
        let mut crates = CRATES.iter();
        let found = crates.find(|(name, ..)| *name == module.crate_name());
        found.expect("modules are read from these crates").2
    };
    assert_none("uses a crate above it", |from, to| {
        from.crate_name() != to.crate_name() && !allowed(from).contains(&to.crate_name())
    });
}

#[test]
fn modules_import_only_from_lower_layers() {
    let layer = |module: &str| {
        let found = LAYERS.iter().position(|layer| layer.contains(&module));
        found.unwrap_or_else(|| panic!("`{module}` has no layer; add it to the table"))
    };
    assert_none("imports from above or beside", |from, to| {
        let is_own = from.crate_name() == "exosonde" && to.crate_name() == "exosonde";
        match (from.top_module(), to.top_module()) {
            (Some(from), Some(to)) if is_own && from != to => layer(from) <= layer(to),
            _ => false,
        }
    });
}

/// What lies beside each other in a folder, files and folders, never imports each other in a circle; that a folder's `mod.rs`
/// names what lies in the folder, and is used there, is none.
#[test]
fn neighbours_do_not_import_each_other_in_a_circle() {
    let imports = workspace().imports_of_neighbours();
    let circles = imports::circles(&imports);
    let lines: Vec<String> = circles.iter().map(|circle| circle.join(" → ")).collect();
    assert!(lines.is_empty(), "\n{}", lines.join("\n"));
}

#[test]
fn the_reader_of_imports_sees_what_the_code_imports() {
    let workspace = workspace();
    let imports: BTreeSet<(String, String)> = workspace
        .imports()
        .iter()
        .map(|(from, to)| (from.path.clone(), to.path.clone()))
        .collect();
    let has = |from: &str, to: &str| imports.contains(&(from.to_owned(), to.to_owned()));
    // A type behind `pub use` in a `mod.rs`, and a module of another crate.
    assert!(has(
        "src/trained_model/trained.rs",
        "src/network/ensemble.rs"
    ));
    assert!(has("src/cli/progress.rs", "groundwork/src/progress.rs"));
    assert!(imports.len() > 300, "{}", imports.len());
}

fn assert_none(what: &str, is_wrong: impl Fn(&Module, &Module) -> bool) {
    let workspace = workspace();
    let wrong = workspace.imports().into_iter();
    let lines: Vec<String> = wrong
        .filter(|(from, to)| is_wrong(from, to))
        .map(|(from, to)| format!("{} {what}: {}", from.path, to.path))
        .collect();
    assert!(lines.is_empty(), "\n{}", lines.join("\n"));
}
