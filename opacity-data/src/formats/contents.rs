//! What a file of opacities holds.

use forward_model::{CiaTable, OpacityTable};

use crate::table_info::{CiaInfo, TableInfo};

/// What a file of opacities holds.
#[derive(Debug, Clone, PartialEq)]
#[allow(
    clippy::large_enum_variant,
    reason = "there is one for each file that is read, and it is taken apart at once"
)]
pub enum Contents {
    /// Line opacity of one gas.
    Table(OpacityTable, TableInfo),
    /// Collision-induced absorption.
    Cia(CiaFile),
}

/// Collision-induced absorption of one or several pairs.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct CiaFile {
    /// One table for each pair and range of wavenumbers, and what it is; those of one pair do not overlap.
    pub tables: Vec<(CiaTable, CiaInfo)>,
    /// Blocks that were left out, all or in part, and why, a sentence each.
    pub skipped: Vec<String>,
}
