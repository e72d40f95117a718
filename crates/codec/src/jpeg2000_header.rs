//! What a JPEG 2000 codestream says of itself, read before anything is decoded: sizes, and how many parts there are.
//!
//! ```text
//! JP2:         signature box ─ "ftyp" ─ "jp2h" ( … "colr" … ) ─ "jp2c" ( codestream )
//! codestream:  SOC ─ SIZ ─ COD, QCD, … ─ SOT ─ COD, … ─ SOD ─ packets ─ SOT ─ … ─ EOC
//!                    └──── main header ────┘    └─── tile-part, as long as SOT says ───┘
//! ```
//!
//! Markers, and segments of them, are those of ISO/IEC 15444-1, annex A; boxes of its annex I. The decoder takes memory for
//! each part of an image that the header names, however few bytes there are for it: hence this second look at the data.

/// Bytes that the decoder may take for a precinct, a code-block, a layer of a code-block, and a component of a tile: a
/// generous bound on its structures.
const PRECINCT_LEN: usize = 256;
const CODE_BLOCK_LEN: usize = 256;
const LAYER_LEN: usize = 32;
const TILE_COMPONENT_LEN: usize = 1024;
/// Changes of the progression's order that are allowed. Files have a few; every one is another walk over all packets.
const MOST_PROGRESSIONS: usize = 64;

/// A codestream, and what it says of itself.
pub(crate) struct Header<'a> {
    pub(crate) codestream: &'a [u8],
    /// Pixels across and down.
    pub(crate) width: usize,
    pub(crate) height: usize,
    pub(crate) components: Vec<Component>,
    /// A JP2 file says that its components are luma and chroma.
    pub(crate) is_ycbcr: bool,
    /// Pixels of a tile across and down, those outside the image included, and how many tiles there are.
    tile: (usize, usize),
    tiles: usize,
    /// The most that any tile of any component may take, by the coding styles that occur.
    worst_style: usize,
}

/// One component of the image.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) struct Component {
    pub(crate) bits: u8,
    pub(crate) is_signed: bool,
    /// Pixels that share a sample, across and down.
    sampling: (u8, u8),
}

type Result<T> = std::result::Result<T, &'static str>;

const ENDS: &str = "they end too soon";

impl<'a> Header<'a> {
    /// # Errors
    /// What is wrong with the data, in words that follow "are damaged".
    pub(crate) fn read(payload: &'a [u8]) -> Result<Self> {
        let (codestream, is_ycbcr) = find_codestream(payload)?;
        let mut cursor = Cursor(codestream);
        if cursor.u16()? != 0xff4f {
            return Err("no codestream");
        }
        if cursor.u16()? != 0xff51 {
            return Err("no SIZ marker");
        }
        let mut header = Self::from_siz(codestream, cursor.segment()?)?;
        header.is_ycbcr = is_ycbcr;
        let mut progressions = 0;
        loop {
            match cursor.u16()? {
                0xff90 => break,
                marker => header.read_segment(marker, &mut cursor, &mut progressions)?,
            }
        }
        header.read_tile_parts(cursor, &mut progressions)?;
        Ok(header)
    }

    /// ```text
    /// capabilities u16 │ Xsiz Ysiz │ XOsiz YOsiz │ XTsiz YTsiz │ XTOsiz YTOsiz, u32 each │ components u16 │ bits, XR, YR …
    /// ```
    fn from_siz(codestream: &'a [u8], siz: &[u8]) -> Result<Self> {
        let mut siz = Cursor(siz);
        siz.u16()?;
        let mut pair = || -> Result<(u32, u32)> { Ok((siz.u32()?, siz.u32()?)) };
        let (end, start, tile, tile_start) = (pair()?, pair()?, pair()?, pair()?);
        let count = usize::from(siz.u16()?);
        if siz.0.len() != 3 * count || count == 0 {
            return Err("a SIZ segment of another length");
        }
        let components = siz.0.chunks_exact(3).map(|c| Component {
            bits: (c[0] & 0x7f) + 1,
            is_signed: c[0] & 0x80 != 0,
            sampling: (c[1], c[2]),
        });
        let components: Vec<_> = components.collect();
        if components.iter().any(|c| !matches!(c.sampling, (1..=4, 1..=4))) {
            return Err("components of impossible resolution");
        }
        // The first has a sample for every pixel: what the block's size is compared with is the image's.
        if components[0].sampling != (1, 1) {
            return Err("a first component of fewer pixels");
        }
        let axis = |end: u32, start: u32, tile: u32, tile_start: u32| {
            let is_sound = start < end && tile > 0 && tile_start <= start && tile > start - tile_start;
            is_sound.then(|| ((end - start) as usize, (end - tile_start).div_ceil(tile) as usize))
        };
        let (Some((width, across)), Some((height, down))) =
            (axis(end.0, start.0, tile.0, tile_start.0), axis(end.1, start.1, tile.1, tile_start.1))
        else {
            return Err("impossible sizes of image and tiles");
        };
        let tile = ((tile.0 as usize).min(width), (tile.1 as usize).min(height));
        let tiles = across.checked_mul(down).filter(|&tiles| tiles <= 65535).ok_or("too many tiles")?;
        Ok(Self { codestream, width, height, components, is_ycbcr: false, tile, tiles, worst_style: 0 })
    }

