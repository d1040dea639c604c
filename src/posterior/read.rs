//! How a posterior file is read back.

use std::iter::repeat_n;

use hdf5::{File, Group, types::VarLenUnicode};
use ndarray::{Array2, ArrayView2, Axis};

use super::{
    ExactPart, LIKELIHOOD_GROUP, NETWORK_GROUP, OWN_UNIT, Observed, PRIOR_DENSITY_GROUP,
    PosteriorFile, PosteriorProvenance, Predictive, SPECTRA_GROUP, Samples, Score,
    TEMPERATURE_GROUP, TemperatureBands, WEIGHT, WEIGHT_GROUP,
};
use crate::parameters::ParameterInfo;
use groundwork::hdf5_file::read_text as text;

pub(super) fn posterior(file: &File) -> hdf5::Result<PosteriorFile> {
    let posterior = file.group("posterior")?;
    let names = file.attr("parameters")?.read_raw::<VarLenUnicode>()?;
    let parameters = names
        .iter()
        .map(|name| {
            let variable = posterior.dataset(name)?;
            let (unit, label) = (text(&variable, OWN_UNIT)?, text(&variable, "long_name")?);
            Ok(ParameterInfo {
                name: name.to_string(),
                unit,
                label,
            })
        })
        .collect::<hdf5::Result<Vec<_>>>()?;
    let truth = |name: &VarLenUnicode| {
        let variable = posterior.dataset(name).ok()?;
        variable.attr("truth").ok()?.read_scalar::<f64>().ok()
    };
    Ok(PosteriorFile {
        provenance: PosteriorProvenance {
            study_name: text(file, "study_name")?,
            study_text: text(file, "study_text")?,
            study_hash: text(file, "study_hash")?,
            seed: file.attr("seed")?.read_scalar()?,
            observation_file: text(file, "observation_file")?,
        },
        quantity: text(file, "quantity")?,
        samples: weighted(file, read_columns(&posterior, &parameters)?)?,
        log_likelihoods: group(file, LIKELIHOOD_GROUP, read_depths)?,
        log_priors: group(file, PRIOR_DENSITY_GROUP, |group| {
            read_columns(group, &parameters)
        })?,
        network_samples: group(file, NETWORK_GROUP, |group| {
            read_columns(group, &parameters)
        })?,
        exact: ExactPart::read(file)?,
        prior_samples: read_columns(&file.group("prior")?, &parameters)?,
        truth: names.iter().map(truth).collect(),
        observed: read_observed(file)?,
        predictive: read_predictive(&file.group(SPECTRA_GROUP)?)?,
        temperature: group(file, TEMPERATURE_GROUP, read_temperature)?,
        ood: read_scores(&file.group("ood")?)?,
        ood_flag: file.attr("ood_flag")?.read_scalar::<u8>()? != 0,
        ood_summary: text(file, "ood_summary")?,
        mutual_information_nats: match file.attr("mutual_information_nats") {
            Ok(nats) => Some(nats.read_scalar()?),
            Err(_) => None,
        },
        chi2_median: file.attr("chi2_median")?.read_scalar()?,
        chi2_per_bin: file.attr("chi2_per_bin")?.read_scalar()?,
        chi2_stated_median: file.attr("chi2_stated_median")?.read_scalar()?,
        parameters,
    })
}

/// What `read` takes from a group, if there is one.
fn group<T>(
    file: &File,
    name: &str,
    read: impl FnOnce(&Group) -> hdf5::Result<T>,
) -> hdf5::Result<Option<T>> {
    let is_there = file.link_exists(name);
    is_there.then(|| read(&file.group(name)?)).transpose()
}

fn weighted(file: &File, theta: Array2<f64>) -> hdf5::Result<Samples> {
    let n = theta.nrows();
    let weights = group(file, WEIGHT_GROUP, |group| read_weights(group, n))?;
    Ok(match weights {
        Some(weights) => Samples::weighted(theta, weights),
        None => Samples::equal(theta),
    })
}

/// The weights of `n` samples, which count the same where the group says nothing of them.
fn read_weights(group: &Group, n: usize) -> hdf5::Result<Vec<f64>> {
    if !group.link_exists(WEIGHT) {
        return Ok(vec![1.0; n]);
    }
    let weights = group.dataset(WEIGHT)?.read_raw::<f64>()?;
    match weights.len() == n {
        true => Ok(weights),
        false => Err(format!("{n} samples have {} weights", weights.len()).into()),
    }
}

