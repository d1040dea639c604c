//! How a stage tells that it advances, without knowing who listens.

/// Listens to a stage's progress. The bar on the terminal lives in `cli`.
pub trait Progress: Sync {
    /// A piece of work of `total` units begins; `unit` is what one unit is called, in the plural.
    fn start(&self, total: u64, unit: &str);
    /// The same of a piece of work that may end early with what there is: one that asks [`is_interrupted`](Self::is_interrupted).
    fn start_stoppable(&self, total: u64, unit: &str) {
        self.start(total, unit);
    }
    /// `n` more units are done.
    fn advance(&self, n: u64);
    /// A short text that stands beside the bar, such as the current loss.
    fn message(&self, text: &str);
    /// A sentence that is to be read whether or not there is a bar, such as whom the stage waits for.
    fn remark(&self, text: &str);
    /// The piece of work is over.
    fn finish(&self);
    /// Whether it is to end early with what there is.
    fn is_interrupted(&self) -> bool {
        false
    }
}

/// Nobody listens.
#[derive(Debug, Clone, Copy, Default)]
pub struct Silent;

impl Progress for Silent {
    fn start(&self, _total: u64, _unit: &str) {}
    fn advance(&self, _n: u64) {}
    fn message(&self, _text: &str) {}
    fn remark(&self, _text: &str) {}
    fn finish(&self) {}
}
