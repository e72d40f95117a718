//! A fault at every point where one can happen: the n-th read of the source and the n-th write to the sink, for every n, failing,
//! short, or lying. Each ends in a clean error, nothing under the name of the file and nothing beside it, or in the very
//! file that there is without a fault.

use std::io::{self, Write};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use cogsmith::{
    CogOptions, CogRewriter, CogWriter, ComputedSource, Dataset, Durability, Error, ErrorKind, Interleave, MaskEdit,
    Masked, OpenOptions, OverviewOptions, OverviewSource, Profile, Raster, Result, RewriteOptions, RewriteOverviews,
    SampleType, Source, write_whole_file_with,
};

use crate::testdata;

/// What goes wrong.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Fault {
    /// The system answers with an error, then and from then on.
    Fails,
    /// It does once.
    FailsOnce,
    /// The file has become shorter.
    Short,
    /// The bytes are others.
    Lies,
    /// There are none, but zeros, as on a page that was never written.
    Zeros,
}

const FAULTS: [Fault; 5] = [Fault::Fails, Fault::FailsOnce, Fault::Short, Fault::Lies, Fault::Zeros];

/// The bytes of a file that go wrong at one read; clones count together.
#[derive(Clone)]
struct Faulty {
    bytes: Arc<Vec<u8>>,
    calls: Arc<AtomicUsize>,
    /// At which call, from 0, and how.
    fault: Option<(usize, Fault)>,
}

impl Faulty {
    fn new(bytes: &[u8], fault: Option<(usize, Fault)>) -> Self {
        Self { bytes: Arc::new(bytes.to_vec()), calls: Arc::default(), fault }
    }
}

impl Source for Faulty {
    fn len(&self) -> u64 {
        Source::len(&**self.bytes)
    }

    fn read_exact_at(&self, offset: u64, out: &mut [u8]) -> Result<()> {
        let call = self.calls.fetch_add(1, Ordering::Relaxed);
        self.bytes.as_slice().read_exact_at(offset, out)?;
        match self.fault {
            Some((at, Fault::Fails)) if call >= at => Err(broken()),
            Some((at, Fault::FailsOnce)) if call == at => Err(broken()),
            Some((at, Fault::Short)) if call >= at => Err(Error::format("the file ends here").at_offset(offset)),
            Some((at, Fault::Lies)) if call == at => {
                out.iter_mut().enumerate().for_each(|(place, byte)| *byte ^= (place as u8).wrapping_mul(29) | 1);
                Ok(())
            }
            Some((at, Fault::Zeros)) if call == at => {
                out.fill(0);
                Ok(())
            }
            _ => Ok(()),
        }
    }
}

fn broken() -> Error {
    Error::io("cannot read", io::Error::other("the disk is on fire"))
}

/// A sink that fails at the n-th call, and counts them.
struct FaultySink<'a> {
    inner: &'a mut dyn Write,
    calls: usize,
    fails_at: Option<usize>,
}

impl FaultySink<'_> {
    fn call(&mut self) -> io::Result<()> {
        self.calls += 1;
        if self.fails_at.is_some_and(|at| self.calls > at) { Err(io::ErrorKind::StorageFull.into()) } else { Ok(()) }
    }
}

impl Write for FaultySink<'_> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.call()?;
        // Never all of it at once.
        let len = bytes.len().min(1 + bytes.len() / 2);
        self.inner.write_all(&bytes[..len])?;
        Ok(len)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.call()
    }
}

/// What the library does with a source, into a sink.
type Verb = fn(Faulty, &mut dyn Write) -> Result<()>;

fn open(source: Faulty) -> Result<Dataset> {
    Dataset::from_source_with(source, OpenOptions::new())
}

fn create(source: Faulty, out: &mut dyn Write) -> Result<()> {
    CogWriter::new(&open(source)?, CogOptions::new().with_block_size(64)).write_to(out).map(drop)
}

fn read(source: Faulty, out: &mut dyn Write) -> Result<()> {
    let dataset = open(source)?;
    for level in 0..dataset.levels() {
        let level = dataset.level(level)?;
        let window = cogsmith::Window::new(0, 0, level.width(), level.height());
        let bands: Vec<usize> = (0..dataset.bands()).collect();
        let pixels = level.read_bands(window, &bands)?;
        out.write_all(pixels.bytes()).map_err(|cause| Error::io("cannot write", cause))?;
        if level.has_mask() {
            let mask = level.read_mask(window)?;
            out.write_all(mask.bytes()).map_err(|cause| Error::io("cannot write", cause))?;
        }
    }
    Ok(())
}

fn rewrite(source: Faulty, out: &mut dyn Write) -> Result<()> {
    CogRewriter::new(&open(source)?, RewriteOptions::new()).write_to(out).map(drop)
}

