//! Reading a table in either layout.

use std::path::Path;

use forward_model::{CrossSectionTable, KTable, OpacityTable, Species, TableError, touching_cells};
use hdf5::{
    H5Type,
    types::{VarLenAscii, VarLenUnicode},
};
use ndarray::{Array, Array2, Dimension};

use super::{OpacityFileError, PA_PER_BAR, TableInfo};

/// cm² in m².
const M2_PER_CM2: f32 = 1e-4;

/// Reads a cross-section table or k-table.
///
/// # Errors
/// [`OpacityFileError`], naming the file and what is missing or wrong in it.
pub fn read(path: &Path) -> Result<(OpacityTable, TableInfo), OpacityFileError> {
    let file = hdf5::File::open(path).map_err(|source| failed(path, "file", source))?;
    let source = Source { path, file };
    let table = if source.has("kcoeff") {
        OpacityTable::CorrelatedK(source.k_table()?)
    } else if source.has("xsecarr") {
        OpacityTable::CrossSection(source.cross_section_table()?)
    } else {
        let names = source.file.member_names().unwrap_or_default();
        let found = if names.is_empty() {
            "no datasets".into()
        } else {
            names.join(", ")
        };
        return Err(OpacityFileError::Layout {
            path: path.into(),
            found,
        });
    };
    let info = source.info(&table);
    Ok((table, info))
}

fn failed(path: &Path, item: &str, source: hdf5::Error) -> OpacityFileError {
    OpacityFileError::Hdf5 {
        path: path.into(),
        item: item.into(),
        action: "read",
        source,
    }
}

/// An open file.
struct Source<'a> {
    path: &'a Path,
    file: hdf5::File,
}

