//! A retrieved posterior: its samples with their weights, what they say of each parameter, and its two files,
//! [`report.json`](report) and `posterior.h5`, which holds all that a figure of it needs, as ArviZ and xarray read it.
//!
//! | group | dimensions | variables |
//! | --- | --- | --- |
//! | `posterior`, `prior` | `chain` = 1, `draw` | one a parameter, named as in the study, with `units` and `long_name` |
//! | `network_posterior` | `chain` = 1, `draw` | the same of the networks alone, where `posterior` is not theirs |
//! | `importance`, `best_fit` | | what the exact stage leaves: see [`ExactPart`] |
//! | `sample_stats` | `chain`, `draw` | `weight` of each sample of `posterior`; the group is there if they are not all equal |
//! | `log_likelihood` | `chain`, `draw`, `bin` | `depth`, ln p of each measured depth given the draw of `posterior`, normalised, offsets and inflation included; the group is there if all draws were held against the data |
//! | `log_prior` | `chain`, `draw` | one a parameter, ln of its prior density at the draw of `posterior`, not in the parameter but in the z = Φ⁻¹(CDF) in which every prior is standard normal |
//! | `posterior_predictive` | `chain`, `draw`, `bin` | `depth`, data as the first draws of `posterior` would have made them: with noise, drawn from the seed |
//! | `observed_data` | `bin` | `depth` |
//! | `constant_data` | `bin` | `depth_error` |
//! | `predicted_spectra` | `chain`, `draw`, `bin`, `quantile`, `cell` | `depth` [chain, draw, bin] without noise, `depth_quantiles` [quantile, bin], `native_depth_quantiles` [quantile, cell], `offset` \[bin] (median shift of the instrument, which `depth` includes and the native spectra do not), `error_inflation` [chain, draw] with the attribute `median`, over all samples, and where instruments have factors of their own both of each bin, [chain, draw, bin] and \[bin], `pull` \[bin] of the data in σ and whether it `sticks_out`, `cell_wavelength_um`, and `weight` [chain, draw] if they are not all equal |
//! | `temperature_profile` | `level`, `quantile` | `pressure_bar` \[level], rising, `temperature_k` [quantile, level] of the posterior, `prior_temperature_k` [quantile, level]; the group is there if temperature varies with pressure |
//! | `ood` | `score` | `name`, `value`, `p_value`, `flag` |
//!
//! Bins have the coordinates `wavelength_um`, `half_width_um` and `instrument`. Neither `posterior` nor `prior` holds what cannot
//! be simulated; `report.json` says what share of them that is. Draws of `posterior` have no order.
//!
//! ArviZ takes powers of the likelihood and of the prior to see what a posterior owes to each (`psense_summary`). A power of a flat
//! prior is the same prior, and ArviZ fails on it; a power of what it is in z draws it towards its middle, which shows whether
//! the posterior depends on where the prior ends.
//!
//! `units` are such as astropy reads. Depths are dimensionless; the attribute `quantity` of the file and of each depth says of
//! what, `transit depth` or `eclipse depth`. Attributes of the file hold the study, its hash, the seed and the summary numbers.

mod exact;
mod read;
mod replicates;
pub mod report;
mod samples;
mod score;
mod summary;
mod units;
mod variance_split;
mod write;

use std::path::{Path, PathBuf};

use ndarray::Array2;

pub use exact::{BestFit, ExactPart, ImportanceDraws};
pub use samples::Samples;
pub use score::Score;
pub use summary::{NetworkSummary, ParameterSummary};
pub use variance_split::VarianceSplit;

use crate::parameters::ParameterInfo;
use crate::statistics::{LEVELS_68, LEVELS_95};
use groundwork::{FileError, hdf5_file, netcdf};

/// Probabilities of the predictive quantiles.
pub const QUANTILES: [f64; 5] = [LEVELS_95[0], LEVELS_68[0], 0.5, LEVELS_68[1], LEVELS_95[1]];

