//! Labels as one types them, set as a paper sets them.
//!
//! `₂`, `²`, `_cloud`, `_{IR}` and `^{−1}` become lowered or raised text, and a letter that stands alone outside
//! parentheses and brackets, the symbol of a variable, is italic: `log₁₀ X(H₂O)`, `T [K]`, `log₁₀ P_cloud [bar]`.

use crate::{font, look::TextLook};

/// Size of lowered and raised text relative to the line.
const SCRIPT_SCALE: f64 = 0.70;
/// How far the baseline of a subscript lies below the line's, in em.
const SUBSCRIPT_DROP: f64 = 0.19;
/// How far the baseline of a superscript lies above the line's, in em.
const SUPERSCRIPT_RISE: f64 = 0.36;

/// Text on the line, below it or above it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Script {
    Line,
    Sub,
    Super,
}

/// Text of one style, at its place relative to the start of the label's baseline; lengths in em of the label's size.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Run {
    pub text: String,
    pub x_em: f64,
    pub rise_em: f64,
    pub scale: f64,
    pub italic: bool,
}

/// One line of set text.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Label {
    /// What it was set from, markup and all.
    pub source: String,
    /// Its width, in em of its size.
    pub width_em: f64,
    runs: Vec<Run>,
}

impl Label {
    /// Text as it is, without any markup.
    pub fn plain(text: &str) -> Self {
        let mut label = Self::typed(text);
        label.push(text, Script::Line, false);
        label
    }

    /// Text with the markup described in the module's documentation.
    pub fn parse(text: &str) -> Self {
        let mut label = Self::typed(text);
        for (piece, script, italic) in pieces(text) {
            label.push(&piece, script, italic);
        }
        label
    }

    /// The same without italics: the symbol of an element, K, is no variable.
    pub fn upright(text: &str) -> Self {
        let mut label = Self::typed(text);
        for (piece, script, _) in pieces(text) {
            label.push(&piece, script, false);
        }
        label
    }

    /// Adds `upper` and `lower` above each other, as the two errors of a value are written.
    pub fn with_stack(mut self, upper: &str, lower: &str) -> Self {
        self.source.extend([" ", upper, " ", lower]);
        let x_em = self.width_em + 0.06;
        self.width_em = x_em;
        self.push_at(upper, x_em, SUPERSCRIPT_RISE + 0.04);
        let upper_end = self.width_em;
        self.push_at(lower, x_em, -SUBSCRIPT_DROP - 0.08);
        self.width_em = self.width_em.max(upper_end);
        self
    }

    /// Adds another label behind this one.
    pub fn then(mut self, other: Self) -> Self {
        let start = self.width_em;
        self.source.push_str(&other.source);
        self.width_em += other.width_em;
        self.runs.extend(other.runs.into_iter().map(|run| Run {
            x_em: run.x_em + start,
            ..run
        }));
        self
    }

    /// `look`, or as much smaller as keeps the label within `room_mm`.
    pub fn look_within(&self, room_mm: f64, look: TextLook) -> TextLook {
        let width_mm = self.width_em * look.em_mm();
        let scale = (room_mm / width_mm.max(f64::MIN_POSITIVE)).clamp(0.0, 1.0);
        TextLook {
            size_pt: scale * look.size_pt,
            ..look
        }
    }

    /// Its pieces that leave ink.
    pub(crate) fn visible_runs(&self) -> impl Iterator<Item = &Run> {
        self.runs.iter().filter(|run| !run.text.is_empty())
    }

    fn typed(text: &str) -> Self {
        Self {
            source: text.into(),
            ..Self::default()
        }
    }

    fn push_at(&mut self, text: &str, x_em: f64, rise_em: f64) {
        self.runs.push(Run {
            text: text.into(),
            x_em,
            rise_em,
            scale: SCRIPT_SCALE,
            italic: false,
        });
        self.width_em = x_em + SCRIPT_SCALE * font::width_em(text, false);
    }

