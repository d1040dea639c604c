//! What light a bin counts: without more being said all between its edges alike, or else as its instrument's pass-band or resolving power
//! has it.
//!
//! ```text
//! pass-band of a photometer        ─┐
//!                                   ├─► response: how much of each wavelength's light counts ─► weights of cells (`Binning`)
//! resolving power of a spectrograph ┘         └─► stretches in which it is even              ─► cells of opacity tables
//! ```

mod curve;
mod file;
mod profile;

use forward_model::units::per_cm_from_um;
use serde::Serialize;

pub use curve::{Curve, CurveError};
pub(crate) use curve::{in_words, is_within};
pub use file::{RESOLVING_POWERS, read_pass_band, read_resolving_power};
pub use profile::ResolvingPower;

use super::Bin;
use profile::{BlurredBin, even_stretches_um};

/// Resolving power that stretches have at least where any bin is no top hat: a pass-band's transmission is then known in each, and a dozen
/// wavenumbers stand for it.
const LEAST_RESOLUTION: f64 = 300.0;
/// Part of a pass-band's highest transmission below which, at its ends, it is over.
const BAND_ENDS: f64 = 1e-3;

/// What an instrument makes of light.
#[derive(Debug, Clone, PartialEq)]
pub enum InstrumentResponse {
    /// A photometer's transmission over wavelength, in any unit.
    PassBand(Curve),
    /// A spectrograph's Gaussian profile.
    Profile(ResolvingPower),
}

impl InstrumentResponse {
    /// A photometer's, by its transmission, which ends where it falls below a thousandth of the highest.
    pub fn pass_band(transmission: &Curve) -> Self {
        Self::PassBand(transmission.trimmed(BAND_ENDS))
    }

    fn of_bin(&self, bin: &Bin) -> Response {
        match self {
            Self::PassBand(transmission) => Response::PassBand(transmission.clone()),
            Self::Profile(power) => Response::Blurred(BlurredBin::new(bin.edges_um(), power)),
        }
    }
}

/// How much of each wavelength's light counts in a bin.
#[derive(Debug, Clone, PartialEq, Serialize)]
enum Response {
    /// All alike between two edges, µm.
    TopHat([f64; 2]),
    PassBand(Curve),
    Blurred(BlurredBin),
}

impl Response {
    /// None of a top hat.
    fn curve(&self) -> Option<Curve> {
        match self {
            Self::TopHat(_) => None,
            Self::PassBand(transmission) => Some(transmission.clone()),
            Self::Blurred(bin) => Some(bin.curve()),
        }
    }

    /// The bin's edges, or a pass-band's ends, µm.
    fn range_um(&self) -> [f64; 2] {
        match self {
            Self::TopHat(edges_um) => *edges_um,
            Self::PassBand(transmission) => transmission.reach_um(),
            Self::Blurred(bin) => bin.edges_um(),
        }
    }
}

/// How much of each wavelength's light counts in some bins.
#[derive(Debug, Clone, PartialEq)]
pub struct Responses {
    /// `[n_bins]`.
    of_bins: Vec<Response>,
    /// The same as curves, none of top hats, `[n_bins]`.
    curves: Vec<Option<Curve>>,
    /// Stretches in which all are even, µm.
    even_um: Vec<[f64; 2]>,
}

impl Responses {
    /// Of bins that count all light between their edges alike.
    pub fn top_hats(bins: &[Bin]) -> Self {
        Self::new(bins, &[])
    }