const TEMPERATURE_GROUP: &str = "temperature_profile";
const LIKELIHOOD_GROUP: &str = "log_likelihood";
const PRIOR_DENSITY_GROUP: &str = "log_prior";
const SPECTRA_GROUP: &str = "predicted_spectra";
const NETWORK_GROUP: &str = "network_posterior";
const WEIGHT_GROUP: &str = "sample_stats";
const WEIGHT: &str = "weight";
/// The attribute with a parameter's unit in our own words, beside `units` in astropy's.
const OWN_UNIT: &str = "unit_of_exosonde";
const SCHEMA: &str = "exosonde-posterior-4";

/// A posterior file that cannot be used.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum PosteriorError {
    /// The file cannot be written, or read.
    #[error(transparent)]
    File(#[from] FileError),
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

/// The data.
#[derive(Debug, Clone, PartialEq)]
pub struct Observed {
    /// Centre of each bin, µm, `[bin]`.
    pub wavelength_um: Vec<f64>,
    /// Half width of each bin, µm, `[bin]`.
    pub half_width_um: Vec<f64>,
    /// Depth, dimensionless, `[bin]`.
    pub depth: Vec<f64>,
    /// Its error, dimensionless, `[bin]`.
    pub sigma: Vec<f64>,
    /// Instrument of each bin, `[bin]`.
    pub instrument: Vec<String>,
    /// Data minus predictive mean in units of noise and posterior spread together, `[bin]`; the largest in size is the
    /// score `largest_pull`.
    pub pull: Vec<f64>,
    /// Whether the pull exceeds the threshold, `[bin]`.
    pub sticks_out: Vec<bool>,
    /// The largest pull that raises no flag.
    pub threshold_sigma: f64,
}

/// Spectra of posterior samples.
#[derive(Debug, Clone, PartialEq)]
pub struct Predictive {
    /// Weight of each sample, `[draw]`.
    pub weights: Vec<f64>,
    /// In the observation's bins, dimensionless, `[draw, bin]`.
    pub binned: Array2<f64>,
    /// [`QUANTILES`] of `binned`, `[quantile, bin]`.
    pub binned_quantiles: Array2<f64>,
    /// Median over all samples of the posterior of the shift of each bin's instrument, which `binned` includes,
    /// dimensionless, `[bin]`.
    pub offset: Vec<f64>,
    /// The factor by which each sample multiplies the error of each bin, `[draw, bin]`.
    pub error_inflation: Array2<f64>,
    /// Its median over all samples of the posterior, `[bin]`.
    pub median_error_inflation: Vec<f64>,
    /// Centres of the tables' cells, µm, rising, `[cell]`.
    pub cell_wavelength_um: Vec<f64>,
    /// [`QUANTILES`] at the tables' own resolution, `[quantile, cell]`.
    pub native_quantiles: Array2<f64>,
}

/// Temperature over pressure, of posterior and prior.
#[derive(Debug, Clone, PartialEq)]
pub struct TemperatureBands {
    /// Pressure of the levels, bar, rising, `[level]`.
    pub pressure_bar: Vec<f64>,
    /// [`QUANTILES`] of the posterior's temperatures, K, `[quantile, level]`.
    pub quantiles_k: Array2<f64>,
    /// [`QUANTILES`] of the prior's temperatures, K, `[quantile, level]`.
    pub prior_quantiles_k: Array2<f64>,
}

/// The content of `posterior.h5`.
#[derive(Debug, Clone, PartialEq)]
pub struct PosteriorFile {
    /// What the depths are: `transit depth` or `eclipse depth`.
    pub quantity: String,
    /// What it was made from.
    pub provenance: PosteriorProvenance,
    /// The parameters in the order of the columns.
    pub parameters: Vec<ParameterInfo>,
    /// Posterior samples.
    pub samples: Samples,
    /// ln p of each datum given each posterior sample, nats, `[draw, bin]`, where all were held against the data. The file rounds it
    /// to single precision.
    pub log_likelihoods: Option<Array2<f64>>,
    /// ln of the standard normal density at each parameter's z, as the group `log_prior` tells the prior, nats,
    /// `[draw, parameter]`, where it is known.
    pub log_priors: Option<Array2<f64>>,
    /// Samples of the networks' own posterior, `[draw, parameter]`, where `samples` say more than they.
    pub network_samples: Option<Array2<f64>>,
    /// What the exact stage leaves, if there was one.
    pub exact: Option<ExactPart>,
    /// Samples of the prior, `[draw, parameter]`.
    pub prior_samples: Array2<f64>,
    /// The true parameters, where the spectrum was simulated.
    pub truth: Option<Vec<f64>>,
    /// The data.
    pub observed: Observed,
    /// Spectra of posterior samples.
    pub predictive: Predictive,
    /// Temperature over pressure, if it varies.
    pub temperature: Option<TemperatureBands>,
    /// Out-of-distribution scores.
    pub ood: Vec<Score>,
    /// Whether any score raises the flag.
    pub ood_flag: bool,
    /// The flag in words.
    pub ood_summary: String,
    /// Mutual information between parameters and the networks' weights, nats, if there are networks.
    pub mutual_information_nats: Option<f64>,
    /// Median over posterior samples of the χ² of the data, noise only, inflated as each sample says.
    pub chi2_median: f64,
    /// The same, a bin.
    pub chi2_per_bin: f64,
    /// The same as `chi2_median`, by σ as the observation states it.
    pub chi2_stated_median: f64,
}

impl PosteriorFile {
    /// Writes the file; it appears complete or not at all.
    ///
    /// # Errors
    /// [`FileError`] if the disk does not take it.
    pub fn write(&self, path: &Path) -> Result<(), FileError> {
        netcdf::write(path, |netcdf| {
            self.write_attributes(&netcdf.file)?;
            self.write_draws(netcdf)?;
            self.write_data(netcdf)?;
            self.write_spectra(netcdf)?;
            if let Some(exact) = &self.exact {
                exact.write(netcdf)?;
            }
            self.write_temperature(netcdf)?;
            self.write_scores(netcdf)
        })
    }

    /// Reads the file.
    ///
    /// # Errors
    /// [`PosteriorError::File`] if it is none of ours or damaged, [`PosteriorError::Schema`] if it is of another version.
    pub fn read(path: &Path) -> Result<Self, PosteriorError> {
        let found = hdf5_file::read(path, |file| hdf5_file::read_text(file, "schema"))?;
        match found == SCHEMA {
            true => Ok(hdf5_file::read(path, read::posterior)?),
            false => Err(PosteriorError::Schema {
                path: path.into(),
                found,
            }),
        }
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
            quantity: "eclipse depth".into(),
            provenance: PosteriorProvenance {
                study_name: "x".into(),
                study_text: "name = \"x\"".into(),
                study_hash: "00".into(),
                seed: 3,
                observation_file: "a.csv".into(),
            },
            parameters: vec![
                ParameterInfo::new("temperature_k", "K", "T"),
                ParameterInfo::new("log_H2O", "log10 VMR", "log₁₀ X(H₂O)"),
            ],
            samples: Samples::equal(table(50, 2)),
            log_likelihoods: None,
            log_priors: None,
            network_samples: None,
            exact: None,
            prior_samples: table(20, 2),
            truth: None,
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
                weights: vec![1.0; 7],
                binned: table(7, 3),
                binned_quantiles: table(5, 3),
                offset: vec![0.0, 0.0, 1e-4],
                error_inflation: Array2::from_elem((7, 3), 1.5),
                median_error_inflation: vec![1.4; 3],
                cell_wavelength_um: vec![0.9, 1.0, 1.1, 1.2],
                native_quantiles: table(5, 4),
            },
            temperature: None,
            ood: vec![Score {
                name: "epistemic".into(),
                value: 0.1,
                p_value: 0.5,
                flag: false,
            }],
            ood_flag: false,
            ood_summary: "nothing unusual".into(),
            mutual_information_nats: Some(0.1),
            chi2_median: 2.5,
            chi2_per_bin: 0.8,
            chi2_stated_median: 5.6,
        }
    }

    #[test]
    fn a_posterior_round_trips() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("posterior.h5");
        for truth in [None, Some(vec![1000.0, -3.0])] {
            let bands = TemperatureBands {
                pressure_bar: vec![1e-3, 1e-2, 0.1, 1.0],
                quantiles_k: Array2::from_elem((5, 4), 1000.0),
                prior_quantiles_k: Array2::from_elem((5, 4), 1100.0),
            };
            let temperature = truth.is_some().then_some(bands);
            let file = PosteriorFile {
                truth,
                temperature,
                ..example()
            };
            file.write(&path).unwrap();
            assert_eq!(PosteriorFile::read(&path).unwrap(), file);
        }
    }
    #[test]
    fn weights_round_trip_and_are_left_out_where_all_are_equal() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("posterior.h5");
        let weights = |n: usize| (0..n).map(|i| 0.5 + i as f64).collect::<Vec<f64>>();
        let mut file = example();
        file.write(&path).unwrap();
        assert!(!hdf5::File::open(&path).unwrap().link_exists(WEIGHT_GROUP));
        file.samples = Samples::weighted(file.samples.theta().clone(), weights(50));
        file.predictive.weights = weights(7);
        file.write(&path).unwrap();
        assert_eq!(PosteriorFile::read(&path).unwrap(), file);
    }

    #[test]
    fn factors_on_errors_are_one_a_draw_or_one_a_bin() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("posterior.h5");
        let mut file = example();
        let shapes = |file: &PosteriorFile| {
            file.write(&path).unwrap();
            assert_eq!(&PosteriorFile::read(&path).unwrap(), file);
            let group = hdf5::File::open(&path).unwrap().group(SPECTRA_GROUP);
            let factors = group.unwrap().dataset("error_inflation").unwrap();
            [factors.shape(), factors.attr("median").unwrap().shape()]
        };
        assert_eq!(shapes(&file), [vec![1, 7], vec![]]);
        file.predictive.error_inflation.column_mut(2).fill(2.5);
        file.predictive.median_error_inflation[2] = 2.4;
        assert_eq!(shapes(&file), [vec![1, 7, 3], vec![3]]);
    }

    #[test]
    fn what_a_sampler_adds_round_trips() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("posterior.h5");
        let column = |n: usize, step: f64| (0..n).map(|i| step * i as f64).collect::<Vec<f64>>();
        let whole =
            |rows, columns| Array2::from_shape_fn((rows, columns), |(i, j)| (i + 2 * j) as f64);
        let draws = ImportanceDraws {
            sampled: vec!["log_H2O".into()],
            z: whole(9, 1),
            log_likelihood: column(9, 1.0),
            log_prior: column(9, -3.0),
            log_proposal: column(9, 2.5),
            weight: column(9, 0.5),
        };
        let best_fit = BestFit {
            theta: vec![1000.0, -3.0],
            binned: vec![0.02; 3],
            native: vec![0.021; 4],
            chi2: 2.3,
        };
        let file = PosteriorFile {
            log_likelihoods: Some(whole(50, 3)),
            log_priors: Some(whole(50, 2)),
            exact: Some(ExactPart { draws, best_fit }),
            network_samples: Some(whole(11, 2)),
            ..example()
        };
        file.write(&path).unwrap();
        assert_eq!(PosteriorFile::read(&path).unwrap(), file);
    }

    #[test]
    fn users_find_only_depths_where_arviz_compares_groups() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("posterior.h5");
        example().write(&path).unwrap();
        let file = hdf5::File::open(&path).unwrap();
        for group in ["observed_data", "posterior_predictive"] {
            let group = file.group(group).unwrap();
            let depth = group.dataset("depth").unwrap();
            let coordinates = hdf5_file::read_text(&depth, "coordinates").unwrap();
            let axes = ["bin", "chain", "draw", "depth"];
            let is_other = |name: &String| {
                !axes.contains(&name.as_str()) && !coordinates.split(' ').any(|own| own == name)
            };
            let others: Vec<String> = group.member_names().unwrap();
            let others: Vec<String> = others.into_iter().filter(is_other).collect();
            assert!(others.is_empty(), "{others:?}");
        }
    }
}
