//! Rational polynomial coefficients that stand as named texts, as the numbers of RPCCoefficient (tag 50844).

use crate::field::Field;
use crate::gdal_metadata::MetadataItem;
use crate::nodata::leading_number;
use crate::tag::Tag;

/// The single numbers, in the order of the field (GDAL's GTiff driver; RPC00B): two errors, five offsets, five scales.
const SINGLE: [&str; 12] = [
    "ERR_BIAS",
    "ERR_RAND",
    "LINE_OFF",
    "SAMP_OFF",
    "LAT_OFF",
    "LONG_OFF",
    "HEIGHT_OFF",
    "LINE_SCALE",
    "SAMP_SCALE",
    "LAT_SCALE",
    "LONG_SCALE",
    "HEIGHT_SCALE",
];
/// The polynomials that follow.
const POLYNOMIALS: [&str; 4] = ["LINE_NUM_COEFF", "LINE_DEN_COEFF", "SAMP_NUM_COEFF", "SAMP_DEN_COEFF"];
/// Terms of each.
const TERMS: usize = 20;

/// The field of the `RPC` domain; `None` if one of its numbers is missing.
pub(super) fn field(items: &[MetadataItem]) -> Option<Field> {
    let text = |name: &str| {
        let is_it = |item: &&MetadataItem| {
            item.sample.is_none() && item.domain.as_deref() == Some("RPC") && item.name.eq_ignore_ascii_case(name)
        };
        items.iter().find(is_it).map(|item| item.value.as_str())
    };
    let mut numbers = Vec::with_capacity(SINGLE.len() + POLYNOMIALS.len() * TERMS);
    for (i, name) in SINGLE.into_iter().enumerate() {
        // The errors may be left out: -1 is "unknown".
        numbers.push(text(name).map(leading_number).or((i < 2).then_some(-1.0))?);
    }
    for name in POLYNOMIALS {
        let terms: Vec<f64> = text(name)?.split_ascii_whitespace().map(leading_number).collect();
        numbers.extend(<[f64; TERMS]>::try_from(terms).ok()?);
    }
    Some(Field::doubles(Tag::RPC_COEFFICIENT, &numbers))
}
