//! Values of creation options, spelled as GDAL allows.

use std::str::FromStr;

use overview::Resampling;

use super::names::CODECS;
use super::refusals::Refusal;
use super::{Codec, Threads};
use crate::layout::BigTiff;
use crate::options::{GeotiffVersion, MetadataChoice, OverviewSource, PredictorChoice, StatisticsChoice};
use crate::pyramid::Interleave;
use geotiff_core::Predictor;

const YES: [&str; 4] = ["YES", "ON", "TRUE", "1"];
const NO: [&str; 4] = ["NO", "OFF", "FALSE", "0"];

type Value<T> = Result<T, Refusal>;

/// One of the names, each of which may stand for the same as others.
fn one_of<T: Clone>(value: &str, choices: &[(&[&str], T)]) -> Value<T> {
    let is_it = |(names, _): &&(&[&str], T)| names.iter().any(|name| name.eq_ignore_ascii_case(value));
    choices.iter().find(is_it).map(|(_, choice)| choice.clone()).ok_or_else(|| {
        let names: Vec<_> = choices.iter().filter_map(|(names, _)| names.first().copied()).collect();
        Refusal::Value(format!("it is one of {}", names.join(", ")))
    })
}

pub(super) fn boolean(value: &str) -> Value<bool> {
    one_of(value, &[(&YES, true), (&NO, false)])
}

/// A whole number from the first to the last.
pub(super) fn whole<T: TryFrom<u64>>(value: &str, first: u64, last: u64) -> Value<T> {
    let number = value.parse().ok().filter(|number| (first..=last).contains(number));
    number.and_then(|number| T::try_from(number).ok()).ok_or_else(|| {
        Refusal::Value(match last {
            u64::MAX => format!("it is a whole number from {first} up"),
            _ => format!("it is a whole number from {first} to {last}"),
        })
    })
}

/// A number that is not negative.
pub(super) fn tolerance(value: &str) -> Value<f64> {
    let number = f64::from_str(value).ok().filter(|number| number.is_finite() && *number >= 0.0);
    number.ok_or_else(|| Refusal::Value("it is a number from 0 up".into()))
}

pub(super) fn codec(value: &str) -> Value<Codec> {
    let choices: Vec<(&[&str], Codec)> =
        CODECS.iter().map(|(name, codec)| (std::slice::from_ref(name), *codec)).collect();
    one_of(value, &choices)
}

pub(super) fn predictor(value: &str) -> Value<PredictorChoice> {
    one_of(
        value,
        &[
            (&["YES", "ON", "TRUE", "AUTO"], PredictorChoice::Auto),
            (&["NO", "OFF", "FALSE", "NONE", "1"], PredictorChoice::Fixed(Predictor::None)),
            (&["STANDARD", "2"], PredictorChoice::Fixed(Predictor::Horizontal)),
            (&["FLOATING_POINT", "3"], PredictorChoice::Fixed(Predictor::FloatingPoint)),
        ],
    )
}

pub(super) fn interleave(value: &str) -> Value<Interleave> {
    one_of(value, &[(&["PIXEL"], Interleave::Pixel), (&["BAND"], Interleave::Band), (&["TILE"], Interleave::Tile)])
}

pub(super) fn overview_source(value: &str) -> Value<OverviewSource> {
    one_of(
        value,
        &[
            (&["AUTO"], OverviewSource::ExistingOrMade),
            (&["IGNORE_EXISTING"], OverviewSource::Made),
            (&["FORCE_USE_EXISTING"], OverviewSource::Existing),
            (&["NONE"], OverviewSource::None),
        ],
    )
}

/// −1 is GDAL's default.
pub(super) fn overview_count(value: &str) -> Value<Option<usize>> {
    if value == "-1" { Ok(None) } else { whole(value, 0, u64::MAX).map(Some) }
}

pub(super) fn resampling(value: &str) -> Value<Resampling> {
    // rasterio's name of it.
    let value = if value.eq_ignore_ascii_case("cubic_spline") { "cubicspline" } else { value };
    let known = Resampling::OVERVIEWS.into_iter().find(|method| method.name().eq_ignore_ascii_case(value));
    known.ok_or_else(|| {
        let names = Resampling::OVERVIEWS.map(|method| method.name().to_ascii_uppercase());
        Refusal::Value(format!("it is one of {}", names.join(", ")))
    })
}

pub(super) fn threads(value: &str) -> Value<Threads> {
    if value.eq_ignore_ascii_case("ALL_CPUS") {
        return Ok(Threads::All);
    }
    let count = whole(value, 1, 1024).map(Threads::Count);
    count.map_err(|_| Refusal::Value("it is a whole number from 1 to 1024, or ALL_CPUS".into()))
}

pub(super) fn big_tiff(value: &str) -> Value<BigTiff> {
    one_of(
        value,
        &[
            (&YES, BigTiff::Yes),
            (&NO, BigTiff::No),
            (&["IF_NEEDED"], BigTiff::IfNeeded),
            (&["IF_SAFER"], BigTiff::IfSafer),
        ],
    )
}

pub(super) fn geotiff_version(value: &str) -> Value<GeotiffVersion> {
    one_of(
        value,
        &[(&["AUTO"], GeotiffVersion::Auto), (&["1.0"], GeotiffVersion::V1_0), (&["1.1"], GeotiffVersion::V1_1)],
    )
}

pub(super) fn statistics(value: &str) -> Value<StatisticsChoice> {
    one_of(
        value,
        &[(&["AUTO"], StatisticsChoice::Copied), (&YES, StatisticsChoice::Computed), (&NO, StatisticsChoice::None)],
    )
}

pub(super) fn metadata(value: &str) -> Value<MetadataChoice> {
    one_of(
        value,
        &[(&["AUTO"], MetadataChoice::DefaultDomain), (&YES, MetadataChoice::All), (&NO, MetadataChoice::None)],
    )
}

/// The default domain may be named by nothing.
pub(super) fn domain(value: &str) -> String {
    if value.eq_ignore_ascii_case("_DEFAULT_") { String::new() } else { value.to_string() }
}
