//! `posterior.h5`: a retrieved posterior with all that a figure of it needs, as ArviZ and xarray read it.
//!
//! | group | dimensions | variables |
//! | --- | --- | --- |
//! | `posterior`, `prior` | `chain` = 1, `draw` | one a parameter, named as in the study, with `units` and `long_name` |
//! | `posterior_predictive` | `chain`, `draw`, `bin`, `quantile`, `cell` | `transit_depth` [chain, draw, bin] without noise, `transit_depth_quantiles` [quantile, bin], `native_transit_depth_quantiles` [quantile, cell], `wavelength_um`, `cell_wavelength_um` |
//! | `observed_data` | `bin` | `transit_depth`, `transit_depth_error`, `wavelength_um`, `half_width_um`, `instrument`, `pull` (σ), `sticks_out` |
//! | `ood` | `score` | `name`, `value`, `p_value`, `flag` |
//!
//! Depths are dimensionless. Attributes of the file hold the study, its hash, the seed and the summary numbers.

use std::path::{Path, PathBuf};

use hdf5::{File, Group, H5Type, types::VarLenUnicode};
use ndarray::{Array1, Array2, ArrayView1, ArrayView2, Axis};

use super::{
    atomic::{self, WriteError},
    netcdf::{NetcdfFile, unicode},
};
use crate::parameters::ParameterInfo;

/// Probabilities of the predictive quantiles.
pub const QUANTILES: [f64; 5] = [0.025, 0.16, 0.5, 0.84, 0.975];

const SCHEMA: &str = "exosonde-posterior-1";

/// A posterior file that cannot be used.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum PosteriorError {
    /// The file cannot be written.
    #[error(transparent)]
    Write(#[from] WriteError),
    /// HDF5 refuses the file.
    #[error("posterior file {} cannot be {action}: {source}", path.display())]
    Hdf5 {
        /// The file.
        path: PathBuf,
        /// What was being done.
        action: &'static str,
        /// HDF5's own words.
        source: hdf5::Error,
    },
    /// The file has another layout.
    #[error("{} has the schema `{found}`, expected `{SCHEMA}`; retrieve again", path.display())]
    Schema {
        /// The file.
        path: PathBuf,
        /// Its schema.
        found: String,
    },
}

/// What the posterior was made from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PosteriorProvenance {
    /// Name of the study.
    pub study_name: String,
    /// Text of the study.
    pub study_text: String,
    /// Hash of the text.
    pub study_hash: String,
    /// The one number of the run.
    pub seed: u64,
    /// The observed spectrum's file.
    pub observation_file: String,
}

/// Median and 68 % interval of a parameter, in its unit.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Interval {
    /// 50 %.
    pub median: f64,
    /// 16 %.
    pub lower_68: f64,
    /// 84 %.
    pub upper_68: f64,
}

/// The data.
#[derive(Debug, Clone, PartialEq)]
pub struct Observed {
    /// Centre of each bin, µm, `[bin]`.
    pub wavelength_um: Vec<f64>,
    /// Half width of each bin, µm, `[bin]`.
    pub half_width_um: Vec<f64>,
    /// Transit depth, dimensionless, `[bin]`.
    pub depth: Vec<f64>,
    /// Its error, dimensionless, `[bin]`.
    pub sigma: Vec<f64>,
    /// Instrument of each bin, `[bin]`.
    pub instrument: Vec<String>,
    /// Data minus predictive mean in units of noise and posterior spread together, `[bin]`.
    pub pull: Vec<f64>,
    /// Whether the pull exceeds the threshold, `[bin]`.
    pub sticks_out: Vec<bool>,
    /// The pull that one bin in all of the spectrum exceeds by chance at the false-alarm rate.
    pub threshold_sigma: f64,
}

/// Spectra of posterior samples.
#[derive(Debug, Clone, PartialEq)]
pub struct Predictive {
    /// In the observation's bins, dimensionless, `[draw, bin]`.
    pub binned: Array2<f64>,
    /// [`QUANTILES`] of `binned`, `[quantile, bin]`.
    pub binned_quantiles: Array2<f64>,
    /// Centres of the tables' cells, µm, rising, `[cell]`.
    pub cell_wavelength_um: Vec<f64>,
    /// [`QUANTILES`] at the tables' own resolution, `[quantile, cell]`.
    pub native_quantiles: Array2<f64>,
}

