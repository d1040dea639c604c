//! What a file is that a figure was asked of, as far as a look at it tells.

use std::{fs, path::Path};

use groundwork::hdf5_file;

/// What a file is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum FileLook {
    /// One of ours, by the name of its layout, such as `exosonde-posterior-3`.
    Ours(String),
    /// Something else, in words.
    Other(&'static str),
}

/// First bytes of HDF5.
const HDF5: &[u8] = b"\x89HDF\r\n\x1a\n";

impl FileLook {
    /// Looks at a file; none if it cannot be read or is damaged, which whoever reads it says better.
    pub fn at(path: &Path) -> Option<Self> {
        let bytes = fs::read(path).ok()?;
        if bytes.starts_with(HDF5) {
            return hdf5(path);
        }
        let Ok(text) = String::from_utf8(bytes) else {
            return Some(Self::Other("neither text nor HDF5"));
        };
        json(&text)
    }

    /// Its name for people; that of the layout where it is one that figures are never drawn from.
    pub fn words(&self) -> &str {
        let schema = match self {
            Self::Other(words) => return words,
            Self::Ours(schema) => schema,
        };
        let kinds = [
            ("posterior", "a posterior"),
            ("part", "simulations of a training set"),
            ("evaluation", "an evaluation"),
            ("history", "a model's history"),
            ("model", "the description of a model"),
        ];
        let kind = kinds.iter().find(|(kind, _)| self.is(kind));
        kind.map_or(schema, |(_, words)| words)
    }

    /// Whether it is ours and of this kind, in whatever version.
    pub fn is(&self, kind: &str) -> bool {
        let Self::Ours(schema) = self else {
            return false;
        };
        let own = schema.strip_prefix("exosonde-");
        own.and_then(|own| own.strip_prefix(kind))
            .is_some_and(|rest| rest.starts_with('-'))
    }
}

fn hdf5(path: &Path) -> Option<FileLook> {
    let schema = hdf5_file::read(path, |file| {
        match file.attr_names()?.iter().any(|name| name == "schema") {
            true => hdf5_file::read_text(file, "schema").map(Some),
            false => Ok(None),
        }
    });
    Some(match schema.ok()? {
        Some(schema) => FileLook::Ours(schema),
        None => FileLook::Other("HDF5 of something else, such as opacities"),
    })
}

fn json(text: &str) -> Option<FileLook> {
    if !text.trim_start().starts_with('{') {
        return Some(FileLook::Other("text that is no JSON"));
    }
    let value: serde_json::Value = serde_json::from_str(text).ok()?;
    Some(
        match value.get("schema").and_then(|schema| schema.as_str()) {
            Some(schema) => FileLook::Ours(schema.to_owned()),
            None => FileLook::Other("JSON of something else"),
        },
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_is_known_by_its_layout_whatever_its_version_and_name() {
        let folder = tempfile::tempdir().unwrap();
        let look = |content: &[u8]| {
            let path = folder.path().join("file");
            fs::write(&path, content).unwrap();
            FileLook::at(&path)
        };
        let evaluation = look(br#"{ "schema": "exosonde-evaluation-9", "x": [1] }"#).unwrap();
        assert!(evaluation.is("evaluation") && !evaluation.is("eval"));
        assert_eq!(evaluation.words(), "an evaluation");
        let words = |content: &[u8]| look(content).map(|look| look.words().to_owned());
        assert_eq!(words(b"{}").unwrap(), "JSON of something else");
        assert_eq!(words(b"name = 1").unwrap(), "text that is no JSON");
        assert_eq!(words(b"\xff\xfe").unwrap(), "neither text nor HDF5");
        assert_eq!(words(br#"{ "schema": "exosonde-"#), None, "half a file");
        assert_eq!(words(HDF5), None, "half a file");
        assert_eq!(FileLook::at(&folder.path().join("none")), None);
    }
}
