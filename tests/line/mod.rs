//! A simulator for the tests, without planet, star or opacities: straight lines over twelve bins.

use exosonde::observation::{Bin, Observation};
use exosonde::simulator::{SimulationFailure, Simulator, Spectrum};

pub const N_BINS: usize = 12;

/// Lines whose depth in the middle, and whose rise from the first bin to the last, a function makes of θ.
pub struct Line(pub fn(&[f64]) -> Result<[f64; 2], SimulationFailure>);

impl Simulator for Line {
    type Workspace = [f64; N_BINS];

    fn workspace(&self) -> [f64; N_BINS] {
        [0.0; N_BINS]
    }

    fn simulate<'w>(
        &self,
        theta: &[f64],
        depth: &'w mut [f64; N_BINS],
    ) -> Result<Spectrum<'w>, SimulationFailure> {
        let [middle, rise] = self.0(theta)?;
        for (i, depth) in depth.iter_mut().enumerate() {
            let x = i as f64 / (N_BINS - 1) as f64 - 0.5;
            *depth = middle + rise * x;
        }
        Ok(Spectrum::in_bins(depth))
    }
}

impl Line {
    /// The line of `theta`, without noise, and its errors.
    pub fn observation(&self, theta: &[f64], sigma: f64) -> Observation {
        let mut workspace = self.workspace();
        let depth = self.simulate(theta, &mut workspace).unwrap().binned;
        let bin = |i: usize| Bin {
            wavelength_um: 1.0 + 0.1 * i as f64,
            half_width_um: 0.05,
            instrument: "toy".into(),
        };
        let bins = (0..N_BINS).map(bin).collect();
        Observation::new(bins, depth.to_vec(), vec![sigma; N_BINS]).unwrap()
    }
}
