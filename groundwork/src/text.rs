//! Text files, as editors of all systems leave them.

use std::{fs, io, path::Path};

use crate::file_error::{Cause, FileError};

/// Reads a text, without the byte order mark that some editors begin it with.
///
/// # Errors
/// [`FileError`] if the file cannot be read or is no UTF-8.
pub fn read(path: &Path) -> Result<String, FileError> {
    let text = fs::read_to_string(path).map_err(|source| match source.kind() {
        io::ErrorKind::InvalidData => FileError::reading(path, Cause::NoText),
        _ => FileError::reading(path, source),
    })?;
    Ok(match text.strip_prefix('\u{feff}') {
        Some(rest) => rest.to_owned(),
        None => text,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_byte_order_mark_is_no_part_of_the_text() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("text.csv");
        for (written, read_back) in [("\u{feff}a,b\n", "a,b\n"), ("a,b\n", "a,b\n"), ("", "")] {
            fs::write(&path, written).unwrap();
            assert_eq!(read(&path).unwrap(), read_back);
        }
        assert!(read(folder.path()).is_err());
        fs::write(&path, b"\xff\xfea\0").unwrap();
        assert!(
            read(&path)
                .unwrap_err()
                .to_string()
                .ends_with("expected text in UTF-8")
        );
    }
}
