//! The bytes before the first block: header, ghost area, directories with their values, and the block arrays.
//!
//! All is appended in the order of the file. What is known only later — where an array lies, where a block lies — is a
//! slot of zeros, filled in when it is.

use geotiff_core::{Compression, Error, Field, FieldType, Header, Ifd, Result, Tag, Values, Variant};

use super::values::out_of_line;
use super::{FRAME_LEN, LayoutOptions};
use crate::ghost::Ghost;
use crate::pyramid::{EncodedImage, Pyramid};

/// The head of a file, whose block arrays are still zeros.
pub(super) struct Head {
    header: Header,
    bytes: Vec<u8>,
    /// Of the image and the mask of each level.
    arrays: Vec<[Arrays; 2]>,
}

/// TileOffsets and TileByteCounts of an image.
#[derive(Clone, Copy, Default)]
struct Arrays {
    offsets: Array,
    counts: Array,
}

/// One number per block.
#[derive(Clone, Copy, Default)]
struct Array {
    /// Where it is in the head: at first the slot of its entry, then, unless it fits in there, where it follows.
    at: usize,
    /// Bytes of one number.
    width: usize,
    /// How many there are.
    count: usize,
}

impl Head {
    /// Header, ghost area, directories and arrays of zeros.
    pub(super) fn new(pyramid: &Pyramid, variant: Variant, options: &LayoutOptions) -> Result<Self> {
        let has_mask = pyramid.levels.first().is_some_and(|level| level.mask.is_some());
        let ghost = Ghost::new(pyramid.interleave, has_mask).encode();
        let first_ifd = (variant.header_len() + ghost.len()).next_multiple_of(2);
        let header = Header { byte_order: options.byte_order, variant, first_ifd: first_ifd as u64 };
        let arrays = vec![<[Arrays; 2]>::default(); pyramid.levels.len()];
        let mut head = Self { header, bytes: header.encode(), arrays };
        head.bytes.extend(ghost);

        let mut directories = directories(pyramid).peekable();
        while let Some((level, mask, image)) = directories.next() {
            let private = if (level, mask) == (0, false) { &options.private[..] } else { &[] };
            let arrays = head.push_directory(image, private, directories.peek().is_none())?;
            if let Some(of_level) = head.arrays.get_mut(level) {
                of_level[usize::from(mask)] = arrays;
            }
        }
        let mut arrays = std::mem::take(&mut head.arrays);
        for of_image in arrays.iter_mut().flatten() {
            head.push_array(&mut of_image.offsets)?;
            head.push_array(&mut of_image.counts)?;
        }
        Ok(Self { arrays, ..head })
    }

    pub(super) fn variant(&self) -> Variant {
        self.header.variant
    }

    pub(super) fn len(&self) -> u64 {
        self.bytes.len() as u64
    }

    /// Gives every block its place after the head, and the arrays their numbers.
    pub(super) fn into_bytes(mut self, pyramid: &Pyramid) -> Vec<u8> {
        let leader_len = FRAME_LEN / 2;
        let mut at = self.len();
        for id in pyramid.block_order() {
            let len = u64::from(pyramid.length(id));
            if let Some(of_level) = self.arrays.get(id.level) {
                let Arrays { offsets, counts } = of_level[usize::from(id.mask)];
                self.put(offsets.at + id.block * offsets.width, offsets.width, at + leader_len);
                self.put(counts.at + id.block * counts.width, counts.width, len);
            }
            at += len + FRAME_LEN;
        }
        self.bytes
    }

    /// A directory on an even offset, its values, and the private directories that it points to.
    fn push_directory(&mut self, image: &EncodedImage, private: &[(Tag, Ifd)], is_last: bool) -> Result<Arrays> {
        let Header { variant, byte_order, .. } = self.header;
        let count = image.lengths.len();
        let count_type = byte_count_type(image, variant)?;
        let offset_type = if variant == Variant::Classic { FieldType::LONG } else { FieldType::LONG8 };

        let values = out_of_line(&image.ifd, variant)?;
        let mut ifd = image.ifd.clone();
        private.iter().try_for_each(|(tag, _)| pointer(*tag, variant, 0).map(|field| ifd.set(field)))?;
        for (tag, field_type) in [(Tag::TILE_OFFSETS, offset_type), (Tag::TILE_BYTE_COUNTS, count_type)] {
            ifd.set(Field { tag, field_type, count: count as u64, values: Values::At(0) });
        }
        self.pad_to_even();
        let entries_at = self.bytes.len() + variant.count_len();
        let mut end = entries_at + ifd.fields().len() * variant.entry_len() + variant.offset_len();
        for mut field in values.iter().cloned() {
            end = end.next_multiple_of(2);
            let len = field.bytes()?.len();
            field.values = Values::At(end as u64);
            ifd.set(field);
            end += len;
        }
        let mut encoded = Vec::new();
        for (tag, directory) in private {
            end = end.next_multiple_of(2);
            ifd.set(pointer(*tag, variant, end)?);
            let bytes = private_directory(directory, &self.header, end)?;
            end += bytes.len();
            encoded.push(bytes);
        }
        ifd.next = if is_last { 0 } else { end.next_multiple_of(2) as u64 };

        self.bytes.extend(ifd.encode(&self.header)?);
        for field in &values {
            self.pad_to_even();
            self.bytes.extend(field.to_bytes_in(byte_order)?);
        }
        for bytes in encoded {
            self.pad_to_even();
            self.bytes.extend(bytes);
        }
        let array = |tag: Tag, field_type: FieldType| {
            let entry = ifd.fields().iter().take_while(|field| field.tag < tag).count();
            let at = entries_at + entry * variant.entry_len() + variant.entry_len() - variant.offset_len();
            Array { at, width: field_type.bytes().unwrap_or(4), count }
        };
        Ok(Arrays { offsets: array(Tag::TILE_OFFSETS, offset_type), counts: array(Tag::TILE_BYTE_COUNTS, count_type) })
    }

