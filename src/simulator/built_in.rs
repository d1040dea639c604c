//! The simulator inside the program: the forward model of a study, with its opacities loaded and its bins known.

use forward_model::{
    Contribution, ContributionFunction, ForwardModel, Geometry, SimulationFailure, Species,
    Workspace, units::um_from_per_cm,
};
use opacity_data::{BandErrors, TableInfo};

use super::{
    OpacityErrors, PhysicalGrid, Simulator, SimulatorError, Spectrum,
    binning_of_star::BinningOfStar, star_spectrum::star, temperatures,
};
use crate::caveat::Caveat;
use crate::observation::{Binning, Observation};
use crate::study::{ParameterSpace, Study};

/// Layers of the model by which a sampler searches. Over the posterior of the WASP-39b study ln L on sixteen is 0.07 too low with a
/// scatter of 0.08; that of the eclipse of WASP-43b scatters by 1.1 on sixteen and by 0.26 on thirty-two.
fn layers_of_a_search(geometry: Geometry) -> usize {
    match geometry {
        Geometry::Transmission => 16,
        Geometry::Emission(_) => 32,
    }
}

/// The forward model of one study and one set of bins.
#[derive(Clone)]
pub struct BuiltIn {
    pub(super) model: ForwardModel,
    pub(super) binning: Binning,
    /// The same for stars of other temperatures, where that is a parameter.
    pub(super) binning_of_star: Option<BinningOfStar>,
    pub(super) parameters: ParameterSpace,
    pub(super) tables: Vec<TableInfo>,
    pub(super) caveats: Vec<Caveat>,
    pub(super) fingerprint: String,
}

/// What one thread needs to simulate; made once, reused for every spectrum.
pub struct BuiltInWorkspace {
    physics: Workspace,
    values: Vec<f64>,
    binned: Vec<f64>,
    /// The map to the bins before a star of another temperature, K.
    binning: Option<(f64, Binning)>,
}

impl BuiltIn {
    /// Refuses another observation of the study's bins if it shows what the opacities do not reach.
    ///
    /// # Errors
    /// As [`SpectrumSource::for_observation`](super::SpectrumSource::for_observation).
    pub fn check_observation(
        &self,
        study: &Study,
        observation: &Observation,
    ) -> Result<(), SimulatorError> {
        temperatures::check_observation(study, &star(study)?, observation, &self.tables)
    }

    /// The map from θ to the values of the physics.
    pub(super) fn parameters(&self) -> &ParameterSpace {
        &self.parameters
    }

    /// The same on at most so many layers between the same pressures.
    pub(super) fn on_few_layers(&self, most: usize) -> Self {
        Self {
            model: self.model.on_few_layers(most),
            ..self.clone()
        }
    }

    /// What the sources of extinction are called.
    pub(super) fn source_names(&self) -> Vec<String> {
        let names = self.model.source_names().into_iter();
        names.map(str::to_owned).collect()
    }

    /// The largest change of a bin's depth when a source of extinction is left out, dimensionless.
    ///
    /// # Errors
    /// [`SimulationFailure`] if θ describes nothing that could be seen.
    pub(super) fn effect(
        &self,
        theta: &[f64],
        source: &str,
        workspace: &mut BuiltInWorkspace,
    ) -> Result<f64, SimulationFailure> {
        let BuiltInWorkspace {
            physics,
            values,
            binned,
            ..
        } = workspace;
        self.parameters.fill_physics(theta, values);
        let change = self.model.change(values, (source, 0.0), physics)?;
        self.binning.apply(&change, binned);
        Ok(binned
            .iter()
            .fold(0.0, |largest, change| change.abs().max(largest)))
    }

    /// By how much the depth of each cell changes if a gas is as much more opaque there as its table may be off.
    fn change_by_error(
        &self,
        values: &[f64],
        (gas, known): (Species, &BandErrors),
        workspace: &mut Workspace,
    ) -> Result<Vec<f64>, SimulationFailure> {
        let at_centre = |[lower, upper]: &[f64; 2]| known.at(um_from_per_cm(0.5 * (lower + upper)));
        let errors: Vec<f64> = self.cell_bounds_per_cm().iter().map(at_centre).collect();
        let mut changes = vec![0.0; errors.len()];
        for error in known.distinct() {
            if !errors.contains(&error) {
                continue;
            }
            let factor = (gas.formula(), error.exp());
            let by_error = self.model.change(values, factor, workspace)?;
            for ((out, change), own) in changes.iter_mut().zip(by_error).zip(&errors) {
                if *own == error {
                    *out = change;
                }
            }
        }
        Ok(changes)
    }

