//! Rows as HDF5.

use std::{fmt::Display, path::Path};

use groundwork::{
    FileError,
    hdf5_file::{self, read_texts, write_text, write_texts},
};
use hdf5::Group;
use ndarray::{Array2, Axis};

use super::{
    Row, Weigh,
    error::{CellFault, ColumnFault},
    names::columns,
};
use crate::likelihood::NoLikelihood;
use crate::simulator::Simulator;

/// The layout of what is written.
const SCHEMA: &str = "exosonde-likelihood-1";

/// The rows of `theta`, the columns in the order of `parameters`, shape `[n, n_parameters]`.
pub(super) fn read(path: &Path, parameters: &[&str]) -> Result<Array2<f64>, FileError> {
    hdf5_file::read(path, |file| {
        let names = read_texts(&*file.attr("parameter_names")?)?;
        let theta = file.dataset("theta")?.read_2d::<f64>()?;
        in_order(&theta, &names, parameters)
    })
}

fn in_order(
    theta: &Array2<f64>,
    names: &[String],
    parameters: &[&str],
) -> hdf5::Result<Array2<f64>> {
    let (found, n_names) = (theta.ncols(), names.len());
    if found != n_names {
        return Err(wrong(ColumnFault::Names { found, n_names }));
    }
    let columns = columns(names, parameters).map_err(wrong)?;
    let rows = theta.select(Axis(1), &columns);
    match rows.indexed_iter().find(|(_, value)| value.is_nan()) {
        None => Ok(rows),
        Some(((row, i), _)) => {
            let (row, parameter) = (row + 1, parameters[i].to_owned());
            Err(wrong(CellFault::InRow { row, parameter }))
        }
    }
}

fn wrong(fault: impl Display) -> hdf5::Error {
    fault.to_string().into()
}

/// Writes `theta`, `log_likelihood`, `log_prior`, `status` and, if spectra are wanted, `spectrum`.
pub(super) fn write<S: Simulator>(
    path: &Path,
    rows: &[Row],
    weigh: &Weigh<S>,
) -> Result<(), FileError> {
    let (n, n_spectrum) = (rows.len(), weigh.n_spectrum());
    let theta = rows.iter().flat_map(|row| row.theta.iter().copied());
    let spectrum = rows.iter().flat_map(|row| row.spectrum_of(n_spectrum));
    let status = |row: &Row| row.log_likelihood.err().map_or(0, |failure| failure.code());
    hdf5_file::write(path, |file| {
        write_attributes(file, weigh)?;
        let n_parameters = weigh.task.parameters.len();
        write_table(file, "theta", theta.collect(), (n, n_parameters))?;
        write_column(
            file,
            "log_likelihood",
            rows.iter().map(Row::number).collect(),
        )?;
        write_column(
            file,
            "log_prior",
            rows.iter().map(|row| row.log_prior).collect(),
        )?;
        write_column(file, "status", rows.iter().map(status).collect())?;
        match weigh.spectra {
            true => write_table(file, "spectrum", spectrum.collect(), (n, n_spectrum)),
            false => Ok(()),
        }
    })
}

fn write_attributes<S: Simulator>(file: &Group, weigh: &Weigh<S>) -> hdf5::Result<()> {
    let task = weigh.task;
    let reasons: serde_json::Map<_, _> = NoLikelihood::codes()
        .into_iter()
        .map(|(code, reason)| (code.to_string(), reason.into()))
        .collect();
    let reasons = serde_json::Value::from(reasons).to_string();
    write_text(file, "schema", SCHEMA)?;
    write_text(file, "version", env!("CARGO_PKG_VERSION"))?;
    write_text(file, "study", &task.text)?;
    write_text(file, "status_reasons", &reasons)?;
    write_text(file, "quantity", &task.quantity)?;
    write_text(
        file,
        "spectrum_unit",
        &format!("{}, dimensionless", task.quantity),
    )?;
    write_texts(file, "parameter_names", weigh.names())?;
    write_texts(
        file,
        "parameter_units",
        task.parameters.iter().map(|it| &it.unit),
    )
}

fn write_column<T: hdf5::H5Type>(file: &Group, name: &str, values: Vec<T>) -> hdf5::Result<()> {
    let builder = file.new_dataset_builder().obj_track_times(false);
    builder.with_data(&values).create(name).map(|_| ())
}

fn write_table(
    file: &Group,
    name: &str,
    values: Vec<f64>,
    shape: (usize, usize),
) -> hdf5::Result<()> {
    let table = Array2::from_shape_vec(shape, values).expect("one value a cell");
    let builder = file.new_dataset_builder().obj_track_times(false);
    builder.with_data(&table).create(name).map(|_| ())
}
