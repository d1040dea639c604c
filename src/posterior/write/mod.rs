//! How each group of a posterior file is written.

mod draws;
mod spectra;

use hdf5::{File, Group, H5Type, types::VarLenUnicode};
use ndarray::{Array1, ArrayView1, Axis};

use super::{PosteriorFile, QUANTILES, SCHEMA, Score, TEMPERATURE_GROUP, WEIGHT};
use groundwork::hdf5_file::unicode;
use groundwork::netcdf::NetcdfFile;

impl PosteriorFile {
    pub(super) fn write_attributes(&self, file: &File) -> hdf5::Result<()> {
        let provenance = &self.provenance;
        let texts = [
            ("schema", SCHEMA),
            ("creator", "exosonde"),
            ("creator_version", env!("CARGO_PKG_VERSION")),
            ("quantity", &self.quantity),
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
        if let Some(nats) = self.mutual_information_nats {
            number(file, "mutual_information_nats", nats)?;
        }
        number(file, "chi2_median", self.chi2_median)?;
        number(file, "chi2_per_bin", self.chi2_per_bin)?;
        number(file, "chi2_stated_median", self.chi2_stated_median)?;
        number(file, "ood_flag", u8::from(self.ood_flag))
    }

    pub(super) fn write_temperature(&self, netcdf: &NetcdfFile) -> hdf5::Result<()> {
        let Some(bands) = &self.temperature else {
            return Ok(());
        };
        let group = netcdf.file.create_group(TEMPERATURE_GROUP)?;
        count(netcdf, &group, "level", bands.pressure_bar.len())?;
        netcdf.dimension(&group, "quantile", &QUANTILES)?;
        let pressure = ArrayView1::from(&bands.pressure_bar);
        let bar = [("units", "bar"), ("long_name", "pressure")];
        netcdf.variable(&group, "pressure_bar", &["level"], pressure, &bar)?;
        let kelvin = [("units", "K"), ("long_name", "temperature")];
        for (name, values) in [
            ("temperature_k", &bands.quantiles_k),
            ("prior_temperature_k", &bands.prior_quantiles_k),
        ] {
            let values = values.view();
            netcdf.variable(&group, name, &["quantile", "level"], values, &kelvin)?;
        }
        Ok(())
    }

    pub(super) fn write_scores(&self, netcdf: &NetcdfFile) -> hdf5::Result<()> {
        let group = netcdf.file.create_group("ood")?;
        count(netcdf, &group, "score", self.ood.len())?;
        let column = |of: fn(&Score) -> f64| -> Array1<f64> { self.ood.iter().map(of).collect() };
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
}

fn weight_variable(netcdf: &NetcdfFile, group: &Group, weights: &[f64]) -> hdf5::Result<()> {
    let weights = ArrayView1::from(weights).insert_axis(Axis(0));
    let attributes = [("units", "1"), ("long_name", "weight of the sample")];
    netcdf.variable(group, WEIGHT, &["chain", "draw"], weights, &attributes)
}

fn chain_and_draw(netcdf: &NetcdfFile, group: &Group, n_draws: usize) -> hdf5::Result<()> {
    count(netcdf, group, "chain", 1)?;
    count(netcdf, group, "draw", n_draws)
}

/// A dimension whose coordinate counts from zero.
pub(super) fn count(netcdf: &NetcdfFile, group: &Group, name: &str, n: usize) -> hdf5::Result<()> {
    netcdf.dimension(group, name, &(0..n as i64).collect::<Vec<_>>())
}

pub(super) fn number<T: H5Type>(
    location: &hdf5::Location,
    name: &str,
    value: T,
) -> hdf5::Result<()> {
    location.new_attr::<T>().create(name)?.write_scalar(&value)
}

pub(super) fn texts_of<'a>(
    texts: impl Iterator<Item = &'a str>,
) -> hdf5::Result<Vec<VarLenUnicode>> {
    texts.map(unicode).collect()
}
