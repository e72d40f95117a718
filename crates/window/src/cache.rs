//! Decoded blocks that are kept, so that overlapping windows decode none twice.

use std::collections::{BTreeMap, HashMap};
use std::sync::{Arc, Mutex, OnceLock, PoisonError};

use geotiff_core::{BlockIndex, Result};

/// A decoded block: chunky samples in native byte order.
pub(crate) type Block = Arc<Vec<u8>>;

/// What a kept block is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) struct Key {
    /// The number of its image in the file.
    pub(crate) image: usize,
    pub(crate) block: BlockIndex,
    /// Which part of the block, if it is not kept whole.
    pub(crate) chunk: usize,
}

/// A cell that the first thread fills while others that want the same block wait.
type Cell = Arc<OnceLock<Result<Block>>>;

/// Keeps the blocks that were wanted last, up to a number of bytes. The lock is held to look a block up, never while one
/// is decoded.
#[derive(Debug)]
pub(crate) struct BlockCache {
    budget: usize,
    state: Mutex<State>,
}

#[derive(Debug, Default)]
struct State {
    cells: HashMap<Key, Entry>,
    by_age: BTreeMap<u64, Key>,
    clock: u64,
    used: usize,
}

#[derive(Debug)]
struct Entry {
    cell: Cell,
    last_used: u64,
    len: usize,
}

impl BlockCache {
    pub(crate) fn new(budget: usize) -> Self {
        Self { budget, state: Mutex::default() }
    }

    /// The most bytes it keeps.
    pub(crate) fn budget(&self) -> usize {
        self.budget
    }

    /// The block of `len` decoded bytes, from the cache or decoded now.
    pub(crate) fn get_or_decode(
        &self,
        key: Key,
        len: usize,
        decode: impl FnOnce() -> Result<Vec<u8>>,
    ) -> Result<Block> {
        let cell = self.with_state(|state| state.touch(key, len, self.budget));
        match cell.get_or_init(|| decode().map(Arc::new)) {
            Ok(block) => Ok(Arc::clone(block)),
            Err(error) => {
                self.with_state(|state| state.remove(key));
                Err(error.duplicate())
            }
        }
    }

    /// The block, if it is there.
    pub(crate) fn get(&self, key: Key) -> Option<Block> {
        let cell = self.with_state(|state| state.find(key))?;
        cell.get().and_then(|block| block.as_ref().ok().map(Arc::clone))
    }

    /// Keeps a block that was not had from here.
    pub(crate) fn put(&self, key: Key, block: &Block) {
        let cell = self.with_state(|state| state.touch(key, block.len(), self.budget));
        // Another thread may have put the same.
        let _ = cell.set(Ok(Arc::clone(block)));
    }

    fn with_state<T>(&self, work: impl FnOnce(&mut State) -> T) -> T {
        // Nothing that is done under the lock can panic halfway.
        work(&mut self.state.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

impl State {
    fn find(&mut self, key: Key) -> Option<Cell> {
        self.clock += 1;
        let entry = self.cells.get_mut(&key)?;
        self.by_age.remove(&entry.last_used);
        self.by_age.insert(self.clock, key);
        entry.last_used = self.clock;
        Some(Arc::clone(&entry.cell))
    }

    fn touch(&mut self, key: Key, len: usize, budget: usize) -> Cell {
        if let Some(cell) = self.find(key) {
            return cell;
        }
        let now = self.clock;
        let cell = Cell::default();
        if len > budget {
            return cell;
        }
        while self.used + len > budget
            && let Some((_, oldest)) = self.by_age.pop_first()
        {
            self.used -= self.cells.remove(&oldest).map_or(0, |entry| entry.len);
        }
        self.by_age.insert(now, key);
        self.used += len;
        self.cells.insert(key, Entry { cell: Arc::clone(&cell), last_used: now, len });
        cell
    }

    fn remove(&mut self, key: Key) {
        if let Some(entry) = self.cells.remove(&key) {
            self.by_age.remove(&entry.last_used);
            self.used -= entry.len;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use geotiff_core::Error;
    use std::sync::atomic::{AtomicUsize, Ordering};

    fn key(col: usize) -> Key {
        Key { image: 0, block: BlockIndex { plane: 0, row: 0, col }, chunk: 0 }
    }

    #[test]
    fn a_block_that_is_kept_is_decoded_once_by_however_many_threads() {
        let (cache, decoded) = (BlockCache::new(100), AtomicUsize::new(0));
        std::thread::scope(|scope| {
            for _ in 0..8 {
                scope.spawn(|| {
                    for i in 0..1000 {
                        let block = cache.get_or_decode(key(i % 10), 10, || {
                            decoded.fetch_add(1, Ordering::Relaxed);
                            Ok(vec![(i % 10) as u8; 10])
                        });
                        assert_eq!(block.unwrap()[9], (i % 10) as u8);
                    }
                });
            }
        });
        assert_eq!(decoded.into_inner(), 10);
    }

    #[test]
    fn the_longest_unused_goes_first() {
        let cache = BlockCache::new(20);
        let decode = |col| {
            let mut decoded = false;
            cache
                .get_or_decode(key(col), 10, || {
                    Ok({
                        decoded = true;
                        vec![0; 10]
                    })
                })
                .unwrap();
            decoded
        };
        assert_eq!(
            [decode(0), decode(1), decode(0), decode(2), decode(0), decode(1)],
            [true, true, false, true, false, true]
        );
    }

    #[test]
    fn a_failure_is_not_kept() {
        let cache = BlockCache::new(20);
        assert!(cache.get_or_decode(key(0), 10, || Err(Error::format("damaged"))).is_err());
        assert!(cache.get_or_decode(key(0), 10, || Ok(vec![0; 10])).is_ok());
        assert!(cache.get_or_decode(key(1), 21, || Ok(vec![0; 21])).is_ok());
        assert_eq!(cache.with_state(|state| state.used), 10);
    }
}
