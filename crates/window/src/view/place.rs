//! From a request to numbers: the part, its size, the level that it is made of.

use geotiff_core::{Error, GeoTransform, Result};

use super::spec::{Place, Size, ViewSpec};
use crate::dataset::Dataset;

/// The least error of coordinates that is taken for none, in pixels: bounds that lie on pixels shall be a window.
const SNAP: f64 = 1e-6;
/// Beyond this, columns and rows do not count; as in GDAL.
const LARGEST: f64 = i32::MAX as f64;

/// The part that is asked for, in pixels of the full resolution, and its size.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Placed {
    pub(crate) cols: Axis,
    pub(crate) rows: Axis,
    pub(crate) level: usize,
}

/// One axis of the part: where it begins, how long it is, and what is made of it.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Axis {
    pub(crate) offset: f64,
    pub(crate) length: f64,
    pub(crate) count: usize,
}

impl Placed {
    pub(crate) fn new(dataset: &Dataset, spec: &ViewSpec) -> Result<Self> {
        let sizes = [dataset.width(), dataset.height()];
        let [mut cols, mut rows] = part(dataset, spec.place)?;
        if !spec.boundless {
            cols = clipped(cols, sizes[0])?;
            rows = clipped(rows, sizes[1])?;
        }
        let levels: Vec<[usize; 2]> = (0..dataset.levels()).map(|number| level_size(dataset, number)).collect();
        let native = match spec.level {
            None => sizes,
            Some(number) => *levels.get(number).ok_or_else(|| {
                Error::parameter(format!("overview {number} is wanted, but there are {}", levels.len() - 1))
            })?,
        };
        // What the part has of pixels as they are.
        let pixels = [cols[1] * native[0] as f64 / sizes[0] as f64, rows[1] * native[1] as f64 / sizes[1] as f64];
        let [width, height] = size(spec.size, [cols[1], rows[1]], pixels, dataset.transform())?;
        let cols = Axis { offset: cols[0], length: cols[1], count: width };
        let rows = Axis { offset: rows[0], length: rows[1], count: height };
        let level = spec.level.unwrap_or_else(|| best_level(&levels, [cols, rows]));
        Ok(Self { cols, rows, level })
    }

    /// The affine transform of the new pixels.
    pub(crate) fn transform(&self, full: &GeoTransform) -> GeoTransform {
        let mut t = full.shifted(self.cols.offset, self.rows.offset).0;
        let ratios = [&self.cols, &self.rows].map(|axis| axis.length / axis.count as f64);
        (t[1], t[4]) = (t[1] * ratios[0], t[4] * ratios[0]);
        (t[2], t[5]) = (t[2] * ratios[1], t[5] * ratios[1]);
        GeoTransform(t)
    }
}

fn level_size(dataset: &Dataset, number: usize) -> [usize; 2] {
    let image = dataset.level(number).map(|level| (level.image().sample_type, level.width(), level.height()));
    match image {
        Ok((sample_type, width, height)) if sample_type == dataset.sample_type() => [width, height],
        // An overview of other samples stands for no part of the image.
        _ => [0, 0],
    }
}

/// Offset and length of both axes.
fn part(dataset: &Dataset, place: Place) -> Result<[[f64; 2]; 2]> {
    let [cols, rows] = match place {
        Place::Whole => [[0.0, dataset.width() as f64], [0.0, dataset.height() as f64]],
        Place::Part([col, row, width, height]) => [[col, width], [row, height]],
        Place::Bounds(bounds) => of_bounds(bounds, dataset.transform())?,
    };
    for [offset, length] in [cols, rows] {
        let is_sound = length > 0.0 && length <= LARGEST && (-LARGEST..=LARGEST).contains(&offset);
        if !is_sound {
            return Err(Error::parameter(format!("a part of the raster of {length} pixels from {offset} on")));
        }
    }
    Ok([cols, rows])
}

fn of_bounds(bounds @ [left, bottom, right, top]: [f64; 4], transform: Option<&GeoTransform>) -> Result<[[f64; 2]; 2]> {
    let transform =
        transform.ok_or_else(|| Error::parameter("the raster has no transform, so no bounds to be read by"))?;
    let is_box = left < right && bottom < top;
    if !is_box {
        return Err(Error::parameter(format!("bounds are left, bottom, right, top, which {bounds:?} are not")));
    }
    let singular = || Error::parameter("the raster's transform has no inverse, so that coordinates are no pixels");
    let (least, most) = (f64::NEG_INFINITY, f64::INFINITY);
    let mut reach = [[most, least]; 2];
    for (x, y) in [(left, bottom), (left, top), (right, bottom), (right, top)] {
        let (col, row) = transform.invert(x, y).ok_or_else(singular)?;
        for (reach, place) in reach.iter_mut().zip([col, row]) {
            *reach = [reach[0].min(place), reach[1].max(place)];
        }
    }
    Ok(reach.map(|reach| reach.map(|place| snapped(place, SNAP))).map(|[from, to]| [from, to - from]))
}

/// The whole number that is as near as that, if one is.
pub(crate) fn snapped(place: f64, tolerance: f64) -> f64 {
    if (place - place.round()).abs() < tolerance { place.round() } else { place }
}

fn clipped([offset, length]: [f64; 2], size: usize) -> Result<[f64; 2]> {
    let (from, to) = (offset.max(0.0), (offset + length).min(size as f64));
    if from < to {
        return Ok([from, to - from]);
    }
    Err(Error::parameter(format!(
        "{length} pixels from {offset} on lie outside the raster, which has {size}: ask for them without bounds"
    )))
}

