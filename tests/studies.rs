//! Every study that ships must load.

use std::path::Path;

use exosonde::study::Study;

#[test]
fn every_shipped_study_loads() {
    let configs = std::fs::read_dir("configs").unwrap();
    let studies = configs.map(|entry| entry.unwrap().path());
    let mut n = 0;
    for path in studies.filter(|path| path.extension().is_some_and(|e| e == "toml")) {
        let study = Study::load(&path).unwrap();
        assert!(
            Path::new(&study.observation.path).exists(),
            "{}",
            path.display()
        );
        n += 1;
    }
    assert!(n >= 3, "found {n} studies");
}
