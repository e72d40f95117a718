//! GAUSS and the filters, by the letter: every pixel by itself, from the whole level above.

use crate::model::{Plane, Size, beside, store};
use geotiff_core::{RealSample, SampleType};
use overview::Resampling;

/// What comes out of a window: a value, unless too little was valid.
type Value = Option<f64>;

fn kernel(method: Resampling, x: f64) -> f64 {
    let far = x.abs();
    match method {
        Resampling::Bilinear if far <= 1.0 => 1.0 - far,
        Resampling::Cubic if far <= 1.0 => far * far * (1.5 * far - 2.5) + 1.0,
        Resampling::Cubic if far <= 2.0 => far * far * (-0.5 * far + 2.5) - 4.0 * far + 2.0,
        Resampling::Bilinear | Resampling::Cubic => 0.0,
        Resampling::CubicSpline => {
            let cube = |factor: f64, x: f64| if x > 0.0 { factor * x * x * x } else { 0.0 };
            ((cube(-4.0, x - 1.0) + cube(6.0, x)) + cube(-4.0, x + 1.0)) + cube(1.0, x + 2.0)
        }
        _ if x == 0.0 => 1.0,
        _ => {
            let (wide, third) = (std::f64::consts::PI * x, std::f64::consts::PI * x / 3.0);
            let square = third.sin() * third.sin();
            (3.0 - 4.0 * square) * square / (wide * third)
        }
    }
}

fn overshoots(method: Resampling) -> bool {
    matches!(method, Resampling::Cubic | Resampling::Lanczos)
}

/// The first pixel of a window, and the weights of its pixels before they are divided by their sum, which comes along.
fn window(method: Resampling, i: usize, from: usize, to: usize, is_row: bool) -> (usize, Vec<f64>, f64) {
    let radius = match method {
        Resampling::Bilinear => 1.0,
        Resampling::Lanczos => 3.0,
        _ => 2.0,
    };
    let ratio = from as f64 / to as f64;
    let step = 1.0 / ratio;
    let centre = (i as f64 + 0.5) * ratio;
    let start = (centre - radius / step + 0.5).floor().max(0.0) as usize;
    let stop = ((centre + radius / step + 0.5) as usize).min(from);
    let mut x = step * (start as f64 - centre + 0.5);
    let (mut weights, mut sum) = (Vec::new(), 0.0);
    while stop - start - weights.len() >= 4 {
        let four: Vec<f64> = if is_row {
            (0..4)
                .map(|_| {
                    let at = x;
                    x += step;
                    at
                })
                .collect()
        } else {
            let four = (0..4).map(|k| x + f64::from(k) * step).collect();
            x += 4.0 * step;
            four
        };
        let four: Vec<f64> = four.iter().map(|&x| kernel(method, x)).collect();
        sum += ((four[0] + four[1]) + four[2]) + four[3];
        weights.extend(four);
    }
    while weights.len() < stop - start {
        weights.push(kernel(method, x));
        sum += weights[weights.len() - 1];
        x += step;
    }
    (start, weights, sum)
}

fn in_pairs(products: &[f64]) -> f64 {
    let fours = products.len() / 4 * 4;
    let lane = |k: usize| usize::from(k < fours && k % 4 >= 2);
    let mut sums = [0.0; 2];
    products.iter().enumerate().for_each(|(k, product)| sums[lane(k)] += product);
    sums[0] + sums[1]
}

fn longest(valid: impl Iterator<Item = bool>) -> usize {
    let (mut run, mut most) = (0, 0);
    for valid in valid {
        run = if valid { run + 1 } else { 0 };
        most = most.max(run);
    }
    most
}

/// All that are left are the same infinity.
fn settle(value: f64, values: &[f64]) -> f64 {
    let same = values.iter().all(|v| *v == values[0] && v.is_infinite());
    if value.is_nan() && same { values[0] } else { value }
}

fn row_value<T: RealSample>(
    method: Resampling,
    samples: &[T],
    valid: Option<&[u8]>,
    weights: &[f64],
    sum: f64,
) -> Value {
    let values: Vec<f64> = samples.iter().map(|sample| sample.to_f64()).collect();
    let Some(valid) = valid else {
        let products: Vec<f64> = values.iter().zip(weights).map(|(v, w)| v * (w * (1.0 / sum))).collect();
        let value = in_pairs(&products);
        return Some(if T::TYPE.is_float() { settle(value, &values) } else { value });
    };
    if overshoots(method) && longest(valid.iter().map(|&v| v != 0)) < valid.len() / 2 {
        return None;
    }
    let weights: Vec<f64> = weights.iter().zip(valid).map(|(w, &v)| w * f64::from(v)).collect();
    let products = values.iter().zip(&weights).zip(valid).filter(|&(_, &v)| v != 0).map(|((v, w), _)| v * w);
    let value = products.fold(0.0, |sum, product| sum + product);
    let fours = weights.chunks_exact(4);
    let rest = fours.remainder().to_vec();
    let total = fours.fold(0.0, |total, w| total + (((w[0] + w[1]) + w[2]) + w[3]));
    let total = rest.iter().fold(total, |total, w| total + w);
    (total > 0.0).then(|| value / total)
}

