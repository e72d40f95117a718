//! Figures against plain models that hold everything.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "these are tests, helpers and all")]

use analysis::{
    ComparisonSpec, DistributionSpec, HistogramSpec, Number, PointSampling, ZonalSpec, compare, difference,
    distributions, sample, zonal,
};
use cogwriter::{ArraySource, CogOptions, CogWriter};
use geotiff_core::{ErrorKind, GeoTransform, Profile, RealSample, Window};
use region::{Region, Touch};
use window::Dataset;

const WIDTH: usize = 61;
const HEIGHT: usize = 47;
const PIXELS: GeoTransform = GeoTransform([0.0, 1.0, 0.0, 0.0, 0.0, 1.0]);

fn dataset<T: RealSample>(samples: &[T], nodata: Option<f64>) -> Dataset {
    let mut profile = Profile::new(T::TYPE, WIDTH, HEIGHT, samples.len() / (WIDTH * HEIGHT));
    if let Some(nodata) = nodata {
        profile = profile.with_nodata(nodata);
    }
    let mut file = Vec::new();
    let options = CogOptions::new().with_block_size(16);
    CogWriter::new(&ArraySource::new(samples, profile).unwrap(), options).write_to(&mut file).unwrap();
    Dataset::from_source(file).unwrap()
}

/// Some noise, the same at each run.
fn noise(count: usize) -> impl Iterator<Item = u64> {
    let mut state = 7_u64;
    std::iter::repeat_with(move || {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        state ^ state >> 29
    })
    .take(count)
}

fn linear(sorted: &[f64], percentile: f64) -> f64 {
    let at = (sorted.len() - 1) as f64 * (percentile / 100.0);
    let (low, part) = (sorted[at as usize], at.fract());
    low + (sorted[(at as usize + 1).min(sorted.len() - 1)] - low) * part
}

fn check<T: RealSample>(samples: &[T], nodata: Option<f64>) {
    let window = Window::new(3, 5, 40, 33);
    let data = dataset(samples, nodata);
    let spec = DistributionSpec {
        window: Some(window),
        percentiles: vec![0.0, 2.5, 50.0, 99.9, 100.0],
        histogram: Some(HistogramSpec { bins: 7, range: None }),
        ..DistributionSpec::default()
    };
    let found = &distributions(&data, &spec, &|_| true).unwrap()[0];
    let inside = |i: &usize| window.intersection(&Window::new(i % WIDTH, i / WIDTH, 1, 1)).is_some();
    let is_valid = |sample: &T| !sample.is_nan() && Some(sample.to_f64()) != nodata;
    let valid: Vec<T> = (0..samples.len()).filter(inside).map(|i| samples[i]).filter(is_valid).collect();
    let mut sorted: Vec<f64> = valid.iter().map(|sample| sample.to_f64()).collect();
    sorted.sort_by(f64::total_cmp);
    assert_eq!((found.pixels, found.statistics.valid), (40 * 33, valid.len() as u64), "{}", T::TYPE);
    for (p, value) in spec.percentiles.iter().zip(&found.percentiles) {
        let expected = linear(&sorted, *p);
        assert!((value - expected).abs() <= expected.abs() * 1e-15, "{}: {p}: {value}, not {expected}", T::TYPE);
    }
    let [min, max] = found.extremes.unwrap();
    let exact = |pick: fn(T, T) -> bool| valid.iter().copied().reduce(|a, b| if pick(a, b) { a } else { b }).unwrap();
    assert_eq!((min, max), (Number::of(exact(|a, b| a < b)), Number::of(exact(|a, b| a > b))), "{}", T::TYPE);
    let histogram = found.histogram.as_ref().unwrap();
    for (i, (edges, &count)) in histogram.edges().windows(2).zip(histogram.counts()).enumerate() {
        let is_in = |v: &&f64| **v >= edges[0] && (**v < edges[1] || i == 6 && **v == edges[1]);
        assert_eq!(count, sorted.iter().filter(is_in).count() as u64, "{}", T::TYPE);
    }
}

