//! The ghost area: what a COG promises of its own layout, as text between the header and the first directory.
//!
//! ```text
//! GDAL_STRUCTURAL_METADATA_SIZE=000140 bytes\n      43 bytes; the number counts all that follows this line
//! LAYOUT=IFDS_BEFORE_DATA\n                         every directory lies before the first block
//! BLOCK_ORDER=ROW_MAJOR\n                           the blocks of an image lie row by row
//! BLOCK_LEADER=SIZE_AS_UINT4\n                      4 bytes before a block: its length, little-endian
//! BLOCK_TRAILER=LAST_4_BYTES_REPEATED\n             4 bytes after a block: its last 4 once more
//! [INTERLEAVE=BAND\n]                               bands lie in blocks of their own
//! KNOWN_INCOMPATIBLE_EDITION=NO\n␠                  `YES\n` is written over `NO\n␠` by who breaks a promise
//! [MASK_INTERLEAVED_WITH_IMAGERY=YES\n]             a block of the mask follows that of the image
//! ```
//!
//! The names are GDAL's, and so is the order. Readers that trust it fetch a block and its length in one request.

use crate::pyramid::Interleave;

/// The first line up to its number, of which there are six digits.
const FIRST_LINE: &str = "GDAL_STRUCTURAL_METADATA_SIZE=";
/// What follows the number.
const FIRST_LINE_END: &str = " bytes\n";

/// What a file promises of its layout.
///
/// ```
/// use cogwriter::{Ghost, Interleave};
///
/// let ghost = Ghost::new(Interleave::Pixel, false);
/// let text = ghost.encode();
/// assert_eq!(text.len(), Ghost::FIRST_LINE_LEN + 140);
/// assert_eq!(Ghost::encoded_len(&text), Some(text.len()));
/// assert_eq!(Ghost::parse(&text), Some(ghost));
/// assert_eq!(Ghost::parse(b"II\x2a\0"), None);
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct Ghost {
    /// All directories lie before all blocks.
    pub ifds_before_data: bool,
    /// The blocks of an image lie in the file as in its arrays.
    pub row_major: bool,
    /// A block's length stands before it.
    pub leaders: bool,
    /// A block's last bytes stand once more after it.
    pub trailers: bool,
    /// Bands lie in blocks of their own: [`Interleave::Band`] or [`Interleave::Tile`].
    pub separate_bands: bool,
    /// Someone who did not keep the promises has changed the file.
    pub edited: bool,
    /// A block of the mask follows that of the image.
    pub mask_follows_image: bool,
}

impl Ghost {
    /// Bytes of the first line, which says how many follow it.
    pub const FIRST_LINE_LEN: usize = FIRST_LINE.len() + 6 + FIRST_LINE_END.len();

    /// The promises of a COG as GDAL writes it. A file with one band is [`Interleave::Pixel`].
    pub fn new(interleave: Interleave, has_mask: bool) -> Self {
        Self {
            ifds_before_data: true,
            row_major: true,
            leaders: true,
            trailers: true,
            separate_bands: interleave != Interleave::Pixel,
            edited: false,
            mask_follows_image: has_mask && interleave == Interleave::Pixel,
        }
    }

    /// Whether GDAL takes a file with these promises as a COG.
    pub fn is_cog(&self) -> bool {
        self.ifds_before_data && self.row_major && self.leaders && self.trailers && !self.edited
    }

