//! Overviews by the letter of the specification, in doubles, from whole levels. Nothing here is fast.

use crate::filters::{filtered, gauss};
use geotiff_core::{Nodata, RealSample, Sample, SampleType};
use overview::{CascadeSpec, Resampling};
use std::ops::Range;

pub(crate) type Size = (usize, usize);

/// A plane of samples and its size.
#[derive(Clone)]
pub(crate) struct Plane<T> {
    pub(crate) size: Size,
    pub(crate) samples: Vec<T>,
}

impl<T: Copy> Plane<T> {
    pub(crate) fn at(&self, x: usize, y: usize) -> T {
        self.samples[y * self.size.0 + x]
    }

    pub(crate) fn make(size: Size, mut sample: impl FnMut(usize, usize) -> T) -> Self {
        let samples = (0..size.1).flat_map(|y| (0..size.0).map(move |x| (x, y)));
        Self { size, samples: samples.map(|(x, y)| sample(x, y)).collect() }
    }

    pub(crate) fn nearest(&self, to: Size) -> Self {
        let source = |i: usize, from: usize, to: usize| (0.5 + i as f64 * (from as f64 / to as f64)) as usize;
        Self::make(to, |x, y| self.at(source(x, self.size.0, to.0), source(y, self.size.1, to.1)))
    }
}

/// The pixels under pixel `i`, each with its weight.
fn weights(i: usize, from: usize, to: usize) -> Vec<(usize, f64)> {
    let ratio = from as f64 / to as f64;
    let start = (i as f64 * ratio + 1e-8) as usize;
    let mut end = ((i + 1) as f64 * ratio - 1e-8).ceil() as usize;
    if end == start {
        end += 1;
    }
    let end = end.min(from);
    let weight = |p| match p {
        p if p == start && end == start + 1 => 1.0,
        p if p == start => 1.0 - (i as f64 * ratio - start as f64),
        p if p == end - 1 => 1.0 - (end as f64 - (i + 1) as f64 * ratio),
        _ => 1.0,
    };
    (start..end).map(|p| (p, weight(p))).collect()
}

fn single(sample_type: SampleType) -> bool {
    matches!(sample_type, SampleType::I8 | SampleType::I16 | SampleType::F32)
}

fn small(sample_type: SampleType) -> bool {
    matches!(sample_type, SampleType::U8 | SampleType::U16)
}

/// What a mean is before it is stored.
fn work<T: Sample>(mean: f64) -> f64 {
    match T::TYPE {
        t if small(t) => (mean + 0.5).floor(),
        t if single(t) => f64::from(mean as f32),
        _ => mean,
    }
}

pub(crate) fn store<T: RealSample>(work: f64) -> T {
    match T::TYPE {
        t if t.is_float() => T::from_f64(work),
        t if single(t) => T::from_f64(f64::from((work as f32 + 0.5_f32.copysign(work as f32)).trunc())),
        _ => T::from_f64((work + 0.5_f64.copysign(work)).trunc()),
    }
}

fn same<T: RealSample>(a: T, b: T) -> bool {
    let near = match T::TYPE {
        SampleType::F32 => {
            let (a, b) = (a.to_f64() as f32, b.to_f64() as f32);
            (a - b).abs() < f32::EPSILON * (a + b).abs() * 2.0
        }
        SampleType::F64 => {
            let (a, b) = (a.to_f64(), b.to_f64());
            (a - b).abs() < f64::from(f32::EPSILON) * (a + b).abs() * 2.0
        }
        _ => false,
    };
    a == b || near || (a.is_nan() && b.is_nan())
}

pub(crate) fn beside<T: RealSample>(nodata: T) -> T {
    let value = nodata.to_f64();
    let up = value < T::MAX.to_f64();
    match T::TYPE {
        SampleType::F32 if up => T::from_f64(f64::from((value as f32).next_up())),
        SampleType::F32 => T::from_f64(f64::from((value as f32).next_down())),
        SampleType::F64 => T::from_f64(if up { value.next_up() } else { value.next_down() }),
        _ => T::from_f64(if up { value + 1.0 } else { value - 1.0 }),
    }
}

