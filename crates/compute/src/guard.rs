//! What keeps a computation in hand: panics become errors, and whoever watches can stop it.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::atomic::{AtomicBool, Ordering};

use geotiff_core::{Error, Result, Window};

/// Is told that so many more windows are done; answers whether to go on.
pub(crate) type OnWindows<'a> = &'a (dyn Fn(usize) -> bool + Sync);

/// Computes windows one by one until one fails.
#[derive(Default)]
pub(crate) struct Guard<'a> {
    on_windows: Option<OnWindows<'a>>,
    stopped: AtomicBool,
}

impl<'a> Guard<'a> {
    pub(crate) fn new(on_windows: Option<OnWindows<'a>>) -> Self {
        Self { on_windows, stopped: AtomicBool::new(false) }
    }

    /// Does the work of one window.
    ///
    /// # Errors
    /// `Cancelled` if it is to stop; `Parameter` if the work panics, with what it said; whatever it answers.
    pub(crate) fn run<R>(&self, window: Window, work: impl FnOnce() -> Result<R>) -> Result<R> {
        if self.stopped.load(Ordering::Relaxed) {
            return Err(Error::cancelled());
        }
        let done = catch_unwind(AssertUnwindSafe(work)).unwrap_or_else(|panic| {
            let text = panic.downcast_ref::<&str>().map(|text| (*text).to_owned());
            let text = text.or_else(|| panic.downcast_ref::<String>().cloned()).unwrap_or_default();
            Err(Error::parameter(format!("the computation panicked in the window {window}: {text}")))
        })?;
        if self.on_windows.is_some_and(|on_windows| !on_windows(1)) {
            self.stopped.store(true, Ordering::Relaxed);
            return Err(Error::cancelled());
        }
        Ok(done)
    }
}
