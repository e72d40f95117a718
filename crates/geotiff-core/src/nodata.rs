//! The nodata value (GDAL_NODATA, tag 42113): a number in ASCII, in all its spellings.

use crate::real_sample::RealSample;
use crate::sample::SampleType;
use crate::with_real_sample;

/// The value that marks pixels without data.
///
/// 64-bit integers keep all their digits; every other type is held as a double, as GDAL does.
///
/// ```
/// use geotiff_core::{Nodata, SampleType};
///
/// assert_eq!(Nodata::parse("-9999", SampleType::I16).unwrap().in_type::<i16>(), Some(-9999));
/// assert_eq!(Nodata::parse("-9999", SampleType::U8).unwrap().in_type::<u8>(), None);
/// assert_eq!(Nodata::parse("18446744073709551615", SampleType::U64), Some(Nodata::UInt(u64::MAX)));
/// assert!(Nodata::parse(" nan", SampleType::F32).unwrap().in_type::<f32>().unwrap().is_nan());
/// assert_eq!(Nodata::Float(f64::from(1e-5_f32)).to_string(), "9.9999997473787516e-06");
/// ```
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Nodata {
    /// The value, for every type but 64-bit integers.
    Float(f64),
    /// The value of an [`SampleType::I64`] raster.
    Int(i64),
    /// The value of a [`SampleType::U64`] raster.
    UInt(u64),
}

impl Nodata {
    /// Reads the field's text for samples of this type; `None` where it is empty.
    ///
    /// As C's `strtod` and `strtoll` do, so GDAL: leading blanks and whatever follows the number are passed over, words are
    /// 0, and integers beyond 64 bits are the nearest of 64 bits.
    /// The value of 32-bit floats is rounded to one.
    pub fn parse(text: &str, sample_type: SampleType) -> Option<Self> {
        let text = text.trim_start_matches(|c: char| c.is_ascii_whitespace());
        match sample_type {
            _ if text.trim_end_matches('\0').is_empty() => None,
            SampleType::I64 => Some(Self::Int(parse_integer(text).clamp(i64::MIN.into(), i64::MAX.into()) as i64)),
            SampleType::U64 => Some(Self::UInt(parse_integer(text).clamp(0, u64::MAX.into()) as u64)),
            SampleType::F32 => Some(Self::Float(round_to_f32(parse_double(text).unwrap_or(0.0)))),
            _ => Some(Self::Float(parse_double(text).unwrap_or(0.0))),
        }
    }

    /// The value as a double; 64-bit integers beyond 2⁵³ are rounded.
    pub fn to_f64(self) -> f64 {
        match self {
            Self::Float(value) => value,
            Self::Int(value) => value as f64,
            Self::UInt(value) => value as f64,
        }
    }

    /// Whether samples of this type can have the value.
    pub fn is_possible_in(self, sample_type: SampleType) -> bool {
        with_real_sample!(sample_type, T => self.in_type::<T>().is_some(), complex => true)
    }

    /// The value in the samples' own type; `None` if no sample can have it, so that nothing is nodata.
    pub fn in_type<T: RealSample>(self) -> Option<T> {
        let bytes_of = |value: &[u8]| bytemuck::try_pod_read_unaligned(value).ok();
        match (self, T::TYPE) {
            (Self::Int(value), SampleType::I64) => bytes_of(bytemuck::bytes_of(&value)),
            (Self::UInt(value), SampleType::U64) => bytes_of(bytemuck::bytes_of(&value)),
            (_, SampleType::F32 | SampleType::F64) => {
                let sample = T::from_f64(self.to_f64());
                (sample.to_f64().is_finite() || !self.to_f64().is_finite()).then_some(sample)
            }
            _ => {
                let value = self.to_f64();
                let sample = T::from_f64(value);
                (sample.to_f64() == value).then_some(sample)
            }
        }
    }
}

/// The value as samples have it: 64-bit integers as such, all others as doubles.
///
/// ```
/// use geotiff_core::Nodata;
///
/// assert_eq!(Nodata::from(-9999), Nodata::Float(-9999.0));
/// assert_eq!(Nodata::from(u64::MAX), Nodata::UInt(u64::MAX));
/// ```
impl<T: RealSample> From<T> for Nodata {
    fn from(value: T) -> Self {
        let bytes = bytemuck::bytes_of(&value);
        match (T::TYPE, bytes.try_into()) {
            (SampleType::I64, Ok(bytes)) => Self::Int(i64::from_ne_bytes(bytes)),
            (SampleType::U64, Ok(bytes)) => Self::UInt(u64::from_ne_bytes(bytes)),
            _ => Self::Float(value.to_f64()),
        }
    }
}

/// GDAL's spelling: `nan`, `inf`, or `%.17g`; 64-bit integers in decimal.
impl std::fmt::Display for Nodata {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Float(value) => f.write_str(&format_g17(*value)),
            Self::Int(value) => write!(f, "{value}"),
            Self::UInt(value) => write!(f, "{value}"),
        }
    }
}

/// The nearest single-precision value, unless it lies beyond all of them.
fn round_to_f32(value: f64) -> f64 {
    let rounded = value as f32;
    if value.is_finite() && rounded.is_infinite() { value } else { f64::from(rounded) }
}

/// A double as C's `%.17g` prints it, which is how GDAL writes numbers into its tags.
pub fn format_g17(value: f64) -> String {
    format_g(value, 17)
}