fn average<T: RealSample>(plane: &Plane<T>, to: Size, valid: Option<&Plane<u8>>, nodata: Option<T>) -> Plane<T> {
    let columns: Vec<_> = (0..to.0).map(|x| weights(x, plane.size.0, to.0)).collect();
    let twos = columns.iter().all(|window| window.len() == 2) && plane.size.0 == 2 * to.0;
    Plane::make(to, |x, y| {
        let (columns, rows) = (&columns[x], weights(y, plane.size.1, to.1));
        if valid.is_none() && twos && rows.len() == 2 {
            let [a, b] = [rows[0].0, rows[1].0].map(|y| [2 * x, 2 * x + 1].map(|x| plane.at(x, y).to_f64()));
            return quarter(a, b, to.0 - x <= to.0 % if single(T::TYPE) { 4 } else { 2 });
        }
        let scaled = valid.is_none() && !small(T::TYPE);
        let number = if scaled { (columns.len() * rows.len()) as f64 } else { 1.0 };
        let (mut sum, mut weight, mut count) = (0.0, 0.0, 0);
        for &(y, wy) in &rows {
            let mut of_row = (0.0, 0.0);
            for &(x, wx) in columns.iter().filter(|&&(x, _)| valid.is_none_or(|valid| valid.at(x, y) != 0)) {
                of_row = (of_row.0 + plane.at(x, y).to_f64() * (1.0 / number) * wx, of_row.1 + wx);
                count += 1;
            }
            sum += of_row.0 * wy;
            weight += of_row.1 * wy;
        }
        if valid.is_none() {
            weight = total(columns) * total(&rows);
        }
        if count == 0 {
            return nodata.unwrap_or(T::from_f64(0.0));
        }
        let mean = work::<T>(number * (sum / weight));
        match nodata {
            Some(nodata) if valid.is_some() && mean == nodata.to_f64() => beside(nodata),
            _ => store(mean),
        }
    })
}

fn total(window: &[(usize, f64)]) -> f64 {
    let inner = window.len().saturating_sub(2) as f64;
    if window.len() == 1 { window[0].1 } else { window[0].1 + inner + window[window.len() - 1].1 }
}

fn quarter<T: RealSample>(top: [f64; 2], bottom: [f64; 2], in_order: bool) -> T {
    let four = [top[0], top[1], bottom[0], bottom[1]];
    if small(T::TYPE) {
        return T::from_f64(((four.iter().sum::<f64>() + 2.0) / 4.0).floor());
    }
    if single(T::TYPE) {
        let [a, b, c, d] = four.map(|v| v as f32 * 0.25);
        return store(f64::from(if in_order { ((a + b) + c) + d } else { (a + c) + (b + d) }));
    }
    let [a, b, c, d] = four.map(|v| v * 0.25);
    store(if in_order { ((a + b) + c) + d } else { (a + c) + (b + d) })
}

/// The root of the mean of the squares, in doubles but for rounding.
fn rms<T: RealSample>(plane: &Plane<T>, to: Size, valid: Option<&Plane<u8>>, nodata: Option<T>) -> Plane<T> {
    let columns: Vec<_> = (0..to.0).map(|x| weights(x, plane.size.0, to.0)).collect();
    let twos = plane.size.0 == 2 * to.0;
    Plane::make(to, |x, y| {
        let (columns, rows) = (&columns[x], weights(y, plane.size.1, to.1));
        let sample = |x: usize, y: usize| plane.at(x, y).to_f64();
        if valid.is_none() && twos && rows.len() == 2 {
            let four = [rows[0].0, rows[1].0].map(|y| [2 * x, 2 * x + 1].map(|x| sample(x, y)));
            if small(T::TYPE) {
                let squares: f64 = four.iter().flatten().map(|v| v * v).sum();
                let root = (squares / 4.0).sqrt().floor();
                return T::from_f64(if squares >= 4.0 * root * (root + 1.0) + 3.0 { root + 1.0 } else { root });
            }
            let is_vector = single(T::TYPE) && to.0 - x > to.0 % 4;
            return store(if single(T::TYPE) {
                f64::from(root_of_four_singles(four, is_vector))
            } else {
                root_of_four(four)
            });
        }
        let all = || rows.iter().flat_map(|&(y, wy)| columns.iter().map(move |&(x, wx)| (x, y, wx, wy)));
        let largest =
            all().fold(0.0_f64, |most, (x, y, ..)| if most < sample(x, y).abs() { sample(x, y).abs() } else { most });
        let is_scaled = valid.is_none() && !small(T::TYPE);
        let factor = if is_scaled { largest } else { 1.0 };
        let scale = if factor > 0.0 && factor.is_finite() { 1.0 / factor } else { 1.0 };
        let (mut sum, mut weight, mut count) = (0.0, 0.0, 0);
        for &(y, wy) in &rows {
            let mut of_row = (0.0, 0.0);
            for &(x, wx) in columns.iter().filter(|&&(x, _)| valid.is_none_or(|valid| valid.at(x, y) != 0)) {
                let value = sample(x, y) * scale;
                of_row = (of_row.0 + value * value * wx, of_row.1 + wx);
                count += 1;
            }
            sum += of_row.0 * wy;
            weight += of_row.1 * wy;
        }
        if valid.is_none() {
            weight = total(columns) * total(&rows);
        }
        if count == 0 {
            return nodata.unwrap_or(T::from_f64(0.0));
        }
        let square = sum / weight;
        let root = match T::TYPE {
            t if small(t) => {
                let root = square.sqrt().floor();
                if 2.0 * root * (root + 1.0) + 1.0 < 2.0 * square { root + 1.0 } else { root }
            }
            t if single(t) => f64::from((factor * square.sqrt()) as f32),
            _ => factor * square.sqrt(),
        };
        match nodata {
            Some(nodata) if valid.is_some() && root == nodata.to_f64() => beside(nodata),
            _ => store(root),
        }
    })
}

