//! HDF5 files of ours: written whole or not at all, and the texts and numbers that stand in their attributes.

use std::{
    fs,
    io::{self, Read, Seek},
    path::Path,
};

use hdf5::{Container, File, H5Type, Location, types::VarLenUnicode};

use crate::{atomic, file_error::FileError};

/// How an HDF5 file begins.
const SIGNATURE: &[u8; 8] = b"\x89HDF\r\n\x1a\n";

/// Creates `path` with what `fill` puts into the file; it appears complete or not at all.
///
/// # Errors
/// [`FileError`] if the disk does not take it.
pub fn write(path: &Path, fill: impl FnOnce(&File) -> hdf5::Result<()>) -> Result<(), FileError> {
    atomic::write(path, |temporary| fill_file(path, temporary, fill))
}

/// The same, but keeps a file that is there already.
///
/// # Errors
/// As [`write`](fn@write).
pub fn write_new(
    path: &Path,
    fill: impl FnOnce(&File) -> hdf5::Result<()>,
) -> Result<(), FileError> {
    atomic::write_new(path, |temporary| fill_file(path, temporary, fill))
}

fn fill_file(
    path: &Path,
    temporary: &Path,
    fill: impl FnOnce(&File) -> hdf5::Result<()>,
) -> Result<(), FileError> {
    let write = || {
        let file = File::create(temporary)?;
        fill(&file)?;
        file.flush()?;
        file.close()
    };
    write().map_err(|error| FileError::writing(path, io_error(error)))
}

/// Takes from `path` what `take` wants.
///
/// # Errors
/// [`FileError`] if the file cannot be opened or holds something else.
pub fn read<T>(path: &Path, take: impl FnOnce(&File) -> hdf5::Result<T>) -> Result<T, FileError> {
    // Of a file that is missing or may not be read, the operating system speaks more plainly than HDF5.
    let begins = begins_as_hdf5(path).map_err(|source| FileError::reading(path, source))?;
    let read = || match begins {
        true => take(&File::open(path)?),
        false => Err("no HDF5 file".into()),
    };
    read().map_err(|source| FileError::reading(path, in_words(source)))
}

/// Whether a file has HDF5's signature, which stands at its beginning or at 512 bytes, or at twice as many.
fn begins_as_hdf5(path: &Path) -> io::Result<bool> {
    let mut file = fs::File::open(path)?;
    if file.metadata()?.is_dir() {
        return Err(io::ErrorKind::IsADirectory.into());
    }
    for offset in [0, 512, 1024, 2048] {
        let mut signature = [0; SIGNATURE.len()];
        file.seek(io::SeekFrom::Start(offset))?;
        match file.read_exact(&mut signature) {
            Ok(()) if signature == *SIGNATURE => return Ok(true),
            Err(error) if error.kind() != io::ErrorKind::UnexpectedEof => return Err(error),
            _ => {}
        }
    }
    Ok(false)
}

/// What is missing, or that the end is, where HDF5 says so in the midst of its own affairs; else the error as it is.
fn in_words(error: hdf5::Error) -> hdf5::Error {
    let text = error.to_string();
    if text.contains("truncated file") {
        return "an HDF5 file that is cut short".into();
    }
    let missing = [
        ("unable to open attribute: '", "no attribute"),
        ("object '", "no"),
    ];
    let named = missing.iter().find_map(|(before, what)| {
        let (_, after) = text.split_once(before)?;
        let (name, _) = after.split_once('\'')?;
        Some(format!("it has {what} `{name}`"))
    });
    named.map_or(error, hdf5::Error::from)
}

/// The operating system's error behind one of HDF5, which tells it as `errno = 28` in the midst of its own affairs.
pub(crate) fn io_error(error: hdf5::Error) -> io::Error {
    let frames = error.stack();
    let texts = frames.iter().flat_map(|frames| frames.iter());
    let number = texts.filter_map(|frame| errno(frame.desc())).next();
    number.map_or_else(|| error.into(), io::Error::from_raw_os_error)
}

fn errno(text: &str) -> Option<i32> {
    let (_, after) = text.split_once("errno = ")?;
    let digits = after.split(|c: char| !c.is_ascii_digit()).next()?;
    digits.parse().ok().filter(|number| *number != 0)
}

