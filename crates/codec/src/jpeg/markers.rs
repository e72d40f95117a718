//! The segments of a JPEG stream: tables, the frame header, scan headers (T.81, annex B).

use std::sync::Arc;

use super::bits::next_marker;
use super::huffman::Huffman;
use super::{Fault, Result};

pub(super) const SOI: u8 = 0xd8;
pub(super) const EOI: u8 = 0xd9;
pub(super) const SOS: u8 = 0xda;
pub(super) const DHT: u8 = 0xc4;
pub(super) const DQT: u8 = 0xdb;
const DRI: u8 = 0xdd;

/// The most components of a frame: libjpeg's limit.
const MAX_COMPONENTS: usize = 10;

/// Where the coefficients of a block stand, in the order in which they are coded (T.81, figure A.6).
pub(super) const ZIGZAG: [u8; 64] = [
    0, 1, 8, 16, 9, 2, 3, 10, 17, 24, 32, 25, 18, 11, 4, 5, 12, 19, 26, 33, 40, 48, 41, 34, 27, 20, 13, 6, 7, 14, 21,
    28, 35, 42, 49, 56, 57, 50, 43, 36, 29, 22, 15, 23, 30, 37, 44, 51, 58, 59, 52, 45, 38, 31, 39, 46, 53, 60, 61, 54,
    47, 55, 62, 63,
];

/// What the segments before a scan have set.
#[derive(Clone, Debug, Default)]
pub(super) struct Tables {
    /// Steps of the coefficients, in rows of the block.
    pub(super) quantization: [Option<[u16; 64]>; 4],
    pub(super) dc: [Option<Arc<Huffman>>; 4],
    pub(super) ac: [Option<Arc<Huffman>>; 4],
    /// Units between restart markers; 0 if there are none.
    pub(super) restart_interval: u32,
}

/// How the samples of a frame are coded.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Process {
    Sequential,
    Progressive,
    Lossless,
}

/// One component of a frame: a plane of samples.
#[derive(Clone, Debug)]
pub(super) struct Component {
    pub(super) id: u8,
    /// Blocks of a unit, across and down.
    pub(super) across: usize,
    pub(super) down: usize,
    /// The number of its quantization table.
    pub(super) table: usize,
    /// Samples.
    pub(super) width: usize,
    pub(super) height: usize,
}

/// The frame header.
#[derive(Clone, Debug)]
pub(super) struct Frame {
    pub(super) process: Process,
    pub(super) precision: u32,
    pub(super) width: usize,
    pub(super) height: usize,
    pub(super) components: Vec<Component>,
    /// The largest of the components' blocks.
    pub(super) across: usize,
    pub(super) down: usize,
}

impl Frame {
    /// Units across: what the blocks of all components that belong together cover.
    pub(super) const fn units_across(&self) -> usize {
        self.width.div_ceil(8 * self.across)
    }

    /// Units down.
    pub(super) const fn units_down(&self) -> usize {
        self.height.div_ceil(8 * self.down)
    }
}

/// A scan header.
#[derive(Clone, Debug)]
pub(super) struct Scan {
    /// The place of each component in the frame, and its DC and AC tables.
    pub(super) components: Vec<(usize, usize, usize)>,
    /// The first and the last coefficient of the scan; a lossless scan has its predictor for the first.
    pub(super) first: usize,
    pub(super) last: usize,
    /// Bits by which the coefficients were moved before this scan (0: they were not coded), and in it.
    pub(super) high: u32,
    pub(super) low: u32,
}

/// Walks over the segments of a stream.
#[derive(Debug)]
pub(super) struct Segments<'a> {
    pub(super) data: &'a [u8],
    pub(super) at: usize,
}

impl<'a> Segments<'a> {
    pub(super) const fn new(data: &'a [u8]) -> Self {
        Self { data, at: 0 }
    }

    /// The next marker, and what its segment holds. `None` at the end of the data.
    pub(super) fn next(&mut self) -> Result<Option<(u8, &'a [u8])>> {
        let Some((marker, start)) = next_marker(self.data, self.at) else {
            self.at = self.data.len();
            return Ok(None);
        };
        self.at = start;
        // These stand alone.
        if matches!(marker, 0x01 | 0xd0..=EOI) {
            return Ok(Some((marker, &[])));
        }
        let rest = self.data.get(start..).unwrap_or_default();
        let length = rest.first_chunk().map_or(0, |length| usize::from(u16::from_be_bytes(*length)));
        let segment = rest.get(2..length).ok_or(if length < 2 {
            Fault::Damaged("has a segment of no length")
        } else {
            Fault::Ends
        })?;
        self.at = start + length;
        Ok(Some((marker, segment)))
    }
}

impl Tables {
    /// Reads a segment if it is one of tables. `false` if it is another one.
    pub(super) fn read(&mut self, marker: u8, segment: &[u8]) -> Result<bool> {
        match marker {
            DQT => self.read_quantization(segment)?,
            DHT => self.read_huffman(segment)?,
            DRI => {
                let interval = segment.first_chunk().ok_or(Fault::Damaged("has no restart interval in its segment"))?;
                self.restart_interval = u32::from(u16::from_be_bytes(*interval));
            }
            _ => return Ok(false),
        }
        Ok(true)
    }

