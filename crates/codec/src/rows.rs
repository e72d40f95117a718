//! The rows of a block one after the other: a block larger than memory is decoded as it is read.

use std::io::{self, BufRead, Read};

use crate::decompress::stream_of;
use crate::short::Short;
use crate::steps::Steps;
use geotiff_core::{BlockSpec, CodecFields, Error, Result};

/// Decodes a block from its first row to its last, some rows at a time, in memory that does not grow with the block.
///
/// ```
/// use codec::RowReader;
/// use geotiff_core::{BlockSpec, ByteOrder, CodecFields, Compression, Predictor, SampleFormat};
///
/// let spec = BlockSpec {
///     compression: Compression::DEFLATE,
///     predictor: Predictor::Horizontal,
///     byte_order: ByteOrder::Big,
///     reversed_bits: false,
///     format: SampleFormat::UInt,
///     bits: 8,
///     samples: 1,
///     width: 2,
///     rows: 3,
/// };
/// let mut payload = Vec::new();
/// let mut encoder = codec::Encoder::new(spec, &CodecFields::NONE, &codec::EncoderSettings::default())?;
/// encoder.encode(&[1, 2, 3, 4, 5, 6], &mut payload)?;
///
/// let mut rows = RowReader::new(&spec, &CodecFields::NONE, std::io::Cursor::new(payload))?;
/// let mut samples = [0; 4];
/// rows.read(2, &mut samples)?;
/// assert_eq!((samples, rows.next_row()), ([1, 2, 3, 4], 2));
/// # Ok::<(), geotiff_core::Error>(())
/// ```
pub struct RowReader {
    spec: BlockSpec,
    steps: Steps,
    stream: Box<dyn Read + Send>,
    next_row: usize,
    /// The stored bytes of rows whose samples have to be widened.
    stored: Vec<u8>,
    /// One row.
    scratch: Vec<u8>,
}

impl RowReader {
    /// The rows of a block. `payload` is its bytes; an error of it that wraps an [`Error`] is passed on as that.
    ///
    /// # Errors
    /// `Unsupported` if blocks of this kind cannot be decoded row by row ([`can_stream`](crate::can_stream)), otherwise as
    /// [`Decoder::decode`](crate::Decoder::decode).
    pub fn new(spec: &BlockSpec, fields: &CodecFields, payload: impl BufRead + Send + 'static) -> Result<Self> {
        let steps = Steps::of(spec)?;
        let stream = match spec.reversed_bits {
            true => stream_of(spec, fields, io::BufReader::new(Reversed(payload))),
            false => stream_of(spec, fields, payload),
        };
        let stream = stream.map_err(|error| name(spec, 0, error))?;
        Ok(Self { spec: *spec, steps, stream, next_row: 0, stored: Vec::new(), scratch: Vec::new() })
    }

    /// The row that is decoded next.
    pub fn next_row(&self) -> usize {
        self.next_row
    }

    /// Decodes the next rows, of which the block must have as many: chunky samples in native byte order.
    ///
    /// # Errors
    /// As [`Decoder::decode`](crate::Decoder::decode). After one, the reader is of no more use.
    pub fn read(&mut self, rows: usize, out: &mut [u8]) -> Result<()> {
        let part = BlockSpec { rows, ..self.spec };
        if out.len() != part.decoded_len() || rows > self.spec.rows - self.next_row {
            return Err(Error::parameter(format!("a buffer of {} bytes for {rows} rows of a block", out.len())));
        }
        let before = self.next_row.saturating_mul(self.spec.stored_row_len());
        if self.steps.in_place() {
            fill(&mut *self.stream, out).map_err(|(at, error)| name(&self.spec, before.saturating_add(at), error))?;
            self.steps.restore(out, &mut self.scratch);
        } else {
            self.stored.resize(part.stored_len(), 0);
            fill(&mut *self.stream, &mut self.stored)
                .map_err(|(at, error)| name(&self.spec, before.saturating_add(at), error))?;
            self.steps.restore(&mut self.stored, &mut self.scratch);
            self.steps.unpack(&self.stored, out);
        }
        self.next_row += rows;
        Ok(())
    }
}

impl std::fmt::Debug for RowReader {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("RowReader").field("spec", &self.spec).field("next_row", &self.next_row).finish_non_exhaustive()
    }
}

/// Fills `out`, or says how far it came.
fn fill(stream: &mut dyn Read, out: &mut [u8]) -> Result<(), (usize, io::Error)> {
    let mut filled = 0;
    while filled < out.len() {
        match stream.read(&mut out[filled..]) {
            Ok(0) => return Err((filled, io::ErrorKind::UnexpectedEof.into())),
            Ok(n) => filled += n,
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            Err(error) => return Err((filled, error)),
        }
    }
    Ok(())
}

/// The error of a codec, or of the payload behind it, in this engine's words.
fn name(spec: &BlockSpec, decoded: usize, error: io::Error) -> Error {
    let what = match error.kind() {
        io::ErrorKind::UnexpectedEof => "end",
        _ => "are damaged",
    };
    error.downcast::<Error>().unwrap_or_else(|_| Short { decoded, what }.in_block(spec))
}

/// Bytes with their bits in reverse.
struct Reversed<R>(R);

impl<R: Read> Read for Reversed<R> {
    fn read(&mut self, out: &mut [u8]) -> io::Result<usize> {
        let len = self.0.read(out)?;
        crate::bytes::reverse_bits(&mut out[..len]);
        Ok(len)
    }
}
