//! The project's file kinds: each file owns the names, shapes, units and provenance of one kind.
//!
//! Files are written to a temporary name, flushed, and renamed: a file that exists is complete.

pub mod atomic;
pub mod observation;
pub mod training_set;