    fn read_quantization(&mut self, mut rest: &[u8]) -> Result<()> {
        let damaged = Fault::Damaged("has a damaged quantization table");
        while let Some((&head, values)) = rest.split_first() {
            let wide = head >> 4 != 0;
            let len = if wide { 128 } else { 64 };
            let (values, after) = values.split_at_checked(len).ok_or(damaged)?;
            let mut table = [0; 64];
            for (i, &place) in ZIGZAG.iter().enumerate() {
                let value =
                    if wide { u16::from_be_bytes([values[2 * i], values[2 * i + 1]]) } else { values[i].into() };
                table[usize::from(place)] = value;
            }
            *self.quantization.get_mut(usize::from(head & 15)).ok_or(damaged)? = Some(table);
            rest = after;
        }
        Ok(())
    }

    fn read_huffman(&mut self, mut rest: &[u8]) -> Result<()> {
        let damaged = Fault::Damaged("has a damaged Huffman table");
        while let Some((&head, values)) = rest.split_first() {
            let (counts, values) = values.split_first_chunk().ok_or(damaged)?;
            let codes = counts.iter().map(|&n| usize::from(n)).sum();
            let (symbols, after) = values.split_at_checked(codes).ok_or(damaged)?;
            let table = Huffman::new(counts, symbols).ok_or(damaged)?;
            let tables = match head >> 4 {
                0 if table.largest() <= 16 => &mut self.dc,
                1 => &mut self.ac,
                _ => return Err(damaged),
            };
            *tables.get_mut(usize::from(head & 15)).ok_or(damaged)? = Some(Arc::new(table));
            rest = after;
        }
        Ok(())
    }
}

/// Reads a frame header. `None` if the marker is none of a frame.
pub(super) fn frame(marker: u8, segment: &[u8]) -> Result<Option<Frame>> {
    let process = match marker {
        0xc0 | 0xc1 => Process::Sequential,
        0xc2 => Process::Progressive,
        0xc3 => Process::Lossless,
        0xc5..=0xc7 => return Err(Fault::Unsupported("hierarchical JPEG")),
        0xc9..=0xcb => return Err(Fault::Unsupported("JPEG with arithmetic coding")),
        0xcd..=0xcf => return Err(Fault::Unsupported("hierarchical JPEG")),
        _ => return Ok(None),
    };
    let damaged = Fault::Damaged("has a damaged frame header");
    let (head, rest) = segment.split_first_chunk::<6>().ok_or(damaged)?;
    let [precision, height @ .., _, _, count] = *head;
    let (height, width) = (u16::from_be_bytes(height), u16::from_be_bytes([head[3], head[4]]));
    let count = usize::from(count);
    let (components, _) = rest.as_chunks::<3>();
    if width == 0 || height == 0 || count == 0 || count > MAX_COMPONENTS || components.len() != count {
        return Err(damaged);
    }
    let (width, height) = (usize::from(width), usize::from(height));
    // A component by itself is stored block by block, whatever it says.
    let sizes =
        |&[_, sizes, _]: &[u8; 3]| if count == 1 { (1, 1) } else { (usize::from(sizes >> 4), usize::from(sizes & 15)) };
    if components.iter().map(sizes).any(|(across, down)| !(1..=4).contains(&across) || !(1..=4).contains(&down)) {
        return Err(damaged);
    }
    let across = components.iter().map(|c| sizes(c).0).max().unwrap_or(1);
    let down = components.iter().map(|c| sizes(c).1).max().unwrap_or(1);
    let component = |of: &[u8; 3]| {
        let (h, v) = sizes(of);
        let (width, height) = ((width * h).div_ceil(across), (height * v).div_ceil(down));
        Component { id: of[0], across: h, down: v, table: usize::from(of[2]), width, height }
    };
    let components = components.iter().map(component).collect();
    Ok(Some(Frame { process, precision: precision.into(), width, height, components, across, down }))
}

/// Reads a scan header.
pub(super) fn scan(frame: &Frame, segment: &[u8]) -> Result<Scan> {
    let damaged = Fault::Damaged("has a damaged scan header");
    let (&count, rest) = segment.split_first().ok_or(damaged)?;
    let (named, rest) = rest.split_at_checked(2 * usize::from(count)).ok_or(damaged)?;
    let [first, last, approximation] = *rest.first_chunk().ok_or(damaged)?;
    let mut components: Vec<(usize, usize, usize)> = Vec::new();
    for &[id, tables] in named.as_chunks::<2>().0 {
        // Some files give all components the same number: each is then the next one.
        let unused = |i: &usize| components.iter().all(|(used, ..)| used != i);
        let place =
            (0..frame.components.len()).filter(unused).find(|&i| frame.components[i].id == id).ok_or(damaged)?;
        components.push((place, usize::from(tables >> 4) & 3, usize::from(tables & 3)));
    }
    if components.is_empty() || components.len() > 4 {
        return Err(damaged);
    }
    let (first, last) = (usize::from(first), usize::from(last));
    let (high, low) = (u32::from(approximation >> 4), u32::from(approximation & 15));
    let scan = match frame.process {
        // What else such a scan says of coefficients is not looked at, as in libjpeg.
        Process::Sequential => Scan { components, first: 0, last: 63, high: 0, low: 0 },
        Process::Lossless if (1..=7).contains(&first) && low < frame.precision => {
            Scan { components, first, last, high: 0, low }
        }
        Process::Progressive if scan_is_possible(first, last, high, low, components.len()) => {
            Scan { components, first, last, high, low }
        }
        _ => return Err(damaged),
    };
    Ok(scan)
}

/// T.81, G.1.1.1.
fn scan_is_possible(first: usize, last: usize, high: u32, low: u32, components: usize) -> bool {
    let coefficients = if first == 0 { last == 0 } else { first <= last && last < 64 && components == 1 };
    coefficients && low <= 13 && (high == 0 || high == low + 1)
}