    fn push(&mut self, text: &str, script: Script, italic: bool) {
        let (scale, rise_em) = match script {
            Script::Line => (1.0, 0.0),
            Script::Sub => (SCRIPT_SCALE, -SUBSCRIPT_DROP),
            Script::Super => (SCRIPT_SCALE, SUPERSCRIPT_RISE),
        };
        // SVG trims white space at both ends of a text, so it is kept as a shift.
        let visible = text.trim_start();
        let indent = &text[..text.len() - visible.len()];
        self.runs.push(Run {
            text: visible.into(),
            x_em: self.width_em + scale * font::width_em(indent, italic),
            rise_em,
            scale,
            italic,
        });
        self.width_em += scale * font::width_em(text, italic);
    }
}

/// Where a label may be broken into lines.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Breaks {
    /// Only where it is too wide: before its unit, or at the space nearest its middle.
    IfTooWide,
    /// After every `log₁₀`, so that all labels of a figure look alike; elsewhere if too wide.
    AfterLog,
}

/// `text` on one line, or on as many as keep each within `max_em`, if spaces allow that.
pub fn wrap(text: &str, max_em: f64, breaks: Breaks) -> Vec<Label> {
    const LOG: &str = "log₁₀ ";
    let rest = text.strip_prefix(LOG);
    if let (Breaks::AfterLog, Some(rest)) = (breaks, rest.map(Label::parse))
        && rest.width_em <= max_em
    {
        return vec![Label::parse(LOG.trim_end()), rest];
    }
    let whole = Label::parse(text);
    if whole.width_em <= max_em {
        return vec![whole];
    }
    let middle = text.len() / 2;
    let first = text.len() - rest.unwrap_or(text).len();
    let spaces = text
        .match_indices(' ')
        .map(|(i, _)| i)
        .filter(|&i| i >= first);
    let nearest = spaces.min_by_key(|i| i.abs_diff(middle));
    match text.rfind(" [").or(nearest) {
        Some(i) => {
            let halves = [&text[..i], &text[i + 1..]].into_iter();
            halves.flat_map(|half| wrap(half, max_em, breaks)).collect()
        }
        None => vec![whole],
    }
}

/// The character on the line that a Unicode subscript or superscript stands for.
fn unscript(c: char) -> (char, Script) {
    const SUB: &str = "₀₁₂₃₄₅₆₇₈₉₊₋";
    const SUPER: &str = "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻";
    const LINE: &str = "0123456789+−";
    let find = |set: &str| {
        set.chars()
            .position(|s| s == c)
            .and_then(|i| LINE.chars().nth(i))
    };
    match (find(SUB), find(SUPER)) {
        (Some(c), _) => (c, Script::Sub),
        (_, Some(c)) => (c, Script::Super),
        _ => (c, Script::Line),
    }
}

/// Text cut where its style changes.
fn pieces(text: &str) -> Vec<(String, Script, bool)> {
    let chars: Vec<char> = text.chars().collect();
    let mut pieces: Vec<(String, Script, bool)> = Vec::new();
    let mut depth = 0;
    let mut i = 0;
    while i < chars.len() {
        depth += i32::from("([".contains(chars[i])) - i32::from(")]".contains(chars[i]));
        let (piece, script, n_read) = match script_word(&chars[i..]) {
            Some(word) => word,
            None => {
                let (c, script) = unscript(chars[i]);
                (c.to_string(), script, 1)
            }
        };
        let italic = depth == 0 && stands_alone(&chars, i);
        match pieces.last_mut() {
            Some(last) if last.1 == script && last.2 == italic => last.0.push_str(&piece),
            _ => pieces.push((piece, script, italic)),
        }
        i += n_read;
    }
    pieces
}

/// The word that a `_` or `^` at the start of `chars` lowers or raises, and how many characters it takes up.
fn script_word(chars: &[char]) -> Option<(String, Script, usize)> {
    let script = match chars.first()? {
        '_' => Script::Sub,
        '^' => Script::Super,
        _ => return None,
    };
    let (skip, word): (usize, String) = if chars.get(1) == Some(&'{') {
        (3, chars[2..].iter().take_while(|&&c| c != '}').collect())
    } else {
        (
            1,
            chars[1..]
                .iter()
                .take_while(|c| c.is_alphanumeric())
                .collect(),
        )
    };
    let n_read = skip + word.chars().count();
    (!word.is_empty()).then_some((word, script, n_read))
}