    /// An array that does not fit into its directory. Unlike values it may begin on an odd offset.
    fn push_array(&mut self, array: &mut Array) -> Result<()> {
        let too_big = || Error::limits(format!("an array for {} blocks does not fit in memory", array.count));
        let len = array.count.checked_mul(array.width).ok_or_else(too_big)?;
        if len > self.header.variant.offset_len() {
            let at = self.bytes.len();
            self.put(array.at, self.header.variant.offset_len(), at as u64);
            self.bytes.try_reserve_exact(len).map_err(|_| too_big())?;
            self.bytes.resize(at + len, 0);
            array.at = at;
        }
        Ok(())
    }

    fn pad_to_even(&mut self) {
        self.bytes.resize(self.bytes.len().next_multiple_of(2), 0);
    }

    /// Fills a slot with a number of `width` bytes.
    fn put(&mut self, at: usize, width: usize, value: u64) {
        let order = self.header.byte_order;
        let mut bytes = Vec::with_capacity(8);
        match width {
            2 => order.put_u16(value as u16, &mut bytes),
            4 => order.put_u32(value as u32, &mut bytes),
            _ => order.put_u64(value, &mut bytes),
        }
        if let Some(slot) = self.bytes.get_mut(at..at + width) {
            slot.copy_from_slice(&bytes);
        }
    }
}

/// What points to a directory: LONG as EXIF has it, and in a BigTIFF IFD8 as libtiff writes it.
fn pointer(tag: Tag, variant: Variant, offset: usize) -> Result<Field> {
    let too_far = |_| Error::parameter("the main directory has no room for the directories that it points to");
    Ok(match variant {
        Variant::Classic => Field::longs(tag, &[u32::try_from(offset).map_err(too_far)?]),
        Variant::Big => {
            let values = Values::Held((offset as u64).to_ne_bytes().to_vec());
            Field { tag, field_type: FieldType::IFD8, count: 1, values }
        }
    })
}

/// A directory at this offset, and its values after it.
fn private_directory(directory: &Ifd, header: &Header, at: usize) -> Result<Vec<u8>> {
    let variant = header.variant;
    let mut ifd = directory.clone();
    ifd.next = 0;
    let values = out_of_line(&ifd, variant)?;
    let mut end = at + variant.count_len() + ifd.fields().len() * variant.entry_len() + variant.offset_len();
    for mut field in values.iter().cloned() {
        end = end.next_multiple_of(2);
        let len = field.bytes()?.len();
        field.values = Values::At(end as u64);
        ifd.set(field);
        end += len;
    }
    let mut bytes = ifd.encode(header)?;
    for field in &values {
        // The directory begins on an even offset.
        bytes.resize(bytes.len().next_multiple_of(2), 0);
        bytes.extend(field.to_bytes_in(header.byte_order)?);
    }
    Ok(bytes)
}

/// The images in the order of their directories, each with its level and whether it is a mask.
fn directories(pyramid: &Pyramid) -> impl Iterator<Item = (usize, bool, &EncodedImage)> {
    let image = |level: usize| pyramid.levels.get(level).map(|l| (level, false, &l.image));
    let mask = |level: usize| pyramid.levels.get(level).and_then(|l| Some((level, true, l.mask.as_ref()?)));
    let overviews = 1..pyramid.levels.len();
    image(0).into_iter().chain(mask(0)).chain(overviews.clone().filter_map(image)).chain(overviews.filter_map(mask))
}

/// The narrowest type that libtiff trusts to hold the length of any block of the image, as it cannot know them before:
/// a compressed block may be ten times its raw size. A lone count is as wide as an offset. A codec that is not listed
/// gets no less either.
fn byte_count_type(image: &EncodedImage, variant: Variant) -> Result<FieldType> {
    let widest = if variant == Variant::Classic { FieldType::LONG } else { FieldType::LONG8 };
    let raw_len = raw_block_len(image)?;
    let longest = image.lengths.iter().copied().max().unwrap_or(0);
    let compression = Compression(u16::try_from(image.number(Tag::COMPRESSION)?).unwrap_or(0));
    let is_safe = |max: u64| match compression {
        Compression::NONE => raw_len <= max,
        _ => MODERATE.contains(&compression.0) && raw_len < max / 10,
    };
    Ok(if image.lengths.len() == 1 {
        widest
    } else if is_safe(u64::from(u16::MAX)) && longest <= u32::from(u16::MAX) {
        FieldType::SHORT
    } else if is_safe(u64::from(u32::MAX)) {
        FieldType::LONG
    } else {
        widest
    })
}

/// Codecs of which libtiff assumes that: LZW, JPEG, DEFLATE (both codes), LERC, LZMA, ZSTD, WEBP, JXL.
const MODERATE: [u16; 9] = [5, 7, 8, 32946, 34887, 34925, 50000, 50001, 50002];

/// Bytes of a block before compression.
fn raw_block_len(image: &EncodedImage) -> Result<u64> {
    let samples = if image.planes() > 1 { 1 } else { image.number(Tag::SAMPLES_PER_PIXEL)? };
    let row =
        image.number(Tag::TILE_WIDTH)?.saturating_mul(samples).saturating_mul(image.number(Tag::BITS_PER_SAMPLE)?);
    Ok(row.div_ceil(8).saturating_mul(image.number(Tag::TILE_LENGTH)?))
}
