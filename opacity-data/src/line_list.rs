//! Line lists: HITRAN's 160-character records (`.par`) and a compact HDF5 layout with one dataset per column.

use std::path::{Path, PathBuf};

use forward_model::Species;
use forward_model::lines::{Isotopologue, Line, isotopologues};

/// 1 cm/molecule = 1 cm⁻¹/(molecule cm⁻²) in m² cm⁻¹.
const M2_PER_CM2: f64 = 1e-4;

/// The lines of one gas.
#[derive(Debug, Clone, PartialEq)]
pub struct LineFile {
    /// Formula of the gas, e.g. `H2O`.
    pub formula: String,
    /// What the file says about its origin; empty for a `.par` file.
    pub source: String,
    /// The lines, by rising wavenumber.
    pub lines: Vec<Line>,
}

/// Why a line list could not be read.
#[derive(Debug, thiserror::Error)]
pub enum LineListError {
    /// The file cannot be opened or read.
    #[error("line list {path}: cannot be read: {source}")]
    Read {
        /// The file.
        path: PathBuf,
        /// The system's reason.
        source: std::io::Error,
    },
    /// HDF5 cannot read the file or one of its datasets.
    #[error("line list {path}: `{item}` cannot be read: {source}")]
    Hdf5 {
        /// The file.
        path: PathBuf,
        /// File, dataset or attribute that failed.
        item: String,
        /// HDF5's reason.
        source: hdf5::Error,
    },
    /// The name tells neither of the two layouts.
    #[error(
        "line list {path}: found the extension `{found}`, expected `.par` (HITRAN, 160 characters a line) or `.h5`"
    )]
    Extension {
        /// The file.
        path: PathBuf,
        /// Its extension.
        found: String,
    },
    /// A record is not 160 characters long.
    #[error(
        "line list {path}, line {line}: found a record of {found} characters, expected 160 (HITRAN `.par`)"
    )]
    RecordLength {
        /// The file.
        path: PathBuf,
        /// Line in the file, from 1.
        line: usize,
        /// Characters found.
        found: usize,
    },
    /// A field of a record is no number, or not one that the field may have.
    #[error("line list {path}, line {line}: found `{found}` as {field}, expected {expected}")]
    Field {
        /// The file.
        path: PathBuf,
        /// Line (or, for HDF5, index) in the file, from 1.
        line: usize,
        /// What the field is.
        field: &'static str,
        /// What stands there.
        found: String,
        /// What should.
        expected: &'static str,
    },
    /// Columns of different lengths.
    #[error(
        "line list {path}: `{dataset}` has {found} values, expected {expected} as in `wavenumber`"
    )]
    ColumnLength {
        /// The file.
        path: PathBuf,
        /// The column.
        dataset: &'static str,
        /// Its length.
        found: usize,
        /// The length of `wavenumber`.
        expected: usize,
    },
    /// The file holds no line.
    #[error("line list {path}: found no lines, expected at least one")]
    Empty {
        /// The file.
        path: PathBuf,
    },
}

/// Reads a line list, by its extension, and sorts it by wavenumber.
///
/// # Errors
/// [`LineListError`], naming the file and the place.
pub fn read(path: &Path) -> Result<LineFile, LineListError> {
    let extension = path
        .extension()
        .unwrap_or_default()
        .to_string_lossy()
        .into_owned();
    let mut file = match extension.as_str() {
        "par" => read_par(path),
        "h5" | "hdf5" => read_hdf5(path),
        _ => Err(LineListError::Extension {
            path: path.into(),
            found: extension,
        }),
    }?;
    if file.lines.is_empty() {
        return Err(LineListError::Empty { path: path.into() });
    }
    file.lines
        .sort_by(|a, b| a.wavenumber_per_cm.total_cmp(&b.wavenumber_per_cm));
    Ok(file)
}