/// An out-of-distribution score.
#[derive(Debug, Clone, PartialEq)]
pub struct ScoreRow {
    /// Name.
    pub name: String,
    /// Value.
    pub value: f64,
    /// Share of held-out simulations that score as high.
    pub p_value: f64,
    /// Whether it raises the flag.
    pub flag: bool,
}

/// The content of `posterior.h5`.
#[derive(Debug, Clone, PartialEq)]
pub struct PosteriorFile {
    /// What it was made from.
    pub provenance: PosteriorProvenance,
    /// The parameters in the order of the columns.
    pub parameters: Vec<ParameterInfo>,
    /// Posterior samples in the parameters' units, `[draw, parameter]`.
    pub samples: Array2<f64>,
    /// Samples of the prior, `[draw, parameter]`.
    pub prior_samples: Array2<f64>,
    /// The true parameters, where the spectrum was simulated.
    pub truth: Option<Vec<f64>>,
    /// One a parameter.
    pub summaries: Vec<Interval>,
    /// The data.
    pub observed: Observed,
    /// Spectra of posterior samples.
    pub predictive: Predictive,
    /// Out-of-distribution scores.
    pub ood: Vec<ScoreRow>,
    /// Whether any score raises the flag.
    pub ood_flag: bool,
    /// The flag in words.
    pub ood_summary: String,
    /// Mutual information between parameters and weights, nats.
    pub mutual_information_nats: f64,
    /// Median over posterior samples of the χ² of the data, noise only.
    pub chi2_median: f64,
    /// The same, a bin.
    pub chi2_per_bin: f64,
}

impl PosteriorFile {
    /// Writes the file; it appears complete or not at all.
    ///
    /// # Errors
    /// [`PosteriorError::Write`] or [`PosteriorError::Hdf5`], a full disk among the reasons.
    pub fn write(&self, path: &Path) -> Result<(), PosteriorError> {
        atomic::write(path, |temporary| {
            let fill = || {
                let netcdf = NetcdfFile::create(temporary)?;
                self.write_attributes(&netcdf.file)?;
                self.write_samples(&netcdf, "posterior", &self.samples)?;
                self.write_samples(&netcdf, "prior", &self.prior_samples)?;
                self.write_predictive(&netcdf)?;
                self.write_observed(&netcdf)?;
                self.write_scores(&netcdf)?;
                netcdf.file.flush()?;
                netcdf.file.close()
            };
            fill().map_err(|source| hdf5_error(path, "written", source))
        })
    }

    fn write_attributes(&self, file: &File) -> hdf5::Result<()> {
        let provenance = &self.provenance;
        let texts = [
            ("schema", SCHEMA),
            ("creator", "exosonde"),
            ("creator_version", env!("CARGO_PKG_VERSION")),
            ("study_name", &provenance.study_name),
            ("study_text", &provenance.study_text),
            ("study_hash", &provenance.study_hash),
            ("observation_file", &provenance.observation_file),
            ("ood_summary", &self.ood_summary),
        ];
        for (name, text) in texts {
            file.new_attr::<VarLenUnicode>()
                .create(name)?
                .write_scalar(&unicode(text)?)?;
        }
        let parameters = texts_of(self.parameters.iter().map(|p| p.name.as_str()))?;
        file.new_attr_builder()
            .with_data(&parameters)
            .create("parameters")?;
        number(file, "seed", provenance.seed)?;
        number(
            file,
            "mutual_information_nats",
            self.mutual_information_nats,
        )?;
        number(file, "chi2_median", self.chi2_median)?;
        number(file, "chi2_per_bin", self.chi2_per_bin)?;
        number(file, "ood_flag", u8::from(self.ood_flag))
    }

    fn write_samples(
        &self,
        netcdf: &NetcdfFile,
        name: &str,
        samples: &Array2<f64>,
    ) -> hdf5::Result<()> {
        let group = netcdf.file.create_group(name)?;
        chain_and_draw(netcdf, &group, samples.nrows())?;
        for (i, parameter) in self.parameters.iter().enumerate() {
            let column = samples.column(i).insert_axis(Axis(0));
            let attributes = [
                ("units", parameter.unit.as_str()),
                ("long_name", &parameter.label),
            ];
            netcdf.variable(
                &group,
                &parameter.name,
                &["chain", "draw"],
                column,
                &attributes,
            )?;
            if name == "posterior" {
                self.write_summary(&group, i)?;
            }
        }
        Ok(())
    }

