//! Old-style JPEG (Compression 6): the parts of a stream that are strewn over the file, brought into one header.
//!
//! A file says in one of these ways, or several, what a JPEG stream says before the data of its first scan:
//!
//! ```text
//! JPEGInterchangeFormat ─ SOI DQT DHT SOF SOS data EOI     a whole stream: the data may be the blocks', too
//!                       ─ SOI DQT DHT SOF                  the rest is in front of the first block's data
//! JPEGQTables, JPEGDCTables, JPEGACTables                  tables alone: the directory says the rest
//! ```
//!
//! Once it is put together, blocks hold nothing but entropy-coded data, and the image's places of blocks say so.

use std::ops::Range;

use geotiff_core::{
    BlockArray, BlockIndex, Catalogue, Compression, Error, Ifd, Image, Limits, Photometric, Result, Tag, Tiff,
};

use crate::block_table::BlockTable;
use crate::source::Source;

/// Headers are looked for in so many bytes.
const HEAD_LEN: u64 = 256 << 10;

/// What a stretch of segments has.
#[derive(Debug, Default)]
struct Head {
    /// The segments, the markers before them included.
    segments: Vec<u8>,
    has_frame: bool,
    /// Bytes before the data of the first scan, if there is one.
    data_at: Option<usize>,
}

/// Completes the images of a file that are of old-style JPEG. What is missing then is missed when pixels are read.
pub(crate) fn complete_images(source: &dyn Source, tiff: &Tiff, catalogue: &mut Catalogue, limits: &Limits) {
    for (image, &place) in catalogue.images.iter_mut().zip(&catalogue.directories) {
        if let (Compression::OLD_JPEG, Some(directory)) = (image.compression, tiff.directories.get(place)) {
            let _ = complete(source, &directory.ifd, image, limits.block_places);
        }
    }
}

/// Gives an image of old-style JPEG a header in [`CodecFields::jpeg_tables`](geotiff_core::CodecFields::jpeg_tables), and the
/// places of its blocks' data.
///
/// # Errors
/// `Format` or `Io` if there is no such header; the image is then as it was.
fn complete(source: &dyn Source, ifd: &Ifd, image: &mut Image, most_blocks: usize) -> Result<()> {
    let stream = stream(source, ifd)?;
    let mut head = match &stream {
        Some(range) => head(&source.bytes(range.start..range.end.min(range.start.saturating_add(HEAD_LEN)))?),
        None => Head::default(),
    };
    if stream.is_some() && head.segments.is_empty() {
        return Err(Error::format("JPEGInterchangeFormat is no JPEG stream").in_tag(Tag::JPEG_INTERCHANGE_FORMAT.0));
    }
    let (mut offsets, mut counts) = places(source, image, most_blocks)?;
    // Where the data of the first block begin, if not where it does.
    let mut data = stream.as_ref().zip(head.data_at).map(|(stream, at)| stream.start + at as u64..stream.end);
    if head.data_at.is_none() {
        let first = BlockIndex { plane: 0, row: 0, col: 0 };
        let block = BlockTable::default().locate(source, image, first, 1)?.into_iter().next().flatten();
        if let Some(block) = block {
            let of_block = self::head(&source.bytes(block.start..block.end.min(block.start.saturating_add(HEAD_LEN)))?);
            data = of_block.data_at.map(|at| block.start + at as u64..block.end);
            head.segments.extend(of_block.segments);
            head.has_frame |= of_block.has_frame;
            head.data_at = of_block.data_at;
        }
    }
    if !head.has_frame {
        head = Head { segments: from_tables(source, ifd, image)?, has_frame: true, data_at: Some(0) };
    }
    if head.data_at.is_none() {
        return Err(Error::format("the JPEG stream has no scan").in_tag(Tag::JPEG_INTERCHANGE_FORMAT.0));
    }
    if let (Some(data), [first, ..]) = (data, &mut offsets[..]) {
        let end = counts.first().map(|count| first.saturating_add(*count));
        // A lone block is best read from the stream: not every writer knew where its data begin.
        let replaces = image.grid.blocks() == 1 || *first < data.start;
        if replaces && !data.is_empty() {
            *first = data.start;
            if let Some(count) = counts.first_mut() {
                let end = if image.grid.blocks() == 1 { data.end } else { end.unwrap_or(data.end) };
                *count = end.saturating_sub(data.start);
            }
        }
    }
    image.codec_fields.jpeg_tables = head.segments;
    image.offsets = BlockArray::from_values(&offsets);
    image.byte_counts = image.byte_counts.is_some().then(|| BlockArray::from_values(&counts));
    Ok(())
}

/// The bytes of JPEGInterchangeFormat, as far as the file has them.
fn stream(source: &dyn Source, ifd: &Ifd) -> Result<Option<Range<u64>>> {
    let Some(start) = ifd.u64(Tag::JPEG_INTERCHANGE_FORMAT)?.filter(|&start| start != 0 && start < source.len()) else {
        return Ok(None);
    };
    // Some writers leave out the length.
    let len = ifd.u64(Tag::JPEG_INTERCHANGE_FORMAT_LENGTH)?.filter(|&len| len != 0).unwrap_or(u64::MAX);
    Ok(Some(start..start.saturating_add(len).min(source.len())))
}

