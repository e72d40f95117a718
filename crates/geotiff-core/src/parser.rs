//! The directories of a file, without I/O: the parser says which bytes it needs next, and is given them.

use std::collections::{HashSet, VecDeque};
use std::ops::Range;

use crate::error::{Error, Result};
use crate::field::{Field, Values};
use crate::header::Header;
use crate::ifd::Ifd;
use crate::limits::Limits;
use crate::tag::Tag;

/// What one entry takes of the memory for directories.
const ENTRY_COST: u64 = 96;
/// Warnings that are kept.
const MAX_WARNINGS: usize = 100;

/// The header and every directory of a TIFF.
#[derive(Clone, Debug, PartialEq)]
pub struct Tiff {
    /// The first bytes.
    pub header: Header,
    /// Bytes of the file.
    pub file_len: u64,
    /// The chain of directories, each followed by its SubIFDs.
    pub directories: Vec<Directory>,
    /// What was wrong after the first directory, and passed over.
    pub warnings: Vec<String>,
}

/// A directory and its place among the others.
#[derive(Clone, Debug, PartialEq)]
pub struct Directory {
    /// The directory.
    pub ifd: Ifd,
    /// The offset of the directory whose SubIFD it is; `None` in the chain.
    pub parent: Option<u64>,
}

/// What the parser wants.
#[derive(Debug)]
pub enum Step {
    /// The bytes of this range, which lies within the file.
    Need(Range<u64>),
    /// Nothing more: all directories are read.
    Done(Tiff),
}

/// Parses the directories of a file of known length, fed with the byte ranges that it asks for.
///
/// Values of up to 8 bytes, and those that say how to read the image and where it is, come with their directory; arrays
/// of block offsets and unknown fields are left where they are.
///
/// ```
/// use geotiff_core::{Parser, Step};
///
/// fn directories(file: &[u8]) -> geotiff_core::Result<usize> {
///     let (mut parser, mut need) = Parser::new(file.len() as u64);
///     loop {
///         match parser.feed(&file[need.start as usize..need.end as usize])? {
///             Step::Need(range) => need = range,
///             Step::Done(tiff) => return Ok(tiff.directories.len()),
///         }
///     }
/// }
/// let error = directories(b"II\x2a\0\x08\0\0").unwrap_err();
/// assert_eq!(error.to_string(), "the file ends inside the TIFF header (at offset 7)");
/// ```
#[derive(Debug)]
pub struct Parser {
    file_len: u64,
    header: Option<Header>,
    seen: HashSet<u64>,
    queue: VecDeque<(u64, Option<u64>)>,
    /// Links that were taken from the queue.
    links: usize,
    limits: Limits,
    /// What is left of [`Limits::directories_len`].
    budget: u64,
    directories: Vec<Directory>,
    warnings: Vec<String>,
    /// Whether every value is wanted, known by name or not.
    every_value: bool,
    state: State,
}

#[derive(Debug)]
enum State {
    Header,
    Count { offset: u64, parent: Option<u64> },
    Entries { offset: u64, parent: Option<u64> },
    Value { directory: Directory, field: usize },
}

impl Parser {
    /// A parser for a file of `file_len` bytes, and the first range it needs.
    pub fn new(file_len: u64) -> (Self, Range<u64>) {
        let parser = Self {
            file_len,
            header: None,
            seen: HashSet::new(),
            queue: VecDeque::new(),
            links: 0,
            limits: Limits::new(),
            budget: Limits::new().directories_len,
            directories: Vec::new(),
            warnings: Vec::new(),
            every_value: false,
            state: State::Header,
        };
        (parser, 0..file_len.min(Header::MAX_LEN as u64))
    }

    /// A parser for one directory that no chain leads to, such as that of EXIF tags, with all of its values; and the first
    /// range it needs. Its result has this directory only.
    ///
    /// # Errors
    /// `Format` if it would lie outside the file.
    pub fn of_directory(header: Header, file_len: u64, offset: u64) -> Result<(Self, Range<u64>)> {
        let (mut parser, _) = Self::new(file_len);
        (parser.header, parser.every_value) = (Some(header), true);
        // A parent keeps its own links from being followed.
        parser.queue.push_back((offset, Some(0)));
        match parser.next_directory()? {
            Step::Need(range) => Ok((parser, range)),
            Step::Done(_) => Err(Error::format("a directory cannot be read").at_offset(offset)),
        }
    }

    /// Holds the file to other limits; at first, before any bytes are taken.
    pub fn set_limits(&mut self, limits: &Limits) {
        (self.limits, self.budget) = (*limits, limits.directories_len);
    }

    /// Links from one directory to another that are looked at, sound or not.
    const fn max_links(&self) -> usize {
        self.limits.directories.saturating_mul(2)
    }

    /// Takes the bytes of the range that was asked for last.
    ///
    /// # Errors
    /// `Format` if the header or the first directory is damaged. Damage in a later one ends the chain with a warning.
    pub fn feed(&mut self, bytes: &[u8]) -> Result<Step> {
        match self.advance(bytes) {
            Err(error) if self.directories.is_empty() => Err(error),
            Err(error) => {
                self.warn(error.to_string());
                self.next_directory()
            }
            done => done,
        }
    }