fn read_columns(group: &Group, parameters: &[ParameterInfo]) -> hdf5::Result<Array2<f64>> {
    let columns = parameters
        .iter()
        .map(|parameter| group.dataset(&parameter.name)?.read_raw::<f64>())
        .collect::<hdf5::Result<Vec<_>>>()?;
    let n = columns.first().map_or(0, Vec::len);
    let columns: Vec<ArrayView2<f64>> = columns
        .iter()
        .map(|column| ArrayView2::from_shape((n, 1), column))
        .collect::<Result<_, _>>()
        .map_err(|_| hdf5::Error::from("the parameters have different numbers of samples"))?;
    ndarray::concatenate(Axis(1), &columns).map_err(|error| hdf5::Error::from(error.to_string()))
}

fn read_observed(file: &File) -> hdf5::Result<Observed> {
    let (data, spectra) = (file.group("observed_data")?, file.group(SPECTRA_GROUP)?);
    let column = |group: &Group, name: &str| group.dataset(name)?.read_raw::<f64>();
    let sticks_out = spectra.dataset("sticks_out")?;
    let flags = sticks_out.read_raw::<u8>()?;
    Ok(Observed {
        wavelength_um: column(&data, "wavelength_um")?,
        half_width_um: column(&data, "half_width_um")?,
        depth: column(&data, "depth")?,
        sigma: column(&file.group("constant_data")?, "depth_error")?,
        instrument: read_texts(&data, "instrument")?,
        pull: column(&spectra, "pull")?,
        sticks_out: flags.iter().map(|flag| *flag != 0).collect(),
        threshold_sigma: sticks_out.attr("threshold_sigma")?.read_scalar()?,
    })
}

/// A value a draw of the one chain, and a bin.
fn read_depths(group: &Group) -> hdf5::Result<Array2<f64>> {
    let depths: ndarray::Array3<f64> = group.dataset("depth")?.read()?;
    Ok(depths.index_axis_move(Axis(0), 0))
}

fn read_predictive(group: &Group) -> hdf5::Result<Predictive> {
    let binned = read_depths(group)?;
    let (error_inflation, median_error_inflation) = read_inflation(group, binned.dim())?;
    Ok(Predictive {
        weights: read_weights(group, binned.nrows())?,
        binned,
        binned_quantiles: group.dataset("depth_quantiles")?.read_2d()?,
        offset: group.dataset("offset")?.read_raw()?,
        error_inflation,
        median_error_inflation,
        cell_wavelength_um: group.dataset("cell_wavelength_um")?.read_raw()?,
        native_quantiles: group.dataset("native_depth_quantiles")?.read_2d()?,
    })
}

/// The factor on the error of each bin of each draw, `[draw, bin]`, and its medians; a file has one on all bins, or one a bin.
fn read_inflation(
    group: &Group,
    (n_draws, n_bins): (usize, usize),
) -> hdf5::Result<(Array2<f64>, Vec<f64>)> {
    let variable = group.dataset("error_inflation")?;
    let n_alike = if variable.ndim() == 2 { n_bins } else { 1 };
    let of_bins = |factors: Vec<f64>| -> Vec<f64> {
        let of_bins = factors.into_iter().map(|factor| repeat_n(factor, n_alike));
        of_bins.flatten().collect()
    };
    let factors = of_bins(variable.read_raw()?);
    let factors = Array2::from_shape_vec((n_draws, n_bins), factors);
    Ok((
        factors.map_err(|error| hdf5::Error::from(error.to_string()))?,
        of_bins(variable.attr("median")?.read_raw()?),
    ))
}

fn read_temperature(group: &Group) -> hdf5::Result<TemperatureBands> {
    Ok(TemperatureBands {
        pressure_bar: group.dataset("pressure_bar")?.read_raw()?,
        quantiles_k: group.dataset("temperature_k")?.read_2d()?,
        prior_quantiles_k: group.dataset("prior_temperature_k")?.read_2d()?,
    })
}

fn read_scores(group: &Group) -> hdf5::Result<Vec<Score>> {
    let values = group.dataset("value")?.read_raw::<f64>()?;
    let p_values = group.dataset("p_value")?.read_raw::<f64>()?;
    let flags = group.dataset("flag")?.read_raw::<u8>()?;
    let rows = read_texts(group, "name")?
        .into_iter()
        .zip(values)
        .zip(p_values)
        .zip(flags);
    let row = |(((name, value), p_value), flag)| Score {
        name,
        value,
        p_value,
        flag: flag != 0,
    };
    Ok(rows.map(row).collect())
}

fn read_texts(group: &Group, name: &str) -> hdf5::Result<Vec<String>> {
    let texts = group.dataset(name)?.read_raw::<VarLenUnicode>()?;
    Ok(texts.iter().map(ToString::to_string).collect())
}
