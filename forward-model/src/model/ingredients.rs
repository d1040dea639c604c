//! What a model is made of that takes parameters, chosen by name: the profiles, the clouds, the star's surface.

use std::sync::Arc;

use crate::{
    atmosphere::{
        chemistry::Chemistry,
        structure::gravity_m_per_s2,
        temperature::{self, TemperatureProfile},
    },
    cloud::Cloud,
    content::{Content, Listener},
    failure::{SimulationFailure, positive},
    parameters::{Parameter, ParameterLayout, Parts, PlanetView, SystemParameter},
    star::Unocculted,
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
    /// What of planet and star is a parameter in place of the model's own number.
    pub system: Vec<SystemParameter>,
}

impl Content for Ingredients {
    fn tell(&self, listener: &mut dyn Listener) {
        let Self {
            temperature,
            chemistry,
            clouds,
            patchy_clouds,
            unocculted,
            system,
        } = self;
        temperature.tell(listener);
        chemistry.tell(listener);
        clouds.tell(listener);
        patchy_clouds.tell(listener);
        unocculted.tell(listener);
        // Models without any are told as they were before there were some.
        for own in system {
            listener.text(&own.parameter().name);
        }
    }
}

impl Ingredients {
    /// A temperature profile and a chemistry, without clouds, before a star without spots.
    pub fn cloudless(
        temperature: Arc<dyn TemperatureProfile>,
        chemistry: impl Chemistry + 'static,
    ) -> Self {
        Self {
            temperature,
            chemistry: Arc::new(chemistry),
            clouds: Vec::new(),
            patchy_clouds: false,
            unocculted: Vec::new(),
            system: Vec::new(),
        }
    }

    /// Which parameters the choices have, and which of a model's values each of them takes.
    pub fn layout(&self) -> ParameterLayout {
        let clouds = self.clouds.iter().map(|cloud| cloud.parameters());
        let regions = self.unocculted.iter();
        ParameterLayout::new(Parts {
            planet_radius: vec![planet_radius()],
            temperature: self.temperature.parameters(),
            chemistry: self.chemistry.parameters(),
            clouds: clouds.collect(),
            cloud_fraction: self
                .patchy_clouds
                .then(cloud_fraction)
                .into_iter()
                .collect(),
            unocculted: regions.map(|region| region.parameters().into()).collect(),
            system: SystemParameter::ALL.map(|it| self.of_system(it).into_iter().collect()),
        })
    }

    fn of_system(&self, wanted: SystemParameter) -> Option<Parameter> {
        self.system.contains(&wanted).then(|| wanted.parameter())
    }

    /// Temperature, K, of a planet at each pressure; `planet_mass_kg` is its mass where that is no parameter.
    ///
    /// # Shapes
    /// `pressure_pa`, rising, and what is returned: `[n_levels]`.
    ///
    /// # Errors
    /// [`SimulationFailure`] if the values mean no profile, or one that is not positive.
    pub fn temperature_k(
        &self,
        planet: &PlanetView<'_>,
        planet_mass_kg: f64,
        pressure_pa: &[f64],
    ) -> Result<Vec<f64>, SimulationFailure> {
        let mass_kg = planet.mass_kg().unwrap_or(planet_mass_kg);
        let gravity = gravity_m_per_s2(mass_kg, planet.radius_m());
        let mut temperature_k = vec![0.0; pressure_pa.len()];
        let profile = (&*self.temperature, planet.temperature());
        temperature::evaluate(profile, pressure_pa, gravity, &mut temperature_k)?;
        Ok(temperature_k)
    }

    /// Pressure at the top of the highest opaque cloud, Pa, if there is one.
    ///
    /// # Errors
    /// [`SimulationFailure::NonPhysical`] if it is not positive.
    pub(super) fn cloud_top_pa(
        &self,
        planet: &PlanetView<'_>,
    ) -> Result<Option<f64>, SimulationFailure> {
        let clouds = self.clouds.iter().enumerate();
        let tops = clouds.filter_map(|(i, cloud)| cloud.top_pa(planet.cloud(i)));
        let highest = tops.reduce(f64::min);
        highest
            .map(|top_pa| positive("cloud-top pressure [Pa]", top_pa))
            .transpose()
    }
}

fn planet_radius() -> Parameter {
    Parameter::new("radius_rjup", "Jupiter radii", [0.01, 10.0])
        .unit("R_Jup")
        .label("R")
}

fn cloud_fraction() -> Parameter {
    let meaning = "share of the planet under clouds";
    Parameter::new("cloud_fraction", meaning, [0.0, 1.0]).label("f_cloud")
}