impl Source<'_> {
    fn has(&self, name: &str) -> bool {
        self.file.link_exists(name)
    }

    fn numbers(&self, name: &str) -> Result<Vec<f64>, OpacityFileError> {
        let values = self.file.dataset(name).and_then(|d| d.read_raw());
        values.map_err(|source| failed(self.path, name, source))
    }

    fn array<T: H5Type, D: Dimension>(
        &self,
        name: &'static str,
        expected: &str,
    ) -> Result<Array<T, D>, OpacityFileError> {
        let dataset = self
            .file
            .dataset(name)
            .map_err(|source| failed(self.path, name, source))?;
        if D::NDIM.is_some_and(|rank| rank != dataset.ndim()) {
            let (found, expected) = (dataset.shape(), expected.into());
            return Err(OpacityFileError::Shape {
                path: self.path.into(),
                dataset: name,
                found,
                expected,
            });
        }
        let values: Array<T, D> = dataset
            .read()
            .map_err(|source| failed(self.path, name, source))?;
        Ok(values)
    }

    fn k_table(&self) -> Result<KTable, OpacityFileError> {
        let kcoeff = self.scaled("kcoeff", "[pressure, temperature, bin, g]")?;
        let table = KTable::new(
            self.species()?,
            self.pressure_pa()?,
            self.numbers("t")?,
            self.bin_bounds_per_cm()?,
            self.numbers("samples")?,
            self.numbers("weights")?,
            kcoeff,
        );
        table.map_err(|source| self.no_table(source))
    }

    /// `bin_bounds` of bins that leave gaps or overlap, else `bin_edges`.
    fn bin_bounds_per_cm(&self) -> Result<Vec<[f64; 2]>, OpacityFileError> {
        if !self.has("bin_bounds") {
            return Ok(touching_cells(&self.numbers("bin_edges")?));
        }
        let bounds: Array2<f64> = self.array("bin_bounds", "[bin, 2]")?;
        if bounds.ncols() != 2 {
            let (found, expected) = (bounds.shape().to_vec(), "[bin, 2]".into());
            return Err(OpacityFileError::Shape {
                path: self.path.into(),
                dataset: "bin_bounds",
                found,
                expected,
            });
        }
        Ok(bounds
            .rows()
            .into_iter()
            .map(|row| [row[0], row[1]])
            .collect())
    }

    fn cross_section_table(&self) -> Result<CrossSectionTable, OpacityFileError> {
        let xsecarr = self.scaled("xsecarr", "[pressure, temperature, wavenumber]")?;
        let table = CrossSectionTable::new(
            self.species()?,
            self.pressure_pa()?,
            self.numbers("t")?,
            self.numbers("bin_edges")?,
            xsecarr,
        );
        table.map_err(|source| self.no_table(source))
    }

    fn no_table(&self, source: TableError) -> OpacityFileError {
        OpacityFileError::Table {
            path: self.path.into(),
            source,
        }
    }

    /// Values in m²; a file that says nothing has them in cm², as ExoMolOP's do.
    fn scaled<D: Dimension>(
        &self,
        name: &'static str,
        expected: &str,
    ) -> Result<Array<f32, D>, OpacityFileError> {
        let unit = self.unit(name).unwrap_or_else(|| "cm^2/molecule".into());
        let to_m2 = match unit.as_str() {
            "cm^2/molecule" | "cm^2/molec" | "cm^2/molec." | "cm^2" | "cm2" | "cm2/molecule" => {
                M2_PER_CM2
            }
            "m^2/molecule" | "m^2" | "m2" | "m2/molecule" => 1.0,
            _ => {
                return Err(self.wrong(
                    "unit of the values",
                    unit,
                    "cm^2/molecule or m^2/molecule",
                ));
            }
        };
        let mut values: Array<f32, D> = self.array(name, expected)?;
        values.mapv_inplace(|value| value * to_m2);
        Ok(values)
    }

    fn pressure_pa(&self) -> Result<Vec<f64>, OpacityFileError> {
        let unit = self.unit("p").unwrap_or_else(|| "bar".into());
        let to_pa = match unit.as_str() {
            "bar" => PA_PER_BAR,
            "Pa" | "pa" => 1.0,
            "mbar" => 100.0,
            "atm" => 101_325.0,
            _ => return Err(self.wrong("unit of `p`", unit, "bar, Pa, mbar or atm")),
        };
        Ok(self.numbers("p")?.iter().map(|p| p * to_pa).collect())
    }

    fn unit(&self, dataset: &str) -> Option<String> {
        let attribute = self.file.dataset(dataset).ok()?.attr("units").ok()?;
        text_attribute(&attribute)
    }

    /// `mol_name` as dataset or attribute, which may name an isotopologue (`1H2-16O`).
    fn species(&self) -> Result<Species, OpacityFileError> {
        let dataset = || {
            let dataset = self.file.dataset("mol_name").ok()?;
            dataset
                .read_raw::<VarLenUnicode>()
                .map(|v| v.first().map(|s| s.to_string()))
                .ok()
                .flatten()
                .or_else(|| {
                    dataset
                        .read_raw::<VarLenAscii>()
                        .ok()
                        .and_then(|v| v.first().map(|s| s.to_string()))
                })
        };
        let name = dataset().or_else(|| text_attribute(&self.file.attr("mol_name").ok()?));
        let name = name.unwrap_or_else(|| "absent or not text".into());
        let formula: String = plain_formula(&name);
        formula
            .parse()
            .map_err(|_| self.wrong("mol_name", name, "the formula of a known gas, such as H2O"))
    }

    fn wrong(&self, item: &'static str, found: String, expected: &str) -> OpacityFileError {
        OpacityFileError::Value {
            path: self.path.into(),
            item,
            found,
            expected: expected.into(),
        }
    }

    /// The table's own ranges, and what the attributes say beyond them.
    fn info(&self, table: &OpacityTable) -> TableInfo {
        let text = |name: &str| text_attribute(&self.file.attr(name).ok()?);
        let mut info = TableInfo::of(table);
        info.source = text("source").unwrap_or(info.source);
        info.citation = text("citation").unwrap_or(info.citation);
        info.known_faults = text("known_faults").unwrap_or_default();
        info.reliable_to_k = self
            .file
            .attr("reliable_to_k")
            .and_then(|a| a.read_scalar())
            .ok();
        info
    }
}

fn text_attribute(attribute: &hdf5::Attribute) -> Option<String> {
    let unicode = attribute
        .read_scalar::<VarLenUnicode>()
        .map(|s| s.to_string());
    unicode.ok().or_else(|| {
        attribute
            .read_scalar::<VarLenAscii>()
            .map(|s| s.to_string())
            .ok()
    })
}

/// `1H2-16O` → `H2O`: the mass numbers stand before the elements, the counts after them.
fn plain_formula(name: &str) -> String {
    let part = |nucleus: &str| {
        nucleus
            .trim_start_matches(|c: char| c.is_ascii_digit())
            .to_owned()
    };
    if name.contains('-') {
        name.split('-').map(part).collect()
    } else {
        name.trim().to_owned()
    }
}

#[cfg(test)]
mod tests {
    use super::plain_formula;

    #[test]
    fn isotopologue_names_become_formulae() {
        assert_eq!(plain_formula("1H2-16O"), "H2O");
        assert_eq!(plain_formula("12C-16O2"), "CO2");
        assert_eq!(plain_formula("NH3"), "NH3");
    }
}
