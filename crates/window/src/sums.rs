//! Sums from which the statistics of a band follow, in twice the precision of a double.
//!
//! Nothing is lost to rounding before the end: of integers of up to 32 bits the sums are exact, of others they have some 30
//! digits. In which order samples come, in what parts and on how many threads makes no difference that can be seen.

use geotiff_core::{RealSample, SampleType};

use crate::statistics::BandStatistics;

/// Samples of few bits that are summed up in integers before they are in doubles: so many squares of 16 bits are exact there.
const SMALL_AT_ONCE: usize = 1 << 16;

/// What is known of the valid samples of a band so far.
///
/// ```
/// use window::BandSums;
///
/// let (mut upper, mut lower) = (BandSums::default(), BandSums::default());
/// upper.add(&[1.0, 3.0, f64::NAN], |_, _| true);
/// lower.add(&[-9.0, 5.0], |_, value| value != -9.0);
/// upper.merge(&lower);
/// let statistics = upper.statistics();
/// assert_eq!((statistics.valid, statistics.min, statistics.max, statistics.mean), (3, 1.0, 5.0, 3.0));
/// ```
#[derive(Clone, Copy, Debug)]
pub struct BandSums {
    valid: u64,
    min: f64,
    max: f64,
    sum: Double,
    squares: Double,
}

impl Default for BandSums {
    fn default() -> Self {
        Self { valid: 0, min: f64::INFINITY, max: f64::NEG_INFINITY, sum: Double::ZERO, squares: Double::ZERO }
    }
}

impl BandSums {
    /// Takes those samples that are not NaN and of which `is_valid` is true, given their number in the slice.
    pub fn add<T: RealSample>(&mut self, samples: &[T], is_valid: impl Fn(usize, T) -> bool) {
        // So that each kind of samples gets a loop without branches.
        match T::TYPE {
            SampleType::U8 | SampleType::I8 | SampleType::U16 | SampleType::I16 => {
                for (part, samples) in samples.chunks(SMALL_AT_ONCE).enumerate() {
                    self.add_small(samples, |i, value| is_valid(part * SMALL_AT_ONCE + i, value));
                }
            }
            // Their squares are exact in a double.
            SampleType::F32 => self.add_lanes(samples, is_valid, |value| Double::from(value * value)),
            _ => self.add_lanes(samples, is_valid, |value| Double::product(value, value)),
        }
    }

    fn add_small<T: RealSample>(&mut self, samples: &[T], is_valid: impl Fn(usize, T) -> bool) {
        let (mut valid, mut sum, mut squares, mut min, mut max) = (0_u64, 0_i64, 0_i64, i64::MAX, i64::MIN);
        for (_, value) in samples.iter().enumerate().filter(|&(i, &v)| is_valid(i, v)) {
            let value = value.to_f64() as i64;
            (valid, sum, squares) = (valid + 1, sum + value, squares + value * value);
            (min, max) = (min.min(value), max.max(value));
        }
        if valid > 0 {
            self.valid += valid;
            (self.min, self.max) = (self.min.min(min as f64), self.max.max(max as f64));
            self.sum = self.sum.plus(Double::from(sum as f64));
            self.squares = self.squares.plus(Double::from(squares as f64));
        }
    }

    /// Every so many samples are summed up by themselves: an addition need not wait for the one before.
    fn add_lanes<T: RealSample>(
        &mut self,
        samples: &[T],
        is_valid: impl Fn(usize, T) -> bool,
        square: impl Fn(f64) -> Double,
    ) {
        let mut lanes = Lanes::NOTHING;
        let (parts, rest) = samples.as_chunks::<LANES>();
        for (part, samples) in parts.iter().enumerate() {
            lanes.add(samples, |lane, value| is_valid(part * LANES + lane, value), &square);
        }
        let mut last = [T::zeroed(); LANES];
        last[..rest.len()].copy_from_slice(rest);
        let first = samples.len() - rest.len();
        lanes.add(&last, |lane, value| lane < rest.len() && is_valid(first + lane, value), &square);
        for lane in 0..LANES {
            self.merge(&lanes.sums(lane));
        }
    }

