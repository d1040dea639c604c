//! How each group of a posterior file is written.

use hdf5::{File, Group, H5Type, types::VarLenUnicode};
use ndarray::{Array1, Array2, ArrayView1, Axis};

use super::samples::unequal;
use super::{PosteriorFile, QUANTILES, SCHEMA, Score, TEMPERATURE_GROUP, WEIGHT, WEIGHT_GROUP};
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
        number(
            file,
            "mutual_information_nats",
            self.mutual_information_nats,
        )?;
        number(file, "chi2_median", self.chi2_median)?;
        number(file, "chi2_per_bin", self.chi2_per_bin)?;
        number(file, "chi2_stated_median", self.chi2_stated_median)?;
        number(file, "ood_flag", u8::from(self.ood_flag))
    }

    pub(super) fn write_samples(
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
            if let (Some(truth), "posterior") = (&self.truth, name) {
                let variable = group.dataset(&parameter.name)?;
                number(&variable, "truth", truth[i])?;
            }
        }
        Ok(())
    }

    /// The weights of the samples, where not all count the same.
    pub(super) fn write_weights(&self, netcdf: &NetcdfFile) -> hdf5::Result<()> {
        let Some(weights) = self.samples.unequal_weights() else {
            return Ok(());
        };
        let group = netcdf.file.create_group(WEIGHT_GROUP)?;
        chain_and_draw(netcdf, &group, weights.len())?;
        weight_variable(netcdf, &group, weights)
    }

    pub(super) fn write_predictive(&self, netcdf: &NetcdfFile) -> hdf5::Result<()> {
        let group = netcdf.file.create_group("posterior_predictive")?;
        let predictive = &self.predictive;
        chain_and_draw(netcdf, &group, predictive.binned.nrows())?;
        count(netcdf, &group, "bin", predictive.binned.ncols())?;
        count(netcdf, &group, "cell", predictive.cell_wavelength_um.len())?;
        netcdf.dimension(&group, "quantile", &QUANTILES)?;
        let depth = self.depth_attributes();
        let um = [("units", "um"), ("long_name", "wavelength")];
        let binned = predictive.binned.view().insert_axis(Axis(0));
        netcdf.variable(&group, "depth", &["chain", "draw", "bin"], binned, &depth)?;
        if let Some(weights) = unequal(&predictive.weights) {
            weight_variable(netcdf, &group, weights)?;
        }
        let quantiles = |name, dimension, values: &Array2<f64>| {
            netcdf.variable(
                &group,
                name,
                &["quantile", dimension],
                values.view(),
                &depth,
            )
        };
        quantiles("depth_quantiles", "bin", &predictive.binned_quantiles)?;
        quantiles(
            "native_depth_quantiles",
            "cell",
            &predictive.native_quantiles,
        )?;
        self.write_noise(netcdf, &group)?;
        let bins = ArrayView1::from(&self.observed.wavelength_um);
        netcdf.variable(&group, "wavelength_um", &["bin"], bins, &um)?;
        let cells = ArrayView1::from(&predictive.cell_wavelength_um);
        netcdf.variable(&group, "cell_wavelength_um", &["cell"], cells, &um)
    }

    /// What the samples make of the instruments.
    fn write_noise(&self, netcdf: &NetcdfFile, group: &Group) -> hdf5::Result<()> {
        let predictive = &self.predictive;
        let offset = ArrayView1::from(&predictive.offset);
        let shift = [("units", "1"), ("long_name", "offset of the instrument")];
        netcdf.variable(group, "offset", &["bin"], offset, &shift)?;
        let inflation = ArrayView1::from(&predictive.error_inflation).insert_axis(Axis(0));
        let factor = [("units", "1"), ("long_name", "factor on every depth_error")];
        netcdf.variable(
            group,
            "error_inflation",
            &["chain", "draw"],
            inflation,
            &factor,
        )?;
        let variable = group.dataset("error_inflation")?;
        number(&variable, "median", predictive.median_error_inflation)
    }

    fn depth_attributes(&self) -> [(&'static str, &str); 3] {
        [
            ("units", "1"),
            ("long_name", &self.quantity),
            ("quantity", &self.quantity),
        ]
    }

    pub(super) fn write_observed(&self, netcdf: &NetcdfFile) -> hdf5::Result<()> {
        let group = netcdf.file.create_group("observed_data")?;
        let observed = &self.observed;
        count(netcdf, &group, "bin", observed.depth.len())?;
        let depth = ArrayView1::from(&observed.depth);
        netcdf.variable(&group, "depth", &["bin"], depth, &self.depth_attributes())?;
        let columns: [(&str, &str, &Vec<f64>); 4] = [
            ("depth_error", "1", &observed.sigma),
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
fn count(netcdf: &NetcdfFile, group: &Group, name: &str, n: usize) -> hdf5::Result<()> {
    netcdf.dimension(group, name, &(0..n as i64).collect::<Vec<_>>())
}

fn number<T: H5Type>(location: &hdf5::Location, name: &str, value: T) -> hdf5::Result<()> {
    location.new_attr::<T>().create(name)?.write_scalar(&value)
}

fn texts_of<'a>(texts: impl Iterator<Item = &'a str>) -> hdf5::Result<Vec<VarLenUnicode>> {
    texts.map(unicode).collect()
}
