//! The values at points, of any number and in any order: each block is decoded once.

use geotiff_core::{RealSample as _, Result, Window, with_real_sample};
use window::{Dataset, try_map};

use crate::number::Number;
use crate::pass::{Piece, check_bands, no_order};

/// Groups of points that are looked at together.
const GROUPS_AT_ONCE: usize = 64;

/// How a value is made of the pixels around a point.
///
/// ```
/// use analysis::PointSampling;
///
/// assert_eq!(PointSampling::default(), PointSampling::Nearest);
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum PointSampling {
    /// That of the pixel that the point lies in: rasterio's `sample`.
    #[default]
    Nearest,
    /// The mean of the four nearest centres by closeness; of those that are valid.
    Bilinear,
}

/// The values of bands (from 0) at points, given as columns and rows from the raster's outer corner: for each point, as many
/// as there are bands. There is none beyond the raster, nor where a pixel is not valid.
///
/// `progress` is told how many points are done, after each part, and answers whether to go on.
///
/// ```
/// # use window::Dataset;
/// # let file = window::doc_example();
/// use analysis::{Number, PointSampling, sample};
///
/// let dataset = Dataset::from_source(file)?;
/// let values = sample(&dataset, &[[99.5, 0.5], [100.0, 0.5]], &[0], PointSampling::Nearest, &|_| true)?;
/// assert_eq!(values, [Some(Number::Integer(7)), None]);
/// # Ok::<(), geotiff_core::Error>(())
/// ```
///
/// # Errors
/// `Parameter` if there is no such band; `Unsupported` for complex samples; `Cancelled` if `progress` says so; as
/// [`Dataset::read_bands`] for all else.
pub fn sample(
    dataset: &Dataset,
    points: &[[f64; 2]],
    bands: &[usize],
    sampling: PointSampling,
    progress: &(dyn Fn(usize) -> bool + Sync),
) -> Result<Vec<Option<Number>>> {
    let bands = check_bands(dataset, bands)?;
    let (width, height) = (dataset.width(), dataset.height());
    let grid = dataset.image().grid;
    let (block_width, block_height) = (grid.block_width.max(1), grid.block_height.max(1));
    // Points by the block that they lie in.
    let mut places: Vec<([usize; 2], usize)> = Vec::new();
    for (i, &[col, row]) in points.iter().enumerate() {
        if (0.0..width as f64).contains(&col) && (0.0..height as f64).contains(&row) {
            places.push(([row as usize / block_height, col as usize / block_width], i));
        }
    }
    places.sort_unstable();
    let groups: Vec<&[([usize; 2], usize)]> = places.chunk_by(|a, b| a.0 == b.0).collect();
    let mut values = vec![None; points.len() * bands.len()];
    let look = |group: &[([usize; 2], usize)]| {
        let indices: Vec<usize> = group.iter().map(|&(_, i)| i).collect();
        let found = look_at(dataset, &indices.iter().map(|&i| points[i]).collect::<Vec<_>>(), &bands, sampling)?;
        Ok((indices, found))
    };
    progress_or_stop(progress, points.len() - places.len())?;
    for part in groups.chunks(GROUPS_AT_ONCE) {
        let mut done = 0;
        for (indices, found) in try_map(part.to_vec(), look)? {
            done += indices.len();
            for (&i, found) in indices.iter().zip(found.chunks(bands.len())) {
                values[i * bands.len()..][..bands.len()].copy_from_slice(found);
            }
        }
        progress_or_stop(progress, done)?;
    }
    Ok(values)
}

fn progress_or_stop(progress: &(dyn Fn(usize) -> bool + Sync), done: usize) -> Result<()> {
    if progress(done) { Ok(()) } else { Err(geotiff_core::Error::cancelled()) }
}

/// Points of one block.
fn look_at(
    dataset: &Dataset,
    points: &[[f64; 2]],
    bands: &[usize],
    sampling: PointSampling,
) -> Result<Vec<Option<Number>>> {
    let extent = |axis: usize| {
        let whole = points.iter().map(|point| point[axis] as usize);
        whole.fold((usize::MAX, 0), |(low, high), n| (low.min(n), high.max(n)))
    };
    let ((left, right), (top, bottom)) = (extent(0), extent(1));
    let mut window = Window::new(left, top, right - left + 1, bottom - top + 1);
    if sampling == PointSampling::Bilinear {
        window = window.grown(1, dataset.width(), dataset.height());
    }
    let piece = Piece::read(dataset, window, bands)?;
    let mut values = vec![None; points.len() * bands.len()];
    for i in 0..bands.len() {
        with_real_sample!(piece.sample_type(), T => {
            let (samples, is_valid) = piece.band::<T>(i)?;
            let at = |col: usize, row: usize| {
                let at = (row - window.row_off) * window.width + col - window.col_off;
                samples.get(at).copied().filter(|&sample| is_valid(at, sample))
            };
            for (n, &[col, row]) in points.iter().enumerate() {
                values[n * bands.len() + i] = match sampling {
                    PointSampling::Nearest => at(col as usize, row as usize).map(Number::of),
                    PointSampling::Bilinear => {
                        let around = neighbours(col, dataset.width());
                        let rows = neighbours(row, dataset.height());
                        let (mut sum, mut weight) = (0.0, 0.0);
                        for (row, of_row) in rows {
                            for (col, of_col) in around {
                                if of_row * of_col > 0.0 && let Some(sample) = at(col, row) {
                                    sum += of_row * of_col * sample.to_f64();
                                    weight += of_row * of_col;
                                }
                            }
                        }
                        (weight > 0.0).then(|| Number::Double(sum / weight))
                    }
                };
            }
        }, complex => return Err(no_order()));
    }
    Ok(values)
}

/// The pixels whose centres are on either side, and how much each counts; beyond the edge, the last goes on.
fn neighbours(at: f64, size: usize) -> [(usize, f64); 2] {
    let from_center = at - 0.5;
    let (before, part) = (from_center.floor(), from_center - from_center.floor());
    let last = size - 1;
    [((before.max(0.0) as usize).min(last), 1.0 - part), (((before + 1.0).max(0.0) as usize).min(last), part)]
}