fn rewrite_anew(source: Faulty, out: &mut dyn Write) -> Result<()> {
    let options = RewriteOptions::new().with_overviews(RewriteOverviews::Make);
    CogRewriter::new(&open(source)?, options).write_to(out).map(drop)
}

/// A tiled file of three bands, one after the other, with a mask.
fn tiled(with_overviews: bool) -> Vec<u8> {
    let profile = Profile { nodata: Some(0_u8.into()), ..Profile::new(SampleType::U8, 150, 100, 3) };
    let source = ComputedSource::new(profile, |window| {
        let sample = |place: usize| (place * place / 7 % 251) as u8;
        let samples: Vec<u8> = (0..3 * window.area()).map(|place| sample(place + window.row_off)).collect();
        Raster::from_samples(&samples, window.width, window.height, 3)
    });
    let masked = Masked::new(source, MaskEdit::FromNodata).unwrap();
    let overviews = match with_overviews {
        true => OverviewOptions::default(),
        false => OverviewOptions { source: OverviewSource::None, ..OverviewOptions::default() },
    };
    let options = CogOptions { interleave: Interleave::Band, overviews, ..CogOptions::new().with_block_size(64) };
    let mut file = Vec::new();
    CogWriter::new(&masked, options).write_to(&mut file).unwrap();
    file
}

/// The verb, into a file of this name in an empty folder, and what is in the folder then.
fn run(verb: Verb, source: Faulty, sink_fails_at: Option<usize>) -> (Result<usize>, Option<Vec<u8>>) {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("out.tif");
    let done = write_whole_file_with(&path, Durability::Unsynced, |file| {
        let mut sink = FaultySink { inner: file, calls: 0, fails_at: sink_fails_at };
        verb(source, &mut sink).map(|()| sink.calls)
    });
    let names: Vec<_> = std::fs::read_dir(folder.path()).unwrap().map(|entry| entry.unwrap().file_name()).collect();
    match done.is_ok() {
        true => assert_eq!(names, ["out.tif"]),
        false => assert!(names.is_empty(), "left behind: {names:?}"),
    }
    (done, std::fs::read(&path).ok())
}

/// All faults of a verb on a file; how many there were.
fn all_faults(name: &str, bytes: &[u8], verb: Verb) -> usize {
    let sound = Faulty::new(bytes, None);
    let calls = Arc::clone(&sound.calls);
    let (done, expected) = run(verb, sound, None);
    let (reads, writes) = (calls.load(Ordering::Relaxed), done.unwrap());
    for at in 0..reads {
        for fault in FAULTS {
            let (done, file) = run(verb, Faulty::new(bytes, Some((at, fault))), None);
            match done {
                // Lies that no check finds give other pixels; a read may be one that is done without.
                Ok(_) if matches!(fault, Fault::Lies | Fault::Zeros) => {}
                // Reads of several threads come in any order, and what is read twice need not fail twice.
                Ok(_) => assert_eq!(file, expected, "{name}: {fault:?} at read {at} of {reads}"),
                Err(error) if matches!(fault, Fault::Fails | Fault::FailsOnce) => {
                    assert_eq!(error.kind(), ErrorKind::Io, "{name}: {fault:?} at read {at} of {reads}: {error}");
                    assert!(error.to_string().contains("the disk is on fire"), "{error}");
                }
                Err(error) => assert!(!error.message().is_empty()),
            }
        }
    }
    for at in 0..writes {
        let (done, _) = run(verb, Faulty::new(bytes, None), Some(at));
        let error = done.unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Io, "{name}: write {at} of {writes}: {error}");
    }
    reads * FAULTS.len() + writes
}

#[test]
fn every_fault_ends_cleanly() {
    let tiled = [("with overviews", tiled(true)), ("without", tiled(false))];
    let strips = ["layout_classic_be_strip_planar.tif", "mask_and_overview.tif", "codec_lzw.tif"];
    let strips = strips.map(|name| (name, std::fs::read(testdata(name)).unwrap()));
    let all = || tiled.iter().chain(&strips);
    let count = |verb: &str, run: Verb, files: &mut dyn Iterator<Item = &(&str, Vec<u8>)>| {
        let faults: usize = files.map(|(name, bytes)| all_faults(&format!("{verb} {name}"), bytes, run)).sum();
        println!("{verb}: {faults} faults");
        assert!(faults > 100, "{verb}: {faults}");
    };
    count("create", create, &mut all());
    count("read", read, &mut all());
    count("rewrite", rewrite, &mut tiled.iter());
    count("rewrite anew", rewrite_anew, &mut tiled.iter());
}
