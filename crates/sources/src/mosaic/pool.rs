//! A few tiles, open.

use std::sync::{Arc, Mutex, PoisonError};

use geotiff_core::{RasterSource, Result};

type Opened = Arc<dyn RasterSource>;

/// The tiles that were used last. One that is in use is not closed before it is let go.
pub(super) struct Pool {
    most: usize,
    /// The one that was used last comes last.
    open: Mutex<Vec<(usize, Opened)>>,
}

impl Pool {
    pub(super) fn new(most: usize) -> Self {
        Self { most, open: Mutex::new(Vec::new()) }
    }

    /// The tile of this number, opened if it is not. No lock is held meanwhile: two threads may open the same.
    pub(super) fn get(&self, number: usize, open: impl FnOnce() -> Result<Box<dyn RasterSource>>) -> Result<Opened> {
        let lock = || self.open.lock().unwrap_or_else(PoisonError::into_inner);
        {
            let mut kept = lock();
            if let Some(at) = kept.iter().position(|(other, _)| *other == number) {
                let entry = kept.remove(at);
                let tile = entry.1.clone();
                kept.push(entry);
                return Ok(tile);
            }
            // Room is made before, so that there are no more.
            let surplus = (kept.len() + 1).saturating_sub(self.most);
            kept.drain(..surplus);
        }
        let tile: Opened = Arc::from(open()?);
        let mut kept = lock();
        if kept.len() < self.most && kept.iter().all(|(other, _)| *other != number) {
            kept.push((number, tile.clone()));
        }
        Ok(tile)
    }
}
