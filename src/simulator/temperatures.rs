//! Whether the opacity tables reach the temperatures that a study's prior allows and its observation shows.

use forward_model::{
    Detected, Geometry, SimulationFailure, Star,
    digits::significant,
    units::{m_from_jupiter_radii, pa_from_bar},
};

use ndarray::ArrayView1;

use super::SimulatorError;
use crate::caveat::{Caveat, CaveatKind};
use crate::observation::{Bin, Observation};
use crate::prior::{Marginal, TruncatedNormal};
use crate::seed::{Purpose, Seed};
use crate::statistics::weighted_quantiles;
use crate::study::{Study, StudyError};
use opacity_data::TableInfo;

/// Samples of the prior whose profiles are looked at.
const N_SAMPLES: u64 = 256;
/// Pressures at which the temperature matters, bar: nearly all of a hot Jupiter's infrared light, and of what its limb
/// takes from the star's, is made between them (`contribution.csv` of `simulate` shows it). Deeper, where a Guillot profile
/// may grow very hot, nothing is seen; higher, its temperature hardly changes any more.
const MATTERS_BAR: [f64; 2] = [1e-4, 1.0];
/// A study is refused if more than this share of its prior's temperatures, over samples and levels, has no opacity.
const REFUSED_SHARE: f64 = 0.2;
/// Above this, K, hydrogen and water are dissociated at the pressures that are seen, and H⁻ absorbs.
const DISSOCIATED_K: f64 = 2200.0;

/// The temperatures that a study's prior allows, K.
pub(super) struct PriorTemperatures {
    /// At the levels where they matter.
    seen_k: Vec<f64>,
    /// At the other levels.
    unseen_k: Vec<f64>,
}

impl PriorTemperatures {
    /// Temperatures of the same samples of the prior whenever they are asked for; of an isothermal profile its ends.
    pub fn of(study: &Study) -> Self {
        if let Some((_, range_k)) = isothermal_range_k(study) {
            return Self {
                seen_k: range_k.to_vec(),
                unseen_k: Vec::new(),
            };
        }
        let (seen_k, unseen_k) = prior_temperatures_k(study);
        Self { seen_k, unseen_k }
    }

    /// Lowest and highest, at whatever level.
    pub fn range_k(&self) -> [f64; 2] {
        range_k(self.seen_k.iter().chain(&self.unseen_k))
    }
}

fn range_k<'a>(temperatures_k: impl Iterator<Item = &'a f64>) -> [f64; 2] {
    let wider = |[low, high]: [f64; 2], t: &f64| [t.min(low), t.max(high)];
    temperatures_k.fold([f64::INFINITY, 0.0], wider)
}

/// Refuses what the tables do not reach; what they do not quite reach becomes a caveat each.
pub(super) fn check(
    study: &Study,
    temperatures: &PriorTemperatures,
    infos: &[TableInfo],
) -> Result<Vec<Caveat>, StudyError> {
    if let Some((name, range_k)) = isothermal_range_k(study) {
        for info in infos {
            check_isothermal(study, info, (&name, range_k))?;
        }
        return Ok(infos
            .iter()
            .filter_map(|info| reliability_warning(info, range_k[1]))
            .collect());
    }
    let [_, highest_k] = range_k(temperatures.seen_k.iter());
    let mut caveats = Vec::new();
    for (range_k, gases) in by_range(infos) {
        let seen = check_profile(study, (range_k, &gases), &temperatures.seen_k)?;
        caveats.extend(seen.or_else(|| unseen(temperatures, (range_k, &gases))));
    }
    let doubts = infos
        .iter()
        .filter_map(|info| reliability_warning(info, highest_k));
    caveats.extend(doubts);
    Ok(caveats)
}

/// Temperatures beyond the tables where they matter little.
fn unseen(
    temperatures: &PriorTemperatures,
    ([table_from_k, table_to_k], gases): ([f64; 2], &str),
) -> Option<Caveat> {
    let [lowest_k, highest_k] = range_k(temperatures.unseen_k.iter());
    let [top, bottom] = MATTERS_BAR;
    let text = format!(
        "the priors allow temperatures of {lowest_k:.0} to {highest_k:.0} K above {top} and below {bottom} bar, the opacity tables \
         of {gases} reach from {table_from_k} to {table_to_k} K: beyond, the table's end is taken"
    );
    let is_beyond = lowest_k < table_from_k || highest_k > table_to_k;
    is_beyond.then(|| Caveat::new(CaveatKind::BeyondTable, text))
}

/// Lowest and highest temperature of tables, K, and the gases that share them.
fn by_range(infos: &[TableInfo]) -> Vec<([f64; 2], String)> {
    let mut ranges: Vec<([f64; 2], String)> = Vec::new();
    for info in infos {
        let gas = info.species.formula();
        match ranges
            .iter_mut()
            .find(|(range_k, _)| *range_k == info.temperature_k)
        {
            Some((_, gases)) => *gases += &format!(", {gas}"),
            None => ranges.push((info.temperature_k, gas.to_owned())),
        }
    }
    ranges
}

