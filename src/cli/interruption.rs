//! Ctrl-C while a sampler is at work ends it with what it has; at any other time, or a second time, it ends the program.

use std::path::PathBuf;
use std::sync::{
    Once,
    atomic::{AtomicU8, Ordering},
};

use super::output::remark;
use crate::session::SessionError;

/// Nobody listens: Ctrl-C ends the program.
const DEAF: u8 = 0;
const LISTENING: u8 = 1;
const INTERRUPTED: u8 = 2;

/// Exit code of a program that was interrupted, 128 and the number of the signal.
pub(super) const EXIT_CODE: u8 = 130;

/// A command of several parts that was interrupted in one of them.
#[derive(Debug, thiserror::Error)]
#[error("interrupted: what is finished is kept in {}, and the same command goes on after it", .kept.display())]
pub(super) struct Interrupted {
    /// Folder of the runs.
    pub kept: PathBuf,
}

/// Whether an error is that the user interrupted the program.
pub(super) fn is_cause_of(error: &anyhow::Error) -> bool {
    let session_error = error.downcast_ref::<SessionError>();
    error.is::<Interrupted>() || session_error.is_some_and(SessionError::is_interruption)
}

static STATE: AtomicU8 = AtomicU8::new(DEAF);
static HANDLER: Once = Once::new();

/// From here on the first Ctrl-C is kept for whoever asks; where the system does not allow it, it ends the program as before.
pub(super) fn listen() {
    STATE.store(LISTENING, Ordering::SeqCst);
    HANDLER.call_once(|| {
        // Without a handler Ctrl-C does what it always does.
        let _ = ctrlc::set_handler(handle);
    });
}

/// From here on Ctrl-C ends the program.
pub(super) fn stop_listening() {
    STATE.store(DEAF, Ordering::SeqCst);
}

/// Whether there was a Ctrl-C since someone listens.
pub(super) fn is_interrupted() -> bool {
    STATE.load(Ordering::SeqCst) == INTERRUPTED
}

fn handle() {
    let swap = STATE.compare_exchange(LISTENING, INTERRUPTED, Ordering::SeqCst, Ordering::SeqCst);
    match swap {
        Ok(_) => remark("interrupted: ends with the samples that there are (again: at once)"),
        Err(_) => std::process::exit(EXIT_CODE.into()),
    }
}
