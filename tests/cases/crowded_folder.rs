//! Folders as people have them: all that was downloaded, of which a study needs a part.

use std::fs;

use forward_model::{CrossSectionTable, OpacityTable, Species};
use hdf5::types::VarLenUnicode;

use super::study_folder::StudyFolder;

fn per_cm() -> Vec<f64> {
    (0..400).map(|i| 2000.0 * 1.002f64.powi(i)).collect()
}

fn study() -> StudyFolder {
    let bins = [2.3, 2.8, 3.6, 4.5];
    StudyFolder::new(&bins).opacity(Species::H2O, &per_cm(), |_| 1e-25)
}

/// A table of CO in HDF5.
fn hdf5_table() -> OpacityTable {
    let axes = ([1e-4, 1e8], [50.0, 5000.0], per_cm());
    let table =
        CrossSectionTable::tabulate(Species::CO, &axes.0, &axes.1, &axes.2, |_, _, _| 1e-24);
    table.unwrap().into()
}

/// The same with a table of CO that says it is of `name`.
fn with_table_called(name: &str) -> StudyFolder {
    let folder = study().table(&hdf5_table());
    let file = hdf5::File::open_rw(folder.at("opacities/CO.h5")).unwrap();
    file.unlink("mol_name").unwrap();
    let text: VarLenUnicode = name.parse().unwrap();
    let dataset = file
        .new_dataset::<VarLenUnicode>()
        .shape(1)
        .create("mol_name")
        .unwrap();
    dataset.write(&[text]).unwrap();
    file.close().unwrap();
    folder
}

const EXO_TRANSMIT: &str =
    "500 1000\n1e2 1e5\n1e-6\n2 1e-25 1e-25\n5 1e-25 1e-25\n2e-6\n2 1e-25 1e-25\n5 1e-25 1e-25\n";
const CIA: &str = "              CH4-Ar  1000.000  1100.000      2  100.0 1.000E-45\n 1000.0000  1.000E-45\n 1100.0000  1.000E-45\n";

#[test]
fn what_no_study_can_ask_for_is_left_out_with_a_warning() {
    let (alone, said) = study().simulated(&[]);
    assert!(!said.contains("left out"), "{said}");
    for (folder, name) in [
        (with_table_called("AlO"), "`AlO`"),
        (with_table_called("27Al-16O__ATP"), "`27Al-16O__ATP`"),
        (study().file("opacities/CH4-Ar.cia", CIA), "`CH4-Ar`"),
        (
            study().file("opacities/opacAlO.dat", EXO_TRANSMIT),
            "opacAlO.dat",
        ),
        (study().file("opacities/notes.txt", "mine"), "notes.txt"),
    ] {
        let (spectrum, said) = folder.simulated(&[]);
        assert_eq!(spectrum, alone);
        let warnings: Vec<&str> = said
            .lines()
            .filter(|line| line.contains("left out"))
            .collect();
        assert_eq!(warnings.len(), 1, "{said}");
        assert!(
            warnings[0].starts_with("warning: ") && warnings[0].contains(name),
            "{said}"
        );
    }
}

/// `CO.h5` of CO2 would leave CO to the table inside the program, and a pair's file likewise.
#[test]
fn a_file_that_holds_another_gas_than_its_name_says_is_refused() {
    let argon_free = CIA.replace("CH4-Ar", "CH4-He");
    for (folder, parts) in [
        (
            with_table_called("CO2"),
            ["CO.h5", "its name says CO,", "is of CO2,"],
        ),
        (
            with_table_called("12C-16O2__UCL-4000"),
            ["CO.h5", "its name says CO,", "is of CO2,"],
        ),
        (
            study().file("opacities/H2-He_2011.cia", &argon_free),
            ["H2-He_2011.cia", "its name says H2-He,", "is of He-CH4,"],
        ),
    ] {
        let refused = folder.refusal(&[]);
        for part in parts {
            assert!(refused.contains(part), "{refused}");
        }
    }
    with_table_called("12C-16O__Li2015").simulated(&[]);
    for name in [
        "CH4-He.cia",
        "He-CH4_2018.cia",
        "H2-He_and_CH4-He.cia",
        "methane.cia",
    ] {
        study()
            .file(&format!("opacities/{name}"), &argon_free)
            .simulated(&[]);
    }
}

#[test]
fn a_gas_that_the_study_names_and_nobody_knows_is_refused() {
    let refused = with_table_called("AlO")
        .with("gases = [\"H2O\"]", "gases = [\"H2O\", \"AlO\"]")
        .refusal(&[]);
    assert!(
        refused.contains("`atmosphere.gases` is `AlO`, expected a gas exosonde knows"),
        "{refused}"
    );
}

#[test]
fn two_files_of_a_gas_matter_to_those_who_ask_for_it() {
    let twice = study().opacity(Species::CO, &per_cm(), |_| 1e-24);
    let twice = twice.table(&hdf5_table());
    twice.simulated(&[]);
    let refused = twice
        .with("gases = [\"H2O\"]", "gases = [\"H2O\", \"CO\"]")
        .with("log_H2O = -4.0", "log_H2O = -4.0\nlog_CO = -4.0");
    fs::remove_dir_all(refused.at("run")).unwrap();
    let refused = refused.refusal(&[]);
    assert!(
        refused.contains("opacCO.dat")
            && refused.contains("CO.h5")
            && refused.contains("both hold CO"),
        "{refused}"
    );
}

#[test]
fn a_broken_file_is_an_error_all_the_same() {
    let folder = study();
    let whole = fs::read(folder.at("opacities/opacH2O.dat")).unwrap();
    let half = String::from_utf8_lossy(&whole[..whole.len() / 2]).into_owned();
    let folder = folder.file("opacities/opacCO.dat", &half);
    assert!(folder.refusal(&[]).contains("opacCO.dat"));
}

/// A gas that fills up the atmosphere has lines only where the study names it among its gases.
#[test]
fn a_background_gas_with_a_table_is_said_to_absorb_nothing() {
    let background = "background = { H2 = 0.8547, He = 0.1453 }";
    let of_carbon_monoxide = study()
        .table(&hdf5_table())
        .with(background, "background = { CO = 1.0 }");
    let (_, said) = of_carbon_monoxide.simulated(&[]);
    let absent = "the lines of CO absorb nothing: a gas of `background` has none";
    assert_eq!(said.matches(absent).count(), 1, "{said}");
    let (_, said) = study().table(&hdf5_table()).simulated(&[]);
    assert!(!said.contains("absorb nothing: a gas"), "{said}");
}

#[test]
fn an_imported_table_is_not_written_over_another_file() {
    let folder = study().table(&hdf5_table()).file("mine.txt", "dear diary");
    let import =
        |out: &str| folder.run_plain(&["opacity", "import", "opacities/CO.h5", "--out", out]);
    let refused = import("mine.txt");
    let said = String::from_utf8(refused.stderr).unwrap();
    assert_eq!(refused.status.code(), Some(2), "{said}");
    assert!(said.contains("mine.txt, which is there already"), "{said}");
    assert_eq!(
        fs::read_to_string(folder.at("mine.txt")).unwrap(),
        "dear diary"
    );
    let imported = import("new.h5");
    assert!(
        imported.status.success(),
        "{}",
        String::from_utf8_lossy(&imported.stderr)
    );
}
