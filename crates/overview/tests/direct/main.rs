//! The cascade, fed in chunks, against a plain model that has each whole level before it: every type, size and kind of
//! validity, bit for bit.
#![allow(clippy::unwrap_used)] // Nothing but a test.

mod filters;
mod model;

use geotiff_core::{Nodata, Raster, RealSample, Result, Sample, SampleType, with_real_sample};
use model::{Plane, complex_mean, mode, next_level};
use overview::{Cascade, CascadeSpec, Resampling, level_sizes_counted};
use proptest::prelude::*;

/// What comes out of the cascade, level by level: the samples of all bands, then those of the mask.
type Pyramid<T> = Vec<(Vec<T>, Vec<u8>)>;

fn cascaded<T: Sample>(spec: &CascadeSpec, samples: &[T], mask: Option<&[u8]>, chunks: &[usize]) -> Result<Pyramid<T>> {
    let (width, plane) = (spec.width, spec.width * spec.height);
    let mut rows: Vec<Vec<Vec<T>>> = vec![vec![Vec::new(); spec.bands]; spec.levels.len()];
    let mut masks = vec![Vec::new(); spec.levels.len()];
    let mut cascade = Cascade::new(spec.clone())?;
    let (mut row, mut chunks) = (0, chunks.iter().cycle());
    while row < spec.height {
        let n = (*chunks.next().unwrap()).min(spec.height - row);
        let part: Vec<T> =
            (0..spec.bands).flat_map(|b| &samples[b * plane + row * width..][..n * width]).copied().collect();
        let part = Raster::from_samples(&part, width, n, spec.bands)?;
        let mask = mask.map(|mask| Raster::from_samples(&mask[row * width..][..n * width], width, n, 1)).transpose()?;
        cascade.push(&part, mask.as_ref(), &mut |made| {
            assert_eq!(made.first_row * spec.levels[made.level].0, rows[made.level][0].len());
            for (b, to) in rows[made.level].iter_mut().enumerate() {
                to.extend_from_slice(made.pixels.band::<T>(b)?);
            }
            assert_eq!(made.mask.is_some(), spec.has_mask);
            masks[made.level].extend_from_slice(made.mask.as_ref().map_or(Ok(&[][..]), |mask| mask.samples::<u8>())?);
            Ok(())
        })?;
        row += n;
    }
    cascade.finish()?;
    Ok(rows.into_iter().map(|bands| bands.concat()).zip(masks).collect())
}

/// Bits, but for NaNs, which are all alike.
fn bits(parts: &[f64]) -> Vec<u64> {
    parts.iter().map(|v| if v.is_nan() { 1 } else { v.to_bits() }).collect()
}

fn check_real<T: RealSample>(spec: &CascadeSpec, seeds: &[u32], mask: Option<&[u8]>, chunks: &[usize]) {
    let nodata = spec.nodata.and_then(Nodata::in_type::<T>);
    let samples: Vec<T> = seeds.iter().map(|&seed| sample(seed, nodata)).collect();
    let size = (spec.width, spec.height);
    let mut bands: Vec<_> = samples.chunks(size.0 * size.1).map(|s| Plane { size, samples: s.to_vec() }).collect();
    let mut model_mask = mask.map(|mask| Plane { size, samples: mask.to_vec() });
    let made = cascaded(spec, &samples, mask, chunks).unwrap();
    let (image, image_mask) = (bands.clone(), model_mask.clone());
    for (level, &to) in spec.levels.iter().enumerate() {
        let is_image = level == 0 || is_as_wide(spec, level);
        if is_image {
            (bands, model_mask) = (image.clone(), image_mask.clone());
        }
        (bands, model_mask) = next_level(spec, &bands, model_mask.as_ref(), to, is_image);
        let wanted: Vec<T> = bands.iter().flat_map(|band| band.samples.clone()).collect();
        let bits_of = |samples: &[T]| bits(&samples.iter().map(|s| s.to_f64()).collect::<Vec<_>>());
        assert_eq!(bits_of(&made[level].0), bits_of(&wanted), "level {level} of {spec:?}");
        let wanted = model_mask.as_ref().map_or_else(Vec::new, |mask| mask.samples.clone());
        assert_eq!(made[level].1, wanted, "mask of level {level} of {spec:?}");
    }
}

/// Whether a level is as wide as the one before: it is then made from the image.
fn is_as_wide(spec: &CascadeSpec, level: usize) -> bool {
    level > 0 && spec.levels[level - 1].0 == spec.levels[level].0
}

/// A sample that is often nodata or close to it, sometimes NaN or infinite, and else anything.
fn sample<T: RealSample>(seed: u32, nodata: Option<T>) -> T {
    let value = f64::from(seed >> 8);
    match (seed % 16, nodata) {
        (0..4, Some(nodata)) => nodata,
        (4, Some(nodata)) => T::from_f64(nodata.to_f64() + value % 5.0 - 2.0),
        (5, _) if T::TYPE.is_float() => T::from_f64([f64::NAN, f64::INFINITY, -0.0][seed as usize % 48 / 16]),
        (6..9, _) => T::from_f64(value % 7.0 - 3.0),
        (9, _) => T::from_f64(value * value * value),
        _ => T::from_f64((value - 2.0e6) * if T::TYPE.is_float() { 0.37 } else { 1.0 } % T::MAX.to_f64()),
    }
}

