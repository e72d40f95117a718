//! A writer of small TIFFs of any layout, made of the format as values and the codecs.

use std::ops::Range;

use codec::{Encoder, EncoderSettings};
use geotiff_core::{
    BlockGrid, BlockIndex, BlockSpec, ByteOrder, CodecFields, Compression, Field, FieldType, Header, Ifd, Predictor,
    Raster, SampleFormat, SampleType, Tag, Values, Variant, Window, swap_to,
};

/// How an image is stored.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Storage {
    pub(crate) tiled: bool,
    /// Of a strip, only the height counts.
    pub(crate) block: (usize, usize),
    pub(crate) separate: bool,
    pub(crate) compression: Compression,
    pub(crate) predictor: Predictor,
    pub(crate) format: SampleFormat,
    pub(crate) bits: u16,
    pub(crate) reversed_bits: bool,
    /// Blocks whose number is a multiple of it are not stored.
    pub(crate) sparse_every: Option<usize>,
    pub(crate) has_byte_counts: bool,
}

impl Storage {
    /// Strips of five rows, uncompressed, of this type.
    pub(crate) fn of(sample_type: SampleType) -> Self {
        Self {
            tiled: false,
            block: (0, 5),
            separate: false,
            compression: Compression::NONE,
            predictor: Predictor::None,
            format: format_of(sample_type),
            bits: 8 * sample_type.bytes() as u16,
            reversed_bits: false,
            sparse_every: None,
            has_byte_counts: true,
        }
    }

    pub(crate) fn tiles(self, width: usize, height: usize) -> Self {
        Self { tiled: true, block: (width, height), ..self }
    }

    pub(crate) fn compressed(self, compression: Compression) -> Self {
        Self { compression, ..self }
    }
}

/// What the bits of samples of this type mean.
pub(crate) fn format_of(sample_type: SampleType) -> SampleFormat {
    use SampleType::*;
    match sample_type {
        U8 | U16 | U32 | U64 => SampleFormat::UInt,
        I8 | I16 | I32 | I64 => SampleFormat::Int,
        F32 | F64 => SampleFormat::Float,
        CI16 | CI32 => SampleFormat::ComplexInt,
        CF32 | CF64 => SampleFormat::ComplexFloat,
    }
}

/// One directory of a file.
pub(crate) struct Page<'a> {
    pub(crate) raster: &'a Raster,
    pub(crate) storage: Storage,
    /// Fields that are added, or stand in place of others.
    pub(crate) fields: Vec<Field>,
}

impl<'a> Page<'a> {
    pub(crate) fn new(raster: &'a Raster, storage: Storage) -> Self {
        Self { raster, storage, fields: Vec::new() }
    }

    pub(crate) fn with(mut self, field: Field) -> Self {
        self.fields.push(field);
        self
    }
}

/// A file, and where the blocks of each of its pages are; an empty range for one that is not stored.
pub(crate) struct Written {
    pub(crate) file: Vec<u8>,
    pub(crate) blocks: Vec<Vec<Range<u64>>>,
}

