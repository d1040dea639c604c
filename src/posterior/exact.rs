//! What the exact stage leaves in a posterior file, for experts: every draw that it made with what it was weighted by, and the
//! best fit. Users need none of it: the group `posterior` has equally weighted draws.
//!
//! | group | dimensions | variables |
//! | --- | --- | --- |
//! | `importance` | `evaluation`, `sampled` | `z` [evaluation, sampled] in the space where the prior is a standard normal, `log_likelihood`, `log_prior`, `log_proposal` (densities in z), `weight`, Pareto-smoothed, sum one; the attribute `sampled` names the parameters of `z`, the others were integrated in closed form |
//! | `best_fit` | `parameter`, `bin`, `cell` | `theta`, `depth`, `native_depth`, and the attribute `chi2` |

use hdf5::{File, types::VarLenUnicode};
use ndarray::{Array2, ArrayView1};

use super::write::{count, number, texts_of};
use groundwork::netcdf::NetcdfFile;

const IMPORTANCE: &str = "importance";
const BEST_FIT: &str = "best_fit";

/// What the exact stage leaves.
#[derive(Debug, Clone, PartialEq)]
pub struct ExactPart {
    /// Every draw.
    pub draws: ImportanceDraws,
    /// The best fit among them.
    pub best_fit: BestFit,
}

/// Draws of importance sampling.
#[derive(Debug, Clone, PartialEq)]
pub struct ImportanceDraws {
    /// Names of the parameters that were sampled, `[sampled]`.
    pub sampled: Vec<String>,
    /// Where, standardised, `[evaluation, sampled]`.
    pub z: Array2<f64>,
    /// ln L there, `[evaluation]`.
    pub log_likelihood: Vec<f64>,
    /// Logarithm of the prior's density in z, `[evaluation]`.
    pub log_prior: Vec<f64>,
    /// Logarithm of the density in z that all draws together come from, `[evaluation]`.
    pub log_proposal: Vec<f64>,
    /// Pareto-smoothed weights that sum to one, `[evaluation]`.
    pub weight: Vec<f64>,
}

/// The draw of the highest likelihood.
#[derive(Debug, Clone, PartialEq)]
pub struct BestFit {
    /// Its parameters, in their units, `[parameter]`.
    pub theta: Vec<f64>,
    /// Its spectrum, offsets of the instruments included, dimensionless, `[bin]`.
    pub binned: Vec<f64>,
    /// The same at the tables' own resolution without offsets, wavelengths rising, `[cell]`.
    pub native: Vec<f64>,
    /// Its χ², with errors inflated as it says.
    pub chi2: f64,
}

impl ExactPart {
    pub(super) fn write(&self, netcdf: &NetcdfFile) -> hdf5::Result<()> {
        self.draws.write(netcdf)?;
        self.best_fit.write(netcdf)
    }

    /// The part of a file, if it has one.
    pub(super) fn read(file: &File) -> hdf5::Result<Option<Self>> {
        if !file.link_exists(IMPORTANCE) {
            return Ok(None);
        }
        Ok(Some(Self {
            draws: ImportanceDraws::read(file)?,
            best_fit: BestFit::read(file)?,
        }))
    }
}

impl ImportanceDraws {
    fn write(&self, netcdf: &NetcdfFile) -> hdf5::Result<()> {
        let group = netcdf.file.create_group(IMPORTANCE)?;
        count(netcdf, &group, "evaluation", self.z.nrows())?;
        count(netcdf, &group, "sampled", self.z.ncols())?;
        netcdf.variable(&group, "z", &["evaluation", "sampled"], self.z.view(), &[])?;
        for (name, values) in self.columns() {
            let values = ArrayView1::from(values);
            netcdf.variable(&group, name, &["evaluation"], values, &[])?;
        }
        let names = texts_of(self.sampled.iter().map(String::as_str))?;
        group
            .new_attr_builder()
            .with_data(&names)
            .create("sampled_parameters")?;
        Ok(())
    }

    fn columns(&self) -> [(&'static str, &Vec<f64>); 4] {
        [
            ("log_likelihood", &self.log_likelihood),
            ("log_prior", &self.log_prior),
            ("log_proposal", &self.log_proposal),
            ("weight", &self.weight),
        ]
    }

    fn read(file: &File) -> hdf5::Result<Self> {
        let group = file.group(IMPORTANCE)?;
        let column = |name: &str| group.dataset(name)?.read_raw::<f64>();
        let names = group.attr("sampled_parameters")?;
        let names = names.read_raw::<VarLenUnicode>()?;
        Ok(Self {
            sampled: names.iter().map(ToString::to_string).collect(),
            z: group.dataset("z")?.read_2d()?,
            log_likelihood: column("log_likelihood")?,
            log_prior: column("log_prior")?,
            log_proposal: column("log_proposal")?,
            weight: column("weight")?,
        })
    }
}

impl BestFit {
    fn write(&self, netcdf: &NetcdfFile) -> hdf5::Result<()> {
        let group = netcdf.file.create_group(BEST_FIT)?;
        for (dimension, name, values) in [
            ("parameter", "theta", &self.theta),
            ("bin", "depth", &self.binned),
            ("cell", "native_depth", &self.native),
        ] {
            count(netcdf, &group, dimension, values.len())?;
            let values = ArrayView1::from(values);
            netcdf.variable(&group, name, &[dimension], values, &[])?;
        }
        number(&group, "chi2", self.chi2)
    }

    fn read(file: &File) -> hdf5::Result<Self> {
        let group = file.group(BEST_FIT)?;
        let column = |name: &str| group.dataset(name)?.read_raw::<f64>();
        Ok(Self {
            theta: column("theta")?,
            binned: column("depth")?,
            native: column("native_depth")?,
            chi2: group.attr("chi2")?.read_scalar()?,
        })
    }
}
