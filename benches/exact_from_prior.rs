//! Seconds and spectra from nothing to the exact posterior of a real spectrum, without any network.
//!
//! ```sh
//! cargo bench --bench exact_from_prior -- [--study STUDY] [--run DIR] [--json FILE]
//! ```

mod exact;

fn main() {
    exact::measure(|_| exosonde::retrieve::Start::Prior);
}
