//! The groups over bins: the data, data as the posterior would make them, and the spectra behind those.

use hdf5::Group;
use ndarray::{Array1, Array2, ArrayView1, Axis};

use super::{chain_and_draw, count, number, texts_of, weight_variable};
use crate::posterior::replicates::replicates;
use crate::posterior::samples::unequal;
use crate::posterior::{PosteriorFile, QUANTILES, SPECTRA_GROUP};
use crate::seed::Seed;
use groundwork::netcdf::NetcdfFile;

/// The attribute by which readers of netCDF know what stands beside a variable as its coordinates.
const COORDINATES: (&str, &str) = ("coordinates", "wavelength_um half_width_um instrument");

const INFLATION: &str = "error_inflation";

impl PosteriorFile {
    /// The dimension `bin` of a group with its coordinates, and the attribute by which variables name them.
    pub(super) fn write_bins(
        &self,
        netcdf: &NetcdfFile,
        group: &Group,
    ) -> hdf5::Result<(&'static str, &'static str)> {
        let observed = &self.observed;
        count(netcdf, group, "bin", observed.depth.len())?;
        for (name, long_name, values) in [
            ("wavelength_um", "wavelength", &observed.wavelength_um),
            ("half_width_um", "half width", &observed.half_width_um),
        ] {
            let um = [("units", "um"), ("long_name", long_name)];
            netcdf.variable(group, name, &["bin"], ArrayView1::from(values), &um)?;
        }
        let instrument = texts_of(observed.instrument.iter().map(String::as_str))?;
        let instrument = ArrayView1::from(&instrument);
        netcdf.variable(group, "instrument", &["bin"], instrument, &[])?;
        Ok(COORDINATES)
    }

    /// What ArviZ sets beside each other, and what is known of the data besides.
    pub(in crate::posterior) fn write_data(&self, netcdf: &NetcdfFile) -> hdf5::Result<()> {
        let observed = &self.observed;
        for (group, name, values) in [
            ("observed_data", "depth", &observed.depth),
            ("constant_data", "depth_error", &observed.sigma),
        ] {
            let group = netcdf.file.create_group(group)?;
            self.write_bins(netcdf, &group)?;
            let values = ArrayView1::from(values);
            netcdf.variable(&group, name, &["bin"], values, &self.depth_attributes())?;
        }
        let replicates = replicates(&self.predictive, observed, Seed(self.provenance.seed));
        let group = netcdf.file.create_group("posterior_predictive")?;
        chain_and_draw(netcdf, &group, replicates.nrows())?;
        self.write_bins(netcdf, &group)?;
        self.write_binned(netcdf, &group, &replicates)
    }

    /// Spectra of posterior samples without noise, and what sticks out of them.
    pub(in crate::posterior) fn write_spectra(&self, netcdf: &NetcdfFile) -> hdf5::Result<()> {
        let group = netcdf.file.create_group(SPECTRA_GROUP)?;
        let predictive = &self.predictive;
        chain_and_draw(netcdf, &group, predictive.binned.nrows())?;
        self.write_bins(netcdf, &group)?;
        count(netcdf, &group, "cell", predictive.cell_wavelength_um.len())?;
        netcdf.dimension(&group, "quantile", &QUANTILES)?;
        self.write_binned(netcdf, &group, &predictive.binned)?;
        if let Some(weights) = unequal(&predictive.weights) {
            weight_variable(netcdf, &group, weights)?;
        }
        self.write_quantiles(netcdf, &group)?;
        self.write_noise(netcdf, &group)?;
        self.write_pulls(netcdf, &group)
    }

    fn write_binned(
        &self,
        netcdf: &NetcdfFile,
        group: &Group,
        depth: &Array2<f64>,
    ) -> hdf5::Result<()> {
        let (dimensions, attributes) = (["chain", "draw", "bin"], self.depth_attributes());
        let depth = depth.view().insert_axis(Axis(0));
        netcdf.variable(group, "depth", &dimensions, depth, &attributes)
    }