fn root_of_four(four: [[f64; 2]; 2]) -> f64 {
    let [[a, b], [c, d]] = four;
    let mut most = a.abs();
    for other in [b, c, d] {
        if most < other.abs() {
            most = other.abs();
        }
    }
    match most {
        0.0 => 0.0,
        _ if most.is_infinite() => (((a + b) + c) + d).abs(),
        _ => {
            let scale = 1.0 / most;
            let [a, b, c, d] = [a, b, c, d].map(|v| (v * scale) * (v * scale));
            most * (0.25 * (((a + b) + c) + d)).sqrt()
        }
    }
}

fn root_of_four_singles(four: [[f64; 2]; 2], is_vector: bool) -> f32 {
    let [[a, b], [c, d]] = four.map(|row| row.map(|v| v as f32));
    if !is_vector {
        let mut most = a.abs();
        for other in [b, c, d] {
            if most < other.abs() {
                most = other.abs();
            }
        }
        if most == 0.0 || most.is_infinite() {
            return if most == 0.0 { 0.0 } else { (((a + b) + c) + d).abs() };
        }
        let scale = 1.0 / most;
        let [a, b, c, d] = [a, b, c, d].map(|v| (v * scale) * (v * scale));
        return most * (0.25 * (((a + b) + c) + d)).sqrt();
    }
    let [a, b, c, d] = [a, b, c, d].map(f32::abs);
    let larger = |a: f32, b: f32| if a > b { a } else { b };
    let three = larger(larger(a, b), c);
    let most = if d >= three * 2.0_f32.powi(64) { d } else { three };
    if most == f32::INFINITY {
        return f32::INFINITY;
    }
    let scale = if most == 0.0 { 0.0 } else { 1.0 / most };
    let [a, b, c, d] = [a, b, c, d].map(|v| (v * scale) * (v * scale));
    most * (((a + b) + (c + d)) * 0.25).sqrt()
}

/// The value that is first to come most often, row by row.
pub(crate) fn mode<T: Copy>(
    plane: &Plane<T>,
    to: Size,
    valid: Option<&Plane<u8>>,
    empty: T,
    same: impl Fn(T, T) -> bool,
) -> Plane<T> {
    Plane::make(to, |x, y| {
        let mut values: Vec<T> = Vec::new();
        let mut best: Option<(T, usize)> = None;
        for (y, _) in weights(y, plane.size.1, to.1) {
            for (x, _) in weights(x, plane.size.0, to.0) {
                if valid.is_none_or(|valid| valid.at(x, y) != 0) {
                    values.push(plane.at(x, y));
                    let value = plane.at(x, y);
                    // What is NaN in one part only is not even the same as itself.
                    let first = values.iter().find(|&&v| same(v, value)).copied().unwrap_or(value);
                    let count = values.iter().filter(|&&v| same(v, first)).count().max(1);
                    best = best.filter(|&(_, most)| count <= most).or(Some((first, count)));
                }
            }
        }
        best.map_or(empty, |(value, _)| value)
    })
}

