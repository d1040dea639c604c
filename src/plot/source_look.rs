//! How the gases and the other sources of a spectrum look: the same in every figure.

use figures::{
    look::{Colour, Stroke},
    theme,
};
use forward_model::Species;

/// The sources, each in the line style of its place ([`theme::line_stroke`]): colours for the gases that most figures show,
/// the same in dashes, dots and long dashes for others, greys for what is no gas. Places without a name are free.
#[rustfmt::skip]
const SOURCES: [[&str; 10]; 4] = [
    ["H2O", "CO2", "CO", "CH4", "NH3", "H2S", "SO2", "HCN", "C2H2", "CIA"],
    ["Na", "K", "PH3", "OCS", "TiO", "VO", "N2O", "NO", "O3", "Rayleigh"],
    ["O2", "N2", "FeH", "SiO", "HCl", "HF", "C2H4", "C2H6", "CS", "haze"],
    ["SO", "H", "H2", "He", "", "", "", "", "", "cloud deck"],
];
/// The palest of several lines of one source keeps this part of its colour.
const PALEST: f64 = 0.35;
/// More lines of one source than these differ in their dashes, too.
const FEW: usize = 4;
/// Ink and gap of the lines of one source in turn, mm.
const DASHES_MM: [Option<[f64; 2]>; 3] = [None, Some([1.6, 0.9]), Some([0.5, 0.6])];

/// A source as a figure writes it: `H2O` as `H₂O`, `haze` as it is.
pub fn source_label(name: &str) -> String {
    match name.parse::<Species>() {
        Ok(gas) => gas.set_formula(),
        Err(_) => name.to_owned(),
    }
}

/// The line of a source, by its name or its label.
pub fn source_stroke(name: &str, width_mm: f64) -> Stroke {
    let is_it = |source: &&str| *source == name || source_label(source) == name;
    let i = SOURCES.iter().flatten().position(is_it);
    let unknown = Stroke::solid(theme::GREY, width_mm);
    i.map_or(unknown, |i| theme::line_stroke(i, width_mm))
}

/// The colour of a source.
pub fn source_colour(name: &str) -> Colour {
    source_stroke(name, 0.0).colour
}

/// Line `k` of `n` lines of one source: its own colour first, then ever paler.
pub fn source_variant(name: &str, (k, n): (usize, usize), width_mm: f64) -> Stroke {
    let own = source_stroke(name, width_mm);
    let strength = 1.0 - (1.0 - PALEST) * k as f64 / n.max(1) as f64;
    let dash_mm = match n > FEW && own.dash_mm.is_none() {
        true => DASHES_MM[k % DASHES_MM.len()],
        false => own.dash_mm,
    };
    Stroke {
        colour: theme::tint(own.colour, strength),
        dash_mm,
        ..own
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_gas_has_a_line_of_its_own() {
        let others = ["CIA", "Rayleigh", "haze", "cloud deck"];
        let gases = Species::ALL.iter().map(|gas| gas.formula());
        let strokes: Vec<_> = gases
            .chain(others)
            .map(|name| source_stroke(name, 0.3))
            .collect();
        for (i, stroke) in strokes.iter().enumerate() {
            assert!(
                !strokes[..i].contains(stroke),
                "line {i} looks like another"
            );
        }
    }

    #[test]
    fn a_source_looks_alike_by_name_and_by_label() {
        for gas in Species::ALL {
            let [name, label] = [gas.formula().to_owned(), gas.set_formula()];
            assert_eq!(source_label(&name), label);
            assert_eq!(source_stroke(&name, 0.3), source_stroke(&label, 0.3));
        }
        assert_eq!(source_label("cloud deck"), "cloud deck");
    }

    #[test]
    fn lines_of_one_gas_differ_and_the_first_is_the_gas() {
        for n in [1, 3, 12, 30] {
            let lines: Vec<_> = (0..n).map(|k| source_variant("H2O", (k, n), 0.3)).collect();
            assert_eq!(lines[0], source_stroke("H2O", 0.3));
            for (k, line) in lines.iter().enumerate() {
                assert!(!lines[..k].contains(line), "line {k} of {n}");
            }
        }
    }
}
