//! The progress bar on the terminal.

use std::{sync::Mutex, time::Duration};

use indicatif::{ProgressBar, ProgressStyle};

use groundwork::progress::Progress;

use super::{interruption, output::remark};

const TEMPLATE: &str = "{prefix:>10} [{bar:32}] {pos}/{len} {per_sec}, {eta} left {msg}";

/// A bar on standard error; where that is no terminal, nothing is drawn.
pub struct Bar {
    name: &'static str,
    bar: Mutex<ProgressBar>,
    /// Whether Ctrl-C ends the work and not the program.
    is_interruptible: bool,
}

impl Bar {
    /// A bar that is called `name`.
    pub fn new(name: &'static str) -> Self {
        Self {
            name,
            bar: Mutex::new(ProgressBar::hidden()),
            is_interruptible: false,
        }
    }

    /// A bar of work that Ctrl-C ends with what there is.
    pub fn interruptible(name: &'static str) -> Self {
        Self {
            is_interruptible: true,
            ..Self::new(name)
        }
    }

    fn with(&self, f: impl FnOnce(&mut ProgressBar)) {
        f(&mut self
            .bar
            .lock()
            .expect("no thread panics while it holds the bar"));
    }
}

impl Progress for Bar {
    fn start(&self, total: u64, unit: &str) {
        let template = TEMPLATE.replace(
            "{pos}/{len} {per_sec}",
            &format!("{{pos}}/{{len}} {unit} {{per_sec}}"),
        );
        let style = ProgressStyle::with_template(&template).expect("the template is valid");
        let bar = ProgressBar::new(total)
            .with_style(style)
            .with_prefix(self.name);
        bar.enable_steady_tick(Duration::from_millis(200));
        self.with(|current| *current = bar);
    }

    fn start_stoppable(&self, total: u64, unit: &str) {
        self.start(total, unit);
        if self.is_interruptible {
            interruption::listen();
        }
    }

    fn advance(&self, n: u64) {
        self.with(|bar| bar.inc(n));
    }

    fn message(&self, text: &str) {
        self.with(|bar| bar.set_message(text.to_owned()));
    }

    fn remark(&self, text: &str) {
        self.with(|bar| bar.suspend(|| remark(text)));
    }

    fn finish(&self) {
        self.with(|bar| bar.finish_and_clear());
        interruption::stop_listening();
    }

    fn is_interrupted(&self) -> bool {
        self.is_interruptible && interruption::is_interrupted()
    }
}
