//! What a new format of opacity files takes: one `impl`, and a line in a list.

mod kta;

use std::{fs, path::Path};

use forward_model::{CrossSectionTable, OpacityTable, Species};
use kta::{CIA, kta};
use ndarray::Array3;
use opacity_data::formats::{
    Contents, FORMATS, FileHead, Format, FormatName, Formats, Recognition,
};
use opacity_data::{Folder, OpacityFileError, TableInfo};

/// A text file `.grey` with a formula and one cross section in m², the same at every wavenumber.
struct Grey;

impl Format for Grey {
    fn description(&self) -> &'static str {
        "a grey gas (.grey)"
    }

    fn names(&self) -> &'static [FormatName] {
        &[FormatName {
            name: "grey",
            meaning: "Formula and cross section",
        }]
    }

    fn recognise(&self, file: &FileHead) -> Recognition {
        Recognition::from_yes(file.ends_in(&[".grey"]))
    }

    fn read(&self, path: &Path, species: Option<Species>) -> Result<Contents, OpacityFileError> {
        let text = fs::read_to_string(path).unwrap();
        let wrong = || OpacityFileError::Content {
            kind: "grey gas",
            path: path.into(),
            line: Some(1),
            found: format!("found `{text}`"),
            expected: "formula and cross section".into(),
        };
        let (formula, m2) = text.split_once(' ').ok_or_else(wrong)?;
        let m2: f32 = m2.parse().map_err(|_| wrong())?;
        let species = species.map_or_else(|| formula.parse().map_err(|_| wrong()), Ok)?;
        let sigma = Array3::from_elem((1, 1, 2), m2);
        let wavenumbers = vec![1000.0, 2000.0];
        let table = CrossSectionTable::new(species, vec![1e5], vec![300.0], wavenumbers, sigma);
        let table = OpacityTable::CrossSection(table.unwrap());
        let info = TableInfo::of(&table);
        Ok(Contents::Table(table, info))
    }
}

#[test]
fn a_new_format_is_read_beside_the_known_ones_and_named_in_errors_and_help() {
    let folder = tempfile::tempdir().unwrap();
    let path = |name: &str| folder.path().join(name);
    fs::write(path("water.kta"), kta(1, &[2.0, 2.1])).unwrap();
    fs::write(path("carbon-monoxide.grey"), "CO 2e-26").unwrap();
    fs::write(path("He.cia"), CIA).unwrap();
    fs::write(path("notes.txt"), "mine").unwrap();
    let list = [FORMATS.0, &[&Grey]].concat();
    let formats = Formats(&list);

    let read = Folder::read_formats(folder.path(), formats).unwrap();
    let gases: Vec<Species> = read.tables.iter().map(|t| t.info.species).collect();
    assert_eq!(gases, [Species::CO, Species::H2O]);
    assert_eq!(read.cia.len(), 1);
    assert_eq!(read.tables[0].table.lines().value_m2(0, 0, 1, 0), 2e-26);
    let left_out = |text: &String| text.contains("absorption (.cia) or a grey gas (.grey); it is");
    assert_eq!(
        read.skipped.iter().filter(|text| left_out(text)).count(),
        1,
        "{:?}",
        read.skipped
    );

    assert!(formats.names().any(|known| known.name == "grey"));
    let named = formats.named("grey").unwrap();
    let contents = named.read(&path("carbon-monoxide.grey"), Some(Species::NH3));
    assert!(
        matches!(contents.unwrap(), Contents::Table(table, _) if table.species() == Species::NH3)
    );

    fs::write(path("broken.grey"), "CO").unwrap();
    let error = Folder::read_formats(folder.path(), formats).unwrap_err();
    let message = error.to_string();
    assert!(
        message.contains("broken.grey, line 1: found `CO`, expected formula"),
        "{message}"
    );

    // The known formats alone leave it out.
    let known = Folder::read(folder.path()).unwrap();
    assert_eq!((known.tables.len(), known.skipped.len()), (1, 3));
    assert!(FORMATS.named("grey").is_none());
}
