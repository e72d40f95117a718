//! Progress bars: on a terminal, for long work, unless it is to be quiet.

use std::io::IsTerminal;
use std::sync::Once;
use std::time::{Duration, Instant};

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};

/// Work that is done sooner needs no bar.
const SHORT: Duration = Duration::from_millis(400);

/// A bar that appears once the work turns out to be long; never when standard error is no terminal.
pub(crate) struct Progress {
    bar: ProgressBar,
    started: Instant,
    shown: Once,
    is_wanted: bool,
}

impl Progress {
    /// Over `total` steps of whatever `unit` says.
    pub(crate) fn new(total: u64, unit: &str, quiet: bool) -> Self {
        let bar = ProgressBar::with_draw_target(Some(total), ProgressDrawTarget::hidden());
        let template = format!(
            "{{bar:32}} {{percent:>3}} %  {{human_pos}} of {{human_len}} {unit}  {{elapsed_precise}}, {{eta}} left"
        );
        if let Ok(style) = ProgressStyle::with_template(&template) {
            bar.set_style(style.progress_chars("━━ "));
        }
        Self { bar, started: Instant::now(), shown: Once::new(), is_wanted: !quiet && is_on_terminal() }
    }

    /// So many more steps are done.
    pub(crate) fn advance(&self, steps: usize) {
        self.bar.inc(steps as u64);
        if self.is_wanted && self.started.elapsed() > SHORT {
            self.shown.call_once(|| {
                self.bar.set_draw_target(ProgressDrawTarget::stderr_with_hz(10));
                self.bar.enable_steady_tick(Duration::from_millis(200));
            });
        }
    }

    /// Takes the bar away; answers how long the work took if someone at a terminal may want to know.
    pub(crate) fn finish(self) -> Option<Duration> {
        self.bar.finish_and_clear();
        self.is_wanted.then(|| self.started.elapsed())
    }
}

/// Whether someone watches what the program says.
fn is_on_terminal() -> bool {
    std::io::stderr().is_terminal()
}
