//! Figures drawn from synthetic data: what a user of the library sees. Every kind is read back with a ruler: no two texts
//! overlap, nothing leaves the page, and data lie where the numbers of the axes say.

mod corner;
mod coverage;
mod data;
mod levels;
mod opacity;
mod posteriors;
mod reading;
mod simulated;
mod spectrum;
mod training;

use std::path::Path;

use data::{difficult, noisy_spectrum};
use exosonde::plot::{
    self, Figure, coverage::CoverageData, simulated::SimulatedData, training::TrainingData,
};

/// A change that makes data unfit to be drawn, and what the error says then.
type Refusal<'a, Data> = (&'a dyn Fn(&mut Data), &'a str);

/// Writes a figure to the folder named by `EXOSONDE_FIGURES`, where a person can look at it.
fn keep(figure: &Figure, stem: &str) {
    if let Some(folder) = std::env::var_os("EXOSONDE_FIGURES") {
        let path = Path::new(&folder).join(stem);
        std::fs::write(path.with_extension("svg"), figure.svg()).unwrap();
        std::fs::write(path.with_extension("png"), figure.png().unwrap()).unwrap();
    }
}

#[test]
fn the_same_data_give_the_same_bytes() {
    let (first, second) = (
        plot::corner::draw(&difficult(3)).unwrap(),
        plot::corner::draw(&difficult(3)).unwrap(),
    );
    assert_eq!(first.svg(), second.svg());
    assert_eq!(first.png().unwrap(), second.png().unwrap());
}

#[test]
fn figures_need_no_font_and_are_sized_in_millimetres() {
    let data = noisy_spectrum(15, [1.1, 1.7], &["HST/WFC3 G141"]);
    let figure = plot::spectrum::draw(&data).unwrap();
    assert!(figure.svg().starts_with("<svg width=\"130mm\""));
    assert!(!figure.svg().contains("<text"), "text is outlines");
}

#[test]
fn a_written_figure_is_an_svg_and_a_png() {
    let folder = tempfile::tempdir().unwrap();
    let figure = plot::corner::draw(&difficult(2)).unwrap();
    let figures = folder.path().join("figures");
    let [svg, png] = plot::corner::KIND.write(&figure, &figures, None).unwrap();
    assert_eq!(std::fs::read_to_string(svg).unwrap(), figure.svg());
    assert!(std::fs::read(png).unwrap().starts_with(b"\x89PNG"));
}

#[test]
fn an_unwritable_folder_is_an_error_that_names_it() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("file");
    std::fs::write(&file, "not a folder").unwrap();
    let figure = plot::corner::draw(&difficult(1)).unwrap();
    let error = plot::corner::KIND.write(&figure, &file, None).unwrap_err();
    assert!(
        error.to_string().contains("cannot write") && error.to_string().contains("file"),
        "{error}"
    );
}

#[test]
fn other_figures_refuse_what_they_cannot_show() {
    let nothing = TrainingData {
        members: vec![],
        prior_loss: None,
        loss_label: String::new(),
    };
    assert!(
        plot::training::draw(&nothing)
            .unwrap_err()
            .to_string()
            .contains("at least one member")
    );
    let nothing = SimulatedData {
        quantity: String::new(),
        wavelength_um: vec![],
        depth: vec![],
        sources: vec![],
        bins: vec![],
    };
    assert!(
        plot::simulated::draw(&nothing)
            .unwrap_err()
            .to_string()
            .contains("0 wavelengths are too few")
    );
    let nothing = CoverageData {
        nominal: vec![],
        parameters: vec![],
        n_simulations: 0,
    };
    assert!(
        plot::coverage::draw(&nothing)
            .unwrap_err()
            .to_string()
            .contains("at least one parameter")
    );
}