/// A string as HDF5 stores it.
///
/// # Errors
/// If the text holds a NUL byte.
pub fn unicode(text: &str) -> hdf5::Result<VarLenUnicode> {
    text.parse()
        .map_err(|error| hdf5::Error::from(format!("text with a NUL byte: {error}")))
}

/// Strings as HDF5 stores them.
///
/// # Errors
/// If a text holds a NUL byte.
pub fn unicodes<T: AsRef<str>>(
    texts: impl IntoIterator<Item = T>,
) -> hdf5::Result<Vec<VarLenUnicode>> {
    let texts = texts.into_iter();
    texts.map(|text| unicode(text.as_ref())).collect()
}

/// Writes an attribute of one text.
///
/// # Errors
/// If HDF5 refuses it, or the text holds a NUL byte.
pub fn write_text(location: &Location, name: &str, text: &str) -> hdf5::Result<()> {
    write_number(location, name, unicode(text)?)
}

/// Writes an attribute of several texts.
///
/// # Errors
/// If HDF5 refuses it, or a text holds a NUL byte.
pub fn write_texts<T: AsRef<str>>(
    location: &Location,
    name: &str,
    texts: impl IntoIterator<Item = T>,
) -> hdf5::Result<()> {
    let builder = location.new_attr_builder();
    builder.with_data(&unicodes(texts)?).create(name)?;
    Ok(())
}

/// Writes an attribute of one number, or of any other single value that HDF5 knows.
///
/// # Errors
/// If HDF5 refuses it.
pub fn write_number<T: H5Type>(location: &Location, name: &str, value: T) -> hdf5::Result<()> {
    let attribute = location.new_attr::<T>().create(name)?;
    attribute.write_scalar(&value)
}

/// Reads an attribute of one text.
///
/// # Errors
/// If there is none.
pub fn read_text(location: &Location, name: &str) -> hdf5::Result<String> {
    let text: VarLenUnicode = location.attr(name)?.read_scalar()?;
    Ok(text.to_string())
}

/// Reads the texts of an attribute or dataset.
///
/// # Errors
/// If it holds something else.
pub fn read_texts(container: &Container) -> hdf5::Result<Vec<String>> {
    let texts = container.read_raw::<VarLenUnicode>()?;
    Ok(texts.iter().map(ToString::to_string).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_and_numbers_round_trip() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a.h5");
        write(&path, |file| {
            write_text(file, "one", "H₂O")?;
            write_texts(file, "some", ["a", ""])?;
            write_number(file, "seed", 7_u64)
        })
        .unwrap();
        let found = read(&path, |file| {
            let some = read_texts(&*file.attr("some")?)?;
            Ok((
                read_text(file, "one")?,
                some,
                file.attr("seed")?.read_scalar::<u64>()?,
            ))
        });
        assert_eq!(
            found.unwrap(),
            ("H₂O".into(), vec!["a".into(), String::new()], 7)
        );
    }

    #[test]
    fn a_file_that_is_missing_or_damaged_is_wrong_input() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a.h5");
        let message = || read(&path, |_| Ok(())).unwrap_err().to_string();
        assert!(message().contains("No such file"), "{}", message());
        fs::write(&path, "no HDF5").unwrap();
        assert!(message().contains("a.h5: it is damaged"), "{}", message());
    }

    /// `/dev/full` takes no byte, as a full disk.
    #[cfg(target_os = "linux")]
    #[test]
    fn the_error_of_a_full_disk_is_that_of_the_operating_system() {
        let write = || {
            let file = File::create("/dev/full")?;
            write_text(&file, "a", "b")?;
            file.close()
        };
        let error = io_error(write().unwrap_err());
        assert_eq!(error.kind(), io::ErrorKind::StorageFull, "{error}");
    }

    #[test]
    fn the_number_of_an_error_is_found_in_hdf5s_words() {
        let text = "file write failed: file descriptor = 3, errno = 28, error message = 'No space left on device'";
        assert_eq!(errno(text), Some(28));
        assert_eq!(errno("errno = 0, so none"), None);
        assert_eq!(errno("unable to open file"), None);
    }
}