    fn write_summary(&self, group: &Group, i: usize) -> hdf5::Result<()> {
        let variable = group.dataset(&self.parameters[i].name)?;
        let summary = self.summaries[i];
        let truth = self.truth.as_ref().map(|truth| ("truth", truth[i]));
        let numbers = [
            ("median", summary.median),
            ("lower_68", summary.lower_68),
            ("upper_68", summary.upper_68),
        ];
        for (name, value) in numbers.into_iter().chain(truth) {
            variable
                .new_attr::<f64>()
                .create(name)?
                .write_scalar(&value)?;
        }
        Ok(())
    }

    fn write_predictive(&self, netcdf: &NetcdfFile) -> hdf5::Result<()> {
        let group = netcdf.file.create_group("posterior_predictive")?;
        let predictive = &self.predictive;
        chain_and_draw(netcdf, &group, predictive.binned.nrows())?;
        count(netcdf, &group, "bin", predictive.binned.ncols())?;
        count(netcdf, &group, "cell", predictive.cell_wavelength_um.len())?;
        netcdf.dimension(&group, "quantile", &QUANTILES)?;
        let depth = [("units", "1"), ("long_name", "transit depth")];
        let um = [("units", "um"), ("long_name", "wavelength")];
        let binned = predictive.binned.view().insert_axis(Axis(0));
        netcdf.variable(
            &group,
            "transit_depth",
            &["chain", "draw", "bin"],
            binned,
            &depth,
        )?;
        let quantiles = |name, dimension, values: &Array2<f64>| {
            netcdf.variable(
                &group,
                name,
                &["quantile", dimension],
                values.view(),
                &depth,
            )
        };
        quantiles(
            "transit_depth_quantiles",
            "bin",
            &predictive.binned_quantiles,
        )?;
        quantiles(
            "native_transit_depth_quantiles",
            "cell",
            &predictive.native_quantiles,
        )?;
        let bins = ArrayView1::from(&self.observed.wavelength_um);
        netcdf.variable(&group, "wavelength_um", &["bin"], bins, &um)?;
        let cells = ArrayView1::from(&predictive.cell_wavelength_um);
        netcdf.variable(&group, "cell_wavelength_um", &["cell"], cells, &um)
    }

    fn write_observed(&self, netcdf: &NetcdfFile) -> hdf5::Result<()> {
        let group = netcdf.file.create_group("observed_data")?;
        let observed = &self.observed;
        count(netcdf, &group, "bin", observed.depth.len())?;
        let columns: [(&str, &str, &Vec<f64>); 5] = [
            ("transit_depth", "1", &observed.depth),
            ("transit_depth_error", "1", &observed.sigma),
            ("wavelength_um", "um", &observed.wavelength_um),
            ("half_width_um", "um", &observed.half_width_um),
            ("pull", "sigma", &observed.pull),
        ];
        for (name, unit, values) in columns {
            netcdf.variable(
                &group,
                name,
                &["bin"],
                ArrayView1::from(values),
                &[("units", unit)],
            )?;
        }
        let sticks_out: Array1<u8> = observed
            .sticks_out
            .iter()
            .map(|flag| u8::from(*flag))
            .collect();
        netcdf.variable(&group, "sticks_out", &["bin"], sticks_out.view(), &[])?;
        let variable = group.dataset("sticks_out")?;
        number(&variable, "threshold_sigma", observed.threshold_sigma)?;
        let instrument = texts_of(observed.instrument.iter().map(String::as_str))?;
        netcdf.variable(
            &group,
            "instrument",
            &["bin"],
            ArrayView1::from(&instrument),
            &[],
        )
    }

    fn write_scores(&self, netcdf: &NetcdfFile) -> hdf5::Result<()> {
        let group = netcdf.file.create_group("ood")?;
        count(netcdf, &group, "score", self.ood.len())?;
        let column =
            |of: fn(&ScoreRow) -> f64| -> Array1<f64> { self.ood.iter().map(of).collect() };
        netcdf.variable(&group, "value", &["score"], column(|s| s.value).view(), &[])?;
        netcdf.variable(
            &group,
            "p_value",
            &["score"],
            column(|s| s.p_value).view(),
            &[],
        )?;
        let flags: Array1<u8> = self.ood.iter().map(|score| u8::from(score.flag)).collect();
        netcdf.variable(&group, "flag", &["score"], flags.view(), &[])?;
        let names = texts_of(self.ood.iter().map(|score| score.name.as_str()))?;
        netcdf.variable(&group, "name", &["score"], ArrayView1::from(&names), &[])
    }

