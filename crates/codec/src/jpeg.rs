//! JPEG: streams that share tables (Compression 7, TIFF technical note 2), and the older way (Compression 6).
//!
//! ```text
//! tables ─┐
//! payload ┴ segments ─ scans ──────┬ sequential ──┬ inverse transform ─ upsampling ─ colour ─ samples
//!          (markers)  (scans, bits, ├ progressive ─┘ (idct)             (upsample)   (color)
//!                      huffman)     └ lossless ──────────────────────────────────────────── samples
//! ```
//!
//! Pixels are, to the bit, those of libtiff with libjpeg-turbo, whose rules are kept: what the components are is said by
//! the directory, not by markers; chroma is interpolated; luma and chroma become red, green and blue.

mod bits;
mod color;
mod encode;
mod huffman;
mod idct;
mod lossless;
mod markers;
mod picture;
mod progressive;
mod sample;
mod scans;
mod sequential;
#[cfg(test)]
mod tests;
mod upsample;

use geotiff_core::{BlockSpec, CodecFields, Compression, Error, Photometric, Result as CoreResult};

use crate::ycbcr::YcbcrToRgb;
use bits::Bits;
pub(crate) use encode::{Encoder, quality_of};
use markers::{EOI, Frame, Process, SOI, SOS, Scan, Segments, Tables};
use picture::{Color, Picture, Target};
use sample::Sample;
use scans::Coefficients;

/// The most scans of a frame: libtiff's limit, since a short stream could have many that each go through all blocks.
const MAX_SCANS: usize = 100;

type Result<T> = std::result::Result<T, Fault>;

/// What is wrong with a stream.
#[derive(Clone, Copy, Debug)]
enum Fault {
    Ends,
    /// Says what it has that it must not have.
    Damaged(&'static str),
    /// The image is another one than the directory says: its width, height, components and bits.
    Other(usize, usize, usize, u32),
    Unsupported(&'static str),
    Memory,
}

impl Fault {
    /// The error after so many rows.
    fn after(self, done: usize, spec: &BlockSpec) -> Error {
        let rows = spec.rows;
        match self {
            Self::Ends => Error::format(format!("the JPEG data end after {done} of the block's {rows} rows")),
            Self::Damaged(what) => {
                Error::format(format!("the JPEG data are damaged after {done} of the block's {rows} rows: it {what}"))
            }
            Self::Other(width, height, components, bits) => Error::format(format!(
                "the JPEG image has {width} × {height} pixels with {components} components of {bits} bits, which does not fit a \
                 block of {} × {rows} with {} samples of {} bits",
                spec.width, spec.samples, spec.bits
            )),
            Self::Unsupported(what) => Error::unsupported(format!("{what} is not supported")),
            Self::Memory => Error::limits("the coefficients of a JPEG image do not fit in memory"),
        }
    }
}

/// Decodes blocks, with the tables that they share.
#[derive(Debug, Default)]
pub(crate) struct Decoder {
    /// The bytes that the tables were read from.
    shared: Vec<u8>,
    tables: Tables,
}

impl Decoder {
    /// Fills `out` with the samples of the block: chunky, in native byte order.
    pub(crate) fn decode(
        &mut self,
        spec: &BlockSpec,
        fields: &CodecFields,
        payload: &[u8],
        out: &mut [u8],
    ) -> CoreResult<()> {
        let mut done = 0;
        let result = if spec.compression == Compression::OLD_JPEG {
            decode_old(spec, fields, payload, out, &mut done)
        } else {
            self.share(&fields.jpeg_tables)
                .and_then(|()| Stream::new(self.tables.clone(), payload).decode(spec, fields, out, &mut done))
        };
        result.map_err(|fault| fault.after(done, spec))
    }

    /// Reads the tables that the blocks of an image share, unless they are those of the block before.
    fn share(&mut self, bytes: &[u8]) -> Result<()> {
        if self.shared == bytes {
            return Ok(());
        }
        (self.shared, self.tables) = (Vec::new(), Tables::default());
        let mut tables = Tables::default();
        let mut segments = Segments::new(bytes);
        while let Some((marker, segment)) = segments.next()? {
            if marker == EOI {
                break;
            }
            tables.read(marker, segment)?;
        }
        (self.shared, self.tables) = (bytes.to_vec(), tables);
        Ok(())
    }
}

/// A stream, and what its segments have said.
struct Stream<'a> {
    segments: Segments<'a>,
    tables: Tables,
}

impl<'a> Stream<'a> {
    const fn new(tables: Tables, data: &'a [u8]) -> Self {
        Self { segments: Segments::new(data), tables }
    }

