//! What instruments may do to the depths: shifts, inflated errors, bins left out.

mod factors;
mod flat;
mod offsets;
mod stages;
mod studies;