    /// One marker segment of a header, of the image's or of a tile-part's.
    fn read_segment(&mut self, marker: u16, cursor: &mut Cursor<'a>, progressions: &mut usize) -> Result<()> {
        if matches!(marker, 0xff30..=0xff3f) {
            return Ok(());
        }
        if !matches!(marker, 0xff50..=0xff7f) {
            return Err("no marker where one must be");
        }
        let segment = cursor.segment()?;
        let wide = usize::from(self.components.len() >= 257);
        match marker {
            // COD: style, order of progression, layers, transform of components; and what COC has, too.
            0xff52 => {
                let Some((&[style, _, a, b, _], parameters)) = segment.split_first_chunk() else {
                    return Err(ENDS);
                };
                self.read_style(style, usize::from(u16::from_be_bytes([a, b])), parameters)
            }
            // COC: the component and its style. Layers are the image's, of which there are at most 32.
            0xff53 => match segment.get(1 + wide..).and_then(<[u8]>::split_first) {
                Some((&style, parameters)) => self.read_style(style, 32, parameters),
                None => Err(ENDS),
            },
            // QCD and QCC: one step, or one for each sub-band, of one or two bytes.
            0xff5c | 0xff5d => {
                let component = if marker == 0xff5d { 1 + wide } else { 0 };
                match segment.get(component..).and_then(<[u8]>::split_first) {
                    Some((style, steps)) => match style & 0x1f {
                        0 => Ok(()),
                        1 if steps.len() == 2 => Ok(()),
                        2 if steps.len() % 2 == 0 => Ok(()),
                        _ => Err("impossible steps of quantization"),
                    },
                    None => Err(ENDS),
                }
            }
            // RGN: a component, a style and a shift.
            0xff5e if segment.len() != 3 + wide => Err("an RGN segment of another length"),
            // POC.
            0xff5f => {
                *progressions += segment.len() / (7 + 2 * wide);
                if *progressions > MOST_PROGRESSIONS { Err("too many orders of progression") } else { Ok(()) }
            }
            _ => Ok(()),
        }
    }

    /// Coding style of components: levels, the sizes of code-blocks, their style, the wavelet, and sizes of precincts if there
    /// are any. All sizes are exponents of 2.
    fn read_style(&mut self, style: u8, layers: usize, parameters: &[u8]) -> Result<()> {
        let Some((&[levels, block_width, block_height, _, _], precincts)) = parameters.split_first_chunk() else {
            return Err(ENDS);
        };
        let has_precincts = style & 1 == 1;
        if levels > 32 || precincts.len() != if has_precincts { usize::from(levels) + 1 } else { 0 } {
            return Err("an impossible number of resolution levels");
        }
        if layers > 32 {
            return Err("more than 32 layers");
        }
        let mut len = TILE_COMPONENT_LEN;
        for resolution in 0..=levels {
            let precinct = if has_precincts { precincts[usize::from(resolution)] } else { 0xff };
            let bands = if resolution == 0 { 1 } else { 3 };
            // Of all but the lowest resolution, a sub-band has half of the pixels and half of the precinct.
            let half = u32::from(resolution > 0);
            let shift = u32::from(levels - resolution) + half;
            let parts = |pixels: usize, precinct: u8, block: u8| {
                let band = pixels.checked_shr(shift).unwrap_or(0) + 1;
                let precinct = u32::from(precinct).saturating_sub(half);
                let block = u32::from(block & 15) + 2;
                ((band >> precinct) + 2, (band >> block.min(precinct)) + 2)
            };
            let across = parts(self.tile.0, precinct & 15, block_width);
            let down = parts(self.tile.1, precinct >> 4, block_height);
            let precincts = across.0.saturating_mul(down.0).saturating_mul(bands);
            // A precinct of its own begins a code-block.
            let blocks = (across.1 + across.0).saturating_mul(down.1 + down.0).saturating_mul(bands);
            len = len
                .saturating_add(precincts.saturating_mul(PRECINCT_LEN))
                .saturating_add(blocks.saturating_mul(CODE_BLOCK_LEN + layers * LAYER_LEN));
        }
        self.worst_style = self.worst_style.max(len);
        Ok(())
    }