    fn write_quantiles(&self, netcdf: &NetcdfFile, group: &Group) -> hdf5::Result<()> {
        let predictive = &self.predictive;
        let cells = ArrayView1::from(&predictive.cell_wavelength_um);
        let um = [("units", "um"), ("long_name", "wavelength")];
        netcdf.variable(group, "cell_wavelength_um", &["cell"], cells, &um)?;
        let [units, long_name, quantity, coordinates] = self.depth_attributes();
        let native = [
            units,
            long_name,
            quantity,
            ("coordinates", "cell_wavelength_um"),
        ];
        let binned = [units, long_name, quantity, coordinates];
        let bins = predictive.binned_quantiles.view();
        netcdf.variable(
            group,
            "depth_quantiles",
            &["quantile", "bin"],
            bins,
            &binned,
        )?;
        let cells = predictive.native_quantiles.view();
        let dimensions = ["quantile", "cell"];
        netcdf.variable(group, "native_depth_quantiles", &dimensions, cells, &native)
    }

    /// What the samples make of the instruments.
    fn write_noise(&self, netcdf: &NetcdfFile, group: &Group) -> hdf5::Result<()> {
        let predictive = &self.predictive;
        let offset = ArrayView1::from(&predictive.offset);
        let long_name = ("long_name", "offset of the instrument");
        let shift = [("units", "1"), long_name, COORDINATES];
        netcdf.variable(group, "offset", &["bin"], offset, &shift)?;
        let inflation = predictive.error_inflation.view().insert_axis(Axis(0));
        let medians = &predictive.median_error_inflation;
        let units = ("units", "1");
        if let Some(on_all) = on_all_bins(&predictive.error_inflation) {
            let factor = [units, ("long_name", "factor on every depth_error")];
            let on_all = on_all.insert_axis(Axis(0));
            netcdf.variable(group, INFLATION, &["chain", "draw"], on_all, &factor)?;
            let variable = group.dataset(INFLATION)?;
            return number(&variable, "median", medians[0]);
        }
        let long_name = ("long_name", "factor on the depth_error of a bin");
        let factor = [units, long_name, COORDINATES];
        netcdf.variable(
            group,
            INFLATION,
            &["chain", "draw", "bin"],
            inflation,
            &factor,
        )?;
        let variable = group.dataset(INFLATION)?;
        let medians = variable.new_attr_builder().with_data(medians);
        medians.create("median").map(|_| ())
    }

    /// How far the data lie from the spectra.
    fn write_pulls(&self, netcdf: &NetcdfFile, group: &Group) -> hdf5::Result<()> {
        let observed = &self.observed;
        let pull = ArrayView1::from(&observed.pull);
        let sigmas = ("long_name", "data minus prediction, standard deviations");
        let attributes = [("units", "1"), sigmas, COORDINATES];
        netcdf.variable(group, "pull", &["bin"], pull, &attributes)?;
        let flags = observed.sticks_out.iter().map(|flag| u8::from(*flag));
        let flags = Array1::from_iter(flags);
        netcdf.variable(group, "sticks_out", &["bin"], flags.view(), &[COORDINATES])?;
        let variable = group.dataset("sticks_out")?;
        number(&variable, "threshold_sigma", observed.threshold_sigma)
    }

    fn depth_attributes(&self) -> [(&'static str, &str); 4] {
        [
            ("units", "1"),
            ("long_name", &self.quantity),
            ("quantity", &self.quantity),
            COORDINATES,
        ]
    }
}

/// The first bin's column, if all bins have the same.
fn on_all_bins(factors: &Array2<f64>) -> Option<ArrayView1<'_, f64>> {
    let first = factors.column(0);
    let mut columns = factors.columns().into_iter();
    columns.all(|column| column == first).then_some(first)
}
