//! A view on a stream: band after band, row after row, little-endian.

use std::io::Write;

use geotiff_core::{ByteOrder, Error, Raster, Result, SampleType, swap_to};

use super::View;

/// Bytes that are made at once.
const CHUNK_LEN: usize = 64 << 20;

/// Writes a view as [`write_raw`](crate::write_raw) does a window: band after band, row after row, little-endian, in this
/// type of samples. The physical values are written if `scaled`.
///
/// Memory holds some rows, not the view; of one too large for that, the blocks of a chunky image are decoded once for every
/// band.
///
/// ```
/// use geotiff_core::SampleType;
/// use window::ViewSpec;
///
/// # let file = window::doc_example();
/// let dataset = window::Dataset::from_source(file)?;
/// let (view, mut bytes) = (dataset.view(&ViewSpec::whole().with_size(2, 1))?, Vec::new());
/// window::write_raw_view(&view, SampleType::I16, false, &mut bytes, &|_| {})?;
/// assert_eq!(bytes, [7, 0, 7, 0]);
/// # Ok::<(), geotiff_core::Error>(())
/// ```
///
/// `progress` is told how many bytes were written, after each part.
///
/// # Errors
/// As [`Level::read`](crate::Level::read), `Io` if `out` fails, and `Parameter` for physical values in a type of integers.
pub fn write_raw_view(
    view: &View<'_>,
    sample_type: SampleType,
    scaled: bool,
    out: &mut dyn Write,
    progress: &dyn Fn(usize),
) -> Result<()> {
    if scaled && !matches!(sample_type, SampleType::F32 | SampleType::F64) {
        return Err(view.named(Error::parameter(format!("physical values are float32 or float64, not {sample_type}"))));
    }
    let bytes = sample_type.bytes().max(view.sample_type().bytes());
    let (row_len, unit) = (view.width().saturating_mul(bytes), view.recipe.rows_at_once());
    let all: Vec<usize> = (0..view.bands().len()).collect();
    let whole = row_len.saturating_mul(view.height()).saturating_mul(all.len()) <= CHUNK_LEN;
    let step = if whole { view.height() } else { (CHUNK_LEN / row_len.max(1) / unit).max(1).saturating_mul(unit) };
    for bands in if whole { vec![&all[..]] } else { all.chunks(1).collect() } {
        let mut row = 0;
        while row < view.height() {
            let rows = row..row.saturating_add(step).min(view.height());
            row = rows.end;
            let height = rows.len();
            let from = |samples: Result<Raster>| samples.map_err(|error| view.named(error));
            let mut raster = match (scaled, sample_type) {
                (true, SampleType::F32) => {
                    let values: Vec<f32> = view.scaled_rows(bands, rows)?;
                    from(Raster::from_samples(&values, view.width(), height, bands.len()))?
                }
                (true, _) => {
                    let values: Vec<f64> = view.scaled_rows(bands, rows)?;
                    from(Raster::from_samples(&values, view.width(), height, bands.len()))?
                }
                (false, _) => {
                    let numbers: Vec<usize> = bands.iter().map(|&i| view.bands()[i]).collect();
                    let raster = view.pixels(&numbers, rows, false)?.raster;
                    if raster.sample_type() == sample_type { raster } else { from(raster.to_type(sample_type))? }
                }
            };
            swap_to(ByteOrder::Little, sample_type, raster.bytes_mut());
            out.write_all(raster.bytes()).map_err(|cause| Error::io("cannot write the pixels", cause))?;
            progress(raster.bytes().len());
        }
    }
    Ok(())
}
