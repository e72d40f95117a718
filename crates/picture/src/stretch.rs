//! Which values get the first and the last colour.

use std::str::FromStr;

use geotiff_core::{Error, Result, SampleType};

/// How the range of values is chosen that colours are spread over.
///
/// All but [`Stretch::Range`] and [`Stretch::Type`] go by the valid pixels of the picture itself, which are those of an overview
/// or means of many: extremes of single pixels of the raster count for little.
///
/// ```
/// use picture::Stretch;
///
/// assert_eq!("2-98".parse::<Stretch>()?, Stretch::Percentiles(2.0, 98.0));
/// assert_eq!("-10,35.5".parse::<Stretch>()?, Stretch::Range(-10.0, 35.5));
/// assert_eq!("stddev".parse::<Stretch>()?, Stretch::Deviations(2.0));
/// # Ok::<(), geotiff_core::Error>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Stretch {
    /// From the least value to the largest: `minmax`.
    MinMax,
    /// From one percentile to another, between 0 and 100: `2-98`.
    Percentiles(f64, f64),
    /// From this value to that one: `0,3000`.
    Range(f64, f64),
    /// So many standard deviations around the mean, but no farther than there are values: `stddev`, which is 2, or `stddev:1.5`.
    Deviations(f64),
    /// All that the type of samples can hold: `none`.
    Type,
}

impl FromStr for Stretch {
    type Err = Error;

    fn from_str(text: &str) -> Result<Self> {
        let wrong = |why: &str| {
            Error::parameter(format!(
                "“{text}” is no stretch: {why}; write minmax, percentiles as 2-98, values as MIN,MAX, stddev, stddev:N or none"
            ))
        };
        let number = |text: &str| text.trim().parse::<f64>().ok().filter(|n| n.is_finite());
        match text {
            "minmax" => return Ok(Self::MinMax),
            "none" => return Ok(Self::Type),
            "stddev" => return Ok(Self::Deviations(2.0)),
            _ => {}
        }
        if let Some(deviations) = text.strip_prefix("stddev:") {
            let deviations = number(deviations).filter(|&n| n > 0.0);
            return deviations.map(Self::Deviations).ok_or_else(|| wrong("deviations are a number above 0"));
        }
        if let Some((low, high)) = text.split_once(',') {
            return match (number(low), number(high)) {
                (Some(low), Some(high)) if low < high => Ok(Self::Range(low, high)),
                (Some(_), Some(_)) => Err(wrong("the first value is not below the second")),
                _ => Err(wrong("values are two numbers")),
            };
        }
        match text.split_once('-').map(|(low, high)| (number(low), number(high))) {
            Some((Some(low), Some(high))) if 0.0 <= low && low < high && high <= 100.0 => {
                Ok(Self::Percentiles(low, high))
            }
            Some((Some(_), Some(_))) => Err(wrong("percentiles are between 0 and 100, the lower one first")),
            _ => Err(wrong("it is none of these")),
        }
    }
}

/// A range of values to be shown, and whether there are others.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Spread {
    pub(crate) low: f64,
    pub(crate) high: f64,
    /// Whether a value is below, and above.
    pub(crate) beyond: [bool; 2],
}

/// What samples of a band are: what [`Stretch::Type`] goes by.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Band {
    pub(crate) sample_type: SampleType,
    pub(crate) bits: u16,
    pub(crate) scale: f64,
    pub(crate) offset: f64,
}

impl Stretch {
    /// The range for these values, of which NaNs are none.
    ///
    /// # Errors
    /// `Parameter` if the type has no range of its own.
    pub(crate) fn spread(self, values: &[f64], band: &Band) -> Result<Spread> {
        let mut valid: Vec<f64> = values.iter().copied().filter(|value| value.is_finite()).collect();
        let least = valid.iter().copied().fold(f64::INFINITY, f64::min);
        let most = valid.iter().copied().fold(f64::NEG_INFINITY, f64::max);
        let (low, high) = match self {
            Self::Range(low, high) => (low, high),
            Self::Type => band.range()?,
            _ if valid.is_empty() => (0.0, 1.0),
            Self::MinMax => (least, most),
            Self::Percentiles(low, high) => (percentile(&mut valid, low), percentile(&mut valid, high)),
            Self::Deviations(wide) => {
                let count = valid.len() as f64;
                let mean = valid.iter().sum::<f64>() / count;
                let deviation = (valid.iter().map(|value| (value - mean) * (value - mean)).sum::<f64>() / count).sqrt();
                ((mean - wide * deviation).max(least), (mean + wide * deviation).min(most))
            }
        };
        Ok(Spread { low, high, beyond: [least < low, most > high] })
    }
}