/// The next level of every band, and of the mask, made of the image or of a level.
pub(crate) fn next_level<T: RealSample>(
    spec: &CascadeSpec,
    bands: &[Plane<T>],
    mask: Option<&Plane<u8>>,
    to: Size,
    is_image: bool,
) -> (Vec<Plane<T>>, Option<Plane<u8>>) {
    let white = |mask: Plane<u8>| Plane::make(to, |x, y| if mask.at(x, y) == 0 { 0 } else { 255 });
    if spec.resampling == Resampling::Nearest {
        return (bands.iter().map(|band| band.nearest(to)).collect(), mask.map(|mask| white(mask.nearest(to))));
    }
    let nodata = spec.nodata.and_then(Nodata::in_type::<T>);
    let flags = |plane: &Plane<T>, except: T| {
        Plane::make(plane.size, |x, y| if same(plane.at(x, y), except) { 0 } else { 255 })
    };
    // How much opacity counts: as a byte, cut off or scaled.
    let opacity = |plane: &Plane<T>, is_own: bool| {
        let byte = |value: T| match (T::TYPE, is_own, value.to_f64()) {
            (t, true, value) if small(t) => value.min(255.0) as u8,
            (SampleType::U8, _, value) => value as u8,
            (SampleType::U16, _, value) => (value * 255.0 / 65535.0).floor().max(value.min(1.0)) as u8,
            (.., value) => {
                if value == 0.0 {
                    0
                } else {
                    255
                }
            }
        };
        Plane::make(plane.size, |x, y| byte(plane.at(x, y)))
    };
    // Below the image, a mask's weights are 1.
    let of_mask =
        mask.map(|mask| Plane::make(mask.size, |x, y| if is_image { mask.at(x, y) } else { mask.at(x, y).min(1) }));
    let band = |i: usize| {
        let alpha = spec.alpha.map(|alpha| opacity(&bands[alpha], alpha == i));
        if spec.alpha == Some(i) {
            return resampled(spec, &bands[i], to, alpha.as_ref(), None);
        }
        let valid = of_mask.clone().or_else(|| nodata.map(|nodata| flags(&bands[i], nodata))).or(alpha);
        resampled(spec, &bands[i], to, valid.as_ref(), nodata)
    };
    let mask =
        mask.map(|mask| white(resampled(&CascadeSpec { bits: None, ..spec.clone() }, mask, to, Some(mask), None)));
    ((0..bands.len()).map(band).collect(), mask)
}

fn resampled<T: RealSample>(
    spec: &CascadeSpec,
    plane: &Plane<T>,
    to: Size,
    valid: Option<&Plane<u8>>,
    nodata: Option<T>,
) -> Plane<T> {
    let most = match spec.bits {
        Some(bits) if T::MIN.to_f64() == 0.0 && f64::from(bits) < 8.0 * size_of::<T>() as f64 => {
            T::from_f64(2.0_f64.powi(bits.into()) - 1.0)
        }
        _ => T::MAX,
    };
    match spec.resampling {
        Resampling::Average => average(plane, to, valid, nodata),
        Resampling::Rms => rms(plane, to, valid, nodata),
        Resampling::Mode => {
            let same = |a: T, b: T| a == b || (a.is_nan() && b.is_nan());
            mode(plane, to, valid, nodata.unwrap_or(T::from_f64(0.0)), same)
        }
        Resampling::Gauss => gauss(plane, to, valid, nodata),
        method => filtered(method, plane, to, valid, nodata, most),
    }
}

pub(crate) fn complex_mean(
    plane: &Plane<[f64; 2]>,
    to: Size,
    sample_type: SampleType,
    is_rms: bool,
) -> Plane<[f64; 2]> {
    let window = |i: usize, from: usize, to: usize| -> Range<usize> {
        let edge = |i: usize| (0.5 + i as f64 * (from as f64 / to as f64)) as usize;
        let end = if i + 1 == to { from } else { edge(i + 1).max(edge(i) + 1) };
        edge(i)..end
    };
    Plane::make(to, |x, y| {
        let (columns, rows) = (window(x, plane.size.0, to.0), window(y, plane.size.1, to.1));
        let pixels: Vec<_> = rows.flat_map(|y| columns.clone().map(move |x| (x, y))).collect();
        [0, 1].map(|part| {
            let term = |v: f64| if is_rms { v * v } else { v };
            let sum = pixels.iter().fold(0.0, |sum, &(x, y)| sum + term(f64::from(plane.at(x, y)[part] as f32)));
            let mean = sum / pixels.len() as f64;
            let mean = if is_rms { mean.sqrt() } else { mean } as f32;
            let integer = || f64::from((mean + 0.5_f32.copysign(mean)).trunc());
            if sample_type.is_float() { mean.into() } else { integer() }
        })
    })
}
