//! Planet and star as one spectrum has them: a model's own numbers, or parameters in their place.

use super::{
    forward_model::ForwardModel,
    system::{PlanckOfStar, System},
};
use crate::{
    failure::SimulationFailure,
    parameters::PlanetView,
    star::{PlanckRows, Star},
};

impl ForwardModel {
    pub(super) fn system(&self, planet: &PlanetView<'_>) -> System {
        let star_temperature_k = planet.star_temperature_k();
        System {
            planet_mass_kg: planet.mass_kg().unwrap_or(self.planet_mass_kg),
            planet_radius_m: planet.radius_m(),
            star_radius_m: planet.star_radius_m().unwrap_or(self.star.radius_m),
            star_temperature_k: star_temperature_k.unwrap_or(self.star.temperature_k),
        }
    }

    /// The star of a planet.
    fn star_of(&self, star_temperature_k: f64) -> Star {
        Star {
            temperature_k: star_temperature_k,
            ..self.star.clone()
        }
    }

    /// Temperature of the star, K, if that is a parameter by which its light changes, for the parameters `values`.
    ///
    /// # Errors
    /// As of [`ParameterLayout::view`](crate::ParameterLayout::view).
    pub fn varying_star_k(&self, values: &[f64]) -> Result<Option<f64>, SimulationFailure> {
        let planet = self.layout.view(values)?;
        let own = planet.star_temperature_k();
        Ok(own.filter(|_| self.star.spectrum.is_none()))
    }

    /// As [`star_light`](Self::star_light), of a star of that temperature, K.
    ///
    /// # Errors
    /// [`SimulationFailure::NonPhysical`] if it is dark.
    pub fn light_of_star(
        &self,
        star_temperature_k: f64,
        bounds_per_cm: [f64; 2],
    ) -> Result<f64, SimulationFailure> {
        let light = self
            .star_of(star_temperature_k)
            .light(bounds_per_cm, self.detected);
        light.map_err(|_| dark(star_temperature_k))
    }

    /// What the cells emit over the light of the star as the spectrum has it, if that is not the model's own; `known` is kept if it is
    /// still true.
    ///
    /// # Errors
    /// [`SimulationFailure::NonPhysical`] if the star is dark.
    pub(super) fn planck_of_star(
        &self,
        star_temperature_k: f64,
        known: Option<PlanckOfStar>,
    ) -> Result<Option<PlanckOfStar>, SimulationFailure> {
        let is_own = star_temperature_k == self.star.temperature_k;
        if self.planck.is_none() || self.star.spectrum.is_some() || is_own {
            return Ok(None);
        }
        if let Some(known) = known.filter(|it| it.star_temperature_k == star_temperature_k) {
            return Ok(Some(known));
        }
        let light = (&self.star_of(star_temperature_k), self.detected);
        let rows = PlanckRows::new(light, &self.columns, &self.cell_bounds_per_cm);
        Ok(Some(PlanckOfStar {
            star_temperature_k,
            rows: rows.map_err(|_| dark(star_temperature_k))?,
        }))
    }
}

fn dark(star_temperature_k: f64) -> SimulationFailure {
    SimulationFailure::NonPhysical {
        quantity: "temperature of a star that should shine [K]",
        value: star_temperature_k,
    }
}