/// Writes pages: each page's blocks, then its values, then its directory.
pub(crate) fn write(byte_order: ByteOrder, variant: Variant, pages: &[Page<'_>]) -> Written {
    let header = Header { byte_order, variant, first_ifd: 0 };
    let mut written = Written { file: header.encode(), blocks: Vec::new() };
    // Where the offset of the next directory goes.
    let mut link = variant.header_len() - variant.offset_len();
    for page in pages {
        let blocks = write_blocks(page, byte_order, &mut written.file);
        let mut ifd = Ifd::default();
        fields(page, &blocks, variant).into_iter().chain(page.fields.iter().cloned()).for_each(|field| ifd.set(field));
        let placed: Vec<Field> = ifd.fields().iter().map(|field| place(field, &header, &mut written.file)).collect();
        placed.into_iter().for_each(|field| ifd.set(field));
        pad(&mut written.file);
        let at = written.file.len();
        written.file.extend(ifd.encode(&header).unwrap());
        let mut offset = Vec::new();
        match variant {
            Variant::Classic => byte_order.put_u32(at as u32, &mut offset),
            Variant::Big => byte_order.put_u64(at as u64, &mut offset),
        }
        written.file[link..link + offset.len()].copy_from_slice(&offset);
        link = written.file.len() - variant.offset_len();
        written.blocks.push(blocks);
    }
    written
}

/// One page, little-endian, classic.
pub(crate) fn write_plain(page: Page<'_>) -> Vec<u8> {
    write(ByteOrder::Little, Variant::Classic, &[page]).file
}

fn pad(file: &mut Vec<u8>) {
    if file.len() % 2 == 1 {
        file.push(0);
    }
}

fn grid(page: &Page<'_>) -> BlockGrid {
    let (raster, storage) = (page.raster, &page.storage);
    let (width, height, tiled) = (raster.width(), raster.height(), storage.tiled);
    let (block_width, block_height) = if tiled { storage.block } else { (width, storage.block.1.min(height)) };
    let planes = if storage.separate { raster.bands() } else { 1 };
    BlockGrid { width, height, block_width, block_height, planes, tiled }
}

fn write_blocks(page: &Page<'_>, byte_order: ByteOrder, file: &mut Vec<u8>) -> Vec<Range<u64>> {
    let (grid, storage, raster) = (grid(page), &page.storage, page.raster);
    let mut ranges = Vec::new();
    for plane in 0..grid.planes {
        for index in grid.blocks_in(Window::new(0, 0, grid.width, grid.height), plane) {
            if storage.sparse_every.is_some_and(|n| grid.number_of(index).is_multiple_of(n)) {
                ranges.push(0..0);
                continue;
            }
            let spec = BlockSpec {
                compression: storage.compression,
                predictor: storage.predictor,
                byte_order,
                reversed_bits: storage.reversed_bits,
                format: storage.format,
                bits: storage.bits,
                samples: if storage.separate { 1 } else { raster.bands() },
                width: grid.block_width,
                // A tile is always whole, the last strip is not.
                rows: if grid.tiled { grid.block_height } else { grid.window_of(index).height },
            };
            pad(file);
            let start = file.len() as u64;
            Encoder::new(spec, &CodecFields::NONE, &EncoderSettings::default())
                .unwrap()
                .encode(&block_samples(raster, &grid, index, &spec), file)
                .unwrap();
            ranges.push(start..file.len() as u64);
        }
    }
    ranges
}

/// The samples of a block, chunky, with 0 beyond the image.
fn block_samples(raster: &Raster, grid: &BlockGrid, index: BlockIndex, spec: &BlockSpec) -> Vec<u8> {
    let (len, window) = (raster.sample_type().bytes(), grid.window_of(index));
    let mut out = vec![0; spec.decoded_len()];
    for row in 0..window.height {
        for col in 0..window.width {
            for sample in 0..spec.samples {
                let band = index.plane + sample;
                let from = ((band * grid.height + window.row_off + row) * grid.width + window.col_off + col) * len;
                let to = ((row * spec.width + col) * spec.samples + sample) * len;
                out[to..to + len].copy_from_slice(&raster.bytes()[from..from + len]);
            }
        }
    }
    out
}

fn fields(page: &Page<'_>, blocks: &[Range<u64>], variant: Variant) -> Vec<Field> {
    let (raster, storage) = (page.raster, &page.storage);
    let bands = raster.bands();
    let short = |tag, value: usize| Field::shorts(tag, &[value as u16]);
    let mut fields = vec![
        short(Tag::IMAGE_WIDTH, raster.width()),
        short(Tag::IMAGE_LENGTH, raster.height()),
        Field::shorts(Tag::BITS_PER_SAMPLE, &vec![storage.bits; bands]),
        short(Tag::COMPRESSION, storage.compression.0.into()),
        short(Tag::PHOTOMETRIC_INTERPRETATION, 1),
        short(Tag::SAMPLES_PER_PIXEL, bands),
        short(Tag::PLANAR_CONFIGURATION, if storage.separate { 2 } else { 1 }),
        Field::shorts(Tag::SAMPLE_FORMAT, &vec![storage.format.code(); bands]),
    ];
    if bands > 1 {
        fields.push(Field::shorts(Tag::EXTRA_SAMPLES, &vec![0; bands - 1]));
    }
    if storage.predictor != Predictor::None {
        fields.push(short(Tag::PREDICTOR, storage.predictor.code().into()));
    }
    if storage.reversed_bits {
        fields.push(short(Tag::FILL_ORDER, 2));
    }
    let array = |tag: Tag, value: &dyn Fn(&Range<u64>) -> u64| match variant {
        Variant::Classic => Field::longs(tag, &blocks.iter().map(|range| value(range) as u32).collect::<Vec<_>>()),
        Variant::Big => Field {
            tag,
            field_type: FieldType::LONG8,
            count: blocks.len() as u64,
            values: Values::Held(blocks.iter().flat_map(|range| value(range).to_ne_bytes()).collect()),
        },
    };
    let (offsets, counts) = if storage.tiled {
        fields.push(short(Tag::TILE_WIDTH, storage.block.0));
        fields.push(short(Tag::TILE_LENGTH, storage.block.1));
        (Tag::TILE_OFFSETS, Tag::TILE_BYTE_COUNTS)
    } else {
        fields.push(short(Tag::ROWS_PER_STRIP, storage.block.1));
        (Tag::STRIP_OFFSETS, Tag::STRIP_BYTE_COUNTS)
    };
    fields.push(array(offsets, &|range| range.start));
    if storage.has_byte_counts {
        fields.push(array(counts, &|range| range.end - range.start));
    }
    fields
}

/// Puts values that do not fit into an entry into the file.
fn place(field: &Field, header: &Header, file: &mut Vec<u8>) -> Field {
    let Values::Held(bytes) = &field.values else { return field.clone() };
    if bytes.len() <= header.variant.offset_len() {
        return field.clone();
    }
    pad(file);
    let mut bytes = bytes.clone();
    let unit = match field.field_type.bytes() {
        Some(2) => SampleType::U16,
        Some(4) => SampleType::U32,
        Some(8) => SampleType::U64,
        _ => SampleType::U8,
    };
    swap_to(header.byte_order, unit, &mut bytes);
    let at = file.len() as u64;
    file.extend(bytes);
    Field { values: Values::At(at), ..field.clone() }
}

/// A raster without any pattern, whose samples can be stored in so many bits; floats of 16 and 24 bits are whole numbers.
pub(crate) fn noise(sample_type: SampleType, bits: u16, width: usize, height: usize, bands: usize) -> Raster {
    let mut raster = Raster::new(sample_type, width, height, bands).unwrap();
    let mut state = 0x9e37_79b9_u64 ^ (u64::from(bits) << 40);
    let mut random = move || {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        // Every second number is small, so that there is something to compress.
        if state >> 60 & 1 == 0 { state >> 33 & 3 } else { state >> 20 ^ state }
    };
    let narrow = usize::from(bits) < 8 * sample_type.bytes();
    for sample in raster.bytes_mut().chunks_exact_mut(sample_type.bytes()) {
        match sample_type {
            SampleType::F32 if narrow => sample.copy_from_slice(&((random() % 2000) as f32 - 1000.0).to_ne_bytes()),
            SampleType::U8 => sample.copy_from_slice(&((random() & ((1 << bits) - 1)) as u8).to_ne_bytes()),
            SampleType::U16 => sample.copy_from_slice(&((random() & ((1 << bits) - 1)) as u16).to_ne_bytes()),
            SampleType::U32 => sample.copy_from_slice(&((random() & ((1 << bits) - 1)) as u32).to_ne_bytes()),
            _ => sample.chunks_mut(8).for_each(|part| part.copy_from_slice(&random().to_ne_bytes()[..part.len()])),
        }
    }
    raster
}

/// Bands of a window of a raster, cut out by hand.
pub(crate) fn crop(raster: &Raster, window: Window, bands: &[usize]) -> Vec<u8> {
    let len = raster.sample_type().bytes();
    let mut out = Vec::new();
    for &band in bands {
        for row in window.row_off..window.row_end() {
            let at = ((band * raster.height() + row) * raster.width() + window.col_off) * len;
            out.extend_from_slice(&raster.bytes()[at..at + window.width * len]);
        }
    }
    out
}