/// The parameter that is the temperature everywhere and its range, K, if the profile is isothermal.
fn isothermal_range_k(study: &Study) -> Option<(String, [f64; 2])> {
    let name = study.atmosphere.ingredients.temperature.isothermal()?.name;
    let range_k = study.parameters.range(&name)?;
    Some((name, range_k))
}

/// A prior on an isothermal temperature must lie inside the tables.
fn check_isothermal(
    study: &Study,
    info: &TableInfo,
    (name, [from_k, to_k]): (&str, [f64; 2]),
) -> Result<(), StudyError> {
    let [table_from_k, table_to_k] = info.temperature_k;
    if table_from_k <= from_k && to_k <= table_to_k {
        return Ok(());
    }
    let gas = info.species;
    let [from, to] = [from_k, to_k].map(|k| significant(k, 6));
    let mut found = match from == to {
        true => format!("{from} K"),
        false => format!("{from} to {to} K"),
    };
    let mut expected =
        format!("temperatures inside {gas}'s opacity table, {table_from_k} to {table_to_k} K");
    if let Some(
        Marginal::Normal(normal) | Marginal::TruncatedNormal(TruncatedNormal { normal, .. }),
    ) = study.parameters.prior_of(name)
    {
        let [mean_k, std_k] = normal;
        found = format!(
            "a normal prior of mean {mean_k} and standard deviation {std_k} that counts from {found}"
        );
        expected += &format!(
            "; {{ normal = [{mean_k}, {std_k}], within = [a, b] }} cuts it, or narrow the standard deviation"
        );
    }
    let key = format!("parameters.{name}");
    Err(study.source.value_error(&key, found, expected))
}

/// Temperatures, K, of samples of the prior: those at the levels where they matter, and the others.
fn prior_temperatures_k(study: &Study) -> (Vec<f64>, Vec<f64>) {
    let levels_pa = study.atmosphere.pressure_grid.level_pressure_pa();
    let [from_pa, to_pa] = MATTERS_BAR.map(pa_from_bar);
    let is_inside = |pa: f64| (from_pa..=to_pa).contains(&pa);
    let is_seen = |pa: f64| is_inside(pa) || !levels_pa.iter().any(|pa| is_inside(*pa));
    let profile = |i_sample: u64| {
        let mut rng = Seed(0).rng(Purpose::Prior, i_sample);
        let theta = study.parameters.prior().sample(&mut rng);
        // A sample without a profile fails in `generate` too, with its reason.
        let profile = profile_k(study, &theta, levels_pa).unwrap_or_default();
        levels_pa.iter().copied().zip(profile).collect::<Vec<_>>()
    };
    let all = (0..N_SAMPLES).flat_map(profile);
    let (seen, unseen): (Vec<_>, Vec<_>) = all.partition(|(pa, _)| is_seen(*pa));
    let temperatures_k = |levels: Vec<(f64, f64)>| levels.into_iter().map(|(_, t)| t).collect();
    (temperatures_k(seen), temperatures_k(unseen))
}

/// Temperature, K, at each pressure.
fn profile_k(
    study: &Study,
    theta: &[f64],
    pressure_pa: &[f64],
) -> Result<Vec<f64>, SimulationFailure> {
    let values = study.parameters.physics(theta);
    let planet = study.parameters.layout().view(&values)?;
    let ingredients = &study.atmosphere.ingredients;
    ingredients.temperature_k(&planet, study.planet.mass_kg, pressure_pa)
}

/// Which temperatures have no opacity, if there are some.
fn check_profile(
    study: &Study,
    ([table_from_k, table_to_k], gases): ([f64; 2], &str),
    temperatures_k: &[f64],
) -> Result<Option<Caveat>, StudyError> {
    let is_outside = |t: &&f64| !(table_from_k..=table_to_k).contains(*t);
    let n_outside = temperatures_k.iter().filter(is_outside).count();
    if n_outside == 0 {
        return Ok(None);
    }
    let share = n_outside as f64 / temperatures_k.len() as f64;
    let [lowest_k, highest_k] = range_k(temperatures_k.iter());
    let [top, bottom] = MATTERS_BAR;
    let range = format!(
        "temperatures of {lowest_k:.0} to {highest_k:.0} K between {top} and {bottom} bar, {} of them outside the opacity tables of {gases}",
        percent(share)
    );
    if share <= REFUSED_SHARE {
        let text = format!(
            "the priors allow {range}, {table_from_k} to {table_to_k} K: there the table's end is taken"
        );
        return Ok(Some(Caveat::new(CaveatKind::BeyondTable, text)));
    }
    let found = format!("a profile whose priors allow {range}");
    let expected = format!(
        "at most {} outside {table_from_k} to {table_to_k} K: narrower priors, or tables that reach farther",
        percent(REFUSED_SHARE)
    );
    Err(study
        .source
        .value_error("atmosphere.temperature", found, expected))
}