    /// Takes all that the other has taken.
    pub fn merge(&mut self, other: &Self) {
        self.valid += other.valid;
        (self.min, self.max) = (self.min.min(other.min), self.max.max(other.max));
        self.sum = self.sum.plus(other.sum);
        self.squares = self.squares.plus(other.squares);
    }

    /// The sum of what was taken.
    pub fn sum(&self) -> f64 {
        self.sum.value()
    }

    /// The statistics of what was taken.
    pub fn statistics(&self) -> BandStatistics {
        if self.valid == 0 {
            return BandStatistics { valid: 0, min: f64::NAN, max: f64::NAN, mean: f64::NAN, std: f64::NAN };
        }
        let n = self.valid as f64;
        let mean = self.sum.over(n);
        // Σ(x − mean)² = Σx² − mean · Σx, of which so many digits are left that it need not be summed up in a second pass.
        let squares = self.squares.plus(mean.times(self.sum).negated());
        let std = squares.over(n).value().max(0.0).sqrt();
        let std = if self.min.is_infinite() || self.max.is_infinite() { f64::NAN } else { std };
        BandStatistics { valid: self.valid, min: self.min, max: self.max, mean: mean.value(), std }
    }
}

/// Samples that are summed up side by side.
const LANES: usize = 8;

/// The sums of [`LANES`] parts of the samples.
struct Lanes {
    valid: [u64; LANES],
    min: [f64; LANES],
    max: [f64; LANES],
    sum: [f64; LANES],
    sum_low: [f64; LANES],
    squares: [f64; LANES],
    squares_low: [f64; LANES],
}

impl Lanes {
    const NOTHING: Self = Self {
        valid: [0; LANES],
        min: [f64::INFINITY; LANES],
        max: [f64::NEG_INFINITY; LANES],
        sum: [0.0; LANES],
        sum_low: [0.0; LANES],
        squares: [0.0; LANES],
        squares_low: [0.0; LANES],
    };

    #[inline]
    fn add<T: RealSample>(
        &mut self,
        samples: &[T; LANES],
        is_valid: impl Fn(usize, T) -> bool,
        square: impl Fn(f64) -> Double,
    ) {
        for (lane, &sample) in samples.iter().enumerate() {
            let is_taken = !sample.is_nan() && is_valid(lane, sample);
            let value = sample.to_f64();
            // A zero changes no sum.
            let value_or_zero = if is_taken { value } else { 0.0 };
            self.valid[lane] += u64::from(is_taken);
            let (low, high) = if is_taken { (value, value) } else { (f64::INFINITY, f64::NEG_INFINITY) };
            self.min[lane] = if low < self.min[lane] { low } else { self.min[lane] };
            self.max[lane] = if high > self.max[lane] { high } else { self.max[lane] };
            let sum = Double::sum(self.sum[lane], value_or_zero);
            self.sum[lane] = sum.high;
            self.sum_low[lane] += sum.low;
            let value = square(value_or_zero);
            let squares = Double::sum(self.squares[lane], value.high);
            self.squares[lane] = squares.high;
            self.squares_low[lane] += squares.low + value.low;
        }
    }

    fn sums(&self, lane: usize) -> BandSums {
        let double = |high: f64, low: f64| if low.is_finite() { Double::sum(high, low) } else { Double { high, low } };
        BandSums {
            valid: self.valid[lane],
            min: self.min[lane],
            max: self.max[lane],
            sum: double(self.sum[lane], self.sum_low[lane]),
            squares: double(self.squares[lane], self.squares_low[lane]),
        }
    }
}

/// The unevaluated sum of two doubles, the second less than half a unit in the last place of the first (Dekker 1971).
#[derive(Clone, Copy, Debug)]
struct Double {
    high: f64,
    low: f64,
}

impl From<f64> for Double {
    fn from(high: f64) -> Self {
        Self { high, low: 0.0 }
    }
}

impl Double {
    const ZERO: Self = Self { high: 0.0, low: 0.0 };

    /// The exact sum of two doubles, whichever is larger.
    fn sum(a: f64, b: f64) -> Self {
        let high = a + b;
        let of_b = high - a;
        Self { high, low: (a - (high - of_b)) + (b - of_b) }
    }

