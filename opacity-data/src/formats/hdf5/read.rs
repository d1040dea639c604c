//! Reading a table in either layout, by whomever it was written.

use std::path::Path;

use forward_model::{
    CrossSectionTable, KTable, OpacityTable, Points, Species, touching_cells, units,
};
use groundwork::hdf5_file;
use hdf5::{
    Dataset, H5Type,
    types::{FixedAscii, FixedUnicode, VarLenAscii, VarLenUnicode},
};
use ndarray::{Array, Array2, Array3, Array4, ArrayView1, Dimension};

use super::{BAND_ERRORS, POINTS, names::gas_of_name};
use crate::band_errors::{BandError, BandErrors};
use crate::error::{NamedFile, OpacityFileError};
use crate::table_info::{Broadener, TableInfo};

/// Longest text that is read where it has a fixed length.
const LONGEST_TEXT: usize = 256;

/// Reads a cross-section table or k-table.
///
/// # Errors
/// [`OpacityFileError`], naming the file and what is missing or wrong in it.
pub fn read_hdf5(path: &Path) -> Result<(OpacityTable, TableInfo), OpacityFileError> {
    let file = hdf5_file::read(path, |file| Ok(file.clone()))?;
    let named = NamedFile {
        kind: "opacity table",
        path,
    };
    let source = Source { named, file };
    let table = if source.has("kcoeff") {
        OpacityTable::CorrelatedK(source.k_table()?)
    } else if source.has("xsecarr") {
        OpacityTable::CrossSection(source.cross_section_table()?)
    } else {
        return Err(source.no_opacities());
    };
    let info = source.info(&table);
    Ok((table, info))
}

/// An open file.
struct Source<'a> {
    named: NamedFile<'a>,
    file: hdf5::File,
}