fn read_par(path: &Path) -> Result<LineFile, LineListError> {
    let text = std::fs::read_to_string(path).map_err(|source| LineListError::Read {
        path: path.into(),
        source,
    })?;
    let mut formula = None;
    let mut lines = Vec::new();
    for (i, record) in text
        .lines()
        .enumerate()
        .filter(|(_, r)| !r.trim().is_empty())
    {
        let record = Record {
            path,
            number: i + 1,
            text: record,
        };
        lines.push(record.line(formula.get_or_insert(record.formula()?))?);
    }
    Ok(LineFile {
        formula: formula.unwrap_or_default().into(),
        source: String::new(),
        lines,
    })
}

/// The isotopologues of a formula; none of one that is no known gas.
fn isotopologues_of(formula: &str) -> &'static [Isotopologue] {
    formula.parse().map_or(&[], isotopologues)
}

/// One 160-character record.
struct Record<'a> {
    path: &'a Path,
    number: usize,
    text: &'a str,
}

impl Record<'_> {
    fn formula(&self) -> Result<&'static str, LineListError> {
        let expected = "the HITRAN number of a gas with partition sums (1 H2O, 2 CO2, 5 CO, 6 CH4, 9 SO2, 11 NH3, 19 OCS, 23 HCN, 26 C2H2, 28 PH3, 31 H2S)";
        let number = self.field(0, 2, "molecule number", expected)?;
        let gas = Species::of_hitran_number(number as u32);
        gas.filter(|gas| !isotopologues(*gas).is_empty())
            .map(Species::formula)
            .ok_or_else(|| self.wrong(0, 2, "molecule number", expected))
    }

    fn line(&self, formula: &str) -> Result<Line, LineListError> {
        if self.formula()? != formula {
            return Err(self.wrong(0, 2, "molecule number", "the one of the first line"));
        }
        let number = |from, to, field| self.field(from, to, field, "a number");
        Ok(Line {
            wavenumber_per_cm: number(3, 15, "wavenumber")?,
            intensity_m2_per_cm: number(15, 25, "intensity")? * M2_PER_CM2,
            air_half_width_per_cm: number(35, 40, "air half width")?,
            self_half_width_per_cm: number(40, 45, "self half width")?,
            lower_energy_per_cm: number(45, 55, "lower state energy")?,
            temperature_exponent: number(55, 59, "temperature exponent")?,
            air_shift_per_cm: number(59, 67, "pressure shift")?,
            isotopologue: self.isotopologue(formula)?,
        })
    }

    /// Isotopologue number: 1 to 9, then 0 for the tenth, A and B for the next two.
    fn isotopologue(&self, formula: &str) -> Result<usize, LineListError> {
        let index = match self.text.as_bytes().get(2) {
            Some(digit @ b'1'..=b'9') => usize::from(digit - b'1'),
            Some(b'0') => 9,
            Some(letter @ b'A'..=b'C') => 10 + usize::from(letter - b'A'),
            _ => usize::MAX,
        };
        let expected = "the HITRAN number of one of the gas' isotopologues";
        let known = index < isotopologues_of(formula).len();
        known
            .then_some(index)
            .ok_or_else(|| self.wrong(2, 3, "isotopologue", expected))
    }

    fn field(
        &self,
        from: usize,
        to: usize,
        field: &'static str,
        expected: &'static str,
    ) -> Result<f64, LineListError> {
        if self.text.len() != 160 || !self.text.is_ascii() {
            let found = self.text.chars().count();
            return Err(LineListError::RecordLength {
                path: self.path.into(),
                line: self.number,
                found,
            });
        }
        let value = self.text[from..to]
            .trim()
            .parse()
            .ok()
            .filter(|v: &f64| v.is_finite());
        value.ok_or_else(|| self.wrong(from, to, field, expected))
    }

    fn wrong(
        &self,
        from: usize,
        to: usize,
        field: &'static str,
        expected: &'static str,
    ) -> LineListError {
        let found = self.text.get(from..to).unwrap_or_default().into();
        LineListError::Field {
            path: self.path.into(),
            line: self.number,
            field,
            found,
            expected,
        }
    }
}

