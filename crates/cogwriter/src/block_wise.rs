//! A raster of which nothing but its blocks is wanted: each is read, or computed, and encoded at once, by one thread. No row of
//! blocks is in memory at any time, and samples are encoded while they are near the processor.

use geotiff_core::{BlockSpec, Error, RasterSource, Result, Window};
use window::tile_windows;

use crate::parallel;
use crate::plan::Encoders;
use crate::writer::{OnRows, read_part};

/// Encoded blocks of some places, in their order: of the image, plane by plane, and of the mask.
#[derive(Default)]
struct Encoded {
    places: usize,
    image: Vec<Vec<u8>>,
    mask: Vec<Vec<u8>>,
}

/// What is done with the blocks of some places: those of the image, plane by plane, and of the mask.
pub(crate) type Take<'f> = dyn FnMut(&[Vec<u8>], &[Vec<u8>]) -> Result<()> + Send + 'f;

/// Whether reading block by block makes the source do no work twice.
pub(crate) fn suits(source: &dyn RasterSource, block: &BlockSpec) -> bool {
    let (cols, rows) = source.block_size();
    // What is read row by row is better read by long rows.
    cols > 1 && rows > 0 && block.width.is_multiple_of(cols) && block.rows.is_multiple_of(rows)
}

/// Encodes all blocks of the image, and of its mask, some places at a time, or those of a whole row.
///
/// # Errors
/// Whatever reading, encoding and spooling answer; `Cancelled` if `on_rows` says so.
pub(crate) fn run(
    source: &dyn RasterSource,
    encoders: &Encoders,
    takes_whole_rows: bool,
    take: &mut Take<'_>,
    on_rows: Option<OnRows<'_>>,
) -> Result<()> {
    let (width, height) = (source.profile().width, source.profile().height);
    let (cols, rows) = (encoders.image.spec().width, encoders.image.spec().rows);
    let places_of_row = width.div_ceil(cols);
    let at_once = if takes_whole_rows { width } else { cols };
    let (mut places, mut rows_told) = (0, 0);
    parallel::in_order(
        tile_windows(height, width, rows, at_once, 0)?,
        |window| {
            let places = (window.col_off..window.col_end()).step_by(cols);
            let places = places.map(|col| Window { col_off: col, width: cols.min(width - col), ..window }).collect();
            parallel::try_map(places, |window| encode(source, encoders, window)).map(Encoded::of)
        },
        |blocks| {
            take(&blocks.image, &blocks.mask)?;
            places += blocks.places;
            let rows_taken = (places / places_of_row * rows).min(height);
            let rows_before = std::mem::replace(&mut rows_told, rows_taken);
            if on_rows.is_some_and(|on_rows| !on_rows(rows_taken - rows_before)) {
                return Err(Error::cancelled());
            }
            Ok(())
        },
    )
}

/// The blocks of one place.
fn encode(source: &dyn RasterSource, encoders: &Encoders, window: Window) -> Result<Encoded> {
    let part = read_part(source, window)?;
    let mask = part.mask.map(|mask| encoders.mask.encode(&mask)).transpose()?;
    Ok(Encoded { places: 1, image: encoders.image.encode(&part.pixels)?, mask: mask.unwrap_or_default() })
}

impl Encoded {
    /// Of single places, plane by plane.
    fn of(mut places: Vec<Self>) -> Self {
        let planes = places.first().map_or(0, |place| place.image.len());
        let mut image = Vec::with_capacity(planes * places.len());
        for plane in 0..planes {
            image.extend(places.iter_mut().map(|place| std::mem::take(&mut place.image[plane])));
        }
        Self { places: places.len(), image, mask: places.into_iter().flat_map(|place| place.mask).collect() }
    }
}
