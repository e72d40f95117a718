//! The scans of a frame: units of blocks, restarts, and whether blocks become pixels at once or wait for later scans.

use std::sync::Arc;

use super::bits::Bits;
use super::huffman::Huffman;
use super::markers::{Frame, Process, Scan, Tables};
use super::picture::Picture;
use super::progressive::{Bands, dc_first, dc_refine};
use super::sample::Sample;
use super::sequential::block;
use super::{Fault, Result};

/// A scan that is being read.
struct Reader<'a, 'b> {
    bits: &'b mut Bits<'a>,
    /// The DC coefficients before the next ones.
    previous: [i32; 4],
    bands: Bands,
    interval: u32,
    to_restart: u32,
}

impl<'a, 'b> Reader<'a, 'b> {
    fn new(bits: &'b mut Bits<'a>, interval: u32) -> Self {
        Self { bits, previous: [0; 4], bands: Bands::default(), interval, to_restart: interval }
    }

    /// To be called before each unit.
    #[inline(always)]
    fn begin_unit(&mut self) -> Result<()> {
        if self.interval > 0 {
            if self.to_restart == 0 {
                if !self.bits.restart() {
                    return Err(Fault::Ends);
                }
                (self.previous, self.bands, self.to_restart) = ([0; 4], Bands::default(), self.interval);
            }
            self.to_restart -= 1;
        }
        Ok(())
    }

    #[inline(always)]
    fn end_unit(&self) -> Result<()> {
        if self.bits.overrun() { Err(Fault::Ends) } else { Ok(()) }
    }
}

/// The table, if there is one.
pub(super) fn table(tables: &[Option<Arc<Huffman>>; 4], number: usize) -> Result<&Huffman> {
    tables[number].as_deref().ok_or(Fault::Damaged("lacks a Huffman table"))
}

/// The steps of a component's coefficients.
pub(super) fn steps(frame: &Frame, tables: &Tables, component: usize) -> Result<[u16; 64]> {
    let number = frame.components[component].table;
    tables.quantization.get(number).copied().flatten().ok_or(Fault::Damaged("lacks a quantization table"))
}

/// Reads the only scan of a frame, whose blocks become pixels at once.
pub(super) fn whole<S: Sample>(
    frame: &Frame,
    scan: &Scan,
    tables: &Tables,
    bits: &mut Bits<'_>,
    picture: &mut Picture<'_, S>,
) -> Result<()> {
    let mut parts = Vec::new();
    for &(place, dc, ac) in &scan.components {
        let component = &frame.components[place];
        let tables = (table(&tables.dc, dc)?, table(&tables.ac, ac)?, steps(frame, tables, place)?);
        parts.push((place, component.across, component.down, tables));
    }
    let mut reader = Reader::new(bits, tables.restart_interval);
    for y in 0..picture.units_wanted {
        for x in 0..frame.units_across() {
            reader.begin_unit()?;
            for (i, (place, across, down, (dc, ac, steps))) in parts.iter().enumerate() {
                for at in 0..across * down {
                    let mut coefficients = [0; 64];
                    block(reader.bits, dc, ac, &mut reader.previous[i & 3], &mut coefficients)?;
                    picture.block(*place, x * across + at % across, y * down + at / across, &coefficients, steps);
                }
            }
            reader.end_unit()?;
        }
        picture.units_are_done(y + 1);
    }
    Ok(())
}

/// The coefficients of a frame of several scans.
#[derive(Debug)]
pub(super) struct Coefficients {
    components: Vec<ComponentCoefficients>,
}

#[derive(Debug)]
struct ComponentCoefficients {
    /// Some rows of blocks each, so that they can be let go of one by one.
    parts: Vec<Vec<[i16; 64]>>,
    /// Rows of a part.
    part_down: usize,
    /// Blocks of a row, and rows.
    across: usize,
    down: usize,
    steps: Option<[u16; 64]>,
    /// Bits of each coefficient that scans have not given yet.
    missing: [u32; 64],
}

/// Blocks of a part at least, 24 MiB: so much that allocators give the memory back to the system at once.
const PART: usize = 3 << 16;

impl ComponentCoefficients {
    fn new(across: usize, down: usize) -> Result<Self> {
        let part_down = PART.div_ceil(across.max(1));
        let mut parts = Vec::new();
        for row in (0..down).step_by(part_down) {
            let len = across * part_down.min(down - row);
            let mut blocks = Vec::new();
            blocks.try_reserve_exact(len).map_err(|_| Fault::Memory)?;
            blocks.resize(len, [0; 64]);
            parts.push(blocks);
        }
        Ok(Self { parts, part_down, across, down, steps: None, missing: [u32::MAX; 64] })
    }

