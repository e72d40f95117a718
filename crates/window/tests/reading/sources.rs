//! The three kinds of sources, and one that keeps account of what is fetched.

use std::ops::Range;
use std::path::PathBuf;
use std::sync::{Arc, Mutex};

use geotiff_core::Result;
use window::{Dataset, Source};

/// Whatever has the bytes, and a list of the ranges that were asked for.
pub(crate) struct Counting<S> {
    inner: S,
    fetched: Mutex<Vec<Range<u64>>>,
}

impl<S: Source> Counting<S> {
    pub(crate) fn new(inner: S) -> Arc<Self> {
        Arc::new(Self { inner, fetched: Mutex::new(Vec::new()) })
    }

    /// The ranges since this was asked last.
    pub(crate) fn take(&self) -> Vec<Range<u64>> {
        std::mem::take(&mut self.fetched.lock().unwrap())
    }

    /// Bytes fetched since this was asked last.
    pub(crate) fn take_len(&self) -> u64 {
        self.take().into_iter().map(|range| range.end - range.start).sum()
    }
}

impl<S: Source> Source for Counting<S> {
    fn len(&self) -> u64 {
        self.inner.len()
    }

    fn read_exact_at(&self, offset: u64, out: &mut [u8]) -> Result<()> {
        self.fetched.lock().unwrap().push(offset..offset + out.len() as u64);
        self.inner.read_exact_at(offset, out)
    }
}

/// The same bytes as a vector, a file and a map.
pub(crate) struct EveryKind {
    pub(crate) datasets: Vec<(&'static str, Dataset)>,
    /// The file, which goes when this does.
    _file: tempfile::NamedTempFile,
}

impl EveryKind {
    pub(crate) fn open(bytes: &[u8]) -> Self {
        let file = tempfile::NamedTempFile::new().unwrap();
        std::fs::write(file.path(), bytes).unwrap();
        let datasets = vec![
            ("bytes", Dataset::from_source(bytes.to_vec()).unwrap()),
            ("file", Dataset::open(file.path()).unwrap()),
            // SAFETY: nobody else knows of the file.
            ("map", unsafe { Dataset::open_mapped(file.path()) }.unwrap()),
        ];
        Self { datasets, _file: file }
    }
}

/// A path in `testdata`.
pub(crate) fn testdata(name: &str) -> PathBuf {
    [env!("CARGO_MANIFEST_DIR"), "..", "..", "testdata", name].iter().collect()
}