fn column_value<T: RealSample>(
    method: Resampling,
    values: &[Value],
    masked: bool,
    weights: &[f64],
    sum: f64,
    in_sequence: bool,
) -> Value {
    if !masked {
        let values: Vec<f64> = values.iter().map(|value| value.unwrap()).collect();
        let products: Vec<f64> = values.iter().zip(weights).map(|(v, w)| v * (w * (1.0 / sum))).collect();
        let value = if in_sequence { products.iter().fold(0.0, |sum, p| sum + p) } else { in_pairs(&products) };
        return Some(if T::TYPE.is_float() { settle(value, &values) } else { value });
    }
    if overshoots(method) && longest(values.iter().map(Option::is_some)) < values.len() / 2 {
        return None;
    }
    let valid = || values.iter().zip(weights).filter_map(|(value, w)| value.map(|value| (value, w)));
    let total = valid().fold(0.0, |sum, (_, w)| sum + w);
    (total > 0.0).then(|| valid().fold(0.0, |sum, (v, w)| sum + v * w) / total)
}

fn work<T: RealSample>(value: f64) -> f64 {
    match T::TYPE {
        SampleType::U8 | SampleType::U16 | SampleType::I8 | SampleType::I16 => f64::from(value as f32),
        SampleType::F32 if value.is_finite() => {
            f64::from(value.clamp(-f64::from(f32::MAX), f64::from(f32::MAX)) as f32)
        }
        SampleType::F32 => f64::from(value as f32),
        SampleType::F64 if value.is_finite() => value.clamp(-f64::MAX, f64::MAX),
        _ => value,
    }
}

fn round<T: RealSample>(value: f64) -> T {
    match T::TYPE {
        // GDAL's way there is by single precision for small integers of either sign.
        SampleType::U8 | SampleType::U16 => {
            T::from_f64(f64::from((value as f32 + 0.5_f32.copysign(value as f32)).trunc()))
        }
        _ => store(value),
    }
}

/// The next level by a filter. `valid` says how much each pixel counts.
pub(crate) fn filtered<T: RealSample>(
    method: Resampling,
    plane: &Plane<T>,
    to: Size,
    valid: Option<&Plane<u8>>,
    nodata: Option<T>,
    most: T,
) -> Plane<T> {
    let (width, height) = plane.size;
    let mut across: Vec<Vec<Value>> = Vec::new();
    for y in 0..height {
        let row = (0..to.0).map(|x| {
            let (start, weights, sum) = window(method, x, width, to.0, true);
            let range = y * width + start..y * width + start + weights.len();
            let valid = valid.map(|valid| &valid.samples[range.clone()]);
            row_value(method, &plane.samples[range], valid, &weights, sum)
        });
        across.push(row.collect());
    }
    Plane::make(to, |x, y| {
        let (start, weights, sum) = window(method, y, height, to.1, false);
        let column: Vec<Value> = across[start..start + weights.len()].iter().map(|row| row[x]).collect();
        let in_sequence = method == Resampling::Bilinear && T::TYPE == SampleType::F32 && x < to.0 / 8 * 8;
        match column_value::<T>(method, &column, valid.is_some(), &weights, sum, in_sequence) {
            None => nodata.unwrap_or(T::from_f64(0.0)),
            Some(value) => {
                let value = round(work::<T>(value));
                let value = if Some(value) == nodata { beside(value) } else { value };
                if value > most && !T::TYPE.is_float() { most } else { value }
            }
        }
    })
}

/// The next level by GAUSS.
pub(crate) fn gauss<T: RealSample>(
    plane: &Plane<T>,
    to: Size,
    valid: Option<&Plane<u8>>,
    nodata: Option<T>,
) -> Plane<T> {
    let ratio = |from: usize, to: usize| from as f64 / to as f64;
    let coefficients: &[f64] = match (0.5 + ratio(plane.size.1, to.1)) as usize {
        0..=2 => &[1.0, 2.0, 1.0],
        3 | 4 => &[1.0, 4.0, 6.0, 4.0, 1.0],
        _ => &[1.0, 6.0, 15.0, 20.0, 15.0, 6.0, 1.0],
    };
    let n = coefficients.len().cast_signed() as i64;
    let start = |i: usize, from: usize, to: usize| {
        let edge = |i: usize| (0.5 + i as f64 * ratio(from, to)) as i64;
        (edge(i) + (edge(i + 1) + 1 - edge(i)) / 2 - n / 2).min(from.cast_signed() as i64 - 1)
    };
    Plane::make(to, |x, y| {
        let (left, top) = (start(x, plane.size.0, to.0), start(y, plane.size.1, to.1));
        let (mut sum, mut total) = (0.0, 0.0);
        for (j, down) in (0..n).zip(coefficients) {
            for (i, across) in (0..n).zip(coefficients) {
                let (Ok(column), Ok(row)) = (usize::try_from(left + i), usize::try_from(top + j)) else { continue };
                let inside = column < plane.size.0 && row < plane.size.1;
                if inside && valid.is_none_or(|valid| valid.at(column, row) != 0) {
                    sum += plane.at(column, row).to_f64() * (down * across);
                    total += down * across;
                }
            }
        }
        if total == 0.0 {
            return nodata.unwrap_or(T::from_f64(0.0));
        }
        let mean: f64 = sum / total;
        if T::TYPE.is_float() { T::from_f64(mean) } else { T::from_f64((mean + 0.5_f64.copysign(mean)).trunc()) }
    })
}