    /// Reads the file.
    ///
    /// # Errors
    /// [`PosteriorError::Hdf5`] if it is none of ours or damaged, [`PosteriorError::Schema`] if it is of another version.
    pub fn read(path: &Path) -> Result<Self, PosteriorError> {
        let file = File::open(path).map_err(|source| hdf5_error(path, "read", source))?;
        let found = text(&file, "schema").map_err(|source| hdf5_error(path, "read", source))?;
        match found == SCHEMA {
            true => read_file(&file).map_err(|source| hdf5_error(path, "read", source)),
            false => Err(PosteriorError::Schema {
                path: path.into(),
                found,
            }),
        }
    }
}

fn read_file(file: &File) -> hdf5::Result<PosteriorFile> {
    let posterior = file.group("posterior")?;
    let names = file.attr("parameters")?.read_raw::<VarLenUnicode>()?;
    let parameters = names
        .iter()
        .map(|name| {
            let variable = posterior.dataset(name)?;
            let (unit, label) = (text(&variable, "units")?, text(&variable, "long_name")?);
            Ok(ParameterInfo {
                name: name.to_string(),
                unit,
                label,
            })
        })
        .collect::<hdf5::Result<Vec<_>>>()?;
    let attribute = |i: usize, name: &str| {
        posterior
            .dataset(&names[i])?
            .attr(name)?
            .read_scalar::<f64>()
    };
    let interval = |i| {
        Ok(Interval {
            median: attribute(i, "median")?,
            lower_68: attribute(i, "lower_68")?,
            upper_68: attribute(i, "upper_68")?,
        })
    };
    Ok(PosteriorFile {
        provenance: PosteriorProvenance {
            study_name: text(file, "study_name")?,
            study_text: text(file, "study_text")?,
            study_hash: text(file, "study_hash")?,
            seed: file.attr("seed")?.read_scalar()?,
            observation_file: text(file, "observation_file")?,
        },
        samples: read_samples(&posterior, &parameters)?,
        prior_samples: read_samples(&file.group("prior")?, &parameters)?,
        truth: (0..parameters.len())
            .map(|i| attribute(i, "truth").ok())
            .collect(),
        summaries: (0..parameters.len())
            .map(interval)
            .collect::<hdf5::Result<_>>()?,
        observed: read_observed(&file.group("observed_data")?)?,
        predictive: read_predictive(&file.group("posterior_predictive")?)?,
        ood: read_scores(&file.group("ood")?)?,
        ood_flag: file.attr("ood_flag")?.read_scalar::<u8>()? != 0,
        ood_summary: text(file, "ood_summary")?,
        mutual_information_nats: file.attr("mutual_information_nats")?.read_scalar()?,
        chi2_median: file.attr("chi2_median")?.read_scalar()?,
        chi2_per_bin: file.attr("chi2_per_bin")?.read_scalar()?,
        parameters,
    })
}