    /// The lines that can be promised, in the file's order, and whether they are.
    fn lines(&mut self) -> [(&'static str, &mut bool); 7] {
        [
            ("LAYOUT=IFDS_BEFORE_DATA\n", &mut self.ifds_before_data),
            ("BLOCK_ORDER=ROW_MAJOR\n", &mut self.row_major),
            ("BLOCK_LEADER=SIZE_AS_UINT4\n", &mut self.leaders),
            ("BLOCK_TRAILER=LAST_4_BYTES_REPEATED\n", &mut self.trailers),
            ("INTERLEAVE=BAND\n", &mut self.separate_bands),
            ("KNOWN_INCOMPATIBLE_EDITION=YES\n", &mut self.edited),
            ("MASK_INTERLEAVED_WITH_IMAGERY=YES\n", &mut self.mask_follows_image),
        ]
    }

    /// The bytes of the area.
    pub fn encode(mut self) -> Vec<u8> {
        let mut text = String::new();
        for (line, promised) in self.lines() {
            match (line, *promised) {
                // Room for the longer YES, so that it can be written over this in place.
                ("KNOWN_INCOMPATIBLE_EDITION=YES\n", false) => text.push_str("KNOWN_INCOMPATIBLE_EDITION=NO\n "),
                (line, true) => text.push_str(line),
                (_, false) => {}
            }
        }
        format!("{FIRST_LINE}{:06}{FIRST_LINE_END}{text}", text.len()).into_bytes()
    }

    /// Bytes of the whole area, first line included, from its first [`Self::FIRST_LINE_LEN`] bytes; `None` if they are
    /// not the first line of one.
    pub fn encoded_len(bytes: &[u8]) -> Option<usize> {
        let rest = bytes.strip_prefix(FIRST_LINE.as_bytes())?;
        let (digits, rest) = rest.split_at_checked(6)?;
        if !rest.starts_with(FIRST_LINE_END.as_bytes()) || !digits.iter().all(u8::is_ascii_digit) {
            return None;
        }
        let n = digits.iter().fold(0, |n, digit| 10 * n + usize::from(digit - b'0'));
        Some(Self::FIRST_LINE_LEN + n)
    }

    /// Reads the area from its first byte on; what follows it may be there too. Unknown lines are passed over.
    /// `None` if it is not one, or cut off.
    pub fn parse(bytes: &[u8]) -> Option<Self> {
        let text = bytes.get(Self::FIRST_LINE_LEN..Self::encoded_len(bytes)?)?;
        let mut ghost = Self::default();
        let mut lines = ghost.lines();
        for read in text.split(|&b| b == b'\n') {
            let read = read.trim_ascii();
            if let Some((_, promised)) = lines.iter_mut().find(|(line, _)| line.trim_ascii_end().as_bytes() == read) {
                **promised = true;
            }
        }
        Some(ghost)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn text(ghost: Ghost) -> String {
        String::from_utf8(ghost.encode()).unwrap()
    }

    #[test]
    fn is_gdals_to_the_byte() {
        let plain = "GDAL_STRUCTURAL_METADATA_SIZE=000140 bytes\nLAYOUT=IFDS_BEFORE_DATA\nBLOCK_ORDER=ROW_MAJOR\n\
            BLOCK_LEADER=SIZE_AS_UINT4\nBLOCK_TRAILER=LAST_4_BYTES_REPEATED\nKNOWN_INCOMPATIBLE_EDITION=NO\n ";
        assert_eq!(text(Ghost::new(Interleave::Pixel, false)), plain);
        let mask = plain.replace("000140", "000174") + "MASK_INTERLEAVED_WITH_IMAGERY=YES\n";
        assert_eq!(text(Ghost::new(Interleave::Pixel, true)), mask);
        let band = plain.replace("000140", "000156").replace("KNOWN", "INTERLEAVE=BAND\nKNOWN");
        assert_eq!(text(Ghost::new(Interleave::Band, true)), band);
        assert_eq!(text(Ghost::new(Interleave::Tile, true)), band);
    }

    #[test]
    fn an_edit_is_written_in_place() {
        let ghost = Ghost::new(Interleave::Pixel, true);
        let edited = text(ghost).replace("EDITION=NO\n ", "EDITION=YES\n");
        assert!(ghost.is_cog());
        assert_eq!(Ghost::parse(edited.as_bytes()), Some(Ghost { edited: true, ..ghost }));
        assert_eq!(text(Ghost { edited: true, ..ghost }), edited);
        assert!(!Ghost { edited: true, ..ghost }.is_cog());
    }

    #[test]
    fn what_is_cut_off_or_misspelt_is_none() {
        let text = Ghost::new(Interleave::Pixel, false).encode();
        assert_eq!(Ghost::parse(&text[..text.len() - 1]), None);
        assert_eq!(Ghost::encoded_len(b"GDAL_STRUCTURAL_METADATA_SIZE=+00140 bytes\n"), None);
        assert_eq!(Ghost::encoded_len(b"GDAL_STRUCTURAL_METADATA_SIZE=00"), None);
    }

    proptest! {
        #[test]
        fn what_is_encoded_is_read_back(promises in any::<[bool; 7]>(), after in any::<Vec<u8>>()) {
            let mut ghost = Ghost::default();
            ghost.lines().into_iter().zip(promises).for_each(|((_, line), promise)| *line = promise);
            let mut bytes = ghost.encode();
            bytes.extend(after);
            prop_assert_eq!(Ghost::parse(&bytes), Some(ghost));
        }

        #[test]
        fn any_bytes_are_read(bytes in any::<Vec<u8>>()) {
            let mut area = b"GDAL_STRUCTURAL_METADATA_SIZE=000099 bytes\n".to_vec();
            area.extend(bytes);
            let _ = Ghost::parse(&area);
        }
    }
}