/// Columns and rows of the result.
fn size(size: Size, part: [f64; 2], pixels: [f64; 2], transform: Option<&GeoTransform>) -> Result<[usize; 2]> {
    let counts = match size {
        Size::Native => pixels,
        Size::Exact(width, height) if width == 0 || height == 0 => {
            return Err(Error::parameter(format!("nothing is {width} × {height} pixels")));
        }
        Size::Exact(width, height) => [width as f64, height as f64],
        Size::Resolution(width, height) => {
            let is_some = width > 0.0 && height > 0.0;
            if !is_some {
                return Err(Error::parameter(format!("no pixel is {width} × {height}")));
            }
            let t = transform.map_or([0.0, 1.0, 0.0, 0.0, 0.0, 1.0], |transform| transform.0);
            [part[0] * t[1].hypot(t[4]) / width, part[1] * t[2].hypot(t[5]) / height]
        }
        Size::Max(0) => return Err(Error::parameter("nothing is 0 pixels large")),
        Size::Max(most) => {
            let shrunk = (most as f64 / pixels[0].max(pixels[1]).round().max(1.0)).min(1.0);
            pixels.map(|n| n * shrunk)
        }
    };
    if counts.iter().any(|&n| n > LARGEST) {
        return Err(Error::parameter(format!("{} × {} pixels are too many", counts[0], counts[1])));
    }
    // Also for a part of less than half a pixel, there is one.
    Ok(counts.map(|n| (n.round() as usize).max(1)))
}

/// The coarsest level whose pixels are no larger than the new ones.
fn best_level(levels: &[[usize; 2]], axes: [Axis; 2]) -> usize {
    let full = levels.first().copied().unwrap_or_default();
    let is_fine = |level: &[usize; 2]| {
        // There is noise in the last digits of lengths, but no more.
        (0..2).all(|i| axes[i].length * level[i] as f64 * (1.0 + 1e-9) >= axes[i].count as f64 * full[i] as f64)
            && (0..2).all(|i| (1..=full[i]).contains(&level[i]))
    };
    let fine = levels.iter().enumerate().filter(|(_, level)| is_fine(level));
    fine.min_by_key(|(_, level)| level[0] as u64 * level[1] as u64).map_or(0, |(number, _)| number)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn level(levels: &[[usize; 2]], length: [f64; 2], count: [usize; 2]) -> usize {
        best_level(levels, [0, 1].map(|i| Axis { offset: 0.0, length: length[i], count: count[i] }))
    }

    #[test]
    fn no_level_is_coarser_than_asked() {
        let levels = [[1001, 800], [501, 400], [250, 200]];
        assert_eq!(level(&levels, [1001.0, 800.0], [1001, 800]), 0);
        // 501 columns of 1001 are a little more than the half.
        assert_eq!(level(&levels, [1001.0, 800.0], [501, 400]), 1);
        assert_eq!(level(&levels, [1001.0, 800.0], [502, 400]), 0);
        assert_eq!(level(&levels, [1001.0, 800.0], [250, 201]), 1);
        assert_eq!(level(&levels, [1001.0, 800.0], [250, 200]), 2);
        assert_eq!(level(&levels, [100.0, 80.0], [24, 19]), 2);
        assert_eq!(level(&levels, [100.0, 80.0], [200, 1]), 0);
    }

    #[test]
    fn bounds_are_windows() {
        let north_up = GeoTransform::north_up(100.0, 50.0, 0.1, 0.2);
        assert_eq!(of_bounds([100.3, 48.0, 100.7, 49.0], Some(&north_up)).unwrap(), [[3.0, 4.0], [5.0, 5.0]]);
        let south_up = GeoTransform([100.0, 0.1, 0.0, 46.0, 0.0, 0.2]);
        assert_eq!(of_bounds([100.3, 48.0, 100.7, 49.0], Some(&south_up)).unwrap(), [[3.0, 4.0], [10.0, 5.0]]);
        // A quarter turn: columns run north, rows run east.
        let turned = GeoTransform([10.0, 0.0, 2.0, 20.0, 1.0, 0.0]);
        assert_eq!(of_bounds([12.0, 21.0, 18.0, 25.0], Some(&turned)).unwrap(), [[1.0, 4.0], [1.0, 3.0]]);
        assert!(of_bounds([1.0, 0.0, 0.0, 1.0], Some(&north_up)).is_err());
        assert!(of_bounds([0.0, 0.0, 1.0, 1.0], None).is_err());
        assert!(of_bounds([0.0, 0.0, 1.0, 1.0], Some(&GeoTransform([0.0; 6]))).is_err());
    }

    #[test]
    fn sizes_keep_proportions() {
        let of = |wanted, part: [f64; 2]| size(wanted, part, part, None).unwrap();
        assert_eq!(of(Size::Max(100), [400.0, 300.0]), [100, 75]);
        assert_eq!(of(Size::Max(100), [40.0, 30.0]), [40, 30]);
        assert_eq!(of(Size::Max(100), [1e6, 3.0]), [100, 1]);
        assert_eq!(of(Size::Resolution(10.0, 5.0), [400.0, 300.0]), [40, 60]);
        assert_eq!(of(Size::Native, [0.2, 7.5]), [1, 8]);
        assert!(size(Size::Exact(0, 1), [1.0; 2], [1.0; 2], None).is_err());
        assert!(size(Size::Resolution(1e-9, 1.0), [100.0; 2], [100.0; 2], None).is_err());
    }
}
