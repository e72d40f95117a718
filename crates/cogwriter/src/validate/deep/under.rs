//! What lies under the pixels of an overview.

/// The pixels of the finer level under one row of the overview, for one band.
pub(super) struct Under {
    /// NaN where none is valid.
    pub(super) low: Vec<f32>,
    pub(super) high: Vec<f32>,
    pub(super) mean: Vec<f32>,
    /// The one that nearest takes.
    pub(super) near: Vec<f32>,
    /// Whether all are valid, and whether some could not be decoded.
    pub(super) all_valid: Vec<bool>,
    pub(super) unknown: Vec<bool>,
}

impl Under {
    /// Under a row of `width` pixels: the rows, and the one that nearest takes, of `fine` pixels each.
    pub(super) fn new(rows: &[&Vec<f32>], nearest_row: Option<&Vec<f32>>, (fine, width): (usize, usize)) -> Self {
        let mut under = Self {
            low: Vec::with_capacity(width),
            high: Vec::with_capacity(width),
            mean: Vec::with_capacity(width),
            near: Vec::with_capacity(width),
            all_valid: Vec::with_capacity(width),
            unknown: Vec::with_capacity(width),
        };
        for col in 0..width {
            let (left, right) = span(col, fine, width);
            let (mut low, mut high, mut sum, mut count, mut invalid, mut unknown) =
                (f32::INFINITY, f32::NEG_INFINITY, 0.0_f64, 0_u32, false, rows.is_empty());
            for row in rows {
                for &value in &row[left..right] {
                    if value.is_nan() {
                        invalid = true;
                    } else if value.is_infinite() {
                        unknown = true;
                    } else {
                        low = low.min(value);
                        high = high.max(value);
                        sum += f64::from(value);
                        count += 1;
                    }
                }
            }
            let has = count > 0;
            under.low.push(if has { low } else { f32::NAN });
            under.high.push(if has { high } else { f32::NAN });
            under.mean.push(if has { (sum / f64::from(count)) as f32 } else { f32::NAN });
            let near = nearest(col, fine, width).clamp(left, right - 1);
            under.near.push(nearest_row.map_or(f32::NAN, |row| row[near]));
            under.all_valid.push(has && !invalid);
            under.unknown.push(unknown);
        }
        under
    }
}

/// The pixels under one of the overview, as GDAL's average has them.
pub(super) fn span(i: usize, fine: usize, coarse: usize) -> (usize, usize) {
    let ratio = fine as f64 / coarse.max(1) as f64;
    let start = ((i as f64 * ratio + 1e-8) as usize).min(fine - 1);
    let end = (((i + 1) as f64 * ratio - 1e-8).ceil() as usize).min(fine);
    (start, end.max(start + 1))
}

/// The one that nearest takes.
pub(super) fn nearest(i: usize, fine: usize, coarse: usize) -> usize {
    let ratio = fine as f64 / coarse.max(1) as f64;
    ((0.5 + i as f64 * ratio) as usize).min(fine - 1)
}
