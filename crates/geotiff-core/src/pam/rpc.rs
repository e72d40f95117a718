//! Rational polynomial coefficients that stand as named texts, as the numbers of RPCCoefficient (tag 50844).

use crate::field::Field;
use crate::gdal_metadata::MetadataItem;
use crate::nodata::leading_number;
use crate::profile::Profile;
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

impl Profile {
    /// The rational polynomial coefficients by GDAL's names, if the raster has them: of each name one number, or the 20 terms
    /// of a polynomial.
    ///
    /// ```
    /// use geotiff_core::{Field, Profile, SampleType, Tag};
    ///
    /// let mut profile = Profile::new(SampleType::U8, 10, 10, 1);
    /// let numbers: Vec<f64> = (0..92).map(f64::from).collect();
    /// profile.descriptive_fields.push(Field::doubles(Tag::RPC_COEFFICIENT, &numbers));
    /// let coefficients = profile.rpc().unwrap();
    /// assert_eq!(coefficients[2], ("LINE_OFF", vec![2.0]));
    /// assert_eq!((coefficients[15].0, coefficients[15].1[19]), ("SAMP_DEN_COEFF", 91.0));
    /// ```
    pub fn rpc(&self) -> Option<Vec<(&'static str, Vec<f64>)>> {
        let field = self.descriptive_fields.iter().find(|field| field.tag == Tag::RPC_COEFFICIENT)?;
        let numbers = field.to_f64s().ok()?;
        let (single, terms) = numbers.split_at_checked(SINGLE.len())?;
        let terms = terms.get(..POLYNOMIALS.len() * TERMS)?;
        let single = SINGLE.into_iter().zip(single.iter().map(|&number| vec![number]));
        Some(single.chain(POLYNOMIALS.into_iter().zip(terms.chunks(TERMS).map(<[f64]>::to_vec))).collect())
    }
}
