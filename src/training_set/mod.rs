//! From the parts of a training set to batches: who is held out, what is held in memory, what the network sees.

mod input_map;
pub mod part;
mod rows;
mod shards;
mod split;
mod tally;

pub use input_map::{Batch, InputMap, InputMapFit, Noise, UnservedError, is_enough};
pub use rows::{Rows, ThetaReader};
pub use shards::{Dataset, DatasetConfig, DatasetError};
pub use split::{Split, Subset};
pub use tally::Tally;