fn read_samples(group: &Group, parameters: &[ParameterInfo]) -> hdf5::Result<Array2<f64>> {
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

fn read_observed(group: &Group) -> hdf5::Result<Observed> {
    let column = |name: &str| group.dataset(name)?.read_raw::<f64>();
    let sticks_out = group.dataset("sticks_out")?;
    Ok(Observed {
        wavelength_um: column("wavelength_um")?,
        half_width_um: column("half_width_um")?,
        depth: column("transit_depth")?,
        sigma: column("transit_depth_error")?,
        instrument: read_texts(group, "instrument")?,
        pull: column("pull")?,
        sticks_out: sticks_out
            .read_raw::<u8>()?
            .iter()
            .map(|flag| *flag != 0)
            .collect(),
        threshold_sigma: sticks_out.attr("threshold_sigma")?.read_scalar()?,
    })
}

fn read_predictive(group: &Group) -> hdf5::Result<Predictive> {
    let binned: ndarray::Array3<f64> = group.dataset("transit_depth")?.read()?;
    Ok(Predictive {
        binned: binned.index_axis_move(Axis(0), 0),
        binned_quantiles: group.dataset("transit_depth_quantiles")?.read_2d()?,
        cell_wavelength_um: group.dataset("cell_wavelength_um")?.read_raw()?,
        native_quantiles: group.dataset("native_transit_depth_quantiles")?.read_2d()?,
    })
}

fn read_scores(group: &Group) -> hdf5::Result<Vec<ScoreRow>> {
    let values = group.dataset("value")?.read_raw::<f64>()?;
    let p_values = group.dataset("p_value")?.read_raw::<f64>()?;
    let flags = group.dataset("flag")?.read_raw::<u8>()?;
    let rows = read_texts(group, "name")?
        .into_iter()
        .zip(values)
        .zip(p_values)
        .zip(flags);
    let row = |(((name, value), p_value), flag)| ScoreRow {
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

fn chain_and_draw(netcdf: &NetcdfFile, group: &Group, n_draws: usize) -> hdf5::Result<()> {
    count(netcdf, group, "chain", 1)?;
    count(netcdf, group, "draw", n_draws)
}

/// A dimension whose coordinate counts from zero.
fn count(netcdf: &NetcdfFile, group: &Group, name: &str, n: usize) -> hdf5::Result<()> {
    netcdf.dimension(group, name, &(0..n as i64).collect::<Vec<_>>())
}

fn number<T: H5Type>(location: &hdf5::Location, name: &str, value: T) -> hdf5::Result<()> {
    location.new_attr::<T>().create(name)?.write_scalar(&value)
}

fn text(location: &hdf5::Location, name: &str) -> hdf5::Result<String> {
    Ok(location
        .attr(name)?
        .read_scalar::<VarLenUnicode>()?
        .to_string())
}

fn texts_of<'a>(texts: impl Iterator<Item = &'a str>) -> hdf5::Result<Vec<VarLenUnicode>> {
    texts.map(unicode).collect()
}

fn hdf5_error(path: &Path, action: &'static str, source: hdf5::Error) -> PosteriorError {
    PosteriorError::Hdf5 {
        path: path.into(),
        action,
        source,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A posterior of two parameters over three bins; the h5py and ArviZ checks of `tests/` read it too.
    fn example() -> PosteriorFile {
        let table = |rows: usize, columns: usize| {
            Array2::from_shape_fn((rows, columns), |(i, j)| (i as f64 * 0.7).sin() + j as f64)
        };
        PosteriorFile {
            provenance: PosteriorProvenance {
                study_name: "x".into(),
                study_text: "name = \"x\"".into(),
                study_hash: "00".into(),
                seed: 3,
                observation_file: "a.csv".into(),
            },
            parameters: vec![
                ParameterInfo::of("temperature_k"),
                ParameterInfo::of("log_H2O"),
            ],
            samples: table(50, 2),
            prior_samples: table(20, 2),
            truth: None,
            summaries: vec![
                Interval {
                    median: 0.0,
                    lower_68: -1.0,
                    upper_68: 1.0
                };
                2
            ],
            observed: Observed {
                wavelength_um: vec![1.0, 2.0, 3.0],
                half_width_um: vec![0.5; 3],
                depth: vec![0.02; 3],
                sigma: vec![1e-4; 3],
                instrument: vec!["A".into(), "A".into(), "B".into()],
                pull: vec![0.1, -4.0, 1.0],
                sticks_out: vec![false, true, false],
                threshold_sigma: 3.1,
            },
            predictive: Predictive {
                binned: table(7, 3),
                binned_quantiles: table(5, 3),
                cell_wavelength_um: vec![0.9, 1.0, 1.1, 1.2],
                native_quantiles: table(5, 4),
            },
            ood: vec![ScoreRow {
                name: "epistemic".into(),
                value: 0.1,
                p_value: 0.5,
                flag: false,
            }],
            ood_flag: false,
            ood_summary: "nothing unusual".into(),
            mutual_information_nats: 0.1,
            chi2_median: 2.5,
            chi2_per_bin: 0.8,
        }
    }

    #[test]
    fn a_posterior_round_trips() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("posterior.h5");
        for truth in [None, Some(vec![1000.0, -3.0])] {
            let file = PosteriorFile { truth, ..example() };
            file.write(&path).unwrap();
            assert_eq!(PosteriorFile::read(&path).unwrap(), file);
        }
    }
}