fn percent(share: f64) -> String {
    match 100.0 * share {
        below if below < 1.0 => "less than 1 %".to_owned(),
        percent => format!("{percent:.0} %"),
    }
}

fn reliability_warning(info: &TableInfo, to_k: f64) -> Option<Caveat> {
    let reliable_to_k = info.reliable_to_k.filter(|&limit| limit < to_k)?;
    let text = format!(
        "the prior on temperature reaches {to_k:.0} K, the opacity of {} is reliable to about {reliable_to_k:.0} K: {}",
        info.species, info.known_faults
    );
    Some(Caveat::new(CaveatKind::Doubtful, text))
}

/// Refuses an eclipse whose light is hotter than an opacity table.
pub(super) fn check_observation(
    study: &Study,
    star: &Star,
    observation: &Observation,
    infos: &[TableInfo],
) -> Result<(), SimulatorError> {
    if study.atmosphere.geometry == Geometry::Transmission {
        return Ok(());
    }
    let (dayside_k, radius_rjup) = dayside_temperature_k(study, star, observation)?;
    let ends = by_range(infos).into_iter();
    let exceeded = ends.filter(|([_, end_k], _)| *end_k < dayside_k);
    let ends: Vec<String> = exceeded
        .map(|([_, end_k], gases)| format!("{gases} to {end_k} K"))
        .collect();
    if ends.is_empty() {
        return Ok(());
    }
    let found = format!(
        "a dayside of {dayside_k:.0} K (median brightness temperature of {} bins, weighted by their errors, with radius_rjup = {radius_rjup})",
        observation.n_bins()
    );
    let expected = format!(
        "one that the opacity tables reach, which they do for {}; {}",
        ends.join(" and for "),
        advice(dayside_k)
    );
    Err(study
        .source
        .value_error("observation.file", found, expected)
        .into())
}

fn advice(dayside_k: f64) -> &'static str {
    match dayside_k > DISSOCIATED_K {
        true => {
            "this hot, molecules are dissociated and H⁻ absorbs, neither of which is in the model, \
             so that no abundance it found would be true"
        }
        false => "other tables go into `opacities.folder`",
    }
}

/// The median of the bins' brightness temperatures, K, each weighted by its precision, and the planet's radius that it is
/// for, R_Jup: the median of its prior. Zero if no bin shows any light.
fn dayside_temperature_k(
    study: &Study,
    star: &Star,
    observation: &Observation,
) -> Result<(f64, f64), SimulatorError> {
    let values = study.parameters.physics(&study.parameters.median());
    let planet = study.parameters.layout().view(&values);
    let radius_rjup = planet
        .expect("a study's priors lie where its parameters are plausible")
        .radius_rjup();
    let area_ratio = (m_from_jupiter_radii(radius_rjup) / star.radius_m).powi(2);
    let mut weighted = Vec::new();
    let measured = observation.depth().iter().zip(observation.sigma());
    for (bin, (depth, sigma)) in observation.bins().iter().zip(measured) {
        let detected = study.observation.bin_weights.into();
        let at = |depth: f64| temperature_k((star, detected), bin, depth / area_ratio);
        let spread_k = at(depth + sigma)? - at(depth - sigma)?;
        // A bin may be as faint as nothing at either end, and then weighs nothing.
        let precision = if spread_k > 0.0 { 1.0 / spread_k } else { 0.0 };
        weighted.push((at(*depth)?, precision));
    }
    Ok((weighted_median(weighted), radius_rjup))
}

/// Zero where there is no light.
fn temperature_k(
    (star, detected): (&Star, Detected),
    bin: &Bin,
    radiance_ratio: f64,
) -> Result<f64, SimulatorError> {
    let found = star.brightness_temperature_k(bin.edges_per_cm(), radiance_ratio, detected);
    Ok(found?.unwrap_or(0.0))
}

/// Of pairs of value and weight; zero without any.
fn weighted_median(pairs: Vec<(f64, f64)>) -> f64 {
    let (values, weights): (Vec<f64>, Vec<f64>) = pairs.into_iter().unzip();
    let [median] = weighted_quantiles(ArrayView1::from(&values), &weights, [0.5]);
    if median.is_nan() { 0.0 } else { median }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_weighted_median_parts_the_weight_in_halves() {
        assert_eq!(
            weighted_median(vec![(3.0, 1.0), (1.0, 1.0), (2.0, 1.0)]),
            2.0
        );
        assert_eq!(weighted_median(vec![(1.0, 1.0), (9.0, 5.0)]), 9.0);
        assert_eq!(weighted_median(vec![]), 0.0);
    }
}
