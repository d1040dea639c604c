//! How much arithmetic a spectrum took.

use std::ops::AddAssign;

/// Work in rows of [`Work::COLUMNS_PER_ROW`] columns, counted as it is done: what opaque levels save is not in it.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Work {
    /// Rows of tables that were weighted and added: a multiply-add a column.
    pub rows_mixed: u64,
    /// Rows of cross sections that were weighted and added along chords: a multiply-add a column.
    pub products: u64,
    /// Rows of optical depths that became transmissions, or of logarithms that became cross sections: an exponential and a
    /// multiply-add a column.
    pub exponentials: u64,
    /// Rows of transmissions that were averaged over a layer, one for each layer and angle of emission.
    pub layer_means: u64,
}

impl Work {
    /// Columns in a row.
    pub const COLUMNS_PER_ROW: u64 = crate::simd::WIDTH as u64;
}

impl AddAssign for Work {
    fn add_assign(&mut self, other: Self) {
        self.rows_mixed += other.rows_mixed;
        self.products += other.products;
        self.exponentials += other.exponentials;
        self.layer_means += other.layer_means;
    }
}