fn read_hdf5(path: &Path) -> Result<LineFile, LineListError> {
    let failed = |item: &str, source| LineListError::Hdf5 {
        path: path.into(),
        item: item.into(),
        source,
    };
    let file = hdf5::File::open(path).map_err(|e| failed("file", e))?;
    let text = |name: &str| {
        let value = file
            .attr(name)
            .and_then(|a| a.read_scalar::<hdf5::types::VarLenUnicode>());
        value.map(|v| v.to_string()).map_err(|e| failed(name, e))
    };
    let columns = Columns::read(path, &file)?;
    let formula = text("molecule")?;
    let lines = (0..columns.len())
        .map(|i| columns.line(path, &formula, i))
        .collect::<Result<_, _>>()?;
    Ok(LineFile {
        lines,
        source: text("source").unwrap_or_default(),
        formula,
    })
}

/// The columns of the HDF5 layout as they stand in the file.
struct Columns {
    floats: [Vec<f64>; 7],
    isotopologue: Vec<i64>,
}

const FLOAT_COLUMNS: [&str; 7] = [
    "wavenumber",
    "intensity_296k",
    "lower_energy",
    "gamma_air",
    "gamma_self",
    "n_air",
    "shift_air",
];

impl Columns {
    fn read(path: &Path, file: &hdf5::File) -> Result<Self, LineListError> {
        let column = |name: &'static str| {
            let values = file.dataset(name).and_then(|d| d.read_raw::<f64>());
            values.map_err(|source| LineListError::Hdf5 {
                path: path.into(),
                item: name.into(),
                source,
            })
        };
        let mut floats: [Vec<f64>; 7] = Default::default();
        for (values, name) in floats.iter_mut().zip(FLOAT_COLUMNS) {
            *values = column(name)?;
        }
        let isotopologue = column("isotopologue")?
            .iter()
            .map(|code| *code as i64)
            .collect();
        let columns = Self {
            floats,
            isotopologue,
        };
        let lengths = columns
            .floats
            .iter()
            .map(Vec::len)
            .chain([columns.isotopologue.len()]);
        for (found, dataset) in lengths.zip(FLOAT_COLUMNS.into_iter().chain(["isotopologue"])) {
            let expected = columns.len();
            if found != expected {
                return Err(LineListError::ColumnLength {
                    path: path.into(),
                    dataset,
                    found,
                    expected,
                });
            }
        }
        Ok(columns)
    }

    fn len(&self) -> usize {
        self.floats[0].len()
    }

    fn line(&self, path: &Path, formula: &str, i: usize) -> Result<Line, LineListError> {
        let wrong = |field, found: String, expected| LineListError::Field {
            path: path.into(),
            line: i + 1,
            field,
            found,
            expected,
        };
        let [wavenumber, intensity, energy, air, own, exponent, shift] =
            std::array::from_fn(|column| self.floats[column][i]);
        if let Some(column) = (0..7).find(|c| !self.floats[*c][i].is_finite()) {
            return Err(wrong(
                FLOAT_COLUMNS[column],
                self.floats[column][i].to_string(),
                "a finite number",
            ));
        }
        let code = self.isotopologue[i];
        let isotopologue = isotopologues_of(formula)
            .iter()
            .position(|k| i64::from(k.afgl_code) == code);
        Ok(Line {
            wavenumber_per_cm: wavenumber,
            intensity_m2_per_cm: intensity * M2_PER_CM2,
            lower_energy_per_cm: energy,
            air_half_width_per_cm: air,
            self_half_width_per_cm: own,
            temperature_exponent: exponent,
            air_shift_per_cm: shift,
            isotopologue: isotopologue.ok_or_else(|| {
                wrong("isotopologue", code.to_string(), "an AFGL code of the gas")
            })?,
        })
    }
}
