//! What a simulation is a function of besides θ, as one short text.

use forward_model::{Content, ModelConfig, PHYSICS_VERSION, content::Listener};
use serde_json::json;
use sha2::{Digest, Sha256};

use crate::observation::Bin;
use crate::study::{Study, hex};

/// Hash of everything that decides which spectrum a θ has in `bins`: the model with all its tables, told value by value; which
/// quantity is fixed and at what; the bins; and the version of the physics; and what is said `besides`. Of files it takes the content,
/// not the name.
pub(super) fn fingerprint(
    study: &Study,
    bins: &[Bin],
    model: &ModelConfig,
    besides: &str,
) -> String {
    let edges_um: Vec<[f64; 2]> = bins.iter().map(Bin::edges_um).collect();
    // JSON has all digits of a number, so that different values have different texts.
    let around = json!({
        "physics": PHYSICS_VERSION,
        "parameters": study.parameters.needed(),
        "allow_gaps": study.opacities.allow_gaps,
        "bins_um": edges_um,
    });
    let mut hash = ContentHash::default();
    model.tell(&mut hash);
    hash.text(&around.to_string());
    if !besides.is_empty() {
        hash.text(besides);
    }
    hex(&hash.0.finalize()[..16])
}

/// Hashes what it is told, each value with its kind and its length.
#[derive(Default)]
struct ContentHash(Sha256);

impl ContentHash {
    fn take(&mut self, kind: u8, bytes: &[u8]) {
        self.0.update([kind]);
        self.0.update((bytes.len() as u64).to_le_bytes());
        self.0.update(bytes);
    }
}

impl Listener for ContentHash {
    fn text(&mut self, text: &str) {
        self.take(b't', text.as_bytes());
    }

    fn doubles(&mut self, values: &[f64]) {
        self.take(b'd', bytemuck::cast_slice(values));
    }

    fn singles(&mut self, values: &[f32]) {
        self.take(b's', bytemuck::cast_slice(values));
    }
}
