//! The groups of draws: posterior, prior, and what is known of each draw.

use ndarray::{Array2, Axis};

use super::{chain_and_draw, number, weight_variable};
use crate::posterior::{
    LIKELIHOOD_GROUP, NETWORK_GROUP, OWN_UNIT, PRIOR_DENSITY_GROUP, PosteriorFile, WEIGHT_GROUP,
    units,
};
use groundwork::netcdf::NetcdfFile;

impl PosteriorFile {
    /// The posterior's draws and the prior's, with what is known of each.
    pub(in crate::posterior) fn write_draws(&self, netcdf: &NetcdfFile) -> hdf5::Result<()> {
        self.write_samples(netcdf, "posterior", self.samples.theta())?;
        self.write_samples(netcdf, "prior", &self.prior_samples)?;
        if let Some(samples) = &self.network_samples {
            self.write_samples(netcdf, NETWORK_GROUP, samples)?;
        }
        self.write_weights(netcdf)?;
        self.write_log_likelihood(netcdf)?;
        self.write_log_prior(netcdf)
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
                ("units", units::astropy(&parameter.unit)),
                ("long_name", &parameter.label),
                (OWN_UNIT, &parameter.unit),
            ];
            let chains = ["chain", "draw"];
            netcdf.variable(&group, &parameter.name, &chains, column, &attributes)?;
            if let (Some(truth), "posterior") = (&self.truth, name) {
                let variable = group.dataset(&parameter.name)?;
                number(&variable, "truth", truth[i])?;
            }
        }
        Ok(())
    }

    /// The weights of the samples, where not all count the same.
    fn write_weights(&self, netcdf: &NetcdfFile) -> hdf5::Result<()> {
        let Some(weights) = self.samples.unequal_weights() else {
            return Ok(());
        };
        let group = netcdf.file.create_group(WEIGHT_GROUP)?;
        chain_and_draw(netcdf, &group, weights.len())?;
        weight_variable(netcdf, &group, weights)
    }

    /// In single precision: 1e-6 of a nat says as much, in half of what may be tens of megabytes.
    fn write_log_likelihood(&self, netcdf: &NetcdfFile) -> hdf5::Result<()> {
        let Some(log_likelihoods) = &self.log_likelihoods else {
            return Ok(());
        };
        let group = netcdf.file.create_group(LIKELIHOOD_GROUP)?;
        chain_and_draw(netcdf, &group, log_likelihoods.nrows())?;
        let coordinates = self.write_bins(netcdf, &group)?;
        let values = log_likelihoods
            .mapv(|nats| nats as f32)
            .insert_axis(Axis(0));
        let attributes = [
            ("units", "1"),
            ("long_name", "ln p of the measured depth, nats"),
            coordinates,
        ];
        let dimensions = ["chain", "draw", "bin"];
        netcdf.variable(&group, "depth", &dimensions, values.view(), &attributes)
    }

    fn write_log_prior(&self, netcdf: &NetcdfFile) -> hdf5::Result<()> {
        let Some(log_priors) = &self.log_priors else {
            return Ok(());
        };
        let group = netcdf.file.create_group(PRIOR_DENSITY_GROUP)?;
        chain_and_draw(netcdf, &group, log_priors.nrows())?;
        for (parameter, column) in self.parameters.iter().zip(log_priors.columns()) {
            let attributes = [
                ("units", "1"),
                ("long_name", "ln of the prior in z = Φ⁻¹(CDF), nats"),
            ];
            let column = column.insert_axis(Axis(0));
            let chains = ["chain", "draw"];
            netcdf.variable(&group, &parameter.name, &chains, column, &attributes)?;
        }
        Ok(())
    }
}
