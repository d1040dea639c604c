//! A clear planet like WASP-39b, by any tables.

use std::sync::Arc;

use exosonde::observation::{Bin, Binning, wavelength_range_um};
use forward_model::{
    Detected, ForwardModel, FreeChemistry, Geometry, Ingredients, Interpolation, ModelConfig,
    OpacityTable, PressureGrid, Species, Star, profile, units::per_cm_from_um,
};
use opacity_data::cia_tables;

type Result<T> = std::result::Result<T, Box<dyn std::error::Error>>;

/// The planet, and the bins in which it is seen.
pub struct ClearPlanet {
    model: ForwardModel,
    binning: Binning,
    gases: Vec<Species>,
}

impl ClearPlanet {
    /// With the gases of these tables.
    pub fn new(opacities: &[Arc<OpacityTable>], bins: &[Bin]) -> Result<Self> {
        let gases: Vec<Species> = opacities.iter().map(|table| table.species()).collect();
        let [short_um, long_um] = wavelength_range_um(bins);
        let model = ForwardModel::new(ModelConfig {
            geometry: Geometry::Transmission,
            star: Star {
                radius_m: 0.939 * 6.957e8,
                temperature_k: 5485.0,
                spectrum: None,
            },
            detected: Detected::Photons,
            planet_mass_kg: 0.281 * 1.898_13e27,
            reference_pressure_pa: 1e6,
            pressure_grid: PressureGrid::log_spaced(1e-2, 1e7, 80)?,
            ingredients: Ingredients {
                temperature: profile("isothermal", &[])?,
                chemistry: Arc::new(FreeChemistry::constant(&gases)),
                clouds: Vec::new(),
                patchy_clouds: false,
                unocculted: Vec::new(),
                system: Vec::new(),
            },
            background: vec![(Species::H2, 0.8547), (Species::He, 0.1453)],
            opacities: opacities.to_vec(),
            interpolation: Interpolation::Log,
            cia: cia_tables()?.into_iter().map(Arc::new).collect(),
            rayleigh: true,
            wavenumber_range_per_cm: [long_um, short_um].map(per_cm_from_um),
        })?;
        Ok(Self {
            binning: Binning::new(model.cell_bounds_per_cm(), bins)?,
            model,
            gases,
        })
    }

    /// Transit depths of the bins at one temperature; `log_vmr`: of each gas.
    pub fn depths(&self, temperature_k: f64, log_vmr: impl Fn(Species) -> f64) -> Result<Vec<f64>> {
        let log_vmr = self.gases.iter().map(|gas| log_vmr(*gas));
        let values: Vec<f64> = [1.279, temperature_k].into_iter().chain(log_vmr).collect();
        let mut workspace = self.model.workspace();
        let mut binned = vec![0.0; self.binning.n_bins()];
        let spectrum = self.model.spectrum(&values, &mut workspace)?;
        self.binning.apply(spectrum, &mut binned);
        Ok(binned)
    }
}