/// A double as C's `%.{digits}g` prints it.
///
/// ```
/// use geotiff_core::format_g;
///
/// assert_eq!([833.33344, 1e20, 0.00001, 72.0].map(|v| format_g(v, 4)), ["833.3", "1e+20", "1e-05", "72"]);
/// ```
pub fn format_g(value: f64, digits: u8) -> String {
    if value.is_nan() {
        return "nan".into();
    }
    if value.is_infinite() {
        return if value > 0.0 { "inf" } else { "-inf" }.into();
    }
    let last = i32::from(digits.max(1)) - 1;
    let scientific = format!("{value:.0$e}", usize::from(digits.max(1)) - 1);
    let (mantissa, exponent) = scientific.split_once('e').unwrap_or((&scientific, "0"));
    let exponent: i32 = exponent.parse().unwrap_or(0);
    if !(-4..=last).contains(&exponent) {
        let sign = if exponent < 0 { '-' } else { '+' };
        return format!("{}e{sign}{:02}", trim_zeros(mantissa), exponent.abs());
    }
    let decimals = usize::try_from(last - exponent).unwrap_or(0);
    trim_zeros(&format!("{value:.decimals$}")).to_string()
}

fn trim_zeros(number: &str) -> &str {
    if number.contains('.') { number.trim_end_matches('0').trim_end_matches('.') } else { number }
}

fn prefix_len(text: &str, wanted: impl Fn(u8) -> bool) -> usize {
    text.bytes().take_while(|&c| wanted(c)).count()
}

fn parse_double(text: &str) -> Option<f64> {
    let lower = text.to_ascii_lowercase();
    let unsigned = lower.trim_start_matches(['+', '-']);
    let sign = if lower.starts_with('-') { -1.0 } else { 1.0 };
    // GDAL also knows the spellings of old Microsoft run times.
    if unsigned.starts_with("nan") || unsigned.starts_with("1.#qnan") || unsigned.starts_with("1.#ind") {
        return Some(f64::NAN);
    }
    if unsigned.starts_with("inf") || unsigned.starts_with("1.#inf") {
        return Some(sign * f64::INFINITY);
    }
    lower.get(..number_len(&lower))?.parse().ok()
}

/// The number that a text begins with, as C's `atof` reads it: 0 if it begins with none.
pub(crate) fn leading_number(text: &str) -> f64 {
    parse_double(text.trim_ascii_start()).unwrap_or(0.0)
}

/// As C's `strtoll`: 0 where there is no number. What is beyond 64 bits is beyond them here, too.
fn parse_integer(text: &str) -> i128 {
    let (sign, digits) = match text.strip_prefix('-') {
        Some(rest) => (-1, rest),
        None => (1, text.strip_prefix('+').unwrap_or(text)),
    };
    let digits = &digits[..prefix_len(digits, |c| c.is_ascii_digit())];
    sign * digits.bytes().fold(0_i128, |n, c| (n * 10 + i128::from(c - b'0')).min(i128::from(u64::MAX) + 1))
}

/// How much of a text is a decimal number.
fn number_len(text: &str) -> usize {
    let digits = |at: usize| text.get(at..).map_or(0, |rest| prefix_len(rest, |c| c.is_ascii_digit()));
    let is = |at: usize, wanted: &[u8]| text.as_bytes().get(at).is_some_and(|c| wanted.contains(c));
    let start = usize::from(is(0, b"+-"));
    let mut end = start + digits(start);
    let mut mantissa = end - start;
    if is(end, b".") {
        let decimals = digits(end + 1);
        mantissa += decimals;
        end += 1 + decimals;
    }
    if mantissa == 0 {
        return 0;
    }
    if is(end, b"e") {
        let exponent = end + 1 + usize::from(is(end + 1, b"+-"));
        let len = digits(exponent);
        if len > 0 {
            end = exponent + len;
        }
    }
    end
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn spells_numbers_as_c_does() {
        for (value, text) in [
            (0.0, "0"),
            (-9999.0, "-9999"),
            (0.1, "0.10000000000000001"),
            (1e17, "1e+17"),
            (-3.4028234663852886e38, "-3.4028234663852886e+38"),
            (123456789012345680.0, "1.2345678901234568e+17"),
            (12345678901234568.0, "12345678901234568"),
        ] {
            assert_eq!(format_g17(value), text);
        }
    }

    #[test]
    fn reads_what_strtoll_reads() {
        let read = |text, sample_type| Nodata::parse(text, sample_type).unwrap();
        assert_eq!(read("-9223372036854775808", SampleType::I64), Nodata::Int(i64::MIN));
        assert_eq!(read("99999999999999999999999999999999999999999999", SampleType::U64), Nodata::UInt(u64::MAX));
        assert_eq!(read("-1", SampleType::U64), Nodata::UInt(0));
        assert_eq!(read("nan", SampleType::I64), Nodata::Int(0));
    }

    #[test]
    fn reads_what_strtod_reads() {
        let read = |text| Nodata::parse(text, SampleType::F64).map(Nodata::to_f64);
        assert_eq!(read("-3.40282e+38 "), Some(-3.40282e38));
        assert_eq!(read("1e"), Some(1.0));
        assert_eq!(read("-inf"), Some(f64::NEG_INFINITY));
        assert_eq!(read("0 or so"), Some(0.0));
        assert_eq!(read(""), None);
        assert_eq!(read("none"), Some(0.0));
        assert_eq!(Nodata::Float(1e40).in_type::<f32>(), None);
        assert_eq!(Nodata::parse("-3.4e38", SampleType::F32), Some(Nodata::Float(f64::from(-3.4e38_f32))));
        assert!(read("-1.#IND").is_some_and(f64::is_nan));
    }
}
