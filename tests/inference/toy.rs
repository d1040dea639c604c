//! A level and two bumps, and what the stages take to infer them.

use std::{collections::BTreeMap, path::Path};

use exosonde::network::{DeviceKind, NetworkConfig};
use exosonde::observation::{Bin, Instruments, Observation};
use exosonde::parameters::ParameterInfo;
use exosonde::posterior::PosteriorProvenance;
use exosonde::prior::{Marginal, Prior};
use exosonde::retrieve::{RetrieveInput, Start};
use exosonde::seed::{Purpose, Seed};
use exosonde::simulator::{PhysicalGrid, Simulator, Spectrum, SpectrumSource};
use exosonde::study::RetrievalConfig;
use exosonde::train::TrainInput;
use exosonde::trained_model::{ConditionReader, ModelFolder, Specification};
use exosonde::training_set::part::{self, Part, Provenance, TrainingSet};
use forward_model::SimulationFailure;
use ndarray::{Array1, Array2};

pub const SEED: Seed = Seed(11);
pub const N_BINS: usize = 12;
pub const N_SPECTRA: usize = 4_000;
pub const PART_SIZE: usize = 1_000;
pub const SIGMA: f64 = 50e-6;
pub const FINGERPRINT: &str = "a level and two bumps";

/// Two native cells a bin; the level in units of 0.1, the bumps in ppm from their decimal logarithm.
pub struct Toy {
    bounds_per_cm: Vec<[f64; 2]>,
}

impl Toy {
    fn new() -> Self {
        let edge = |i: usize| 2000.0 + 50.0 * i as f64;
        let bounds_per_cm = (0..2 * N_BINS).map(|i| [edge(i), edge(i + 1)]).collect();
        Self { bounds_per_cm }
    }

    fn cell(theta: &[f64], cell: usize) -> f64 {
        let bump = |centre: f64| (-0.5 * ((cell as f64 - centre) / 2.0).powi(2)).exp();
        let ppm = 1e-6 * (10_f64.powf(theta[1]) * bump(6.0) + 10_f64.powf(theta[2]) * bump(17.0));
        theta[0] + ppm
    }
}

pub fn source() -> SpectrumSource<Toy> {
    SpectrumSource::new(Toy::new(), Instruments::trusted(N_BINS))
}

impl Simulator for Toy {
    type Workspace = [Vec<f64>; 2];

    fn workspace(&self) -> [Vec<f64>; 2] {
        [vec![0.0; 2 * N_BINS], vec![0.0; N_BINS]]
    }

    fn simulate<'w>(
        &self,
        theta: &[f64],
        [native, binned]: &'w mut [Vec<f64>; 2],
    ) -> Result<Spectrum<'w>, SimulationFailure> {
        for (cell, depth) in native.iter_mut().enumerate() {
            *depth = Self::cell(theta, cell);
        }
        for (depth, pair) in binned.iter_mut().zip(native.chunks(2)) {
            *depth = 0.5 * (pair[0] + pair[1]);
        }
        Ok(Spectrum { binned, native })
    }

    fn grid(&self) -> Option<&dyn PhysicalGrid> {
        Some(self)
    }
}

impl PhysicalGrid for Toy {
    fn cell_bounds_per_cm(&self) -> &[[f64; 2]] {
        &self.bounds_per_cm
    }
}

pub fn prior() -> Prior {
    Prior::new(vec![
        Marginal::uniform(0.0195, 0.0205).unwrap(),
        Marginal::uniform(0.0, 3.0).unwrap(),
        Marginal::uniform(0.0, 3.0).unwrap(),
    ])
}

pub fn spectrum(theta: &[f64]) -> Vec<f64> {
    let toy = Toy::new();
    let mut workspace = toy.workspace();
    toy.simulate(theta, &mut workspace).unwrap().binned.to_vec()
}