    /// The frame header.
    fn frame(&mut self) -> Result<Frame> {
        let mut is_jpeg = false;
        while let Some((marker, segment)) = self.segments.next()? {
            is_jpeg |= marker == SOI;
            if !is_jpeg {
                return Err(Fault::Damaged("does not begin as a JPEG stream"));
            }
            if matches!(marker, EOI | SOS) {
                return Err(Fault::Damaged("has no frame header"));
            }
            if let Some(frame) = markers::frame(marker, segment)? {
                return Ok(frame);
            }
            self.tables.read(marker, segment)?;
        }
        Err(Fault::Ends)
    }

    /// The next scan header, and where its data begin. `None` at the end.
    fn scan(&mut self, frame: &Frame) -> Result<Option<(Scan, Bits<'a>)>> {
        while let Some((marker, segment)) = self.segments.next()? {
            match marker {
                EOI => return Ok(None),
                SOS => {
                    return Ok(Some((markers::scan(frame, segment)?, Bits::new(self.segments.data, self.segments.at))));
                }
                _ if markers::frame(marker, segment)?.is_some() => return Err(Fault::Damaged("has a second frame")),
                _ => {
                    self.tables.read(marker, segment)?;
                }
            }
        }
        Err(Fault::Ends)
    }

    fn decode(mut self, spec: &BlockSpec, fields: &CodecFields, out: &mut [u8], done: &mut usize) -> Result<()> {
        let frame = self.frame()?;
        let target = target(&frame, spec, out)?;
        let is_ycbcr = fields.photometric == Photometric::YCBCR;
        if is_ycbcr && spec.samples == 1 && frame.width < spec.width {
            return Err(Fault::Unsupported("JPEG with subsampled chroma in planes of its own"));
        }
        let color = if is_ycbcr && spec.samples >= 3 { Color::Ycbcr } else { Color::Same };
        match (frame.process, frame.precision) {
            (Process::Lossless, _) if matches!(color, Color::Ycbcr) => {
                Err(Fault::Unsupported("lossless JPEG of luma and chroma"))
            }
            (Process::Lossless, _) => self.lossless(&frame, target, done),
            (_, 8) => self.pictures(&frame, Picture::<u8>::new(&frame, color, target)?, done),
            _ => self.pictures(&frame, Picture::<u16>::new(&frame, color, target)?, done),
        }
    }

    fn pictures<S: Sample>(&mut self, frame: &Frame, mut picture: Picture<'_, S>, done: &mut usize) -> Result<()> {
        let result = self.scans(frame, &mut picture);
        *done = picture.done;
        result
    }

    fn scans<S: Sample>(&mut self, frame: &Frame, picture: &mut Picture<'_, S>) -> Result<()> {
        let mut coefficients = None;
        for _ in 0..MAX_SCANS {
            let (scan, mut bits) = match self.scan(frame) {
                Ok(Some(scan)) => scan,
                // Where nothing is missing, the marker of the end may be.
                Err(Fault::Ends) if coefficients.as_ref().is_some_and(Coefficients::are_complete) => break,
                Ok(None) if coefficients.is_some() => break,
                Ok(None) => return Err(Fault::Ends),
                Err(fault) => return Err(fault),
            };
            if frame.process == Process::Sequential && scan.components.len() == frame.components.len() {
                return scans::whole(frame, &scan, &self.tables, &mut bits, picture);
            }
            if coefficients.is_none() {
                coefficients = Some(Coefficients::new(frame, picture.units_wanted)?);
            }
            if let Some(coefficients) = &mut coefficients {
                coefficients.read(frame, &scan, &self.tables, &mut bits)?;
            }
            self.segments.at = bits.end_of_scan();
        }
        // With more scans than are read, what there is is nearly all.
        coefficients.map_or(Err(Fault::Ends), |coefficients| coefficients.show(frame, picture))
    }