    /// Of bins of some instruments with a response of their own; the others' are top hats.
    pub fn new(bins: &[Bin], of_instruments: &[(String, InstrumentResponse)]) -> Self {
        let response = |bin: &Bin| {
            let mut named = of_instruments.iter();
            let own = named.find(|(name, _)| *name == bin.instrument);
            own.map_or(Response::TopHat(bin.edges_um()), |(_, own)| own.of_bin(bin))
        };
        let of_bins: Vec<Response> = bins.iter().map(response).collect();
        let is_top_hat = |own: &&Response| matches!(own, Response::TopHat(_));
        let top_hats = of_bins.iter().filter(is_top_hat);
        let mut even_um: Vec<[f64; 2]> = top_hats.map(Response::range_um).collect();
        for (name, response) in of_instruments {
            let named = bins.iter().zip(&of_bins);
            let named = named.filter_map(|(bin, own)| (bin.instrument == *name).then_some(own));
            even_um.extend(even_stretches(response, named));
        }
        if !of_bins.iter().all(|own| is_top_hat(&own)) {
            even_um = even_um.into_iter().flat_map(divided).collect();
        }
        Self {
            curves: of_bins.iter().map(Response::curve).collect(),
            of_bins,
            even_um,
        }
    }

    /// Whether all are top hats.
    pub fn are_top_hats(&self) -> bool {
        self.curves.iter().all(Option::is_none)
    }

    /// The edges of each top hat or blurred bin, or the ends of its pass-band, µm; and its response, none of a top hat, `[n_bins]`.
    pub fn bins(&self) -> impl Iterator<Item = ([f64; 2], Option<&Curve>)> {
        let ranges = self.of_bins.iter().map(Response::range_um);
        ranges.zip(self.curves.iter().map(Option::as_ref))
    }

    /// Stretches of which cells are to consist so that all responses are known in them, cm⁻¹.
    pub fn even_per_cm(&self) -> Vec<[f64; 2]> {
        self.even_um.iter().map(flipped).collect()
    }

    /// The edges of each top hat or blurred bin, or the ends of its pass-band, cm⁻¹, `[n_bins]`.
    pub fn bins_per_cm(&self) -> Vec<[f64; 2]> {
        self.bins()
            .map(|(range_um, _)| flipped(&range_um))
            .collect()
    }

    /// What each bin sees most of: between its edges, or where at least half of the most counts, cm⁻¹, `[n_bins]`.
    pub fn seen_per_cm(&self) -> Vec<[f64; 2]> {
        let seen_um = |(range_um, curve): ([f64; 2], Option<&Curve>)| {
            curve.map_or(range_um, |curve| curve.range_above_um(0.5))
        };
        self.bins().map(|bin| flipped(&seen_um(bin))).collect()
    }

    /// Shortest and longest wavelength that counts in any bin, µm.
    pub fn reach_um(&self) -> [f64; 2] {
        let ends = self.even_um.iter().flatten();
        ends.fold([f64::INFINITY, 0.0], |[short, long], um| {
            [um.min(short), um.max(long)]
        })
    }

    /// All that decides them, as text; empty of top hats.
    pub fn content(&self) -> String {
        match self.are_top_hats() {
            true => String::new(),
            false => serde_json::to_string(&self.of_bins).expect("responses are plain numbers"),
        }
    }
}

/// Stretches in which the responses of an instrument's bins are even, µm.
fn even_stretches<'a>(
    response: &InstrumentResponse,
    of_bins: impl Iterator<Item = &'a Response>,
) -> Vec<[f64; 2]> {
    match response {
        InstrumentResponse::PassBand(transmission) => vec![transmission.reach_um()],
        InstrumentResponse::Profile(_) => {
            let blurred = of_bins.filter_map(|response| match response {
                Response::Blurred(bin) => Some(bin.clone()),
                _ => None,
            });
            even_stretches_um(&blurred.collect::<Vec<_>>())
        }
    }
}

/// Parts of a stretch, of the same ratio.
fn divided([short_um, long_um]: [f64; 2]) -> Vec<[f64; 2]> {
    let n = ((long_um / short_um).ln() * LEAST_RESOLUTION)
        .ceil()
        .max(1.0);
    let n = n as usize;
    let edge = |i: usize| match i == n {
        true => long_um,
        false => short_um * (long_um / short_um).powf(i as f64 / n as f64),
    };
    (0..n).map(|i| [edge(i), edge(i + 1)]).collect()
}

/// Wavenumbers, cm⁻¹, from wavelengths, µm, the lower first.
fn flipped([short_um, long_um]: &[f64; 2]) -> [f64; 2] {
    [*long_um, *short_um].map(per_cm_from_um)
}