#[test]
fn distributions_of_every_type_are_those_of_sorted_values() {
    let count = WIDTH * HEIGHT;
    check::<u8>(&noise(count).map(|n| n as u8).collect::<Vec<_>>(), Some(7.0));
    check::<i8>(&noise(count).map(|n| n as i8).collect::<Vec<_>>(), None);
    check::<u16>(&noise(count).map(|n| n as u16).collect::<Vec<_>>(), None);
    check::<i16>(&noise(count).map(|n| n as i16).collect::<Vec<_>>(), Some(-9999.0));
    check::<u32>(&noise(count).map(|n| n as u32).collect::<Vec<_>>(), None);
    check::<i32>(&noise(count).map(|n| n as i32).collect::<Vec<_>>(), None);
    check::<u64>(&noise(count).collect::<Vec<_>>(), None);
    check::<i64>(&noise(count).map(u64::cast_signed).collect::<Vec<_>>(), None);
    let float = |n: u64| if n.is_multiple_of(11) { f64::NAN } else { (n as u32 as f64 - 2e9) / 1e3 };
    check::<f32>(&noise(count).map(|n| float(n) as f32).collect::<Vec<_>>(), None);
    check::<f64>(&noise(count).map(float).collect::<Vec<_>>(), Some(float(4)));
}

#[test]
fn what_is_absurd_is_refused() {
    let data = dataset(&[1_u8; WIDTH * HEIGHT], None);
    let ask = |spec: DistributionSpec| distributions(&data, &spec, &|_| true).unwrap_err().kind();
    assert_eq!(ask(DistributionSpec { percentiles: vec![101.0], ..Default::default() }), ErrorKind::Parameter);
    assert_eq!(ask(DistributionSpec { percentiles: vec![1.0; 65], ..Default::default() }), ErrorKind::Parameter);
    assert_eq!(ask(DistributionSpec { bands: vec![1], ..Default::default() }), ErrorKind::Parameter);
    assert_eq!(
        ask(DistributionSpec { window: Some(Window::new(0, 0, 62, 1)), ..Default::default() }),
        ErrorKind::Parameter
    );
    let stopped = distributions(&data, &DistributionSpec::default(), &|_| false).unwrap_err();
    assert_eq!(stopped.kind(), ErrorKind::Cancelled);
}

#[test]
fn samples_are_those_of_the_pixels_in_the_order_of_the_points() {
    let samples: Vec<i16> = noise(2 * WIDTH * HEIGHT).map(|n| n as i16).collect();
    let data = dataset(&samples, Some(f64::from(samples[0])));
    let points: Vec<[f64; 2]> = noise(500)
        .map(|n| [(n % 70) as f64 + 0.25 - 4.0, (n / 70 % 55) as f64 + 0.75 - 4.0])
        .chain([[0.1, 0.1]])
        .collect();
    let found = sample(&data, &points, &[1, 0], PointSampling::Nearest, &|_| true).unwrap();
    for (&[col, row], found) in points.iter().zip(found.chunks(2)) {
        let is_inside = (0.0..WIDTH as f64).contains(&col) && (0.0..HEIGHT as f64).contains(&row);
        let expected = |band: usize| {
            let value = samples[band * WIDTH * HEIGHT + row as usize * WIDTH + col as usize];
            (value != samples[0]).then(|| Number::of(value))
        };
        let expected = if is_inside { [expected(1), expected(0)] } else { [None, None] };
        assert_eq!(found, expected, "{col} {row}");
    }
    let found = sample(&data, &[[16.0, 16.0], [16.5, 16.5]], &[0], PointSampling::Bilinear, &|_| true).unwrap();
    let at = |col: usize, row: usize| f64::from(samples[row * WIDTH + col]);
    let mean = (at(15, 15) + at(16, 15) + at(15, 16) + at(16, 16)) / 4.0;
    assert_eq!(found, [Some(Number::Double(mean)), Some(Number::Double(at(16, 16)))]);
}