/// Every tenth simulation is marked as failed, with a spectrum of zeros.
pub fn write_training_set(folder: &Path) -> TrainingSet {
    let set = TrainingSet::at(folder);
    for k in 0..N_SPECTRA / PART_SIZE {
        let index: Vec<u64> = (k * PART_SIZE..(k + 1) * PART_SIZE)
            .map(|i| i as u64)
            .collect();
        let theta: Vec<Vec<f64>> = index
            .iter()
            .map(|i| prior().sample(&mut SEED.rng(Purpose::Prior, *i)))
            .collect();
        let failed = |i: usize| index[i].is_multiple_of(10);
        let depth = |i: usize| {
            if failed(i) {
                vec![0.0; N_BINS]
            } else {
                spectrum(&theta[i])
            }
        };
        let depths: Vec<Vec<f64>> = (0..PART_SIZE).map(depth).collect();
        let part = Part {
            theta: Array2::from_shape_fn((PART_SIZE, 3), |(i, j)| theta[i][j] as f32),
            spectrum: Array2::from_shape_fn((PART_SIZE, N_BINS), |(i, j)| depths[i][j] as f32),
            status: (0..PART_SIZE).map(|i| u8::from(failed(i))).collect(),
            index: Array1::from(index.clone()),
        };
        part::write_part(&set.part_path(k), &part, &provenance()).unwrap();
    }
    set
}

pub fn provenance() -> Provenance {
    Provenance {
        caveats: Vec::new(),
        parameter_names: ["radius_rjup", "log_H2O", "log_CO2"]
            .map(String::from)
            .to_vec(),
        parameter_units: vec![String::new(); 3],
        wavelength_um: (0..N_BINS).map(|i| i.to_string()).collect(),
        quantity: "transit depth".into(),
        study: String::new(),
        fingerprint: FINGERPRINT.into(),
        seed: SEED.0,
        opacities: Vec::new(),
        status_reasons: "{}".into(),
    }
}

pub fn observation(depth: Vec<f64>, sigma: f64) -> Observation {
    let bins = (0..N_BINS).map(|i| Bin {
        wavelength_um: 3.0 + 0.1 * i as f64,
        half_width_um: 0.05,
        instrument: "toy".into(),
    });
    Observation::new(bins.collect(), depth, vec![sigma; N_BINS]).unwrap()
}

/// A mixture, whose moments are known to rounding.
pub fn network() -> NetworkConfig {
    NetworkConfig {
        density: "mixture".to_owned().try_into().unwrap(),
        width: 48,
        n_blocks: 2,
        n_components: 2,
        batch_size: 128,
        max_epochs: 50,
        dropout: 0.02,
        learning_rate: 3e-3,
        ..NetworkConfig::default()
    }
}

pub fn specification(network: NetworkConfig) -> Specification {
    let quantile = |i: usize, z: f64| prior().from_standard(&[z; 3])[i];
    Specification {
        fingerprint: FINGERPRINT.into(),
        parameters: ["radius_rjup", "log_H2O", "log_CO2"]
            .map(|name| ParameterInfo::new(name, "", name))
            .to_vec(),
        n_conditions: 0,
        prior_quantiles: (0..3)
            .map(|i| [-2.0, -1.0, 0.0, 1.0, 2.0].map(|z| quantile(i, z)))
            .collect(),
        bins_um: (0..N_BINS).map(|i| [3.0 + 0.1 * i as f64, 0.05]).collect(),
        sigma: vec![SIGMA; N_BINS],
        network,
        n_spectra: N_SPECTRA,
        n_masks: 16,
    }
}

pub fn train_input<'a>(folder: &Path, prior: &'a Prior, network: NetworkConfig) -> TrainInput<'a> {
    TrainInput {
        specification: specification(network),
        prior,
        seed: SEED,
        study_text: "name = \"toy\"",
        opacities: vec!["none".into()],
        training_set: TrainingSet::at(folder.join("training-set")),
        folder: ModelFolder::at(folder.join("model")),
        device: DeviceKind::Flex,
    }
}

pub fn retrieve_input<'a>(
    folder: &Path,
    prior: &'a Prior,
    config: &'a RetrievalConfig,
    observation: &'a Observation,
) -> RetrieveInput<'a> {
    RetrieveInput {
        specification: specification(network()),
        parameters: specification(network()).parameters,
        prior,
        conditions: ConditionReader::none(),
        known: BTreeMap::new(),
        observation,
        quantity: "transit depth",
        config,
        provenance: PosteriorProvenance {
            study_name: "toy".into(),
            study_text: "name = \"toy\"".into(),
            study_hash: "0".into(),
            seed: SEED.0,
            observation_file: "toy.csv".into(),
        },
        opacities: &[],
        start: Start::Networks {
            model: ModelFolder::at(folder.join("model")),
            device: DeviceKind::Flex,
            is_alone: true,
        },
        posterior_path: folder.join("posterior.h5"),
        report_path: folder.join("report.json"),
    }
}