    /// The exact product of two doubles.
    fn product(a: f64, b: f64) -> Self {
        let high = a * b;
        let ((a1, a0), (b1, b0)) = (halves(a), halves(b));
        Self { high, low: ((a1 * b1 - high) + a1 * b0 + a0 * b1) + a0 * b0 }
    }

    fn plus(self, other: Self) -> Self {
        let sum = Self::sum(self.high, other.high);
        let lows = Self::sum(self.low, other.low);
        let upper = Self::sum(sum.high, sum.low + lows.high);
        Self::sum(upper.high, upper.low + lows.low)
    }

    fn times(self, other: Self) -> Self {
        let product = Self::product(self.high, other.high);
        Self::sum(product.high, product.low + (self.high * other.low + self.low * other.high))
    }

    fn over(self, divisor: f64) -> Self {
        let first = self.high / divisor;
        let rest = self.plus(Self::product(first, divisor).negated());
        Self::sum(first, (rest.high + rest.low) / divisor)
    }

    fn negated(self) -> Self {
        Self { high: -self.high, low: -self.low }
    }

    /// The nearest double. The lower part of what is infinite is no number.
    fn value(self) -> f64 {
        if self.low.is_nan() { self.high } else { self.high + self.low }
    }
}

/// Two doubles of 26 bits each that add up to this one (Veltkamp).
fn halves(value: f64) -> (f64, f64) {
    const SPLITTER: f64 = 134_217_729.0; // 2²⁷ + 1
    let stretched = SPLITTER * value;
    let high = stretched - (stretched - value);
    if high.is_finite() { (high, value - high) } else { (value, 0.0) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn sums<T: RealSample>(samples: &[T]) -> BandSums {
        let mut sums = BandSums::default();
        sums.add(samples, |_, _| true);
        sums
    }

    #[test]
    fn nothing_cancels_out() {
        // numpy, in longdouble: 1e9 + [0.0, 0.1, …, 9.9] has the deviation of [0.0, 0.1, …, 9.9].
        let values: Vec<f64> = (0..100_000).map(|i| 1e9 + f64::from(i % 2)).collect();
        let statistics = sums(&values).statistics();
        assert_eq!((statistics.mean, statistics.std), (1_000_000_000.5, 0.5));
        assert_eq!(sums(&[f64::NAN]).statistics().valid, 0);
        assert_eq!(sums(&[1.0, f64::INFINITY]).statistics().max, f64::INFINITY);
    }

    #[test]
    fn whole_numbers_are_exact() {
        let values: Vec<i32> = (0..70_000).map(|i| i32::MAX - i * 7919 % 1000).collect();
        let small: Vec<i16> = values.iter().map(|value| (value % 30_000) as i16).collect();
        for values in
            [values.iter().map(|&v| i128::from(v)).collect::<Vec<_>>(), small.iter().map(|&v| v.into()).collect()]
        {
            let (n, sum) = (values.len() as i128, values.iter().sum::<i128>());
            let squares: i128 = values.iter().map(|v| v * v).sum();
            let variance = (n * squares - sum * sum) as f64 / (n * n) as f64;
            let sums = if values[0] > 40_000 {
                sums(&values.iter().map(|&v| v as i32).collect::<Vec<_>>())
            } else {
                sums(&values.iter().map(|&v| v as i16).collect::<Vec<_>>())
            };
            let statistics = sums.statistics();
            assert!((statistics.mean - sum as f64 / n as f64).abs() <= f64::EPSILON * statistics.mean.abs());
            assert!((statistics.std / variance.sqrt() - 1.0).abs() < 1e-15, "{} {}", statistics.std, variance.sqrt());
        }
    }

    proptest! {
        #[test]
        fn parts_in_any_order_give_the_same(values in proptest::collection::vec(-1e12_f64..1e12, 1..200), at in 0_usize..200) {
            let (first, last) = values.split_at(at.min(values.len()));
            let mut parts = sums(last);
            parts.merge(&sums(first));
            prop_assert_eq!(parts.statistics(), sums(&values).statistics());
        }
    }
}
