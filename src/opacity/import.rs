//! The stage `import`: a foreign table to our layout.

use std::path::{Path, PathBuf};

use forward_model::{CrossSectionTable, OpacityTable, Species};
use ndarray::{Axis, Slice};

use super::OpacityError;
use crate::io::exo_transmit::{self, ExoTransmitTable};
use crate::io::opacity_table::{self, TableInfo};

/// The formats that can be imported.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ForeignFormat {
    /// Exo-Transmit's `opacH2O.dat`, gzipped or not.
    ExoTransmit,
}

/// What to import.
#[derive(Debug, Clone)]
pub struct ImportConfig {
    /// The foreign file.
    pub file: PathBuf,
    /// Its format.
    pub format: ForeignFormat,
    /// Its gas; from the file's name (`opacH2O.dat`) if absent.
    pub species: Option<Species>,
}

/// Longest wavelength at which Exo-Transmit's CH4 does not depend on temperature or is zero, µm.
const CH4_BROKEN_TO_UM: f64 = 2.076;

/// Converts the file into a table at `out` and returns what it is.
///
/// # Errors
/// [`OpacityError`] if the file is not of the format, its gas is unknown, or the table cannot be written.
pub fn import(config: &ImportConfig, out: &Path) -> Result<TableInfo, OpacityError> {
    let ForeignFormat::ExoTransmit = config.format;
    let species = match config.species {
        Some(species) => species,
        None => gas_of_name(&config.file)?,
    };
    let table = trusted(species, exo_transmit::read(&config.file)?);
    let table = CrossSectionTable::new(
        species,
        table.pressure_pa,
        table.temperature_k,
        table.wavenumber_per_cm,
        table.cross_section_m2,
    )?;
    let table = OpacityTable::CrossSection(table);
    let info = exo_transmit_info(species, &table);
    opacity_table::write(out, &table, &info)?;
    Ok(info)
}

fn gas_of_name(path: &Path) -> Result<Species, OpacityError> {
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    let formula = name
        .strip_prefix("opac")
        .and_then(|rest| rest.split('.').next());
    let species = formula.and_then(|formula| formula.parse().ok());
    species.ok_or_else(|| OpacityError::Argument {
        argument: "species",
        found: format!("not given, and `{name}` does not tell it"),
        expected: "the formula of a gas, or a file name such as opacH2O.dat".into(),
    })
}

/// The table without the wavelengths at which it is known to be useless.
fn trusted(species: Species, mut table: ExoTransmitTable) -> ExoTransmitTable {
    if species == Species::CH4 {
        let n = table
            .wavenumber_per_cm
            .partition_point(|w| *w < 1e4 / CH4_BROKEN_TO_UM);
        table.wavenumber_per_cm.truncate(n);
        table
            .cross_section_m2
            .slice_axis_inplace(Axis(2), Slice::from(..n));
    }
    table
}

fn exo_transmit_info(species: Species, table: &OpacityTable) -> TableInfo {
    let mut info = TableInfo::of(table);
    info.source = "Exo-Transmit opacity table (monochromatic samples at R = 1000)".into();
    info.citation = "Kempton et al. 2017, PASP 129, 044402; Freedman et al. 2008, ApJS 174, 504; Freedman et al. 2014, ApJS 214, 25; Lupu et al. 2014, ApJ 784, 27".into();
    let samples = "Samples, not means: JWST bins carry 130-210 ppm of sampling noise.";
    let own = match species {
        Species::CH4 => {
            " Wavelengths below 2.076 µm are left out: constant in temperature or zero there."
        }
        Species::CO2 => " Windows of 1.1-1.6 µm are 0.3-2 dex too strong; zero below 0.454 µm.",
        Species::H2O => " Zero below 0.353 µm.",
        _ => "",
    };
    info.known_faults = format!("{samples}{own}");
    info
}
