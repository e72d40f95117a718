//! One TIFF block in, samples out, and back.
//!
//! A block (GDAL's word for a strip or a tile) is decoded in five steps, each in a file of its own, and encoded by the same
//! steps backwards:
//!
//! ```text
//! payload ─ fill order ─ decompress ─ un-predict ─ swap bytes ─ unpack bits ─ samples
//!           (bytes)      (lzw,        (predictor,   (bytes)     (bits,
//!                         deflate,     float_                    small_float)
//!                         packbits,    predictor)
//!                         zstd, lzma)
//! ```
//!
//! Subsampled luma and chroma are stored as data units, which become pixels of red, green and blue (data_units, ycbcr).
//!
//! Codecs that are image formats of their own (JPEG, LERC, …) go from the payload to samples in one step.
//!
//! Each codec beyond none, LZW, Deflate and PackBits is a feature, on by default; `CODECS.md` tells whose code it is, what it
//! costs and what it cannot do.
//!
//! What a block goes through is read off a [`BlockSpec`](geotiff_core::BlockSpec); samples are chunky, in native byte order
//! and without padding. There is no I/O here. Nothing a file says can make this crate panic, or hold more than a copy of the
//! block and one of its payload besides tables of fixed size; libraries of image formats take some times the block.
//!
//! ```
//! use codec::{Decoder, Encoder, EncoderSettings};
//! use geotiff_core::{BlockSpec, ByteOrder, CodecFields, Compression, Predictor, SampleFormat};
//!
//! let spec = BlockSpec {
//!     compression: Compression::DEFLATE,
//!     predictor: Predictor::Horizontal,
//!     byte_order: ByteOrder::Big,
//!     reversed_bits: false,
//!     format: SampleFormat::UInt,
//!     bits: 8,
//!     samples: 3,
//!     width: 2,
//!     rows: 1,
//! };
//! let mut payload = Vec::new();
//! let mut encoder = Encoder::new(spec, &CodecFields::NONE, &EncoderSettings::default())?;
//! encoder.encode(&[10, 20, 30, 11, 19, 30], &mut payload)?;
//!
//! let mut samples = [0; 6];
//! Decoder::new().decode(&spec, &CodecFields::NONE, &payload, &mut samples)?;
//! assert_eq!(samples, [10, 20, 30, 11, 19, 30]);
//! # Ok::<(), geotiff_core::Error>(())
//! ```
#![forbid(unsafe_code)]

#[cfg(any(feature = "jxl", feature = "webp"))]
mod bit_writer;
mod bits;
mod bytes;
mod codecs;
mod compress;
mod data_units;
mod decoder;
mod decompress;
mod deflate;
mod encoder;
#[cfg(feature = "fax")]
mod fax;
mod float_predictor;
mod from_samples;
#[cfg(any(feature = "jpeg2000", feature = "jxl", feature = "webp"))]
mod image_in_block;
#[cfg(feature = "jpeg")]
mod jpeg;
#[cfg(feature = "jpeg2000")]
mod jpeg2000;
#[cfg(feature = "jpeg2000")]
mod jpeg2000_header;
#[cfg(feature = "jxl")]
mod jxl;
#[cfg(feature = "lerc")]
mod lerc;
#[cfg(any(feature = "jxl", feature = "webp"))]
mod log2;
#[cfg(feature = "lzma")]
mod lzma;
mod lzw;
#[cfg(feature = "legacy")]
mod next;
mod packbits;
mod predictor;
mod rows;
mod settings;
#[cfg(feature = "sgilog")]
mod sgilog;
mod short;
mod small_float;
mod steps;
#[cfg(feature = "legacy")]
mod thunderscan;
mod to_samples;
#[cfg(feature = "webp")]
mod webp;
mod ycbcr;
#[cfg(feature = "zstd")]
mod zstd;

pub use codecs::{can_decode, can_encode, can_stream, holds_images, pads_with_edge, working_len};
pub use decoder::{Decoder, decode};
pub use encoder::Encoder;
pub use rows::RowReader;
pub use settings::{EncoderSettings, level_range, quality_of};
pub use ycbcr::YcbcrToRgb;

#[cfg(test)]
mod tests;

#[cfg(test)]
mod image_tests;

#[cfg(test)]
mod lossless_image_tests;
