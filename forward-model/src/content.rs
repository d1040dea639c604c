//! What a spectrum depends on, told value by value, so that a hash of it tells two models apart.
//!
//! Every type names all of its fields where it tells of itself: a new field that nobody tells of does not compile.

use std::sync::Arc;

use ndarray::{ArrayBase, Data, Dimension};

use crate::species::Species;

/// Version of the laws in this crate and of what the program makes of them. Raise it whenever the same inputs lead to other
/// spectra, so that spectra of both kinds never meet in one training set; a test of the program compares reference spectra.
pub const PHYSICS_VERSION: u32 = 5;

/// What a spectrum depends on.
pub trait Content {
    /// Tells all of it, in an order that does not depend on the values.
    fn tell(&self, listener: &mut dyn Listener);
}

/// Whoever listens must tell one value from the next, as by its kind and length.
pub trait Listener {
    /// A name or a choice.
    fn text(&mut self, text: &str);
    /// One number or several.
    fn doubles(&mut self, values: &[f64]);
    /// The same in single precision.
    fn singles(&mut self, values: &[f32]);
}

impl Content for Species {
    fn tell(&self, listener: &mut dyn Listener) {
        listener.text(self.formula());
    }
}

impl Content for bool {
    fn tell(&self, listener: &mut dyn Listener) {
        listener.doubles(&[f64::from(u8::from(*self))]);
    }
}

impl<T: Content + ?Sized> Content for Arc<T> {
    fn tell(&self, listener: &mut dyn Listener) {
        (**self).tell(listener);
    }
}

impl<T: Content> Content for [T] {
    fn tell(&self, listener: &mut dyn Listener) {
        listener.doubles(&[self.len() as f64]);
        for item in self {
            item.tell(listener);
        }
    }
}

impl<T: Content> Content for Option<T> {
    fn tell(&self, listener: &mut dyn Listener) {
        self.as_slice().tell(listener);
    }
}

/// Species in a ratio.
impl Content for (Species, f64) {
    fn tell(&self, listener: &mut dyn Listener) {
        self.0.tell(listener);
        listener.doubles(&[self.1]);
    }
}

/// Pairs of numbers, such as the bounds of cells.
pub(crate) fn tell_pairs(pairs: &[[f64; 2]], listener: &mut dyn Listener) {
    listener.doubles(pairs.as_flattened());
}

/// The values of a table, whose shape follows from its axes.
pub(crate) fn tell_singles<S: Data<Elem = f32>, D: Dimension>(
    values: &ArrayBase<S, D>,
    listener: &mut dyn Listener,
) {
    let values = values.as_standard_layout();
    listener.singles(values.as_slice().expect("the layout is standard"));
}
