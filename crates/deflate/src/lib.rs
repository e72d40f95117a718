//! Deflate (RFC 1951) in zlib's container (RFC 1950), for whole buffers: the input is in memory and, when inflating, the size of
//! the output is known, as is so with the blocks of a TIFF. No `unsafe`, no dependencies, no `std`.
//!
//! ```
//! let stream = [0x78, 0x9c, 0x4b, 0x4c, 0x84, 0x01, 0x00, 0x14, 0xe1, 0x03, 0xcb];
//! let mut out = [0; 10];
//! deflate::Inflater::new().inflate_zlib(&stream, &mut out)?;
//! assert_eq!(&out, b"aaaaaaaaaa");
//! # Ok::<(), deflate::InflateError>(())
//! ```
#![no_std]
#![forbid(unsafe_code)]

extern crate alloc;

mod adler;
mod blocks;
mod costs;
mod deflater;
mod huffman;
mod inflate;
mod lookup;
mod matcher;
mod symbols;

pub use adler::adler32;
pub use deflater::Deflater;
pub use inflate::{InflateError, Inflater, Trouble};