/// Where all blocks are, and their lengths, if the file says them.
fn places(source: &dyn Source, image: &Image, most_blocks: usize) -> Result<(Vec<u64>, Vec<u64>)> {
    let all = |array: &BlockArray| match array.held() {
        Some(values) => Ok(values),
        None => {
            let range = array.range(0, array.count().min(most_blocks as u64));
            let range = range.ok_or_else(|| Error::format("the array of the blocks' places cannot be read"))?;
            Ok(array.decode(image.byte_order, &source.bytes(range)?))
        }
    };
    let counts = image.byte_counts.as_ref().map_or(Ok(Vec::new()), all)?;
    Ok((all(&image.offsets)?, counts))
}

/// The segments at the beginning of the bytes, up to the first scan's data or whatever is no segment.
fn head(bytes: &[u8]) -> Head {
    let mut found = Head::default();
    let mut rest = bytes;
    while let [0xff, marker, after @ ..] = rest {
        let len = match marker {
            // FFs may fill the space before a marker.
            0xff => {
                rest = &rest[1..];
                continue;
            }
            0xd8 => 0,
            0 | 1 | 0xd0..=0xd9 => break,
            _ => after.first_chunk().map_or(0, |len| usize::from(u16::from_be_bytes(*len))),
        };
        let Some(after) = after.get(len..) else { break };
        let segment = &rest[..rest.len() - after.len()];
        found.segments.extend(segment);
        found.has_frame |= matches!(marker, 0xc0..=0xcf if !matches!(marker, 0xc4 | 0xc8 | 0xcc));
        rest = after;
        if *marker == 0xda {
            found.data_at = Some(bytes.len() - rest.len());
            break;
        }
        if *marker != 0xd8 && len < 2 {
            break;
        }
    }
    found
}

/// A header of the tables that the directory points to.
fn from_tables(source: &dyn Source, ifd: &Ifd, image: &Image) -> Result<Vec<u8>> {
    let missing = || Error::format("there are no tables for old-style JPEG").in_tag(Tag::JPEG_Q_TABLES.0);
    let components = image.block_spec(BlockIndex { plane: 0, row: 0, col: 0 }).samples;
    // Each component's own table, or the number of the one that it shares with the one before.
    let numbers = |tag: Tag| -> Result<Vec<(usize, u64)>> {
        let mut offsets = ifd.u64s(tag)?;
        offsets.truncate(components);
        let mut numbers: Vec<(usize, u64)> = Vec::new();
        for (i, &offset) in offsets.iter().enumerate() {
            numbers.push(match numbers.last() {
                Some(&(number, before)) if offset == before || offset == 0 => (number, before),
                _ => (i, offset),
            });
        }
        let last = *numbers.last().filter(|(_, offset)| *offset != 0).ok_or_else(missing)?;
        numbers.resize(components, last);
        Ok(numbers)
    };
    let (steps, dc, ac) = (numbers(Tag::JPEG_Q_TABLES)?, numbers(Tag::JPEG_DC_TABLES)?, numbers(Tag::JPEG_AC_TABLES)?);
    if components > 3 {
        return Err(Error::unsupported("old-style JPEG of more than three components"));
    }
    let mut header = vec![0xff, 0xd8];
    let segment = |header: &mut Vec<u8>, marker: u8, content: &[u8]| {
        header.extend([0xff, marker]);
        header.extend((content.len() as u16 + 2).to_be_bytes());
        header.extend(content);
    };
    for (_, &(number, offset)) in of_its_own(&steps) {
        let table = source.bytes(offset..offset.saturating_add(64))?;
        segment(&mut header, 0xdb, &[&[number as u8], &table[..]].concat());
    }
    for (class, tables) in [(0, &dc), (0x10, &ac)] {
        for (_, &(number, offset)) in of_its_own(tables) {
            let codes: u64 = source.bytes(offset..offset.saturating_add(16))?.iter().map(|&n| u64::from(n)).sum();
            let table = source.bytes(offset..offset.saturating_add(16 + codes))?;
            segment(&mut header, 0xc4, &[&[class | number as u8], &table[..]].concat());
        }
    }
    let grid = &image.grid;
    let size = |n: usize| u16::try_from(n).map_err(|_| Error::format(format!("{n} pixels are too many for JPEG")));
    let (width, height) = (size(grid.block_width)?, size(grid.block_height)?);
    let (across, down) = match image.codec_fields.photometric {
        Photometric::YCBCR if components == 3 => image.codec_fields.chroma_subsampling,
        _ => (1, 1),
    };
    if let Some(interval) = ifd.u64(Tag::JPEG_RESTART_INTERVAL)?.and_then(|n| u16::try_from(n).ok()).filter(|&n| n != 0)
    {
        segment(&mut header, 0xdd, &interval.to_be_bytes());
    }
    let mut frame = vec![8];
    frame.extend([height.to_be_bytes(), width.to_be_bytes()].concat());
    frame.push(components as u8);
    let mut scan = vec![components as u8];
    for i in 0..components {
        let sizes = if i == 0 { (across.min(15) << 4 | down.min(15)) as u8 } else { 0x11 };
        frame.extend([i as u8, sizes, steps[i].0 as u8]);
        scan.extend([i as u8, (dc[i].0 << 4 | ac[i].0) as u8]);
    }
    scan.extend([0, 63, 0]);
    segment(&mut header, 0xc0, &frame);
    segment(&mut header, 0xda, &scan);
    Ok(header)
}

/// The tables that are not shared with the component before.
fn of_its_own(tables: &[(usize, u64)]) -> impl Iterator<Item = (usize, &(usize, u64))> {
    tables.iter().enumerate().filter(|(i, (number, _))| i == number)
}
