//! Statistics of the pixels that polygons cover.

use std::collections::BTreeMap;

use geotiff_core::{Error, Result, Window, with_real_sample};
use region::{PixelRegion, Region, Touch};
use window::{BandStatistics, BandSums, Dataset};

use crate::key;
use crate::number::Number;
use crate::pass::{Pass, Piece, check_bands, no_order};
use crate::percentile::{check, of_counts};

/// So many different values of all zones are kept: they take some 2 GiB.
const MOST_VALUES: usize = 1 << 25;

/// What is wanted of zones.
///
/// ```
/// use analysis::ZonalSpec;
///
/// let spec = ZonalSpec { percentiles: vec![50.0], ..ZonalSpec::default() };
/// assert_eq!(spec.band, 0);
/// ```
#[derive(Clone, Debug, Default, PartialEq)]
pub struct ZonalSpec {
    /// The band, from 0.
    pub band: usize,
    /// Which pixels belong to a polygon.
    pub touch: Touch,
    /// Percentiles, from 0 to 100; the median is one of them.
    pub percentiles: Vec<f64>,
    /// Whether the number of different values and the most and least frequent ones are wanted.
    pub frequencies: bool,
}

/// What the pixels of a zone are like.
///
/// ```
/// # use window::Dataset;
/// # let file = window::doc_example();
/// use analysis::{ZonalSpec, zonal};
/// use region::Region;
///
/// let dataset = Dataset::from_source(file)?;
/// let pixels = geotiff_core::GeoTransform([0.0, 1.0, 0.0, 0.0, 0.0, 1.0]);
/// let zone = Region::from_wkt("POLYGON ((1 1, 4 1, 4 3, 1 3))")?;
/// let found = zonal(&dataset, &[zone], &pixels, &ZonalSpec::default(), &|_| true)?;
/// assert_eq!((found[0].statistics.valid, found[0].sum), (6, 42.0));
/// # Ok::<(), geotiff_core::Error>(())
/// ```
#[derive(Clone, Debug, PartialEq)]
pub struct Zone {
    /// Pixels inside, valid or not.
    pub pixels: u64,
    /// Number of valid pixels, mean, deviation and extremes.
    pub statistics: BandStatistics,
    /// The sum of the valid pixels.
    pub sum: f64,
    /// The percentiles that were asked for, as numpy's `linear`; NaN if no pixel is valid.
    pub percentiles: Vec<f64>,
    /// How many different values there are, if asked for.
    pub unique: Option<u64>,
    /// The most frequent value, of several the smallest.
    pub majority: Option<Number>,
    /// The least frequent value, of several the smallest.
    pub minority: Option<Number>,
}

#[derive(Clone, Default)]
struct Sums {
    pixels: u64,
    sums: BandSums,
    /// How often each key occurs, if that is wanted.
    counts: BTreeMap<u64, u64>,
}

impl Sums {
    fn merge(&mut self, other: Self) {
        self.pixels += other.pixels;
        self.sums.merge(&other.sums);
        if self.counts.is_empty() {
            self.counts = other.counts;
        } else {
            other.counts.into_iter().for_each(|(key, count)| *self.counts.entry(key).or_default() += count);
        }
    }
}

/// The statistics of each region on a raster with this transform. Rows without a region are
/// not read, and no block is decoded twice.
///
/// `progress` is told how many rows were read, after each part, and answers whether to go on.
///
/// # Errors
/// `Parameter` for what there is none of; `Limits` if percentiles or frequencies are wanted of zones that have too many
/// different values; `Unsupported` for complex samples; `Cancelled` if `progress` says so; as [`Dataset::read_bands`] for all else.
pub fn zonal(
    dataset: &Dataset,
    regions: &[Region],
    transform: &geotiff_core::GeoTransform,
    spec: &ZonalSpec,
    progress: &(dyn Fn(usize) -> bool + Sync),
) -> Result<Vec<Zone>> {
    check(&spec.percentiles)?;
    let bands = check_bands(dataset, &[spec.band])?;
    let mut zones: Vec<(Option<Window>, PixelRegion)> = Vec::new();
    for region in regions {
        let pixels = region.in_pixels(transform, spec.touch)?;
        zones.push((pixels.window(dataset.width(), dataset.height()), pixels));
    }
    let mut found = vec![Sums::default(); regions.len()];
    let counted = spec.frequencies || !spec.percentiles.is_empty();
    if let Some(window) = zones.iter().filter_map(|zone| zone.0).reduce(around) {
        let look = |piece: &Piece| look_at(piece, &zones, counted);
        let mut too_many = false;
        let wanted = |piece: Window| zones.iter().filter_map(|zone| zone.0?.intersection(&piece)).reduce(around);
        Pass { dataset, window, bands: &bands, progress }.fold_within(wanted, look, |parts| {
            parts.into_iter().for_each(|(i, sums)| found[i].merge(sums));
            too_many |= counted && found.iter().map(|sums| sums.counts.len()).sum::<usize>() > MOST_VALUES;
            if too_many {
                found.iter_mut().for_each(|sums| sums.counts.clear());
            }
        })?;
        if too_many {
            return Err(Error::limits(format!(
                "the zones have more than {MOST_VALUES} different values, which percentiles and frequencies need in memory"
            )));
        }
    }
    let sample_type = dataset.sample_type();
    let zone = |sums: &Sums| {
        let statistics = sums.sums.statistics();
        let values = sums.counts.iter().map(|(&key, &count)| (key::number(key, sample_type).to_f64(), count));
        let by = |pick: Option<(&u64, &u64)>| {
            pick.filter(|_| spec.frequencies).map(|(&key, _)| key::number(key, sample_type))
        };
        Zone {
            pixels: sums.pixels,
            statistics,
            sum: sums.sums.sum(),
            percentiles: of_counts(values, statistics.valid, &spec.percentiles),
            unique: spec.frequencies.then_some(sums.counts.len() as u64),
            majority: by(sums.counts.iter().rev().max_by_key(|(_, count)| **count)),
            minority: by(sums.counts.iter().min_by_key(|(_, count)| **count)),
        }
    };
    Ok(found.iter().map(zone).collect())
}

/// The smallest window that holds both.
fn around(a: Window, b: Window) -> Window {
    let (left, top) = (a.col_off.min(b.col_off), a.row_off.min(b.row_off));
    Window::new(left, top, a.col_end().max(b.col_end()) - left, a.row_end().max(b.row_end()) - top)
}

fn look_at(piece: &Piece, zones: &[(Option<Window>, PixelRegion)], counted: bool) -> Result<Vec<(usize, Sums)>> {
    let mut found = Vec::new();
    with_real_sample!(piece.sample_type(), T => {
        let (samples, is_valid) = piece.band::<T>(0)?;
        for (i, (window, region)) in zones.iter().enumerate() {
            let Some(part) = window.and_then(|window| window.intersection(&piece.window)) else { continue };
            let mut sums = Sums::default();
            region.spans(part, |row, cols| {
                let start = (row - piece.window.row_off) * piece.window.width + cols.start - piece.window.col_off;
                let span = &samples[start..start + cols.len()];
                sums.pixels += cols.len() as u64;
                sums.sums.add(span, |i, value| is_valid(start + i, value));
                if counted {
                    for (_, &value) in span.iter().enumerate().filter(|&(i, &value)| is_valid(start + i, value)) {
                        *sums.counts.entry(key::of(value)).or_default() += 1;
                    }
                }
            });
            if sums.pixels > 0 {
                found.push((i, sums));
            }
        }
    }, complex => return Err(no_order()));
    Ok(found)
}
