//! A file as records of four bytes, read one after the other.

use crate::error::{NamedFile, OpacityFileError};

/// More channels, pressures, temperatures or g points than this are no count but other bytes.
const LARGEST_COUNT: i32 = 1_000_000;

/// A file as records of four bytes, read one after the other.
pub(super) struct Records<'a> {
    file: NamedFile<'a>,
    bytes: &'a [u8],
    next: usize,
}

impl<'a> Records<'a> {
    pub fn new(file: NamedFile<'a>, bytes: &'a [u8]) -> Self {
        Self {
            file,
            bytes,
            next: 0,
        }
    }

    /// The error that says that a quantity is not what it should be.
    pub fn wrong(
        &self,
        quantity: &str,
        found: impl ToString,
        expected: impl Into<String>,
    ) -> OpacityFileError {
        let found = format!("{quantity} is {}", found.to_string());
        self.file.wrong(found, expected)
    }

    /// The error that says that a number is that of a gas that is not known.
    pub fn unknown_gas(&self, number: i32, expected: &str) -> OpacityFileError {
        let found = format!("the number of the gas is {number}");
        self.file.unknown_gas(None, found, expected)
    }

    /// Number of records read or passed.
    pub fn position(&self) -> usize {
        self.next
    }

    /// Goes on to a record, counted from 0.
    pub fn pass_to(&mut self, record: usize) {
        self.next = record;
    }

    /// The next `n` records.
    fn records(&mut self, n: usize, what: &str) -> Result<&'a [[u8; 4]], OpacityFileError> {
        let (from, to) = (4 * self.next, 4 * (self.next + n));
        let bytes = self.bytes.get(from..to).ok_or_else(|| {
            let found = format!("found {} bytes", self.bytes.len());
            self.file.wrong(found, format!("{to} for {what}"))
        })?;
        self.next += n;
        Ok(bytes.as_chunks().0)
    }

    pub fn integer(&mut self, what: &str) -> Result<i32, OpacityFileError> {
        Ok(i32::from_le_bytes(self.records(1, what)?[0]))
    }

    pub fn count(&mut self, what: &str) -> Result<usize, OpacityFileError> {
        let found = self.integer(what)?;
        if (1..=LARGEST_COUNT).contains(&found) {
            return Ok(found as usize);
        }
        let expected = "a count from 1 to 1000000 (little-endian; tables whose temperatures depend on pressure have a negative one and are not read)";
        Err(self.wrong(what, found, expected))
    }

    pub fn numbers(&mut self, n: usize, what: &str) -> Result<Vec<f64>, OpacityFileError> {
        let records = self.records(n, what)?.iter();
        let number = |record: &[u8; 4]| f64::from(f32::from_le_bytes(*record));
        Ok(records.map(number).collect())
    }
}