    fn lossless(&mut self, frame: &Frame, mut target: Target<'_>, done: &mut usize) -> Result<()> {
        let mut read = vec![false; frame.components.len()];
        while read.contains(&false) {
            let Some((scan, mut bits)) = self.scan(frame)? else { return Err(Fault::Ends) };
            let mut tables = Vec::new();
            for &(place, dc, _) in &scan.components {
                if std::mem::replace(&mut read[place], true) {
                    return Err(Fault::Damaged("has a component twice"));
                }
                tables.push(scans::table(&self.tables.dc, dc)?);
            }
            lossless::scan(frame, &scan, &tables, self.tables.restart_interval, &mut bits, &mut target, done)?;
            self.segments.at = bits.end_of_scan();
        }
        Ok(())
    }
}

/// Where the pixels of the frame go, once it is known to fit the block.
///
/// As in libtiff, an image may be smaller than its block, and the rest is zero. It may be higher: of the lowest strips and
/// tiles only those rows are wanted that are in the image.
fn target<'a>(frame: &Frame, spec: &BlockSpec, out: &'a mut [u8]) -> Result<Target<'a>> {
    let components = frame.components.len();
    let other = Fault::Other(frame.width, frame.height, components, frame.precision);
    let bits = usize::from(spec.bits);
    let fits = match frame.process {
        // Of raw camera data, columns may be taken for components.
        Process::Lossless => {
            let is_same = components == spec.samples && frame.width <= spec.width;
            let as_wide = out.len() == spec.row_samples() * spec.rows * if frame.precision > 8 { 2 } else { 1 };
            (is_same || components * frame.width == spec.row_samples())
                && (2..=16).contains(&frame.precision)
                && frame.precision as usize <= bits
                && as_wide
        }
        _ => {
            components == spec.samples
                && frame.width <= spec.width
                && matches!((frame.precision, bits), (8, 8) | (12, 12))
        }
    };
    if !fits {
        return Err(other);
    }
    if frame.height < spec.rows || components * frame.width < spec.row_samples() {
        out.fill(0);
    }
    Ok(Target { out, row_samples: spec.row_samples(), rows: spec.rows.min(frame.height) })
}

/// Decodes a block of old-style JPEG: JPEGTables then has all that stands before the data of a scan, the payload the data.
fn decode_old(spec: &BlockSpec, fields: &CodecFields, payload: &[u8], out: &mut [u8], done: &mut usize) -> Result<()> {
    if fields.jpeg_tables.is_empty() {
        return Err(Fault::Damaged("has no header that could be found"));
    }
    let mut stream = Stream::new(Tables::default(), &fields.jpeg_tables);
    let frame = stream.frame()?;
    let Some((scan, _)) = stream.scan(&frame)? else { return Err(Fault::Ends) };
    if frame.process != Process::Sequential || frame.precision != 8 || scan.components.len() != frame.components.len() {
        return Err(Fault::Unsupported("old-style JPEG of this process"));
    }
    let color = match fields.photometric {
        Photometric::YCBCR if spec.samples == 3 => {
            let tables = YcbcrToRgb::new(fields).map_err(|_| Fault::Damaged("has no equation for its colours"))?;
            Color::OldYcbcr(Box::new(tables))
        }
        _ => Color::Same,
    };
    let mut picture = Picture::<u8>::new(&frame, color, target(&frame, spec, out)?)?;
    // Blocks that restart may have the marker between them at their beginning.
    let start = if matches!(payload, [0xff, 0xd0..=0xd7, ..]) { 2 } else { 0 };
    let result = scans::whole(&frame, &scan, &stream.tables, &mut Bits::new(payload, start), &mut picture);
    *done = picture.done;
    result
}
