//! What a model is made of that takes parameters, chosen by name: the profiles, the clouds, the star's surface.

use std::sync::Arc;

use crate::{
    atmosphere::{
        chemistry::Chemistry,
        structure::gravity_m_per_s2,
        temperature::{self, TemperatureProfile},
    },
    cloud::Cloud,
    failure::{SimulationFailure, positive},
    parameters::{Parameter, Values},
    star::Unocculted,
    units::m_from_jupiter_radii,
};

/// The choices that decide which parameters a model has.
#[derive(Debug, Clone)]
pub struct Ingredients {
    /// Temperature over pressure.
    pub temperature: Arc<dyn TemperatureProfile>,
    /// The gases and how their volume mixing ratios vary with pressure.
    pub chemistry: Arc<dyn Chemistry>,
    /// Clouds and hazes.
    pub clouds: Vec<Arc<dyn Cloud>>,
    /// Whether the clouds cover a share of the planet only, a parameter of its own.
    pub patchy_clouds: bool,
    /// What the unocculted part of the star's disc shows besides its photosphere.
    pub unocculted: Vec<Unocculted>,
}

/// The values of a spectrum's parameters, shared out.
pub(crate) struct Shares<'a> {
    pub radius_rjup: f64,
    pub temperature: &'a [f64],
    pub chemistry: &'a [f64],
    pub clouds: &'a [f64],
    pub cloud_fraction: f64,
    pub unocculted: &'a [f64],
}

impl Ingredients {
    /// Every parameter, in the order in which a model takes their values.
    pub fn parameters(&self) -> Vec<Parameter> {
        let radius = Parameter::new("radius_rjup", "Jupiter radii", [0.01, 10.0])
            .unit("R_Jup")
            .label("R");
        let fraction = Parameter::new(
            "cloud_fraction",
            "share of the planet under clouds",
            [0.0, 1.0],
        )
        .label("f_cloud");
        let mut all = vec![radius];
        all.extend(self.temperature.parameters());
        all.extend(self.chemistry.parameters());
        all.extend(self.clouds.iter().flat_map(|cloud| cloud.parameters()));
        all.extend(self.patchy_clouds.then_some(fraction));
        all.extend(
            self.unocculted
                .iter()
                .flat_map(|region| region.parameters()),
        );
        all
    }

    /// Temperature, K, of a planet at each pressure.
    ///
    /// # Shapes
    /// `values`: those of [`parameters`](Self::parameters) in their order, what follows them is of no concern here;
    /// `pressure_pa`, rising, and what is returned: `[n_levels]`.
    ///
    /// # Errors
    /// [`SimulationFailure`] if the values mean no profile, or one that is not positive.
    pub fn temperature_k(
        &self,
        values: &[f64],
        planet_mass_kg: f64,
        pressure_pa: &[f64],
    ) -> Result<Vec<f64>, SimulationFailure> {
        let radius_m = m_from_jupiter_radii(positive("planet radius [Jupiter radii]", values[0])?);
        let gravity = gravity_m_per_s2(planet_mass_kg, radius_m);
        let own = &values[1..][..self.temperature.parameters().len()];
        let mut temperature_k = vec![0.0; pressure_pa.len()];
        let profile = (&*self.temperature, own);
        temperature::evaluate(profile, pressure_pa, gravity, &mut temperature_k)?;
        Ok(temperature_k)
    }

    /// Shares out values that are in the order of [`parameters`](Self::parameters) and as many.
    pub(crate) fn share<'a>(&self, counts: &Counts, values: &'a [f64]) -> Shares<'a> {
        let mut values = Values::new(values);
        Shares {
            radius_rjup: values.take(1)[0],
            temperature: values.take(counts.temperature),
            chemistry: values.take(counts.chemistry),
            clouds: values.take(counts.clouds),
            cloud_fraction: match self.patchy_clouds {
                true => values.take(1)[0],
                false => 1.0,
            },
            unocculted: values.take(counts.unocculted),
        }
    }
}

/// How many parameters the ingredients have, counted once.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Counts {
    temperature: usize,
    chemistry: usize,
    clouds: usize,
    unocculted: usize,
    /// All of them.
    pub total: usize,
}

impl Counts {
    pub fn of(ingredients: &Ingredients) -> Self {
        let clouds = ingredients.clouds.iter();
        let regions = ingredients.unocculted.iter();
        Self {
            temperature: ingredients.temperature.parameters().len(),
            chemistry: ingredients.chemistry.parameters().len(),
            clouds: clouds.map(|cloud| cloud.parameters().len()).sum(),
            unocculted: regions.flat_map(|region| region.parameters()).count(),
            total: ingredients.parameters().len(),
        }
    }
}
