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
//! What made it stands in the attributes: `study`, `fingerprint`, `seed`, `opacities`, `version`, and what is to be known before
//! believing it in `caveats`; `schema` is the layout. The same simulations are the same bytes, whoever writes them. A part is made
//! under the lock beside it and linked into place whole.

mod error;
mod file;
mod folder;

use ndarray::{Array1, Array2, Axis, Slice};

pub use error::TrainingSetError;
pub use file::{read_header, read_part, read_status, write_new_part, write_part};
pub use folder::{Piece, TrainingSet};

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

impl Part {
    /// The first `n` simulations, or all.
    pub fn truncated(mut self, n: usize) -> Self {
        let n = n.min(self.index.len());
        let rows = Slice::from(..n);
        self.theta.slice_axis_inplace(Axis(0), rows);
        self.spectrum.slice_axis_inplace(Axis(0), rows);
        self.status.slice_axis_inplace(Axis(0), rows);
        self.index.slice_axis_inplace(Axis(0), rows);
        self
    }
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
    /// Number of the first simulation.
    pub first: u64,
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
                first: 0,
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
        for (n, expected) in [
            (6, vec![0, 1, 2, 3, 4, 5]),
            (4, vec![0, 1, 2, 3]),
            (2, vec![0, 1]),
        ] {
            set.write_dataset(n, &provenance()).unwrap();
            let file = File::open(set.dataset_path()).unwrap();
            let index: Vec<u64> = file.dataset("index").unwrap().read_raw().unwrap();
            assert_eq!(index, expected);
            let theta: Array2<f32> = file.dataset("theta").unwrap().read_2d().unwrap();
            assert_eq!(theta.nrows(), n);
            let second = part(3).theta;
            assert_eq!(
                theta.slice(s![3.min(n).., ..]),
                second.slice(s![..n.saturating_sub(3), ..])
            );
        }
    }

    #[test]
    fn a_study_uses_the_first_simulations_and_misses_those_that_are_not_there() {
        let folder = tempfile::tempdir().unwrap();
        let set = TrainingSet::at(folder.path());
        let message = |n| set.first(n, "abc").unwrap_err().to_string();
        assert!(message(1).contains("holds no part"), "{}", message(1));
        for k in [0, 2] {
            write_part(&set.part_path(k), &part(3 * k as u64), &provenance()).unwrap();
        }
        std::fs::write(folder.path().join("part-000001.h5.Ab12Cd.tmp"), "half").unwrap();
        let used = set.first(2, "abc").unwrap();
        assert_eq!((used.len(), used[0].n_held, used[0].n_used), (1, 3, 2));
        let said = "5 of the study's 8 simulations are there, part-000001.h5 is missing";
        assert!(message(8).contains(said), "{}", message(8));
        // A part that was the last of a smaller set leaves a gap.
        let short = part(3).truncated(2);
        write_part(&set.part_path(1), &short, &provenance()).unwrap();
        assert!(message(8).contains("7 of the study's 8"), "{}", message(8));
        assert_eq!(set.first(5, "abc").unwrap().len(), 2);
        let error = set.first(2, "other").unwrap_err().to_string();
        assert!(error.contains("was made by another study"), "{error}");
    }

    #[test]
    fn a_part_is_linked_into_place_once_and_the_same_simulations_are_the_same_bytes() {
        let folder = tempfile::tempdir().unwrap();
        let path = |name| folder.path().join(name);
        write_new_part(&path("a.h5"), &part(0), &provenance()).unwrap();
        write_new_part(&path("a.h5"), &part(3), &provenance()).unwrap();
        assert_eq!(read_part(&path("a.h5")).unwrap(), part(0));
        // Longer than the second that a file's time of making is told in.
        std::thread::sleep(std::time::Duration::from_millis(1100));
        write_part(&path("b.h5"), &part(0), &provenance()).unwrap();
        let bytes = |name| std::fs::read(path(name)).unwrap();
        assert!(bytes("a.h5") == bytes("b.h5"));
    }

    #[test]
    fn a_part_of_an_older_version_is_told_from_one_of_another_study() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("part-000000.h5");
        write_part(&path, &part(0), &provenance()).unwrap();
        let file = File::open_rw(&path).unwrap();
        file.delete_attr("schema").unwrap();
        file.close().unwrap();
        let error = read_header(&path).unwrap_err().to_string();
        assert!(error.contains("`exosonde-part-1`"), "{error}");
        assert!(error.contains("run `exosonde generate` again"), "{error}");
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
