//! What the frame of a block is: its components, how they are called and how large they are.

use geotiff_core::{BlockSpec, CodecFields, Error, Photometric, Result, SampleFormat};

/// The longest side of an image: libjpeg's limit.
const MAX_SIDE: usize = 65_500;

/// The most components of a scan (T.81, B.2.3).
const MAX_COMPONENTS: usize = 4;

/// How a component is coded.
#[derive(Clone, Copy, Debug)]
pub(super) struct Component {
    pub(super) id: u8,
    /// Blocks of a unit.
    pub(super) across: usize,
    pub(super) down: usize,
    /// The number of its tables of every kind.
    pub(super) table: usize,
    /// Blocks that have at least a sample of the image.
    pub(super) blocks_across: usize,
    pub(super) blocks_down: usize,
}

/// The frame of every block.
#[derive(Clone, Debug)]
pub(super) struct Frame {
    pub(super) bits: u8,
    pub(super) width: usize,
    pub(super) height: usize,
    pub(super) components: Vec<Component>,
    /// Whether the samples handed in are red, green and blue, and those coded luma and chroma.
    pub(super) is_ycbcr: bool,
    /// Blocks of a unit of the component that has most.
    pub(super) across: usize,
    pub(super) down: usize,
}

impl Frame {
    /// The components that libtiff makes of the samples: their numbers depend on what the samples are.
    pub(super) fn new(spec: &BlockSpec, fields: &CodecFields) -> Result<Self> {
        check(spec)?;
        if fields.photometric == Photometric::PALETTE {
            let message = "a palette's indices would become others in JPEG: choose DEFLATE or ZSTD";
            return Err(Error::unsupported(message).in_tag(262));
        }
        let is_ycbcr = fields.photometric == Photometric::YCBCR;
        let (across, down) = if is_ycbcr { subsampling(spec, fields)? } else { (1, 1) };
        let ids: &[u8] = match (fields.photometric, spec.samples) {
            (Photometric::YCBCR, _) => &[1, 2, 3],
            _ if fields.separate => &[0],
            (Photometric::MIN_IS_BLACK | Photometric::MIN_IS_WHITE, 1) => &[1],
            (Photometric::RGB, 3) => b"RGB",
            (Photometric::SEPARATED, 4) => b"CMYK",
            _ => &[0, 1, 2, 3],
        };
        let component = |(place, &id): (usize, &u8)| {
            let is_full = place == 0 || !is_ycbcr;
            let blocks = |pixels: usize, most: usize| pixels.div_ceil(if is_full { 8 } else { 8 * most });
            Component {
                id,
                across: if is_full { across } else { 1 },
                down: if is_full { down } else { 1 },
                table: usize::from(!is_full),
                blocks_across: blocks(spec.width, across),
                blocks_down: blocks(spec.rows, down),
            }
        };
        let components = ids.iter().enumerate().take(spec.samples).map(component).collect();
        Ok(Self { bits: spec.bits as u8, width: spec.width, height: spec.rows, components, is_ycbcr, across, down })
    }

    /// Tables of each kind that are in use.
    pub(super) fn table_count(&self) -> usize {
        1 + usize::from(self.is_ycbcr)
    }

    /// As a directory states it.
    pub(super) fn chroma_subsampling(&self) -> (u16, u16) {
        (self.across as u16, self.down as u16)
    }

    pub(super) fn units_across(&self) -> usize {
        self.width.div_ceil(8 * self.across)
    }

    pub(super) fn units_down(&self) -> usize {
        self.height.div_ceil(8 * self.down)
    }
}

fn check(spec: &BlockSpec) -> Result<()> {
    if spec.format != SampleFormat::UInt || !matches!(spec.bits, 8 | 12) {
        let message = format!(
            "JPEG holds unsigned samples of 8 or 12 bits, not {:?} of {}: choose LERC, ZSTD or DEFLATE, or scale them",
            spec.format, spec.bits
        );
        return Err(Error::unsupported(message).in_tag(258));
    }
    if spec.samples == 0 || spec.samples > MAX_COMPONENTS {
        let message = format!(
            "a JPEG block holds up to {MAX_COMPONENTS} bands, not {}: choose band interleave, or another compression",
            spec.samples
        );
        return Err(Error::unsupported(message).in_tag(277));
    }
    if spec.width > MAX_SIDE || spec.rows > MAX_SIDE {
        let message = format!("a side of a JPEG block is of up to {MAX_SIDE} pixels");
        return Err(Error::unsupported(message));
    }
    Ok(())
}

fn subsampling(spec: &BlockSpec, fields: &CodecFields) -> Result<(usize, usize)> {
    if spec.samples != 3 {
        let message = format!("JPEG makes luma and chroma of red, green and blue, not of {} samples", spec.samples);
        return Err(Error::unsupported(message).in_tag(262));
    }
    match fields.chroma_subsampling {
        (1, 1) => Ok((1, 1)),
        (2, 1) => Ok((2, 1)),
        (2, 2) => Ok((2, 2)),
        (across, down) => {
            let message = format!("chroma of one sample for {across} × {down} pixels is not written");
            Err(Error::unsupported(message).in_tag(530))
        }
    }
}