    /// ```text
    /// SOT: length u16 │ tile u16 │ length of the tile-part u32, from SOT's marker on; 0: to the end │ part u8 │ parts u8
    /// ```
    fn read_tile_parts(&mut self, mut cursor: Cursor<'a>, progressions: &mut usize) -> Result<()> {
        let mut seen = vec![false; self.tiles];
        loop {
            // Behind SOT's marker.
            let start = cursor.0;
            let mut sot = Cursor(cursor.segment()?);
            let (tile, len) = (sot.u16()?, sot.u32()? as usize);
            if sot.0.len() != 2 {
                return Err("an SOT segment of another length");
            }
            *seen.get_mut(usize::from(tile)).ok_or("a tile-part of no tile")? = true;
            let part =
                if len == 0 { start } else { len.checked_sub(2).and_then(|len| start.get(..len)).ok_or(ENDS)? };
            let mut header =
                Cursor(part.get(start.len() - cursor.0.len()..).ok_or("a tile-part of impossible length")?);
            loop {
                match header.u16()? {
                    0xff93 => break,
                    marker => self.read_segment(marker, &mut header, progressions)?,
                }
            }
            cursor.0 = start.get(part.len()..).unwrap_or_default();
            // What follows the last tile-part, EOC as a rule, is not waited for.
            if cursor.u16() != Ok(0xff90) {
                break;
            }
        }
        if seen.contains(&false) { Err("not all tiles are there") } else { Ok(()) }
    }

    /// Whether some components have fewer samples than pixels.
    pub(crate) fn is_subsampled(&self) -> bool {
        self.components.iter().any(|c| c.sampling != (1, 1))
    }

    /// A bound on the bytes that a decoder takes to describe tiles, precincts and code-blocks.
    pub(crate) fn description_len(&self) -> usize {
        let tiles = self.tiles.saturating_mul(TILE_COMPONENT_LEN);
        self.components.len().saturating_mul(self.worst_style.saturating_add(tiles))
    }
}

/// The codestream, and whether a JP2 file around it says that its colours are luma and chroma (sYCC).
fn find_codestream(payload: &[u8]) -> Result<(&[u8], bool)> {
    if !payload.starts_with(b"\0\0\0\x0cjP  ") {
        return Ok((payload, false));
    }
    let mut is_ycbcr = false;
    for (name, content) in Boxes(payload) {
        match &name {
            b"jp2h" => {
                // A method of 1 has a number for the colours; the first such box counts.
                let colours = Boxes(content).find(|(name, _)| name == b"colr");
                is_ycbcr = matches!(colours, Some((_, [1, _, _, 0, 0, 0, 18, ..])));
            }
            b"jp2c" => return Ok((content, is_ycbcr)),
            _ => {}
        }
    }
    Err("no codestream in the JP2 file")
}

/// Boxes one after the other: length u32 with this header, or 0 for all that follows, or 1 for a u64 behind the name │ name.
struct Boxes<'a>(&'a [u8]);

impl<'a> Iterator for Boxes<'a> {
    type Item = ([u8; 4], &'a [u8]);

    fn next(&mut self) -> Option<Self::Item> {
        let (&[a, b, c, d, name @ ..], _) = self.0.split_first_chunk::<8>()?;
        let (header, len) = match u32::from_be_bytes([a, b, c, d]) {
            0 => (8, self.0.len()),
            1 => {
                let len = self.0.get(8..)?.first_chunk()?;
                (16, usize::try_from(u64::from_be_bytes(*len)).ok()?)
            }
            len => (8, len as usize),
        };
        // A cut box is given as far as it goes: what is in it will show.
        let end = len.min(self.0.len());
        let content = self.0.get(header..end)?;
        self.0 = self.0.get(end..)?;
        Some((name, content))
    }
}

/// What is left of the data.
#[derive(Clone, Copy)]
struct Cursor<'a>(&'a [u8]);

impl<'a> Cursor<'a> {
    fn take<const N: usize>(&mut self) -> Result<[u8; N]> {
        let (bytes, rest) = self.0.split_first_chunk().ok_or(ENDS)?;
        self.0 = rest;
        Ok(*bytes)
    }

    fn u16(&mut self) -> Result<u16> {
        self.take().map(u16::from_be_bytes)
    }

    fn u32(&mut self) -> Result<u32> {
        self.take().map(u32::from_be_bytes)
    }

    /// The content of a marker segment, whose length counts itself.
    fn segment(&mut self) -> Result<&'a [u8]> {
        let len = usize::from(self.u16()?).checked_sub(2).ok_or("a segment of no length")?;
        let (segment, rest) = self.0.split_at_checked(len).ok_or(ENDS)?;
        self.0 = rest;
        Ok(segment)
    }
}