    fn advance(&mut self, bytes: &[u8]) -> Result<Step> {
        let state = std::mem::replace(&mut self.state, State::Header);
        let header = match self.header {
            Some(header) => header,
            None => {
                let header = Header::parse(bytes)?;
                if header.first_ifd == 0 {
                    return Err(Error::format("the file has no directory: the offset of the first is 0").at_offset(4));
                }
                self.header = Some(header);
                self.queue.push_back((header.first_ifd, None));
                return self.next_directory();
            }
        };
        match state {
            State::Header => self.next_directory(),
            State::Count { offset, parent } => {
                let entries = Ifd::parse_count(&header, offset, bytes)?;
                let count_only = header.variant.count_len() as u64;
                // The link to the next directory may be cut off, the entries may not.
                let end = Ifd::encoded_len(header.variant, entries).and_then(|len| offset.checked_add(len));
                let end =
                    end.filter(|end| end - header.variant.offset_len() as u64 <= self.file_len).ok_or_else(|| {
                        Error::format(format!("a directory of {entries} entries reaches past the end of the file"))
                            .at_offset(offset)
                    })?;
                if entries == 0 {
                    return Err(Error::format("a directory without entries").at_offset(offset + count_only));
                }
                if entries > self.limits.fields as u64 {
                    return Err(beyond("fields", entries, self.limits.fields as u64).at_offset(offset));
                }
                match self.budget.checked_sub(entries * ENTRY_COST) {
                    Some(left) => self.budget = left,
                    None => {
                        self.queue.clear();
                        let most = self.limits.directories_len;
                        return Err(Error::limits(format!(
                            "the directories take more than {most} bytes of memory; the rest is not read: raise the limit, directories_len"
                        )));
                    }
                }
                self.state = State::Entries { offset, parent };
                Ok(Step::Need(offset..end.min(self.file_len)))
            }
            State::Entries { offset, parent } => {
                let ifd = Ifd::parse(&header, offset, bytes)?;
                self.next_value(Directory { ifd, parent }, 0)
            }
            State::Value { mut directory, field } => {
                if let Some(field) = directory.ifd.fields_mut().get_mut(field) {
                    let mut bytes = bytes.to_vec();
                    Field::swap(field.field_type, header.byte_order, &mut bytes);
                    field.values = Values::Held(bytes);
                }
                self.next_value(directory, field + 1)
            }
        }
    }

    fn next_directory(&mut self) -> Result<Step> {
        let Some(header) = self.header else { return Err(Error::format("the header was not read")) };
        while let Some((offset, parent)) = self.queue.pop_front() {
            self.links += 1;
            if self.links > self.max_links() {
                let most = self.max_links();
                self.warn(format!("links to directories after the first {most} are not followed"));
                break;
            }
            if !self.seen.insert(offset) {
                self.warn(format!(
                    "the directory at offset {offset} is linked to twice; the second link is not followed"
                ));
                continue;
            }
            if self.directories.len() >= self.limits.directories {
                let most = self.limits.directories;
                self.warn(format!("directories after the first {most} are not read"));
                break;
            }
            let end = offset.checked_add(header.variant.count_len() as u64).filter(|&end| end <= self.file_len);
            match end {
                Some(end) => {
                    self.state = State::Count { offset, parent };
                    return Ok(Step::Need(offset..end));
                }
                None => {
                    let error = Error::format(format!(
                        "a directory lies outside the file of {} bytes, which may be cut off",
                        self.file_len
                    ))
                    .at_offset(offset);
                    if self.directories.is_empty() {
                        return Err(error);
                    }
                    self.warn(error.to_string());
                }
            }
        }
        self.queue.clear();
        Ok(Step::Done(Tiff {
            header,
            file_len: self.file_len,
            directories: std::mem::take(&mut self.directories),
            warnings: std::mem::take(&mut self.warnings),
        }))
    }

    fn next_value(&mut self, directory: Directory, from: usize) -> Result<Step> {
        let wanted = directory.ifd.fields().iter().enumerate().skip(from).find_map(|(i, field)| {
            let Values::At(offset) = field.values else { return None };
            let most = self.limits.value_len.min(self.budget);
            let len =
                field.byte_len().filter(|&len| len <= most && (self.every_value || comes_with_directory(field.tag)))?;
            let end = offset.checked_add(len).filter(|&end| end <= self.file_len)?;
            Some((i, offset..end))
        });
        if let Some((field, range)) = wanted {
            self.budget = self.budget.saturating_sub(range.end - range.start);
            self.state = State::Value { directory, field };
            return Ok(Step::Need(range));
        }
        if directory.ifd.next != 0 && directory.parent.is_none() {
            self.queue.push_back((directory.ifd.next, None));
        }
        // A SubIFD's own SubIFDs and chain are not followed, as in GDAL.
        if directory.parent.is_none() {
            let mut subs = directory.ifd.u64s(Tag::SUB_IFDS).unwrap_or_default();
            subs.truncate(self.max_links());
            for &offset in subs.iter().rev().filter(|&&o| o != 0) {
                self.queue.push_front((offset, Some(directory.ifd.offset)));
            }
        }
        self.directories.push(directory);
        self.next_directory()
    }

    fn warn(&mut self, warning: String) {
        match self.warnings.len() {
            ..MAX_WARNINGS => self.warnings.push(warning),
            MAX_WARNINGS => self.warnings.push("and more of the kind".into()),
            _ => {}
        }
    }
}

/// The error for a directory of more fields than allowed.
fn beyond(limit: &str, count: u64, most: u64) -> Error {
    Error::limits(format!(
        "a directory of {count} fields, more than the {most} that are allowed: raise the limit, {limit}"
    ))
}

/// Whether a field's values are fetched with their directory: all that are known by name, but for the block arrays.
fn comes_with_directory(tag: Tag) -> bool {
    tag.name().is_some() && !tag.is_block_array()
}
