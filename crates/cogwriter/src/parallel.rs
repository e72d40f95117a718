//! The one place that decides between threads and a plain loop.

#[cfg(feature = "rayon")]
use std::collections::BTreeMap;
#[cfg(feature = "rayon")]
use std::sync::{Mutex, MutexGuard, PoisonError};

#[cfg(feature = "rayon")]
use geotiff_core::Error;
use geotiff_core::Result;

/// Makes something of each item, in order, on rayon's threads.
#[cfg(feature = "rayon")]
pub(crate) fn try_map<T: Send, R: Send>(items: Vec<T>, work: impl Fn(T) -> Result<R> + Send + Sync) -> Result<Vec<R>> {
    use rayon::prelude::*;
    // One by one: blocks take long, and not equally long.
    items.into_par_iter().with_max_len(1).map(work).collect()
}

#[cfg(not(feature = "rayon"))]
pub(crate) fn try_map<T, R>(items: Vec<T>, work: impl Fn(T) -> Result<R>) -> Result<Vec<R>> {
    items.into_iter().map(work).collect()
}

/// Does both, at the same time if there are threads.
#[cfg(feature = "rayon")]
pub(crate) fn join<A: Send, B: Send>(a: impl FnOnce() -> A + Send, b: impl FnOnce() -> B + Send) -> (A, B) {
    rayon::join(a, b)
}

#[cfg(not(feature = "rayon"))]
pub(crate) fn join<A, B>(a: impl FnOnce() -> A, b: impl FnOnce() -> B) -> (A, B) {
    (a(), b())
}

/// Makes something of each item, several at a time, and hands it on in the order of the items: no thread waits for another, and
/// no more than some for each thread are made or wait at any time.
///
/// # Errors
/// What `work` or `take` answer first, as far as can be told; nothing more is handed on then.
#[cfg(feature = "rayon")]
pub(crate) fn in_order<T: Send, R: Send>(
    items: impl Iterator<Item = T> + Send,
    work: impl Fn(T) -> Result<R> + Send + Sync,
    take: impl FnMut(R) -> Result<()> + Send,
) -> Result<()> {
    let queue = Queue {
        state: Mutex::new(State { items, given: 0, taken: 0, is_taking: false, made: BTreeMap::new(), failed: None }),
        work,
        take: Mutex::new(take),
        at_once: rayon::current_num_threads() * AHEAD_PER_THREAD,
    };
    rayon::scope_fifo(|scope| queue.give(scope));
    queue.state.into_inner().unwrap_or_else(PoisonError::into_inner).failed.map_or(Ok(()), Err)
}

#[cfg(not(feature = "rayon"))]
pub(crate) fn in_order<T, R>(
    mut items: impl Iterator<Item = T>,
    work: impl Fn(T) -> Result<R>,
    mut take: impl FnMut(R) -> Result<()>,
) -> Result<()> {
    items.try_for_each(|item| take(work(item)?))
}

/// So many that threads seldom run dry while one thing takes long.
#[cfg(feature = "rayon")]
const AHEAD_PER_THREAD: usize = 4;

#[cfg(feature = "rayon")]
struct Queue<I, R, W, K> {
    state: Mutex<State<I, R>>,
    work: W,
    /// Locked by the one thread that is taking.
    take: Mutex<K>,
    /// How many may be made or wait.
    at_once: usize,
}

#[cfg(feature = "rayon")]
struct State<I, R> {
    items: I,
    /// How many items were given to threads, and of how many the results were taken.
    given: usize,
    taken: usize,
    /// Whether a thread hands on what is made.
    is_taking: bool,
    /// What waits for those before it.
    made: BTreeMap<usize, R>,
    failed: Option<Error>,
}

#[cfg(feature = "rayon")]
impl<T, I, R, W, K> Queue<I, R, W, K>
where
    T: Send,
    I: Iterator<Item = T> + Send,
    R: Send,
    W: Fn(T) -> Result<R> + Send + Sync,
    K: FnMut(R) -> Result<()> + Send,
{
    fn state(&self) -> MutexGuard<'_, State<I, R>> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Gives threads as many items as may be.
    fn give<'s>(&'s self, scope: &rayon::ScopeFifo<'s>)
    where
        T: 's,
    {
        let mut state = self.state();
        while state.failed.is_none() && state.given - state.taken < self.at_once {
            let Some(item) = state.items.next() else { return };
            let number = state.given;
            state.given += 1;
            scope.spawn_fifo(move |scope| {
                let made = (self.work)(item);
                self.hand_on(number, made, scope);
            });
        }
    }

    /// Leaves what is made where its turn will find it; whoever finds nobody taking takes all whose turn it is.
    fn hand_on<'s>(&'s self, number: usize, made: Result<R>, scope: &rayon::ScopeFifo<'s>)
    where
        T: 's,
    {
        let mut state = self.state();
        match made {
            Ok(made) => drop(state.made.insert(number, made)),
            Err(error) => drop(state.failed.get_or_insert(error)),
        }
        if std::mem::replace(&mut state.is_taking, true) {
            return;
        }
        loop {
            let next = state.taken;
            let turn = if state.failed.is_none() { state.made.remove(&next) } else { None };
            let Some(turn) = turn else {
                state.is_taking = false;
                return;
            };
            drop(state);
            let taken = (self.take.lock().unwrap_or_else(PoisonError::into_inner))(turn);
            state = self.state();
            state.taken += 1;
            if let Err(error) = taken {
                state.failed.get_or_insert(error);
            }
            drop(state);
            self.give(scope);
            state = self.state();
        }
    }
}

#[cfg(all(test, feature = "rayon"))]
mod tests {
    use std::sync::atomic::{AtomicUsize, Ordering};

    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn everything_comes_in_order_and_little_waits(count in 0_usize..200, threads in 1_usize..5, stop in 0_usize..400) {
            let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().unwrap();
            let (begun, most, mut all) = (AtomicUsize::new(0), AtomicUsize::new(0), Vec::new());
            let taken = AtomicUsize::new(0);
            let done = pool.install(|| {
                in_order(
                    0..count,
                    |i| {
                        let waiting = 1 + begun.fetch_add(1, Ordering::SeqCst) - taken.load(Ordering::SeqCst);
                        most.fetch_max(waiting, Ordering::SeqCst);
                        // Of very different lengths, and with work for other threads within.
                        let (a, b) = rayon::join(|| (0..i % 7 * 3000).sum::<usize>(), || i);
                        std::hint::black_box(a);
                        if i == stop { Err(Error::cancelled()) } else { Ok(b) }
                    },
                    |i| {
                        all.push(i);
                        taken.fetch_add(1, Ordering::SeqCst);
                        Ok(())
                    },
                )
            });
            prop_assert_eq!(done.is_err(), stop < count);
            prop_assert!(all.iter().copied().eq(0..all.len()));
            let expected = if stop < count { 0..=stop } else { count..=count };
            prop_assert!(expected.contains(&all.len()));
            // A thread may have counted what was just taken.
            prop_assert!(most.into_inner() <= threads * AHEAD_PER_THREAD + 1);
        }
    }
}
