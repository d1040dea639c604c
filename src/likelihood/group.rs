//! Bins on which no others have a say once the parameters that remain are given: those whose errors have one factor, with the offsets
//! of their instruments.

use super::{
    Likelihood,
    inflation::Inflation,
    shift::{Conditional, Shift},
};
use crate::parameters::ParameterValue;
use crate::simulator::Simulator;

/// Such bins, as far as they count, and what of their instruments is integrated out.
pub(super) struct Group {
    /// The factor on the errors of all of them, if that is integrated out.
    pub inflation: Option<Inflation>,
    /// The offsets of some of them, in the order of θ.
    pub shifts: Vec<Shift>,
    /// Those of them that none of these shifts.
    unshifted: Vec<usize>,
}

/// The bins that count: those of each factor that can be integrated out, then the others.
pub(super) fn groups<S: Simulator>(full: &Likelihood<S>) -> Vec<Group> {
    let mut shifts = shifts(full);
    let mut bins = full.counted.clone();
    let mut groups = Vec::new();
    for inflation in inflations(full, &shifts) {
        let own = inflation.parameter;
        let own_bins = bins.extract_if(.., |i_bin| is_inflated(full, *i_bin, own));
        let own_shifts = shifts.extract_if(.., |shift| is_inflated(full, shift.bins[0], own));
        groups.push(Group::new(
            Some(inflation),
            own_shifts.collect(),
            own_bins.collect(),
        ));
    }
    if !bins.is_empty() {
        groups.push(Group::new(None, shifts, bins));
    }
    groups
}

impl Group {
    fn new(inflation: Option<Inflation>, shifts: Vec<Shift>, bins: Vec<usize>) -> Self {
        let is_shifted = |i_bin: &usize| shifts.iter().any(|shift| shift.bins.contains(i_bin));
        Self {
            unshifted: bins.into_iter().filter(|i| !is_shifted(i)).collect(),
            inflation,
            shifts,
        }
    }

    /// Which elements of θ are integrated out.
    pub(super) fn integrated(&self) -> impl Iterator<Item = usize> {
        let offsets = self.shifts.iter().map(|shift| shift.parameter);
        offsets.chain(self.inflation.as_ref().map(|it| it.parameter))
    }

    /// ln of the likelihood of its bins, integrated over its offsets and its factor; `theta` and `spectrum` are those where the offsets
    /// are zero.
    ///
    /// # Shapes
    /// - `theta`: `[n_parameters]`; `spectrum`: `[n_bins]`
    pub(super) fn log_integral<S: Simulator>(
        &self,
        full: &Likelihood<S>,
        theta: &[f64],
        spectrum: &[f64],
    ) -> f64 {
        match &self.inflation {
            Some(inflation) => {
                inflation.log_integral(self.at_factor(full, inflation, theta, spectrum))
            }
            None => self.over_offsets(full, theta, spectrum),
        }
    }

    /// Its factor's element of θ, and what `ask` makes of the likelihood given the rest as a function of the factor; none if it has none.
    pub(super) fn of_factor<S: Simulator, T>(
        &self,
        full: &Likelihood<S>,
        (theta, spectrum): (&[f64], &[f64]),
        ask: impl Fn(&Inflation, &dyn Fn(f64) -> f64) -> T,
    ) -> Option<(usize, T)> {
        let inflation = self.inflation.as_ref()?;
        let curve = self.at_factor(full, inflation, theta, spectrum);
        Some((inflation.parameter, ask(inflation, &curve)))
    }

    /// ln of the likelihood integrated over the offsets alone.
    fn over_offsets<S: Simulator>(
        &self,
        full: &Likelihood<S>,
        theta: &[f64],
        spectrum: &[f64],
    ) -> f64 {
        let unshifted = full.bins_among(&self.unshifted, theta, spectrum);
        let shifts = self.shifts.iter();
        let shifted = shifts.map(|shift| offset(full, shift, theta, spectrum).log_evidence);
        unshifted.sum::<f64>() + shifted.sum::<f64>()
    }

    /// The same as a function of the factor on all errors.
    fn at_factor<S: Simulator>(
        &self,
        full: &Likelihood<S>,
        inflation: &Inflation,
        theta: &[f64],
        spectrum: &[f64],
    ) -> impl Fn(f64) -> f64 {
        |factor| {
            let mut theta = theta.to_vec();
            theta[inflation.parameter] = factor;
            self.over_offsets(full, &theta, spectrum)
        }
    }
}

/// What the bins of an offset say of it.
pub(super) fn offset<S: Simulator>(
    full: &Likelihood<S>,
    shift: &Shift,
    theta: &[f64],
    spectrum: &[f64],
) -> Conditional {
    shift.given(full.residuals(&shift.bins, theta, spectrum))
}

/// The offsets that can be integrated out, in the order of θ.
fn shifts<S: Simulator>(full: &Likelihood<S>) -> Vec<Shift> {
    let offset_ppm = &full.source.instruments().offset_ppm;
    let bins = |parameter| {
        let own = Some(ParameterValue::Free(parameter));
        let counted = full.counted.iter().copied();
        counted.filter(|i_bin| offset_ppm[*i_bin] == own).collect()
    };
    let marginals = full.prior.marginals().iter().enumerate();
    marginals
        .filter_map(|(parameter, prior)| Shift::new(parameter, bins(parameter), prior))
        .collect()
}

/// The factors on errors that can be integrated out so that other parameters remain, in the order of θ. One that shares the bins of an offset
/// with others cannot be.
fn inflations<S: Simulator>(full: &Likelihood<S>, shifts: &[Shift]) -> Vec<Inflation> {
    let is_told = |own| {
        full.counted
            .iter()
            .any(|i_bin| is_inflated(full, *i_bin, own))
    };
    let is_whole = |shift: &Shift, own| {
        let mut bins = shift
            .bins
            .iter()
            .map(|i_bin| is_inflated(full, *i_bin, own));
        let first = bins.next();
        bins.all(|is_its| Some(is_its) == first)
    };
    let stands_alone = |own: &usize| is_told(*own) && shifts.iter().all(|it| is_whole(it, *own));
    let n_others = full.n_parameters() - shifts.len();
    let marginals = full.prior.marginals();
    (0..full.n_parameters())
        .filter(stands_alone)
        .filter_map(|own| Inflation::new(own, &marginals[own]))
        .take(n_others.saturating_sub(1))
        .collect()
}

/// Whether the error of a bin is multiplied by an element of θ.
fn is_inflated<S: Simulator>(full: &Likelihood<S>, i_bin: usize, parameter: usize) -> bool {
    full.source.error_inflation().in_bin(i_bin) == ParameterValue::Free(parameter)
}