impl Source<'_> {
    fn has(&self, name: &str) -> bool {
        self.file.link_exists(name)
    }

    /// The error that says that there is neither kind of table.
    fn no_opacities(&self) -> OpacityFileError {
        let names = self.file.member_names().unwrap_or_default();
        let found = match names.is_empty() {
            true => "no datasets".into(),
            false => names.join(", "),
        };
        OpacityFileError::NoOpacities {
            path: self.named.path.into(),
            found: format!("an HDF5 file with {found}"),
            expected: "`xsecarr` (cross sections) or `kcoeff` (k-table) in it".into(),
        }
    }

    fn unreadable(&self, name: &str, source: hdf5::Error) -> OpacityFileError {
        let found = format!("`{name}` cannot be read ({source})");
        self.named.wrong(found, "a dataset of numbers")
    }

    fn numbers(&self, name: &str) -> Result<Vec<f64>, OpacityFileError> {
        let values = self.file.dataset(name).and_then(|d| d.read_raw());
        values.map_err(|source| self.unreadable(name, source))
    }

    fn array<T: H5Type, D: Dimension>(
        &self,
        name: &str,
        expected: &str,
    ) -> Result<Array<T, D>, OpacityFileError> {
        let unreadable = |source| self.unreadable(name, source);
        let dataset = self.file.dataset(name).map_err(unreadable)?;
        if D::NDIM.is_some_and(|rank| rank != dataset.ndim()) {
            return Err(self.shape(name, &dataset.shape(), expected));
        }
        dataset.read().map_err(unreadable)
    }

    fn shape(&self, dataset: &str, found: &[usize], expected: &str) -> OpacityFileError {
        let found = format!("`{dataset}` has shape {found:?}");
        self.named.wrong(found, expected)
    }

    fn k_table(&self) -> Result<KTable, OpacityFileError> {
        let species = self.species()?;
        let kcoeff: Array4<f32> = self.scaled("kcoeff", "[pressure, temperature, bin, g]")?;
        let table = KTable::new(
            species,
            self.pressure_pa()?,
            self.temperature_k()?,
            self.bin_bounds_per_cm(kcoeff.dim().2)?,
            self.points()?,
            kcoeff,
        );
        table.map_err(|source| self.named.no_table(source))
    }

    /// Wavenumbers in each bin where the file has them, else points of g.
    fn points(&self) -> Result<Points, OpacityFileError> {
        if !self.has(POINTS) {
            return Ok(Points::of_g(
                self.numbers("samples")?,
                self.numbers("weights")?,
            ));
        }
        Ok(Points::OfWavenumber {
            per_cm: self.array(POINTS, "[bin, point]")?,
            weights: self.array("weights", "[bin, point]")?,
        })
    }

    /// `bin_bounds` of bins that leave gaps or overlap, else `bin_edges`, else half-way between `bin_centers`.
    fn bin_bounds_per_cm(&self, n_bins: usize) -> Result<Vec<[f64; 2]>, OpacityFileError> {
        if self.has("bin_bounds") {
            let bounds: Array2<f64> = self.array("bin_bounds", "[bin, 2]")?;
            if bounds.ncols() != 2 {
                return Err(self.shape("bin_bounds", bounds.shape(), "[bin, 2]"));
            }
            let cell = |row: ndarray::ArrayView1<f64>| [row[0], row[1]];
            return Ok(bounds.rows().into_iter().map(cell).collect());
        }
        let edges = self.wavenumbers_per_cm("bin_edges")?;
        if edges.len() != n_bins + 1 {
            let expected = format!("[{}], one more than `kcoeff` has bins", n_bins + 1);
            return Err(self.shape("bin_edges", &[edges.len()], &expected));
        }
        Ok(touching_cells(&edges))
    }

    fn cross_section_table(&self) -> Result<CrossSectionTable, OpacityFileError> {
        let species = self.species()?;
        let xsecarr: Array3<f32> = self.scaled("xsecarr", "[pressure, temperature, wavenumber]")?;
        let table = CrossSectionTable::new(
            species,
            self.pressure_pa()?,
            self.temperature_k()?,
            self.samples_per_cm(xsecarr.dim().2)?,
            xsecarr,
        );
        table.map_err(|source| self.named.no_table(source))
    }

    /// `bin_edges`, which in files of cross sections are the samples; where they are true edges, what lies between them.
    fn samples_per_cm(&self, n: usize) -> Result<Vec<f64>, OpacityFileError> {
        let edges = self.wavenumbers_per_cm("bin_edges")?;
        if edges.len() == n {
            return Ok(edges);
        }
        if edges.len() != n + 1 {
            let expected = format!("[{n}], as many as `xsecarr` has wavenumbers");
            return Err(self.shape("bin_edges", &[edges.len()], &expected));
        }
        if self.has("bin_centers") {
            return self.wavenumbers_per_cm("bin_centers");
        }
        let centre = |pair: &[f64]| 0.5 * (pair[0] + pair[1]);
        Ok(edges.windows(2).map(centre).collect())
    }

    fn wavenumbers_per_cm(&self, name: &str) -> Result<Vec<f64>, OpacityFileError> {
        let unit = self.unit(name).unwrap_or_else(|| "cm^-1".into());
        match plain_unit(&unit).as_str() {
            "cm-1" | "1/cm" | "cm{-1}" => self.numbers(name),
            _ => Err(self.wrong("unit of the wavenumbers", &unit, "cm^-1")),
        }
    }

    /// Values in m²; a file that says nothing has them in cm², as ExoMolOP's do.
    fn scaled<D: Dimension>(
        &self,
        name: &str,
        expected: &str,
    ) -> Result<Array<f32, D>, OpacityFileError> {
        let unit = self.unit(name).unwrap_or_else(|| "cm^2/molecule".into());
        let to_m2 = match plain_unit(&unit).as_str() {
            "cm2/molecule" | "cm2/molec" | "cm2/molec." | "cm2" => units::m2_from_cm2(1.0) as f32,
            "m2/molecule" | "m2/molec" | "m2" => 1.0,
            _ => {
                let expected = "cm^2/molecule or m^2/molecule";
                return Err(self.wrong("unit of the values", &unit, expected));
            }
        };
        let mut values: Array<f32, D> = self.array(name, expected)?;
        values.mapv_inplace(|value| value * to_m2);
        Ok(values)
    }

    fn pressure_pa(&self) -> Result<Vec<f64>, OpacityFileError> {
        let unit = self.unit("p").unwrap_or_else(|| "bar".into());
        let to_pa: fn(f64) -> f64 = match unit.trim() {
            "bar" => units::pa_from_bar,
            "Pa" | "pa" => |pa| pa,
            "mbar" => units::pa_from_mbar,
            "atm" => units::pa_from_atm,
            _ => return Err(self.wrong("unit of `p`", &unit, "bar, Pa, mbar or atm")),
        };
        Ok(self.numbers("p")?.into_iter().map(to_pa).collect())
    }

    /// Temperatures, which must be the same at every pressure.
    fn temperature_k(&self) -> Result<Vec<f64>, OpacityFileError> {
        let kind = self.text("temperature_grid_type");
        match kind.filter(|kind| kind != "regular") {
            Some(kind) => Err(self.wrong("`temperature_grid_type`", &kind, "regular")),
            None => self.numbers("t"),
        }
    }

    fn unit(&self, dataset: &str) -> Option<String> {
        let attribute = self.file.dataset(dataset).ok()?.attr("units").ok()?;
        text_of(&attribute)
    }

    /// A text that is a dataset or, in files of some, an attribute.
    fn text(&self, name: &str) -> Option<String> {
        let dataset = self.file.dataset(name).ok();
        dataset
            .and_then(|dataset: Dataset| text_of(&dataset))
            .or_else(|| text_of(&*self.file.attr(name).ok()?))
    }

    /// The gas by `mol_name`, or by the file's name where there is none.
    fn species(&self) -> Result<Species, OpacityFileError> {
        let file_name = || Some(self.named.path.file_name()?.to_string_lossy().into());
        let name = self.text("mol_name").or_else(file_name).unwrap_or_default();
        gas_of_name(&name).ok_or_else(|| {
            let expected = "the formula of a known gas, such as H2O";
            let found = format!("`mol_name` is `{name}`");
            self.named.unknown_gas(None, found, expected)
        })
    }

    fn wrong(&self, item: &str, found: &str, expected: &str) -> OpacityFileError {
        self.named.wrong(format!("{item} is `{found}`"), expected)
    }

    /// Bands with an error of their own: rows of two wavelengths, µm, and ln k's error.
    fn band_errors(&self) -> Vec<BandError> {
        let rows = self.file.attr(BAND_ERRORS);
        let rows = rows.and_then(|a| a.read_2d::<f64>()).ok();
        let rows = rows.filter(|rows| rows.ncols() == 3).unwrap_or_default();
        let band = |row: ArrayView1<f64>| BandError {
            wavelength_um: [row[0], row[1]],
            ln_k_error: row[2],
        };
        rows.rows().into_iter().map(band).collect()
    }

    /// The table's own ranges, and what the file says beyond them.
    fn info(&self, table: &OpacityTable) -> TableInfo {
        let mut info = TableInfo::of(table);
        let doi = || Some(format!("doi {}", self.text("DOI")?));
        let list = || Some(format!("line list {}", self.text("key_iso_ll")?));
        info.source = self.text("source").or_else(list).unwrap_or(info.source);
        info.citation = self.text("citation").or_else(doi).unwrap_or(info.citation);
        info.known_faults = self.text("known_faults").unwrap_or_default();
        let broadened_by = self.text("broadened_by");
        info.broadened_by = broadened_by.and_then(|name| Broadener::of_name(&name));
        let number = |name| self.file.attr(name).and_then(|a| a.read_scalar()).ok();
        info.reliable_to_k = number("reliable_to_k");
        info.ln_k_error = number("ln_k_error").map(|it| BandErrors::new(it, self.band_errors()));
        info
    }
}

/// `cm^2 / molecule` → `cm2/molecule`.
fn plain_unit(unit: &str) -> String {
    unit.chars().filter(|c| !matches!(c, ' ' | '^')).collect()
}

/// The first text of a dataset or attribute, whichever of HDF5's four kinds of text it is.
fn text_of(container: &hdf5::Container) -> Option<String> {
    fn first<T: H5Type + ToString>(container: &hdf5::Container) -> Option<String> {
        let texts = container.read_raw::<T>().ok()?;
        texts.first().map(ToString::to_string)
    }
    let text = first::<VarLenUnicode>(container)
        .or_else(|| first::<VarLenAscii>(container))
        .or_else(|| first::<FixedUnicode<LONGEST_TEXT>>(container))
        .or_else(|| first::<FixedAscii<LONGEST_TEXT>>(container))?;
    Some(text.trim().to_owned()).filter(|text| !text.is_empty())
}
