//! The first bytes of a file: byte order, classic or BigTIFF, and where the first directory is.
//!
//! ```text
//! classic   II|MM  42 (u16)  first IFD (u32)
//! BigTIFF   II|MM  43 (u16)  8 (u16)  0 (u16)  first IFD (u64)
//! ```

use crate::byte_order::ByteOrder;
use crate::error::{Error, Result};

/// Classic TIFF with 32-bit offsets, or BigTIFF with 64-bit ones.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Variant {
    /// TIFF 6: offsets and counts of 32 bits.
    Classic,
    /// BigTIFF: offsets and counts of 64 bits.
    Big,
}

impl Variant {
    /// Bytes of the header.
    pub const fn header_len(self) -> usize {
        match self {
            Self::Classic => 8,
            Self::Big => 16,
        }
    }

    /// Bytes of an offset, and of a value that stands in the entry itself.
    pub const fn offset_len(self) -> usize {
        match self {
            Self::Classic => 4,
            Self::Big => 8,
        }
    }

    /// Bytes of one entry of a directory.
    pub const fn entry_len(self) -> usize {
        match self {
            Self::Classic => 12,
            Self::Big => 20,
        }
    }

    /// Bytes of the number of entries.
    pub const fn count_len(self) -> usize {
        match self {
            Self::Classic => 2,
            Self::Big => 8,
        }
    }
}

/// The header of a TIFF.
///
/// ```
/// use geotiff_core::{ByteOrder, Header, Variant};
///
/// let header = Header { byte_order: ByteOrder::Little, variant: Variant::Classic, first_ifd: 192 };
/// assert_eq!(header.encode(), b"II\x2a\0\xc0\0\0\0");
/// assert_eq!(Header::parse(&header.encode())?, header);
/// # Ok::<(), geotiff_core::Error>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Header {
    /// The order of the bytes of every number in the file.
    pub byte_order: ByteOrder,
    /// The width of offsets.
    pub variant: Variant,
    /// Where the first directory begins.
    pub first_ifd: u64,
}

impl Header {
    /// The longest header.
    pub const MAX_LEN: usize = 16;

    /// Reads the header from the first bytes of a file: [`Self::MAX_LEN`] of them, or the whole of a shorter file.
    ///
    /// # Errors
    /// `Format` if this is not a TIFF, or the header is cut off.
    pub fn parse(bytes: &[u8]) -> Result<Self> {
        let cut_off = || Error::format("the file ends inside the TIFF header").at_offset(bytes.len() as u64);
        let byte_order = match bytes.first_chunk() {
            Some(b"II") => ByteOrder::Little,
            Some(b"MM") => ByteOrder::Big,
            None => return Err(cut_off()),
            Some(_) => return Err(Error::format("not a TIFF: it does not begin with II or MM").at_offset(0)),
        };
        let u16_at =
            |at: usize| bytes.get(at..).and_then(|b| b.first_chunk()).map(|b| byte_order.u16(*b)).ok_or_else(cut_off);
        let (variant, first_ifd) = match u16_at(2)? {
            42 => {
                let offset = bytes.get(4..).and_then(|b| b.first_chunk()).ok_or_else(cut_off)?;
                (Variant::Classic, u64::from(byte_order.u32(*offset)))
            }
            43 => {
                if (u16_at(4)?, u16_at(6)?) != (8, 0) {
                    return Err(Error::format("a BigTIFF whose offsets are not of 8 bytes").at_offset(4));
                }
                let offset = bytes.get(8..).and_then(|b| b.first_chunk()).ok_or_else(cut_off)?;
                (Variant::Big, byte_order.u64(*offset))
            }
            magic => {
                return Err(Error::format(format!("not a TIFF: its version is {magic}, not 42 or 43")).at_offset(2));
            }
        };
        Ok(Self { byte_order, variant, first_ifd })
    }

    /// The bytes of the header. The first directory of a classic file must lie below 4 GiB.
    pub fn encode(&self) -> Vec<u8> {
        let order = self.byte_order;
        let mut out = Vec::with_capacity(Self::MAX_LEN);
        out.extend_from_slice(if order == ByteOrder::Little { b"II" } else { b"MM" });
        match self.variant {
            Variant::Classic => {
                order.put_u16(42, &mut out);
                order.put_u32(self.first_ifd as u32, &mut out);
            }
            Variant::Big => {
                order.put_u16(43, &mut out);
                order.put_u16(8, &mut out);
                order.put_u16(0, &mut out);
                order.put_u64(self.first_ifd, &mut out);
            }
        }
        out
    }
}
