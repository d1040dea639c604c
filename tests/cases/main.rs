//! The whole program in situations that its users meet.

mod pictures;