/// Whether the character is a letter without a letter or digit beside it; a lowered digit makes it a chemical element.
fn stands_alone(chars: &[char], i: usize) -> bool {
    let in_word = |j: Option<usize>| {
        let neighbour = j.and_then(|j| chars.get(j));
        neighbour.is_some_and(|&c| c.is_alphanumeric() || unscript(c).1 != Script::Line)
    };
    chars[i].is_alphabetic() && !in_word(i.checked_sub(1)) && !in_word(Some(i + 1))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn styles(text: &str) -> Vec<(String, f64, bool)> {
        let runs = Label::parse(text).runs.into_iter();
        runs.map(|run| (run.text, run.rise_em, run.italic))
            .collect()
    }

    #[test]
    fn unicode_subscripts_are_lowered_digits() {
        let runs = styles("log₁₀ X(H₂O)");
        assert_eq!(runs[1], ("10".into(), -SUBSCRIPT_DROP, false));
        assert_eq!(runs[3], ("X".into(), 0.0, true));
        assert_eq!(runs[4].0, "(H");
        assert!(!runs[4].2 && !runs[6].2, "formulae are upright");
    }

    #[test]
    fn formulae_are_upright_outside_parentheses_too() {
        assert!(styles("H₂O").iter().all(|run| !run.2));
    }

    #[test]
    fn the_symbol_of_an_element_can_be_kept_upright() {
        assert!(styles("K")[0].2);
        assert!(Label::upright("K").runs.iter().all(|run| !run.italic));
    }

    #[test]
    fn words_after_an_underscore_are_subscripts() {
        let runs = styles("P_cloud [bar]");
        assert_eq!(runs[0], ("P".into(), 0.0, true));
        assert_eq!(runs[1], ("cloud".into(), -SUBSCRIPT_DROP, false));
        assert_eq!(runs[2].0, "[bar]");
    }

    #[test]
    fn units_are_upright() {
        assert!(
            styles("T [K]")
                .iter()
                .filter(|run| run.2)
                .all(|run| run.0 == "T")
        );
    }

    #[test]
    fn a_wide_label_breaks_before_its_unit() {
        let lines = wrap("log₁₀ P_cloud [bar]", 5.0, Breaks::IfTooWide);
        assert_eq!(lines.len(), 2);
        assert_eq!(lines[1], Label::parse("[bar]"));
        assert_eq!(wrap("T [K]", 5.0, Breaks::AfterLog).len(), 1);
        assert_eq!(wrap("log₁₀ X(H₂O)", 3.0, Breaks::IfTooWide).len(), 1);
        assert_eq!(wrap("log₁₀ X(H₂O)", 9.0, Breaks::AfterLog).len(), 2);
    }

    #[test]
    fn a_very_wide_label_breaks_at_its_spaces_too() {
        let lines = wrap("Δ JWST/NIRSpec G395H [ppm]", 8.0, Breaks::IfTooWide);
        let sources: Vec<_> = lines.iter().map(|line| line.source.as_str()).collect();
        assert_eq!(sources, ["Δ JWST/NIRSpec", "G395H", "[ppm]"]);
    }

    #[test]
    fn a_label_too_wide_for_its_room_is_set_smaller() {
        let look = TextLook::level(10.0, (0, 0, 0));
        let label = Label::plain("wide");
        let width_mm = label.width_em * look.em_mm();
        assert_eq!(label.look_within(1.1 * width_mm, look), look);
        let half = label.look_within(0.5 * width_mm, look);
        assert!((half.size_pt - 5.0).abs() < 1e-12);
        assert_eq!(Label::plain("").look_within(1.0, look), look);
    }

    #[test]
    fn a_lone_underscore_is_kept() {
        assert_eq!(styles("a_ b")[0].0, "a");
        assert!(Label::parse("_").width_em > 0.0);
    }
}
