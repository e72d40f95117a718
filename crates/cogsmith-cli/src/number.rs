//! Numbers in JSON, which knows no NaN and no infinity, and numbers for people.

use serde_json::{Value, json};

/// Below this, every whole number is a double.
const EXACT: f64 = 9e15;

/// The number with all its digits, or its name as text where JSON has no number for it.
pub(crate) fn json_number(value: f64) -> Value {
    if value.is_finite() {
        // A whole number reads better without its ".0", but for the zero that would lose its sign.
        let is_whole = value.fract() == 0.0 && value.abs() < EXACT && (value != 0.0 || value.is_sign_positive());
        return if is_whole { json!(value as i64) } else { json!(value) };
    }
    json!(if value.is_nan() {
        "nan"
    } else if value > 0.0 {
        "inf"
    } else {
        "-inf"
    })
}

/// The number with all its digits, as short as it can be.
pub(crate) fn exact(value: f64) -> String {
    let is_plain = value.fract() == 0.0 && value.abs() < EXACT;
    if is_plain { format!("{value}") } else { format!("{value:?}") }
}

/// The number with 12 digits, without the noise that arithmetic leaves in the last ones.
pub(crate) fn rounded(value: f64) -> String {
    exact(format!("{value:.11e}").parse().unwrap_or(value))
}

/// `s` for any number but one.
pub(crate) fn plural(n: usize) -> &'static str {
    if n == 1 { "" } else { "s" }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn json_numbers_read_back() {
        for value in [0.0, -0.0, 1.0, -9999.0, 0.1, 1e15, 9.1e15, 1e300, -5e-324, f64::MAX, 1.0 / 3.0] {
            let text = json_number(value).to_string();
            let read: f64 = text.parse().unwrap();
            assert_eq!(read.to_bits(), value.to_bits(), "{text}");
            assert_eq!(exact(value).parse::<f64>().unwrap().to_bits(), value.to_bits());
        }
        assert_eq!(json_number(-9999.0).to_string(), "-9999");
        assert_eq!([f64::NAN, f64::INFINITY, f64::NEG_INFINITY].map(json_number), ["nan", "inf", "-inf"]);
    }

    #[test]
    fn people_are_spared_noise() {
        assert_eq!(rounded(11.0 + 3601.0 * (1.0 / 3600.0)), "12.0002777778");
        assert_eq!(rounded(4_600_000.0), "4600000");
        assert_eq!(rounded(0.1 + 0.2), "0.3");
        assert_eq!(exact(1e-9), "1e-9");
        assert_eq!(exact(f64::NAN), "NaN");
    }
}
