//! Seconds and spectra from trained networks to the exact posterior of a real spectrum.
//!
//! ```sh
//! cargo bench --bench exact_retrieval -- [--study STUDY] [--run DIR] [--json FILE]
//! ```
//! The run is that of `exosonde run STUDY`, whose networks it takes.

mod exact;

fn main() {
    exact::measure(|session| session.networks(false));
}
