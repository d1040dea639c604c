//! A cache folder that takes no file costs time, which is said once.

use std::{fs, path::Path};

use crate::harness::{succeeds, write_spectrum, write_study};

fn simulated(cache: &Path, folder: &Path) -> String {
    let cache = cache.to_str().unwrap();
    succeeds(&["simulate", "s.toml", "--cache", cache], folder)
}

#[test]
fn choices_that_cannot_be_kept_are_said_once_and_the_command_goes_on() {
    let folder = tempfile::tempdir().unwrap();
    let folder = folder.path();
    write_study(folder, "s.toml", &[("[opacities]\nfolder = \"op\"\n", "")]);
    write_spectrum(&folder.join("obs.csv"), 20_000);
    let broken = folder.join("broken");
    fs::create_dir(&broken).unwrap();
    // Not even root writes below a file.
    fs::write(broken.join("wavenumbers"), "no folder").unwrap();
    let said = simulated(&broken, folder);
    let warning = "warning: the choice of wavenumbers cannot be kept (cannot write ";
    assert_eq!(said.matches(warning).count(), 1, "{said}");
    for _ in 0..2 {
        let said = simulated(&folder.join("sound"), folder);
        assert!(!said.contains(warning), "{said}");
    }
}
