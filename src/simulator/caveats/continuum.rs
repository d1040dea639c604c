//! Whether the continuum that a study asks for exists, and is what it should be.

use std::sync::Arc;

use forward_model::{
    CiaTable, Species, lines::Alkali, rayleigh_cross_section_m2, units::bar_from_pa,
};

use super::abundance::{largest_vmr, list, species};
use crate::caveat::{Caveat, CaveatKind, verb};
use crate::study::{Continuum, Study, StudyError};

/// Gases that are rarer than this scatter nothing to speak of.
const SCATTERS_FROM_VMR: f64 = 0.01;
/// Of the gases with an abundance of their own, only one that may be this much of the atmosphere collides with itself and
/// others often enough to matter.
const DOMINATES_FROM_VMR: f64 = 0.5;
/// Pairs matter from this product of mixing ratios on.
const PAIR_FROM: f64 = 0.01;

/// A grid may begin here, bar, without collision-induced absorption above it being felt: see
/// `opacity-data/tests/top_of_the_grid.rs`.
const COLLISIONS_ARE_FELT_FROM_BAR: f64 = 1e-3;

/// What of `atmosphere.continuum` is absent, or doubtful.
///
/// # Errors
/// [`StudyError`] if all of it is.
pub(super) fn check(study: &Study, cia: &[Arc<CiaTable>]) -> Result<Vec<Caveat>, StudyError> {
    let asked = |kind| study.atmosphere.continuum.contains(&kind);
    let (rayleigh, collisions) = (asked(Continuum::Rayleigh), asked(Continuum::Cia));
    let scatters = |gas: &Species| rayleigh_cross_section_m2(*gas, 1e4).is_some();
    let exists = rayleigh && species(study).iter().any(scatters) || collisions && !cia.is_empty();
    if (rayleigh || collisions) && !exists {
        return Err(nothing_exists(study));
    }
    let mut caveats = Vec::new();
    if rayleigh {
        // What an alkali metal takes from the light is its doublet, wings included.
        let is_dark = |gas: &Species| !scatters(gas) && Alkali::of(*gas).is_none();
        let abundant = |gas: &Species| largest_vmr(study, *gas) >= SCATTERS_FROM_VMR;
        let dark = species(study).into_iter().filter(is_dark).filter(abundant);
        caveats.extend(no_scattering(&dark.collect::<Vec<_>>()));
    }
    if collisions {
        caveats.extend(no_collisions(&missing_pairs(study, cia)));
        caveats.extend(collisions_above_the_grid(study, cia));
    }
    Ok(caveats)
}

fn nothing_exists(study: &Study) -> StudyError {
    let present = list(species(study));
    let found = format!("of no effect: nothing of it exists for {present}");
    let expected = "what one of these gases has (\"rayleigh\" for most of them, \"cia\" where a table of collision-induced \
                    absorption is at hand: HITRAN's .cia files go into `opacities.folder`), or []";
    study
        .source
        .value_error("atmosphere.continuum", found, expected)
}

fn no_scattering(gases: &[Species]) -> Option<Caveat> {
    let text = format!(
        "rayleigh: no cross section for {}, which therefore {} nothing",
        list(gases),
        verb(gases.len(), ["scatters", "scatter"])
    );
    (!gases.is_empty()).then(|| Caveat::new(CaveatKind::Absent, text))
}

fn no_collisions(pairs: &[[Species; 2]]) -> Option<Caveat> {
    let pairs = pairs.iter().map(|[a, b]| format!("{a}–{b}"));
    let pairs: Vec<String> = pairs.collect();
    let text = format!(
        "cia: no table for {}, whose collisions therefore absorb nothing; HITRAN's .cia files go into `opacities.folder`",
        list(&pairs)
    );
    (!pairs.is_empty()).then(|| Caveat::new(CaveatKind::Absent, text))
}

/// Above the grid the cross sections are those of its highest level, that of colliding molecules included, which falls with
/// their density.
fn collisions_above_the_grid(study: &Study, cia: &[Arc<CiaTable>]) -> Option<Caveat> {
    let top = bar_from_pa(study.atmosphere.pressure_grid.level_pressure_pa()[0]);
    let text = format!(
        "cia: the layers begin at {top:.3e} bar, and above them collision-induced absorption is taken to fall with the density \
         instead of its square; let `atmosphere.pressure_bar` begin at {COLLISIONS_ARE_FELT_FROM_BAR:e} bar or less"
    );
    let is_felt = !cia.is_empty() && top > COLLISIONS_ARE_FELT_FROM_BAR * (1.0 + 1e-6);
    is_felt.then(|| Caveat::new(CaveatKind::Doubtful, text))
}

/// Pairs that matter and have no table. Two atoms of one kind have no dipole, and need none.
fn missing_pairs(study: &Study, cia: &[Arc<CiaTable>]) -> Vec<[Species; 2]> {
    let is_background = |gas: Species| {
        let mut background = study.atmosphere.background.iter();
        background.any(|(filler, _)| *filler == gas)
    };
    let share = |gas: Species| {
        let vmr = largest_vmr(study, gas);
        let counts = is_background(gas) || vmr >= DOMINATES_FROM_VMR;
        if counts { vmr } else { 0.0 }
    };
    let has_table = |a, b| cia.iter().any(|t| t.pair() == [a, b] || t.pair() == [b, a]);
    let all = species(study);
    let pairs = all
        .iter()
        .enumerate()
        .flat_map(|(i, a)| all[i..].iter().map(|b| [*a, *b]));
    pairs
        .filter(|[a, b]| share(*a) * share(*b) >= PAIR_FROM)
        .filter(|[a, b]| !(a == b && is_atom(*a) || has_table(*a, *b)))
        .collect()
}

fn is_atom(species: Species) -> bool {
    use Species::{H, He, K, Na};
    matches!(species, H | He | Na | K)
}
