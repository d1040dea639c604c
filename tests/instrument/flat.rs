//! Flat spectra seen with two instruments.

use exosonde::observation::{Bin, ErrorInflation, Instruments, Observation};
use exosonde::parameters::ParameterValue;
use exosonde::prior::{Marginal, Prior};
use exosonde::seed::{Purpose, Seed};
use exosonde::simulator::{PhysicalGrid, Simulator, Spectrum, SpectrumSource};
use forward_model::SimulationFailure;
use ndarray_rand::rand_distr::StandardNormal;
use rand::Rng;

pub const SEED: Seed = Seed(5);
pub const SIGMA: f64 = 50e-6;

/// A flat spectrum of the level θ₀ ppm, on cells that are the bins.
pub struct Flat {
    cells_per_cm: Vec<[f64; 2]>,
}

impl Simulator for Flat {
    type Workspace = Vec<f64>;

    fn workspace(&self) -> Vec<f64> {
        vec![0.0; self.cells_per_cm.len()]
    }

    fn simulate<'w>(
        &self,
        theta: &[f64],
        depth: &'w mut Vec<f64>,
    ) -> Result<Spectrum<'w>, SimulationFailure> {
        depth.fill(1e-6 * theta[0]);
        Ok(Spectrum {
            binned: depth,
            native: depth,
        })
    }

    fn grid(&self) -> Option<&dyn PhysicalGrid> {
        Some(self)
    }
}

impl PhysicalGrid for Flat {
    fn cell_bounds_per_cm(&self) -> &[[f64; 2]] {
        &self.cells_per_cm
    }
}

/// Two instruments, `a` and `b`, with half of the bins each.
pub struct Setup {
    pub names: Vec<&'static str>,
    pub prior: Prior,
    /// The factor on the errors of each.
    factors: [ParameterValue; 2],
    pub n_bins: usize,
}

/// The bins of `b` are shifted by θ₁ ppm, all errors are inflated by θ₂.
pub fn one_factor() -> Setup {
    let marginals = [
        Marginal::uniform(19_500.0, 20_500.0),
        Marginal::uniform(-500.0, 500.0),
        Marginal::log_uniform(0.5, 4.0),
    ];
    Setup {
        names: vec!["level_ppm", "offset_b_ppm", "error_inflation"],
        prior: Prior::new(marginals.map(Result::unwrap).to_vec()),
        factors: [ParameterValue::Free(2); 2],
        n_bins: 12,
    }
}

/// As above, but only the errors of `a` are inflated by θ₂, those of `b` by θ₃.
pub fn factor_of_each(n_bins: usize) -> Setup {
    let one = one_factor();
    let factor = one.prior.marginals()[2];
    let names = ["error_inflation_a", "error_inflation_b"];
    Setup {
        names: [&one.names[..2], &names].concat(),
        prior: Prior::new([one.prior.marginals(), &[factor]].concat()),
        factors: [2, 3].map(ParameterValue::Free),
        n_bins,
    }
}

impl Setup {
    /// Which instrument has a bin: 0 or 1.
    pub fn instrument(&self, i_bin: usize) -> usize {
        usize::from(i_bin >= self.n_bins / 2)
    }

    pub fn source(&self) -> SpectrumSource<Flat> {
        let bins = 0..self.n_bins;
        let offset = [None, Some(ParameterValue::Free(1))];
        let cell = |i| [2000.0 + 100.0 * i as f64, 2100.0 + 100.0 * i as f64];
        let flat = Flat {
            cells_per_cm: bins.clone().map(cell).collect(),
        };
        let factors = bins.clone().map(|i| self.factors[self.instrument(i)]);
        let instruments = Instruments {
            error_inflation: ErrorInflation::of_bins(factors),
            offset_ppm: bins.map(|i| offset[self.instrument(i)]).collect(),
        };
        SpectrumSource::new(flat, instruments)
    }

    pub fn binned(&self, theta: &[f64]) -> Vec<f64> {
        let source = self.source();
        let mut workspace = source.workspace();
        let simulated = source.simulate(theta, &mut workspace);
        simulated.unwrap().binned.to_vec()
    }

    /// A spectrum of `theta` whose noise is inflated as it says.
    pub fn observed(&self, theta: &[f64]) -> Observation {
        let mut rng = SEED.rng(Purpose::Noise, u64::MAX);
        let noise = |(i, depth): (usize, f64)| {
            let factor = self.factors[self.instrument(i)].at(theta);
            depth + factor * SIGMA * rng.sample::<f64, _>(StandardNormal)
        };
        let depth = self.binned(theta).into_iter().enumerate().map(noise);
        let bins = (0..self.n_bins).map(|i| Bin {
            wavelength_um: 3.0 + 0.1 * i as f64,
            half_width_um: 0.05,
            instrument: ["a", "b"][self.instrument(i)].into(),
        });
        let sigma = vec![SIGMA; self.n_bins];
        Observation::new(bins.collect(), depth.collect(), sigma).unwrap()
    }
}
