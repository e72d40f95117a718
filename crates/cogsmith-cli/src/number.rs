//! Numbers in JSON, which knows no NaN and no infinity.

use serde_json::{Value, json};

/// The number, or its name as text where JSON has no number for it.
pub(crate) fn json_number(value: f64) -> Value {
    if value.is_finite() {
        // A whole number reads better without its ".0".
        return if value.fract() == 0.0 && value.abs() < 9e15 { json!(value as i64) } else { json!(value) };
    }
    json!(if value.is_nan() {
        "nan"
    } else if value > 0.0 {
        "inf"
    } else {
        "-inf"
    })
}
