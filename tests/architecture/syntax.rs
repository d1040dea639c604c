//! As much of Rust's syntax as it takes to see what a file imports.

/// One imported path, such as `["super", "Bin"]`, and the name under which it is known here.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Use {
    pub path: Vec<String>,
    pub name: String,
    /// Whether it is `pub use`.
    pub is_public: bool,
}

/// A file without its comments, its texts and its tests.
pub fn code_of(source: &str) -> String {
    let source = source.split("#[cfg(test)]\nmod ").next().unwrap_or("");
    let mut code = String::with_capacity(source.len());
    for line in source.lines() {
        let line = line.split("//").next().unwrap_or("");
        // What stands between two quotation marks is a text: every second piece.
        code.extend(line.split('"').step_by(2));
        code.push('\n');
    }
    code
}

/// All imports of some code.
pub fn uses(code: &str) -> Vec<Use> {
    statements(code)
        .flat_map(|(is_public, tree)| {
            flatten(tree)
                .into_iter()
                .map(move |path| one_use(&path, is_public))
        })
        .collect()
}

/// The code with its `use` statements taken out.
pub fn without_uses(code: &str) -> String {
    let mut rest = code.to_owned();
    for (_, tree) in statements(code) {
        rest = rest.replace(&format!("use {tree};"), "");
    }
    rest
}

/// Paths of two names or more that stand in the code, such as `super::quantile`.
pub fn paths(code: &str) -> Vec<Vec<String>> {
    let is_word = |c: char| c.is_alphanumeric() || c == '_' || c == ':';
    code.split(|c| !is_word(c))
        .filter(|word| word.contains("::") && !word.starts_with(':'))
        .map(|word| {
            word.split("::")
                .filter(|name| !name.is_empty())
                .map(str::to_owned)
                .collect()
        })
        .collect()
}

/// The trees of all `use` statements, each with whether it is public.
fn statements(code: &str) -> impl Iterator<Item = (bool, &str)> {
    code.match_indices("use ").filter_map(|(at, word)| {
        let before = code[..at].rsplit('\n').next().unwrap_or("").trim();
        let starts = before.is_empty() || before.starts_with("pub");
        let tree = code[at + word.len()..].split(';').next()?;
        starts.then_some((before.starts_with("pub"), tree))
    })
}

/// `a::{b, c::{self, D}}` → `a::b`, `a::c::self`, `a::c::D`.
fn flatten(tree: &str) -> Vec<String> {
    let tree = tree.trim();
    let Some((prefix, group)) = tree.split_once('{') else {
        return vec![tree.to_owned()];
    };
    let group = group.trim_end().strip_suffix('}').unwrap_or(group);
    split_at_commas(group)
        .iter()
        .flat_map(|part| flatten(part))
        .map(|part| format!("{prefix}{part}"))
        .collect()
}

/// Splits at the commas that no brace encloses.
fn split_at_commas(group: &str) -> Vec<&str> {
    let (mut depth, mut start, mut parts) = (0, 0, Vec::new());
    for (i, c) in group.char_indices() {
        match c {
            '{' => depth += 1,
            '}' => depth -= 1,
            ',' if depth == 0 => {
                parts.push(&group[start..i]);
                start = i + 1;
            }
            _ => {}
        }
    }
    parts.push(&group[start..]);
    parts.retain(|part| !part.trim().is_empty());
    parts
}

fn one_use(text: &str, is_public: bool) -> Use {
    let (path, alias) = match text.split_once(" as ") {
        Some((path, alias)) => (path, Some(alias.trim())),
        None => (text, None),
    };
    let mut path: Vec<String> = path
        .split("::")
        .map(|name| name.trim().to_owned())
        .collect();
    if path.len() > 1
        && path
            .last()
            .is_some_and(|last| last == "self" || last == "*")
    {
        path.pop();
    }
    let last = path.last().cloned().unwrap_or_default();
    Use {
        name: alias.map_or(last, str::to_owned),
        path,
        is_public,
    }
}

#[test]
fn trees_of_imports_are_taken_apart() {
    let code = code_of(
        "use a::{b, c::{self, D as E}}; // use x::y;\npub use super::f;\n#[cfg(test)]\nmod tests { use z::z; }",
    );
    let found: Vec<(String, String, bool)> = uses(&code)
        .into_iter()
        .map(|u| (u.path.join("::"), u.name, u.is_public))
        .collect();
    let expected = [
        ("a::b", "b", false),
        ("a::c", "c", false),
        ("a::c::D", "E", false),
        ("super::f", "f", true),
    ];
    assert_eq!(
        found,
        expected.map(|(path, name, is_public)| (path.into(), name.into(), is_public))
    );
}
