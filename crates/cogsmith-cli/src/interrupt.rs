//! Ctrl-C, and the request to end: work stops between two parts, so that its temporary files are cleared away.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use cogsmith::{Error, Result};
use signal_hook::consts::{SIGINT, SIGTERM};
use signal_hook::flag;

/// Whether someone wants the program to stop.
pub(crate) struct Interrupt(Arc<AtomicBool>);

impl Interrupt {
    /// Listens from now on. The second request ends the program at once.
    ///
    /// # Errors
    /// `Io` if the system does not let it listen.
    pub(crate) fn listen() -> Result<Self> {
        let asked = Arc::new(AtomicBool::new(false));
        let cannot = |cause| Error::io("cannot listen for signals", cause);
        for signal in [SIGINT, SIGTERM] {
            // Checked first, hence never true at the first signal.
            flag::register_conditional_shutdown(signal, crate::STOPPED.into(), Arc::clone(&asked)).map_err(cannot)?;
            flag::register(signal, Arc::clone(&asked)).map_err(cannot)?;
        }
        Ok(Self(asked))
    }

    /// Whether it was asked to stop.
    pub(crate) fn is_asked(&self) -> bool {
        self.0.load(Ordering::Relaxed)
    }
}
