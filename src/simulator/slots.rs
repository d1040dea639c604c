//! Which element of θ, or which fixed number, each quantity of the forward model comes from.

use forward_model::{Haze, PlanetParameters, Temperature, units};

use crate::study::{Cloud, ParameterSpace, ParameterValue, Study, TemperatureKind};

/// The map from θ to the forward model's parameters, field units to SI.
pub(super) struct Slots {
    radius_rjup: ParameterValue,
    temperature: TemperatureSlots,
    log_vmr: Vec<ParameterValue>,
    log_cloud_top_bar: Option<ParameterValue>,
    haze: Option<HazeSlots>,
}

enum TemperatureSlots {
    Isothermal { temperature_k: ParameterValue },
    Guillot2010(Box<Guillot2010Slots>),
}

struct Guillot2010Slots {
    t_irr_k: ParameterValue,
    t_int_k: ParameterValue,
    log_kappa_ir: ParameterValue,
    log_kappa_v1: ParameterValue,
    log_kappa_v2: ParameterValue,
    alpha: ParameterValue,
}

struct HazeSlots {
    log_enhancement: ParameterValue,
    slope: ParameterValue,
}

impl Slots {
    pub(super) fn new(study: &Study) -> Self {
        let space = &study.parameters;
        let has = |cloud| study.atmosphere.clouds.contains(&cloud);
        let gases = study.atmosphere.gases.iter();
        Self {
            radius_rjup: slot(space, "radius_rjup"),
            temperature: TemperatureSlots::new(space, study.atmosphere.temperature),
            log_vmr: gases
                .map(|gas| slot(space, &format!("log_{gas}")))
                .collect(),
            log_cloud_top_bar: has(Cloud::GreyDeck).then(|| slot(space, "log_cloud_top_bar")),
            haze: has(Cloud::PowerLawHaze).then(|| HazeSlots {
                log_enhancement: slot(space, "log_haze_enhancement"),
                slope: slot(space, "haze_slope"),
            }),
        }
    }

    /// Parameters of the right shape, to be filled.
    pub(super) fn planet(&self) -> PlanetParameters {
        PlanetParameters {
            radius_m: 0.0,
            temperature: Temperature::Isothermal { temperature_k: 0.0 },
            vmr: vec![0.0; self.log_vmr.len()],
            cloud_top_pa: None,
            haze: None,
        }
    }

    /// Overwrites `planet` with what `theta` says, without allocating.
    pub(super) fn fill(&self, theta: &[f64], planet: &mut PlanetParameters) {
        let value = |slot: ParameterValue| match slot {
            ParameterValue::Fixed(value) => value,
            ParameterValue::Free(i) => theta[i],
        };
        let power = |slot| 10f64.powf(value(slot));
        planet.radius_m = units::m_from_jupiter_radii(value(self.radius_rjup));
        planet.temperature = self.temperature.fill(value);
        for (vmr, &log_vmr) in planet.vmr.iter_mut().zip(&self.log_vmr) {
            *vmr = power(log_vmr);
        }
        planet.cloud_top_pa = self
            .log_cloud_top_bar
            .map(|slot| units::pa_from_bar(power(slot)));
        planet.haze = self.haze.as_ref().map(|haze| Haze {
            enhancement: power(haze.log_enhancement),
            slope: value(haze.slope),
        });
    }
}

impl TemperatureSlots {
    fn new(space: &ParameterSpace, kind: TemperatureKind) -> Self {
        match kind {
            TemperatureKind::Isothermal => Self::Isothermal {
                temperature_k: slot(space, "temperature_k"),
            },
            TemperatureKind::Guillot2010 => Self::Guillot2010(Box::new(Guillot2010Slots {
                t_irr_k: slot(space, "t_irr_k"),
                t_int_k: slot(space, "t_int_k"),
                log_kappa_ir: slot(space, "log_kappa_ir"),
                log_kappa_v1: slot(space, "log_kappa_v1"),
                log_kappa_v2: slot(space, "log_kappa_v2"),
                alpha: slot(space, "alpha"),
            })),
        }
    }

    fn fill(&self, value: impl Fn(ParameterValue) -> f64) -> Temperature {
        let power = |slot| 10f64.powf(value(slot));
        match self {
            Self::Isothermal { temperature_k } => Temperature::Isothermal {
                temperature_k: value(*temperature_k),
            },
            Self::Guillot2010(slots) => Temperature::Guillot2010 {
                t_irr_k: value(slots.t_irr_k),
                t_int_k: value(slots.t_int_k),
                kappa_ir_m2_per_kg: power(slots.log_kappa_ir),
                kappa_v1_m2_per_kg: power(slots.log_kappa_v1),
                kappa_v2_m2_per_kg: power(slots.log_kappa_v2),
                alpha: value(slots.alpha),
            },
        }
    }
}

fn slot(space: &ParameterSpace, name: &str) -> ParameterValue {
    space
        .get(name)
        .expect("a study holds every parameter that its physics needs")
}
