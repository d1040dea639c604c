//! What choices of wavenumbers cost that could not be kept, because the cache folder takes no file.
//!
//! It is of no spectrum, and so no caveat of one: it is of this process and its cache folder, which are one for all studies.

use std::fmt;
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

/// Choices that every command on a study makes anew.
#[derive(Debug, Clone, PartialEq)]
pub struct UnkeptChoices {
    /// Why the first of them could not be kept.
    pub reason: String,
    /// How long all of them took; what was done together counts once.
    pub took: Duration,
    until: Instant,
}

static UNKEPT: Mutex<Option<UnkeptChoices>> = Mutex::new(None);

/// Notes a choice that could not be kept, and when it began and ended.
pub(super) fn note_unkept(reason: &str, [begun, ended]: [Instant; 2]) {
    let mut unkept = UNKEPT.lock().unwrap_or_else(PoisonError::into_inner);
    add(&mut unkept, reason, [begun, ended]);
}

fn add(unkept: &mut Option<UnkeptChoices>, reason: &str, [begun, ended]: [Instant; 2]) {
    let known = unkept.get_or_insert_with(|| UnkeptChoices {
        reason: reason.to_owned(),
        took: Duration::ZERO,
        until: begun,
    });
    known.took += ended.saturating_duration_since(begun.max(known.until));
    known.until = known.until.max(ended);
}

/// The choices of this process so far that could not be kept; none if all could.
pub fn unkept_choices() -> Option<UnkeptChoices> {
    let unkept = UNKEPT.lock().unwrap_or_else(PoisonError::into_inner);
    unkept.clone()
}

impl fmt::Display for UnkeptChoices {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "the choice of wavenumbers cannot be kept ({}): every command on this study takes the {:.1} s for it again; `--cache DIR` \
             names another folder",
            self.reason,
            self.took.as_secs_f64()
        )
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_reason_is_said_with_the_time_of_all() {
        let mut unkept = None;
        let start = Instant::now();
        let at = |ms: [u64; 2]| ms.map(|ms| start + Duration::from_millis(ms));
        add(&mut unkept, "no room", at([0, 1200]));
        // Beside the first, and after a while.
        add(&mut unkept, "no door", at([100, 1500]));
        add(&mut unkept, "no door", at([3000, 5000]));
        let said = unkept.unwrap().to_string();
        assert!(
            said.contains("(no room)") && said.contains("the 3.5 s for it"),
            "{said}"
        );
    }
}
