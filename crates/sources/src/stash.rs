//! Masks that came with the pixels of a window, kept until they are asked for.

use std::collections::VecDeque;
use std::sync::{Mutex, PoisonError};

use geotiff_core::{Raster, Window};

/// As many windows may be read, by as many threads, before their masks are asked for.
const KEPT: usize = 64;

/// A few masks by window. Whoever reads a raster asks for the pixels of a window, then for its mask; a source that makes both
/// at once does not have to do it twice.
#[derive(Debug, Default)]
pub struct Stash(Mutex<VecDeque<(Window, Raster)>>);

impl Stash {
    /// Keeps a mask; the oldest goes.
    pub fn put(&self, window: Window, mask: Raster) {
        let mut kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        kept.truncate(KEPT - 1);
        kept.push_front((window, mask));
    }

    /// Hands out the mask of just this window, if it is kept.
    pub fn take(&self, window: Window) -> Option<Raster> {
        let mut kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let at = kept.iter().position(|(other, _)| *other == window)?;
        kept.remove(at).map(|(_, mask)| mask)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use geotiff_core::SampleType;

    #[test]
    fn a_few_are_kept_and_each_is_given_once() {
        let stash = Stash::default();
        let window = |row| Window::new(0, row, 1, 1);
        for row in 0..KEPT + 2 {
            stash.put(window(row), Raster::from_samples(&[row as u8], 1, 1, 1).unwrap());
        }
        assert!(stash.take(window(0)).is_none() && stash.take(window(1)).is_none());
        assert_eq!(stash.take(window(3)).unwrap().samples::<u8>().unwrap(), [3]);
        assert!(stash.take(window(3)).is_none());
        assert_eq!(stash.take(window(KEPT)).unwrap().sample_type(), SampleType::U8);
    }
}