#[test]
fn zones_are_those_of_their_pixels() {
    let samples: Vec<u8> = noise(WIDTH * HEIGHT).map(|n| (n % 9) as u8).collect();
    let data = dataset(&samples, Some(0.0));
    let zones =
        ["POLYGON ((3 4, 50 9, 33 41))", "POLYGON ((-9 -9, 20 -9, 20 20, -9 20))", "POLYGON ((90 90, 99 90, 99 99))"]
            .map(|text| Region::from_wkt(text).unwrap());
    for touch in [Touch::Centers, Touch::All] {
        let spec = ZonalSpec { touch, percentiles: vec![50.0], frequencies: true, ..ZonalSpec::default() };
        let found = zonal(&data, &zones, &PIXELS, &spec, &|_| true).unwrap();
        for (zone, found) in zones.iter().zip(&found) {
            let mask = zone.in_pixels(&PIXELS, touch).unwrap().mask(data.whole()).unwrap();
            let inside: Vec<u8> = samples.iter().zip(mask.bytes()).filter(|(_, m)| **m != 0).map(|(v, _)| *v).collect();
            let mut valid: Vec<f64> = inside.iter().filter(|&&v| v != 0).map(|&v| v.into()).collect();
            valid.sort_by(f64::total_cmp);
            assert_eq!((found.pixels, found.statistics.valid), (inside.len() as u64, valid.len() as u64));
            assert_eq!(found.sum, valid.iter().sum::<f64>());
            if valid.is_empty() {
                assert_eq!((found.unique, found.majority), (Some(0), None));
                continue;
            }
            assert_eq!(found.percentiles, [linear(&valid, 50.0)]);
            let counts: Vec<(usize, u8)> =
                (1..9).map(|v| (inside.iter().filter(|&&i| i == v).count(), v)).filter(|c| c.0 > 0).collect();
            let most = counts.iter().max_by_key(|(count, v)| (*count, 255 - v)).unwrap().1;
            let least = counts.iter().min_by_key(|(count, v)| (*count, *v)).unwrap().1;
            assert_eq!(found.unique, Some(counts.len() as u64));
            assert_eq!((found.majority, found.minority), (Some(Number::of(most)), Some(Number::of(least))));
        }
    }
}

#[test]
fn differences_are_found() {
    let before: Vec<i64> = noise(WIDTH * HEIGHT).map(u64::cast_signed).collect();
    let mut after = before.clone();
    after[70] = before[70] ^ 1;
    after[2 * WIDTH + 3] = before[2 * WIDTH + 3].wrapping_add(5);
    let (a, b) = (dataset(&before, None), dataset(&after, None));
    assert!(compare(&a, &a, ComparisonSpec::default(), &|_| true).unwrap().is_equal());
    let found = &compare(&a, &b, ComparisonSpec::default(), &|_| true).unwrap().bands[0];
    assert_eq!((found.different, found.validity, found.max_abs), (2, 0, 5.0));
    assert_eq!(found.compared, (WIDTH * HEIGHT) as u64);
    assert_eq!(found.window, Some(Window::new(3, 1, 7, 2)));
    assert_eq!(found.first.map(|pixel| (pixel.col, pixel.row, pixel.b)), Some((9, 1, Some(Number::of(after[70])))));
    assert_eq!(found.worst.map(|pixel| (pixel.col, pixel.row)), Some((3, 2)));
    assert!((found.mean_abs * (WIDTH * HEIGHT) as f64 - 6.0).abs() < 1e-9);
    assert!((found.rmse.powi(2) * (WIDTH * HEIGHT) as f64 - 26.0).abs() < 1e-9);
    let tolerant = |absolute, relative| compare(&a, &b, ComparisonSpec { absolute, relative }, &|_| true).unwrap();
    assert_eq!(tolerant(1.0, 0.0).bands[0].different, 1);
    assert!(tolerant(5.0, 0.0).is_equal() && tolerant(0.0, 0.5).is_equal());
    let image = difference(&a, &b, Window::new(0, 0, 10, 3)).unwrap();
    assert_eq!((image.samples::<f64>().unwrap()[23], image.samples::<f64>().unwrap()[0]), (5.0, 0.0));

    let mut floats: Vec<f32> = (0..WIDTH * HEIGHT).map(|i| i as f32).collect();
    floats[5] = f32::NAN;
    let a = dataset(&floats, None);
    assert!(compare(&a, &a, ComparisonSpec::default(), &|_| true).unwrap().is_equal());
    floats[5] = 5.0;
    let found = compare(&a, &dataset(&floats, Some(9.0)), ComparisonSpec::default(), &|_| true).unwrap();
    assert_eq!((found.bands[0].different, found.bands[0].validity), (2, 2));
}
