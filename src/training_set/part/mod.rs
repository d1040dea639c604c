//! The training set: a folder of immutable parts, and `dataset.h5`, a virtual dataset over all of them.
//!
//! A part holds the simulations `[k · part_size, (k + 1) · part_size)`:
//!
//! | dataset | shape | type | meaning |
//! | --- | --- | --- | --- |
//! | `theta` | `[n, d]` | f32 | parameters, in the units of the attribute `parameter_units` |
//! | `spectrum` | `[n, bins]` | f32 | transit depth (in emission, eclipse depth: the attribute `quantity`) of the observation's bins without noise, dimensionless; 0 where it failed |
//! | `status` | `[n]` | u8 | 0 for a success, else a key of the attribute `status_reasons` |
//! | `index` | `[n]` | u64 | number of the simulation |
//!
//! What made it stands in the attributes: `study`, `fingerprint`, `seed`, `opacities`, `version`; what is to be
//! known before believing it in `caveats`.

mod error;
mod file;
mod folder;

use ndarray::{Array1, Array2};

pub use error::TrainingSetError;
pub use file::{read_header, read_part, write_part};
pub use folder::TrainingSet;

/// Some simulations, as one part file holds them.
#[derive(Debug, Clone, PartialEq)]
pub struct Part {
    /// `[n, d]`, in the study's units.
    pub theta: Array2<f32>,
    /// `[n, bins]`, dimensionless.
    pub spectrum: Array2<f32>,
    /// `[n]`, 0 for a success.
    pub status: Array1<u8>,
    /// `[n]`, number of the simulation.
    pub index: Array1<u64>,
}

/// What made a part, and what its columns are.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Provenance {
    /// Name of each column of `theta`.
    pub parameter_names: Vec<String>,
    /// Unit of each column of `theta`.
    pub parameter_units: Vec<String>,
    /// Centre of each column of `spectrum`, µm, with six decimals.
    pub wavelength_um: Vec<String>,
    /// What the spectra are: `transit depth` or `eclipse depth`.
    pub quantity: String,
    /// Text of the study.
    pub study: String,
    /// Hash of everything that determines the simulations.
    pub fingerprint: String,
    /// Seed.
    pub seed: u64,
    /// Source of each opacity table.
    pub opacities: Vec<String>,
    /// What a user should know before believing the simulations, a sentence each.
    pub caveats: Vec<String>,
    /// JSON map from `status` to the reason.
    pub status_reasons: String,
}

/// What can be told of a part without reading it whole.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Header {
    /// Number of simulations.
    pub n: usize,
    /// Fingerprint of what made it.
    pub fingerprint: String,
}

#[cfg(test)]
mod tests {
    use super::*;
    use hdf5::File;
    use ndarray::s;

    fn part(first: u64) -> Part {
        Part {
            theta: Array2::from_shape_fn((3, 2), |(i, j)| (10 * i + j) as f32),
            spectrum: Array2::from_shape_fn((3, 4), |(i, j)| 0.01 + (i * j) as f32),
            status: Array1::from(vec![0, 1, 0]),
            index: Array1::from_iter(first..first + 3),
        }
    }

    fn provenance() -> Provenance {
        Provenance {
            parameter_names: vec!["radius_rjup".into(), "log_H2O".into()],
            parameter_units: vec!["R_Jup".into(), "log10 VMR".into()],
            wavelength_um: ["1.0", "2.0", "3.0", "4.0"].map(String::from).to_vec(),
            quantity: "transit depth".into(),
            study: "name = \"x\"".into(),
            fingerprint: "abc".into(),
            seed: 7,
            opacities: vec!["HITRAN2020".into()],
            caveats: vec!["CO changes nothing".into()],
            status_reasons: "{}".into(),
        }
    }

    #[test]
    fn a_part_round_trips_and_names_its_maker() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("part-000000.h5");
        write_part(&path, &part(0), &provenance()).unwrap();
        assert_eq!(read_part(&path).unwrap(), part(0));
        assert_eq!(
            read_header(&path).unwrap(),
            Header {
                n: 3,
                fingerprint: "abc".into()
            }
        );
    }

    #[test]
    fn the_virtual_dataset_shows_all_parts_as_one() {
        let folder = tempfile::tempdir().unwrap();
        let set = TrainingSet::at(folder.path());
        for k in 0..2 {
            write_part(&set.part_path(k), &part(3 * k as u64), &provenance()).unwrap();
        }
        set.write_dataset(&provenance()).unwrap();
        let file = File::open(folder.path().join("dataset.h5")).unwrap();
        let index: Vec<u64> = file.dataset("index").unwrap().read_raw().unwrap();
        assert_eq!(index, [0, 1, 2, 3, 4, 5]);
        let theta: Array2<f32> = file.dataset("theta").unwrap().read_2d().unwrap();
        assert_eq!(theta.slice(s![3.., ..]), part(3).theta);
    }

    #[test]
    fn a_truncated_part_is_an_error_that_names_it() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("part-000000.h5");
        write_part(&path, &part(0), &provenance()).unwrap();
        let bytes = std::fs::read(&path).unwrap();
        std::fs::write(&path, &bytes[..bytes.len() / 2]).unwrap();
        let error = read_part(&path).unwrap_err().to_string();
        assert!(
            error.starts_with("cannot read ") && error.contains("part-000000.h5: it is damaged"),
            "{error}"
        );
        assert!(error.ends_with("run `exosonde generate` again"), "{error}");
    }
}
