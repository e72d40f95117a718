//! How the values of each band are distributed: exactly, in as few passes as that takes.

use geotiff_core::{RealSample, Result, SampleType, Window, with_real_sample};
use window::{BandStatistics, BandSums, Dataset};

use crate::histogram::{Histogram, HistogramSpec};
use crate::key;
use crate::number::Number;
use crate::pass::{Pass, Piece, check_bands, no_order};
use crate::percentile::{Place, check, of_counts};
use crate::quantiles::{DIGIT, Search, Seen};

/// What is wanted of which part of a raster.
///
/// ```
/// use analysis::DistributionSpec;
///
/// let spec = DistributionSpec { percentiles: vec![2.0, 50.0, 98.0], ..DistributionSpec::default() };
/// assert_eq!(spec.window, None);
/// ```
#[derive(Clone, Debug, Default, PartialEq)]
pub struct DistributionSpec {
    /// The part; all of it if it is not said.
    pub window: Option<Window>,
    /// Bands, from 0; all of them if none is named.
    pub bands: Vec<usize>,
    /// Percentiles, from 0 to 100.
    pub percentiles: Vec<f64>,
    /// The histogram, if one is wanted.
    pub histogram: Option<HistogramSpec>,
}

/// How the valid values of a band are distributed.
///
/// ```
/// # use window::Dataset;
/// # let file = window::doc_example();
/// use analysis::{DistributionSpec, distributions};
///
/// let dataset = Dataset::from_source(file)?;
/// let spec = DistributionSpec { percentiles: vec![50.0], ..DistributionSpec::default() };
/// let found = distributions(&dataset, &spec, &|_| true)?;
/// assert_eq!((found[0].statistics.valid, found[0].percentiles[0]), (5000, 7.0));
/// # Ok::<(), geotiff_core::Error>(())
/// ```
#[derive(Clone, Debug, PartialEq)]
pub struct Distribution {
    /// The band, from 0.
    pub band: usize,
    /// Pixels that were looked at, valid or not.
    pub pixels: u64,
    /// Number, mean, deviation, and the extremes as doubles.
    pub statistics: BandStatistics,
    /// The smallest and the largest value with all their digits; `None` if no pixel is valid.
    pub extremes: Option<[Number; 2]>,
    /// The percentiles that were asked for, in their order: numpy's `linear`. NaN if no pixel is valid.
    pub percentiles: Vec<f64>,
    /// The histogram, if it was asked for and a pixel is valid.
    pub histogram: Option<Histogram>,
}

/// What a pass learns of a band.
struct First {
    sums: BandSums,
    /// The smallest and the largest key.
    keys: [u64; 2],
    /// Keys by their first digit, if percentiles or a histogram are wanted.
    counts: Vec<u64>,
}

/// The distributions of bands. The raster is read once; for percentiles of samples of 32 bits twice, of 64 bits two to four
/// times; for a histogram of samples of more than 16 bits once more, if that is not one of these.
///
/// `progress` is told how many rows were read, after each part, and answers whether to go on.
///
/// # Errors
/// `Parameter` for what there is none of; `Unsupported` for complex samples; `Cancelled` if `progress` says so; as
/// [`Dataset::read_bands`] for all else.
pub fn distributions(
    dataset: &Dataset,
    spec: &DistributionSpec,
    progress: &(dyn Fn(usize) -> bool + Sync),
) -> Result<Vec<Distribution>> {
    check(&spec.percentiles)?;
    spec.histogram.iter().try_for_each(HistogramSpec::check)?;
    let bands = check_bands(dataset, &spec.bands)?;
    let window = spec.window.unwrap_or(dataset.whole()).within(dataset.width(), dataset.height())?;
    let pass = Pass { dataset, window, bands: &bands, progress };
    let firsts = first_pass(&pass, !spec.percentiles.is_empty() || spec.histogram.is_some())?;
    let sample_type = dataset.sample_type();
    let bits = key::bits(sample_type);
    let pixels = window.width as u64 * window.height as u64;
    let mut found: Vec<Distribution> = firsts
        .iter()
        .zip(&bands)
        .map(|(first, &band)| {
            let statistics = first.sums.statistics();
            let extremes = (statistics.valid > 0).then(|| first.keys.map(|key| key::number(key, sample_type)));
            let percentiles = vec![f64::NAN; spec.percentiles.len()];
            Distribution { band, pixels, statistics, extremes, percentiles, histogram: None }
        })
        .collect();
    if let Some(histogram) = spec.histogram {
        for band in found.iter_mut().filter(|band| band.statistics.valid > 0) {
            band.histogram = Some(Histogram::new(histogram, band.statistics.min, band.statistics.max)?);
        }
    }
    if bits <= DIGIT {
        for (band, first) in found.iter_mut().zip(&firsts) {
            let values = || {
                let counted = (0_u64..).zip(&first.counts).filter(|(_, count)| **count > 0);
                counted.map(|(key, &count)| (key::number(key, sample_type).to_f64(), count))
            };
            band.percentiles = of_counts(values(), band.statistics.valid, &spec.percentiles);
            if let Some(histogram) = &mut band.histogram {
                values().for_each(|(value, count)| histogram.add(value, count));
            }
        }
        return Ok(found);
    }
    let ranks = |band: &Distribution| {
        let count = band.statistics.valid;
        let wanted = if count == 0 { &[][..] } else { &spec.percentiles };
        wanted.iter().flat_map(|&p| Place::of(p, count).ranks(count)).collect::<Vec<_>>()
    };
    let mut searches: Vec<Search> =
        firsts.iter().zip(&found).map(|(first, band)| Search::new(bits, &first.counts, ranks(band))).collect();
    drop(firsts);
    let mut histograms = found.iter().any(|band| band.histogram.is_some());
    while histograms || searches.iter().any(|search| !search.is_done()) {
        next_pass(&pass, &mut searches, &mut found, histograms)?;
        histograms = false;
    }
    for (band, search) in found.iter_mut().zip(&searches) {
        let count = band.statistics.valid;
        let value = |rank| search.key(rank).map_or(f64::NAN, |key| key::number(key, sample_type).to_f64());
        let percentile = |&p: &f64| Place::of(p, count).between(Place::of(p, count).ranks(count).map(value));
        band.percentiles = spec.percentiles.iter().map(percentile).collect();
    }
    Ok(found)
}

