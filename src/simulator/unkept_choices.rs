//! What choices of wavenumbers cost that could not be kept, because the cache folder takes no file.
//!
//! It is of no spectrum, and so no caveat of one: it is of this process and its cache folder, which are one for all studies.

use std::fmt;
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

/// Choices that every command on a study makes anew.
#[derive(Debug, Clone, PartialEq)]
pub struct UnkeptChoices {
    /// Why the first of them could not be kept.
    pub reason: String,
    /// How long all of them took.
    pub took: Duration,
}

static UNKEPT: Mutex<Option<UnkeptChoices>> = Mutex::new(None);

/// Notes a choice that could not be kept, and how long it took.
pub(super) fn note_unkept(reason: &str, took: Duration) {
    let mut unkept = UNKEPT.lock().unwrap_or_else(PoisonError::into_inner);
    add(&mut unkept, reason, took);
}

fn add(unkept: &mut Option<UnkeptChoices>, reason: &str, took: Duration) {
    let known = unkept.get_or_insert_with(|| UnkeptChoices {
        reason: reason.to_owned(),
        took: Duration::ZERO,
    });
    known.took += took;
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
        add(&mut unkept, "no room", Duration::from_millis(1200));
        add(&mut unkept, "no door", Duration::from_millis(2300));
        let said = unkept.unwrap().to_string();
        assert!(
            said.contains("(no room)") && said.contains("the 3.5 s for it"),
            "{said}"
        );
    }
}