impl Band {
    /// The range of the samples' type, as physical values.
    fn range(&self) -> Result<(f64, f64)> {
        let bits = i32::from(self.bits.min(8 * self.sample_type.bytes() as u16));
        let power = |bits: i32| (0..bits).fold(1.0_f64, |n, _| n * 2.0);
        let (low, high) = match self.sample_type {
            SampleType::U8 | SampleType::U16 | SampleType::U32 | SampleType::U64 => (0.0, power(bits) - 1.0),
            SampleType::I8 | SampleType::I16 | SampleType::I32 | SampleType::I64 => {
                (-power(bits - 1), power(bits - 1) - 1.0)
            }
            other => {
                let message =
                    format!("samples of {other} have no range of their own: choose another stretch than none");
                return Err(Error::parameter(message));
            }
        };
        let [a, b] = [low, high].map(|sample| sample * self.scale + self.offset);
        Ok((a.min(b), a.max(b)))
    }
}

/// Between the two values in order that it falls between.
fn percentile(values: &mut [f64], percent: f64) -> f64 {
    let place = (values.len() - 1) as f64 * (percent / 100.0);
    let (_, &mut at, after) = values.select_nth_unstable_by(place as usize, f64::total_cmp);
    let next = after.iter().copied().fold(f64::INFINITY, f64::min);
    let rest = place - place.floor();
    if rest > 0.0 && next.is_finite() { at + (next - at) * rest } else { at }
}

impl Spread {
    /// Where a value lies: 0 at the low end, 1 at the high one. In the middle, if there is but one value.
    pub(crate) fn share(&self, value: f64) -> f64 {
        let range = self.high - self.low;
        if range > 0.0 { ((value - self.low) / range).clamp(0.0, 1.0) } else { 0.5 }
    }
}

/// `share` to the power of 1 / gamma, by products and roots, which every machine rounds alike.
pub(crate) fn gamma(share: f64, gamma: f64) -> f64 {
    let exponent = 1.0 / gamma;
    let (mut whole, mut rest) = (exponent.floor().min(1024.0) as u32, exponent - exponent.floor());
    let (mut power, mut root) = (1.0, share);
    while whole > 0 {
        (power, whole) = (power * share, whole - 1);
    }
    for _ in 0..30 {
        (root, rest) = (root.sqrt(), rest * 2.0);
        if rest >= 1.0 {
            (power, rest) = (power * root, rest - 1.0);
        }
    }
    power
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const BYTES: Band = Band { sample_type: SampleType::U8, bits: 8, scale: 1.0, offset: 0.0 };

    #[test]
    fn ranges_by_every_rule() {
        let values: Vec<f64> = (0..=100).map(f64::from).chain([f64::NAN]).collect();
        let range = |text: &str| {
            let spread = text.parse::<Stretch>().unwrap().spread(&values, &BYTES).unwrap();
            (spread.low, spread.high, spread.beyond)
        };
        assert_eq!(range("minmax"), (0.0, 100.0, [false; 2]));
        assert_eq!(range("2-98"), (2.0, 98.0, [true; 2]));
        assert_eq!(range("0.5-100"), (0.5, 100.0, [true, false]));
        assert_eq!(range("-5,50"), (-5.0, 50.0, [false, true]));
        assert_eq!(range("none"), (0.0, 255.0, [false; 2]));
        let (low, high, _) = range("stddev:1");
        assert!((low - 20.845).abs() < 0.001 && (high - 79.155).abs() < 0.001, "{low} {high}");
        assert_eq!(range("stddev:3"), (0.0, 100.0, [false; 2]));
    }

    #[test]
    fn what_is_no_stretch_is_told() {
        for text in ["", "max", "98-2", "2-101", "5,5", "1,x", "stddev:0", "stddev:", "2--98", "nan,1"] {
            assert!(text.parse::<Stretch>().is_err(), "{text}");
        }
        let floats = Band { sample_type: SampleType::F32, ..BYTES };
        assert!(Stretch::Type.spread(&[1.0], &floats).unwrap_err().to_string().contains("float32"));
    }

    #[test]
    fn nothing_and_one_value_have_a_range() {
        let nothing = Stretch::MinMax.spread(&[f64::NAN], &BYTES).unwrap();
        assert_eq!((nothing.low, nothing.high, nothing.beyond), (0.0, 1.0, [false; 2]));
        let one = Stretch::Percentiles(2.0, 98.0).spread(&[7.0; 5], &BYTES).unwrap();
        assert_eq!((one.low, one.high, one.share(7.0)), (7.0, 7.0, 0.5));
    }

    proptest! {
        #[test]
        fn gamma_is_a_power(share in 0.0_f64..=1.0, by in 0.2_f64..5.0) {
            prop_assert!((gamma(share, by) - share.powf(1.0 / by)).abs() < 1e-6);
        }

        #[test]
        fn percentiles_are_those_of_the_sorted(mut values in prop::collection::vec(-1e3_f64..1e3, 1..50), percent in 0.0_f64..=100.0) {
            let got = percentile(&mut values.clone(), percent);
            values.sort_by(f64::total_cmp);
            let place = (values.len() - 1) as f64 * percent / 100.0;
            let (below, above) = (values[place.floor() as usize], values[place.ceil() as usize]);
            prop_assert!((got - (below + (above - below) * (place - place.floor()))).abs() < 1e-9);
        }
    }
}