    /// The map from cells to bins before the star that `values` tell of; `known` is one that was made before.
    fn binning_before<'a>(
        &'a self,
        values: &[f64],
        known: &'a mut Option<(f64, Binning)>,
    ) -> Result<&'a Binning, SimulationFailure> {
        let Some(of_star) = &self.binning_of_star else {
            return Ok(&self.binning);
        };
        let Some(temperature_k) = self.model.varying_star_k(values)? else {
            return Ok(&self.binning);
        };
        let is_true = known.as_ref().is_some_and(|(own, _)| *own == temperature_k);
        if !is_true {
            *known = Some((temperature_k, of_star.at(&self.model, temperature_k)?));
        }
        Ok(known.as_ref().map_or(&self.binning, |(_, binning)| binning))
    }

    /// The map from cells to bins.
    pub fn binning(&self) -> &Binning {
        &self.binning
    }

    /// What the opacity tables are and where they come from.
    pub fn tables(&self) -> &[TableInfo] {
        &self.tables
    }

    /// Gas and source of each opacity table, a line each.
    pub fn sources(&self) -> Vec<String> {
        let line = |info: &TableInfo| format!("{}: {}", info.species, info.source);
        self.tables.iter().map(line).collect()
    }

    /// Hash of everything that determines a simulation but θ: two simulators with the same fingerprint
    /// make the same spectrum from the same θ.
    pub fn fingerprint(&self) -> &str {
        &self.fingerprint
    }
}

impl Simulator for BuiltIn {
    type Workspace = BuiltInWorkspace;

    fn workspace(&self) -> BuiltInWorkspace {
        BuiltInWorkspace {
            physics: self.model.workspace(),
            values: vec![0.0; self.model.layout().parameters().len()],
            binned: vec![0.0; self.binning.n_bins()],
            binning: None,
        }
    }

    fn simulate<'w>(
        &self,
        theta: &[f64],
        workspace: &'w mut BuiltInWorkspace,
    ) -> Result<Spectrum<'w>, SimulationFailure> {
        let BuiltInWorkspace {
            physics,
            values,
            binned,
            binning,
        } = workspace;
        self.parameters.fill_physics(theta, values);
        self.model.spectrum(values, physics)?;
        let native = physics.spectrum();
        let binning = self.binning_before(values, binning)?;
        match physics.disc_light() {
            Some(disc_light) => binning.apply_before(disc_light, native, binned),
            None => binning.apply(native, binned),
        }
        Ok(Spectrum { binned, native })
    }

    fn check(
        &self,
        theta: &[f64],
        workspace: &mut BuiltInWorkspace,
    ) -> Result<(), SimulationFailure> {
        self.parameters.fill_physics(theta, &mut workspace.values);
        self.model.check(&workspace.values, &mut workspace.physics)
    }

    fn approximation(&self) -> Option<Self> {
        let n_layers = self.model.level_pressure_pa().len() - 1;
        let few_layers = layers_of_a_search(self.model.geometry());
        let same = self.on_few_layers(few_layers);
        match same.model.at_few_g_points() {
            Some(model) => Some(Self { model, ..same }),
            None => (n_layers > few_layers).then_some(same),
        }
    }

    fn grid(&self) -> Option<&dyn PhysicalGrid> {
        Some(self)
    }

    fn caveats(&self) -> &[Caveat] {
        &self.caveats
    }
}

impl PhysicalGrid for BuiltIn {
    fn cell_bounds_per_cm(&self) -> &[[f64; 2]] {
        self.model.cell_bounds_per_cm()
    }

    fn level_pressure_pa(&self) -> &[f64] {
        self.model.level_pressure_pa()
    }

    fn level_temperature_k(&self, theta: &[f64]) -> Result<Vec<f64>, SimulationFailure> {
        let values = self.parameters.physics(theta);
        self.model.level_temperature_k(&values)
    }

    fn contributions(&self, theta: &[f64]) -> Result<Vec<Contribution>, SimulationFailure> {
        self.model.contributions(&self.parameters.physics(theta))
    }

    fn opacity_errors(&self, theta: &[f64]) -> Result<Option<OpacityErrors>, SimulationFailure> {
        let values = self.parameters.physics(theta);
        let mut workspace = self.model.workspace();
        let mut squares = vec![0.0; self.binning.n_bins()];
        let mut binned = squares.clone();
        let mut unknown = Vec::new();
        for info in &self.tables {
            let Some(errors) = &info.ln_k_error else {
                unknown.push(info.species);
                continue;
            };
            let change = self.change_by_error(&values, (info.species, errors), &mut workspace)?;
            self.binning.apply(&change, &mut binned);
            let pairs = squares.iter_mut().zip(&binned);
            pairs.for_each(|(sum, change)| *sum += change * change);
        }
        Ok((unknown.len() < self.tables.len()).then(|| OpacityErrors {
            binned: squares.into_iter().map(f64::sqrt).collect(),
            unknown,
        }))
    }

    fn contribution_function(
        &self,
        theta: &[f64],
    ) -> Result<Option<ContributionFunction>, SimulationFailure> {
        let values = self.parameters.physics(theta);
        self.model.contribution_function(&values).map(Some)
    }
}
