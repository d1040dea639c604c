//! Exo-Transmit's cross sections as a table of ours, without what is known to be useless in them.

use std::path::Path;

use forward_model::{CrossSectionTable, OpacityTable, Species};
use ndarray::{Axis, Slice};

use super::ForeignError;
use crate::exo_transmit::{self, ExoTransmitTable};
use crate::opacity_table::TableInfo;

/// Longest wavelength at which Exo-Transmit's CH4 does not depend on temperature or is zero, µm.
const CH4_BROKEN_TO_UM: f64 = 2.076;

/// Reads `opacH2O.dat` or `opacH2O.dat.gz`; `species` is the gas if the file's name does not tell it.
pub(super) fn read(
    path: &Path,
    species: Option<Species>,
) -> Result<(OpacityTable, TableInfo), ForeignError> {
    let species = match species.or_else(|| gas_of_name(path)) {
        Some(species) => species,
        None => {
            return Err(ForeignError::Gas { path: path.into() });
        }
    };
    let table = trusted(species, exo_transmit::read(path)?);
    let table = CrossSectionTable::new(
        species,
        table.pressure_pa,
        table.temperature_k,
        table.wavenumber_per_cm,
        table.cross_section_m2,
    );
    let table = OpacityTable::CrossSection(table.map_err(|source| ForeignError::Table {
        path: path.into(),
        source,
    })?);
    let info = info(species, &table);
    Ok((table, info))
}

/// The gas of a file called `opacH2O.dat` or `opacH2O.dat.gz`.
pub(super) fn gas_of_name(path: &Path) -> Option<Species> {
    let name = path.file_name()?.to_str()?.strip_prefix("opac")?;
    name.split('.').next()?.parse().ok()
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
        // Tables are kept without holes.
        table.cross_section_m2 = table.cross_section_m2.as_standard_layout().into_owned();
    }
    table
}

fn info(species: Species, table: &OpacityTable) -> TableInfo {
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