fn first_pass(pass: &Pass<'_>, counted: bool) -> Result<Vec<First>> {
    let mut total: Vec<First> = Vec::new();
    let look = |piece: &Piece| {
        let band = |i| with_real_sample!(piece.sample_type(), T => look_at::<T>(piece, i, counted), complex => Err(no_order()));
        (0..pass.bands.len()).map(band).collect::<Result<Vec<_>>>()
    };
    pass.fold(look, |bands: Vec<First>| {
        if total.is_empty() {
            total = bands;
            return;
        }
        for (total, band) in total.iter_mut().zip(bands) {
            total.sums.merge(&band.sums);
            total.keys = [total.keys[0].min(band.keys[0]), total.keys[1].max(band.keys[1])];
            total.counts.iter_mut().zip(&band.counts).for_each(|(all, count)| *all += count);
        }
    })?;
    Ok(total)
}

fn look_at<T: RealSample>(piece: &Piece, i: usize, counted: bool) -> Result<First> {
    let (samples, is_valid) = piece.band::<T>(i)?;
    let mut first = First { sums: BandSums::default(), keys: [u64::MAX, 0], counts: Vec::new() };
    first.sums.add(samples, &is_valid);
    let bits = key::bits(T::TYPE);
    if counted {
        let digit = DIGIT.min(bits);
        first.counts = vec![0; 1 << digit];
        for (_, &sample) in samples.iter().enumerate().filter(|&(i, &sample)| is_valid(i, sample)) {
            let key = key::of(sample);
            first.keys = [first.keys[0].min(key), first.keys[1].max(key)];
            // 16 bits at most.
            first.counts[(key >> (bits - digit)) as usize] += 1;
        }
    } else if matches!(T::TYPE, SampleType::I64 | SampleType::U64) {
        for (_, &sample) in samples.iter().enumerate().filter(|&(i, &sample)| is_valid(i, sample)) {
            let key = key::of(sample);
            first.keys = [first.keys[0].min(key), first.keys[1].max(key)];
        }
    } else {
        // Doubles have these without loss.
        let statistics = first.sums.statistics();
        if statistics.valid > 0 {
            first.keys = [statistics.min, statistics.max].map(|value| key::of(T::from_f64(value)));
        }
    }
    Ok(first)
}

/// What one more pass learns of a band.
type More = (Seen, Option<Histogram>);

fn next_pass(pass: &Pass<'_>, searches: &mut [Search], found: &mut [Distribution], histograms: bool) -> Result<()> {
    let mut total: Vec<More> = Vec::new();
    let empty = |i: usize| {
        let histogram = if histograms { found[i].histogram.clone() } else { None };
        (searches[i].look(), histogram)
    };
    let look = |piece: &Piece| {
        let band = |i| {
            let (mut seen, mut histogram) = empty(i);
            with_real_sample!(piece.sample_type(), T => {
                let (samples, is_valid) = piece.band::<T>(i)?;
                let valid = || samples.iter().enumerate().filter(|&(i, &sample)| is_valid(i, sample)).map(|(_, &sample)| sample);
                if !searches[i].is_done() {
                    searches[i].see(valid().map(key::of), &mut seen);
                }
                if let Some(histogram) = &mut histogram {
                    valid().for_each(|sample| histogram.add(sample.to_f64(), 1));
                }
                Ok((seen, histogram))
            }, complex => Err(no_order()))
        };
        (0..pass.bands.len()).map(band).collect::<Result<Vec<More>>>()
    };
    pass.fold(look, |bands: Vec<More>| {
        if total.is_empty() {
            total = bands;
            return;
        }
        for ((seen, histogram), (more, counted)) in total.iter_mut().zip(bands) {
            Search::merge(seen, more);
            if let (Some(all), Some(counted)) = (histogram, counted) {
                all.merge(&counted);
            }
        }
    })?;
    for (i, (seen, histogram)) in total.into_iter().enumerate() {
        if !searches[i].is_done() {
            searches[i].take(seen);
        }
        if let (true, Some(histogram)) = (histograms, histogram) {
            found[i].histogram = Some(histogram);
        }
    }
    Ok(())
}