fn check_complex<P: RealSample>(spec: &CascadeSpec, seeds: &[u32], mask: Option<&[u8]>, chunks: &[usize])
where
    [P; 2]: Sample,
{
    let parts: Vec<P> =
        seeds.iter().flat_map(|&seed| [sample(seed, None), sample(seed.rotate_left(9), None)]).collect();
    let samples: Vec<[P; 2]> = parts.chunks(2).map(|pair| [pair[0], pair[1]]).collect();
    let size = (spec.width, spec.height);
    let made = cascaded(spec, &samples, mask, chunks).unwrap();
    let mut model_mask = mask.map(|mask| Plane { size, samples: mask.to_vec() });
    let plane = |s: &[[P; 2]]| Plane { size, samples: s.iter().map(|s| s.map(RealSample::to_f64)).collect() };
    let mut bands: Vec<Plane<[f64; 2]>> = samples.chunks(size.0 * size.1).map(plane).collect();
    let (image, image_mask) = (bands.clone(), model_mask.clone());
    let is_nearest = spec.resampling == Resampling::Nearest;
    for (level, &to) in spec.levels.iter().enumerate() {
        if is_as_wide(spec, level) && is_nearest {
            (bands, model_mask) = (image.clone(), image_mask.clone());
        }
        for band in &mut bands {
            *band = match spec.resampling {
                Resampling::Nearest => band.nearest(to),
                Resampling::Mode => {
                    let empty = P::from_f64(f64::NAN).to_f64();
                    let nan = |v: [f64; 2]| v[0].is_nan() && v[1].is_nan();
                    mode(band, to, model_mask.as_ref(), [empty; 2], |a, b| a == b || (nan(a) && nan(b)))
                }
                method => complex_mean(band, to, spec.sample_type, method == Resampling::Rms),
            };
            // What is out of range is clamped.
            for part in band.samples.as_flattened_mut() {
                *part = P::from_f64(*part).to_f64();
            }
        }
        let wanted: Vec<f64> = bands.iter().flat_map(|band| band.samples.as_flattened()).copied().collect();
        let is: Vec<f64> = made[level].0.iter().flatten().map(|part| part.to_f64()).collect();
        assert_eq!(bits(&is), bits(&wanted), "level {level} of {spec:?}");
        model_mask =
            next_level::<u8>(&CascadeSpec { bits: None, ..spec.clone() }, &[], model_mask.as_ref(), to, true).1;
        let wanted = model_mask.as_ref().map_or_else(Vec::new, |mask| mask.samples.clone());
        assert_eq!(made[level].1, wanted, "mask of level {level} of {spec:?}");
    }
}

fn specs() -> impl Strategy<Value = CascadeSpec> {
    let nodata = proptest::sample::select(&[0.0, -1.0, 255.0, 7.0, -9999.0, 0.1, f64::NAN, f64::MAX]);
    let nodata = proptest::option::of(nodata);
    let sizes =
        prop_oneof![4 => (1..40_usize, 1..40_usize), 1 => (1..3_usize, 1..80_usize), 1 => (60..140_usize, 1..6_usize)];
    let shape = (sizes, 1..4_usize, 0..SampleType::ALL.len(), 1..8_usize, any::<[bool; 4]>(), 0..9_usize);
    (shape, nodata, 0..4_usize, proptest::collection::vec((0.3..1.0_f64, 0.3..1.0_f64), 1..4)).prop_map(
        |(
            ((width, height), bands, of_type, count, [few_bits, has_mask, has_alpha, halves], method),
            nodata,
            alpha,
            ratios,
        )| {
            let mut last = (width as f64, height as f64);
            let odd_levels = ratios.iter().map(|ratio| {
                last = ((last.0 * ratio.0).ceil(), (last.1 * ratio.1).ceil());
                (last.0 as usize, last.1 as usize)
            });
            let levels = if halves { level_sizes_counted(width, height, count) } else { odd_levels.collect() };
            let sample_type = SampleType::ALL[of_type];
            let methods: &[Resampling] =
                if sample_type.is_complex() { &Resampling::OVERVIEWS_OF_COMPLEX } else { &Resampling::OVERVIEWS };
            CascadeSpec {
                levels,
                resampling: methods[method % methods.len()],
                bits: few_bits.then_some(4),
                nodata: nodata.map(Nodata::Float),
                alpha: Some(alpha).filter(|&alpha| has_alpha && alpha < bands),
                has_mask,
                ..CascadeSpec::new(width, height, bands, sample_type)
            }
        },
    )
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 3000, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn cascade_is_the_direct_computation(
        spec in specs(),
        seed in any::<u32>(),
        chunks in proptest::collection::vec(1..20_usize, 1..5),
    ) {
        let mut state = seed;
        let mut next = || {
            state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
            state.rotate_left(13) ^ state >> 7
        };
        let plane = spec.width * spec.height;
        let seeds: Vec<u32> = (0..plane * spec.bands).map(|_| next()).collect();
        let mut masked = || [0, 1, 255, 255][next() as usize % 4];
        let mask: Option<Vec<u8>> = spec.has_mask.then(|| (0..plane).map(|_| masked()).collect());
        with_real_sample!(spec.sample_type, T => check_real::<T>(&spec, &seeds, mask.as_deref(), &chunks), complex => {
            match spec.sample_type {
                SampleType::CI16 => check_complex::<i16>(&spec, &seeds, mask.as_deref(), &chunks),
                SampleType::CI32 => check_complex::<i32>(&spec, &seeds, mask.as_deref(), &chunks),
                SampleType::CF32 => check_complex::<f32>(&spec, &seeds, mask.as_deref(), &chunks),
                _ => check_complex::<f64>(&spec, &seeds, mask.as_deref(), &chunks),
            }
        });
    }
}
