//! The boxes around a codestream that the first level of the main profile does not allow, as libjxl writes them.
//!
//! ```text
//! 12 "JXL " … ─ 20 "ftyp" … ─ 9 "jxll" 10 ─ 0 "jxlc" codestream to the end
//! ```

use super::headers::{Depth, ImageHeader};

/// Extra channels that level 5 allows.
const MOST_EXTRA: u32 = 4;

const BOXES: [u8; 49] = *b"\0\0\0\x0cJXL \r\n\x87\n\0\0\0\x14ftypjxl \0\0\0\0jxl \0\0\0\x09jxll\x0a\0\0\0\0jxlc";

/// What comes before the codestream: nothing for 8 bits and few channels, which are of level 5.
pub(super) fn before(header: &ImageHeader) -> &'static [u8] {
    let is_level_5 = matches!(header.depth, Depth::Integer(..=8)) && header.extra <= MOST_EXTRA;
    if is_level_5 { &[] } else { &BOXES }
}