    /// A row of blocks.
    fn row(&mut self, row: usize) -> &mut [[i16; 64]] {
        &mut self.parts[row / self.part_down][row % self.part_down * self.across..][..self.across]
    }

    /// Lets go of the part that ends before this row, if one does.
    fn release_before(&mut self, row: usize) {
        if row > 0 && row.is_multiple_of(self.part_down) {
            self.parts[row / self.part_down - 1] = Vec::new();
        }
    }
}

impl Coefficients {
    /// Of so many rows of units of the frame; later ones are passed over.
    pub(super) fn new(frame: &Frame, units_wanted: usize) -> Result<Self> {
        let mut components = Vec::new();
        for component in &frame.components {
            let (across, down) = (frame.units_across() * component.across, units_wanted * component.down);
            components.push(ComponentCoefficients::new(across, down)?);
        }
        Ok(Self { components })
    }

    /// Whether scans have given every bit of every coefficient.
    pub(super) fn are_complete(&self) -> bool {
        self.components.iter().all(|component| component.missing == [0; 64])
    }

    /// Reads a scan.
    pub(super) fn read(&mut self, frame: &Frame, scan: &Scan, tables: &Tables, bits: &mut Bits<'_>) -> Result<()> {
        for &(place, ..) in &scan.components {
            let component = &mut self.components[place];
            if component.steps.is_none() {
                component.steps = Some(steps(frame, tables, place)?);
            }
            component.missing[scan.first..=scan.last].fill(scan.low);
        }
        let mut reader = Reader::new(bits, tables.restart_interval);
        match scan.components[..] {
            [(place, dc, ac)] => {
                let size = &frame.components[place];
                let component = &mut self.components[place];
                for y in 0..size.height.div_ceil(8).min(component.down) {
                    for block in component.row(y).iter_mut().take(size.width.div_ceil(8)) {
                        reader.begin_unit()?;
                        read_block(&mut reader, frame, scan, tables, (0, dc, ac), block)?;
                        reader.end_unit()?;
                    }
                }
            }
            _ => {
                let units_down =
                    self.components.iter().zip(&frame.components).map(|(c, size)| c.down / size.down).min();
                for (y, x) in (0..units_down.unwrap_or(0)).flat_map(|y| (0..frame.units_across()).map(move |x| (y, x)))
                {
                    reader.begin_unit()?;
                    for (i, &(place, dc, ac)) in scan.components.iter().enumerate() {
                        let (size, component) = (&frame.components[place], &mut self.components[place]);
                        for at in 0..size.across * size.down {
                            let (down, across) = (y * size.down + at / size.across, x * size.across + at % size.across);
                            let block = &mut component.row(down)[across];
                            read_block(&mut reader, frame, scan, tables, (i & 3, dc, ac), block)?;
                        }
                    }
                    reader.end_unit()?;
                }
            }
        }
        Ok(())
    }

    /// Turns them into pixels.
    pub(super) fn show<S: Sample>(mut self, frame: &Frame, picture: &mut Picture<'_, S>) -> Result<()> {
        for y in 0..picture.units_wanted {
            for (place, (component, size)) in self.components.iter_mut().zip(&frame.components).enumerate() {
                let steps = component.steps.ok_or(Fault::Damaged("lacks a component"))?;
                for down in y * size.down..(y + 1) * size.down {
                    component.release_before(down);
                    for (across, block) in component.row(down).iter().enumerate() {
                        picture.block(place, across, down, block, &steps);
                    }
                }
            }
            picture.units_are_done(y + 1);
        }
        Ok(())
    }
}

/// Reads what a scan has of a block. `numbers` are the component's place in the scan and its tables.
#[inline(always)]
fn read_block(
    reader: &mut Reader<'_, '_>,
    frame: &Frame,
    scan: &Scan,
    tables: &Tables,
    numbers: (usize, usize, usize),
    out: &mut [i16; 64],
) -> Result<()> {
    let (i, dc, ac) = numbers;
    let Reader { bits, previous, bands, .. } = reader;
    if frame.process == Process::Sequential {
        *out = [0; 64];
        return block(bits, table(&tables.dc, dc)?, table(&tables.ac, ac)?, &mut previous[i], out);
    }
    match (scan.first, scan.high) {
        (0, 0) => dc_first(bits, table(&tables.dc, dc)?, scan.low, &mut previous[i], out),
        (0, _) => {
            dc_refine(bits, scan.low, out);
            Ok(())
        }
        (_, 0) => bands.ac_first(bits, table(&tables.ac, ac)?, scan, out),
        _ => bands.ac_refine(bits, table(&tables.ac, ac)?, scan, out),
    }
}
