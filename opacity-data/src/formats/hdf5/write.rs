//! Writing a table in its layout.

use std::path::Path;

use forward_model::{CrossSectionTable, KTable, LineTable, OpacityTable, shared_edges};
use hdf5::types::VarLenUnicode;

use super::{OpacityFileError, PA_PER_BAR, TableInfo};
use groundwork::atomic;

/// m² in cm².
const CM2_PER_M2: f32 = 1e4;

/// Compression level of the values (deflate after byte shuffling, which every HDF5 library reads).
const DEFLATE_LEVEL: u8 = 4;

/// Writes a table, with its description as attributes; the file appears complete or not at all.
///
/// # Errors
/// [`OpacityFileError`] if the file cannot be created or written.
pub fn write(path: &Path, table: &OpacityTable, info: &TableInfo) -> Result<(), OpacityFileError> {
    atomic::write(path, |temporary| {
        write_file(temporary, table, info).map_err(|(item, source)| OpacityFileError::Hdf5 {
            path: path.into(),
            item: item.into(),
            action: "written",
            source,
        })
    })
}

type Written = Result<(), (&'static str, hdf5::Error)>;

fn write_file(path: &Path, table: &OpacityTable, info: &TableInfo) -> Written {
    let file = hdf5::File::create(path).map_err(|e| ("file", e))?;
    let lines = table.lines();
    let pressure_bar: Vec<f64> = lines
        .pressure_pa()
        .iter()
        .map(|pa| pa / PA_PER_BAR)
        .collect();
    numbers(&file, "p", &pressure_bar, "bar")?;
    numbers(&file, "t", lines.temperature_k(), "K")?;
    match table {
        OpacityTable::CorrelatedK(k) => k_table(&file, k),
        OpacityTable::CrossSection(xsec) => cross_sections(&file, xsec),
    }?;
    let name = text(lines.species().formula());
    let names = file
        .new_dataset_builder()
        .with_data(&[name])
        .create("mol_name");
    names.map_err(|e| ("mol_name", e))?;
    attributes(&file, info)
}

fn k_table(file: &hdf5::File, table: &KTable) -> Written {
    match shared_edges(table.cell_bounds_per_cm()) {
        Some(edges) => numbers(file, "bin_edges", &edges, "cm^-1")?,
        None => bounds(file, table.cell_bounds_per_cm())?,
    }
    numbers(file, "bin_centers", table.cell_centres_per_cm(), "cm^-1")?;
    numbers(file, "samples", table.g_samples(), "1")?;
    numbers(file, "weights", table.g_weights(), "1")?;
    let ngauss = file.new_dataset::<i64>().create("ngauss");
    ngauss
        .and_then(|d| d.write_scalar(&(table.g_weights().len() as i64)))
        .map_err(|e| ("ngauss", e))?;
    let cm2 = table.k_m2().mapv(|k| k * CM2_PER_M2);
    values(file, "kcoeff", cm2.view().into_dyn())
}

fn cross_sections(file: &hdf5::File, table: &CrossSectionTable) -> Written {
    numbers(file, "bin_edges", table.cell_centres_per_cm(), "cm^-1")?;
    let cm2 = table.cross_section_m2().mapv(|sigma| sigma * CM2_PER_M2);
    values(file, "xsecarr", cm2.view().into_dyn())
}

/// Bins that leave gaps or overlap, as `[n_bins, 2]`.
fn bounds(file: &hdf5::File, bounds_per_cm: &[[f64; 2]]) -> Written {
    let name = "bin_bounds";
    let dataset = file
        .new_dataset_builder()
        .with_data(&ndarray::arr2(bounds_per_cm))
        .create(name)
        .map_err(|e| (name, e))?;
    unit(&dataset, "cm^-1").map_err(|e| (name, e))
}

fn values(file: &hdf5::File, name: &'static str, cm2: ndarray::ArrayViewD<f32>) -> Written {
    let builder = file
        .new_dataset_builder()
        .shuffle()
        .deflate(DEFLATE_LEVEL)
        .with_data(cm2);
    let dataset = builder.create(name).map_err(|e| (name, e))?;
    unit(&dataset, "cm^2/molecule").map_err(|e| (name, e))
}

fn numbers(file: &hdf5::File, name: &'static str, values: &[f64], unit_name: &str) -> Written {
    let dataset = file
        .new_dataset_builder()
        .with_data(values)
        .create(name)
        .map_err(|e| (name, e))?;
    unit(&dataset, unit_name).map_err(|e| (name, e))
}

fn unit(dataset: &hdf5::Dataset, name: &str) -> hdf5::Result<()> {
    dataset
        .new_attr::<VarLenUnicode>()
        .create("units")?
        .write_scalar(&text(name))
}

fn attributes(file: &hdf5::File, info: &TableInfo) -> Written {
    let texts = [
        ("method", &info.method),
        ("source", &info.source),
        ("citation", &info.citation),
        ("known_faults", &info.known_faults),
    ];
    for (name, value) in texts {
        let attribute = file.new_attr::<VarLenUnicode>().create(name);
        attribute
            .and_then(|a| a.write_scalar(&text(value)))
            .map_err(|e| (name, e))?;
    }
    let mut scalars = vec![("resolution", info.resolution)];
    scalars.extend(info.reliable_to_k.map(|limit| ("reliable_to_k", limit)));
    for (name, value) in scalars {
        let attribute = file.new_attr::<f64>().create(name);
        attribute
            .and_then(|a| a.write_scalar(&value))
            .map_err(|e| (name, e))?;
    }
    Ok(())
}

/// HDF5's text; a NUL, which it cannot hold, becomes a space.
fn text(value: &str) -> VarLenUnicode {
    value
        .replace('\0', " ")
        .parse()
        .expect("text without NUL is valid HDF5 text")
}
