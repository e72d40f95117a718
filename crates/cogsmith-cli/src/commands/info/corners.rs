//! Where the corners of a raster are.

use cogsmith::{Crs, Dataset};

/// The corners' coordinates in the raster, in gdalinfo's order, and what they are called.
const CORNERS: [(&str, f64, f64); 5] = [
    ("upper left", 0.0, 0.0),
    ("lower left", 0.0, 1.0),
    ("upper right", 1.0, 0.0),
    ("lower right", 1.0, 1.0),
    ("center", 0.5, 0.5),
];

/// A corner and its coordinates.
pub(super) struct Corner {
    pub(super) name: &'static str,
    pub(super) x: f64,
    pub(super) y: f64,
}

/// The corners and the center, if the raster has a transform.
pub(super) fn of(dataset: &Dataset) -> Option<[Corner; 5]> {
    let transform = dataset.transform()?;
    let (width, height) = (dataset.width() as f64, dataset.height() as f64);
    Some(CORNERS.map(|(name, across, down)| {
        let (x, y) = transform.apply(across * width, down * height);
        Corner { name, x, y }
    }))
}

/// Degrees of one unit of the coordinates, if they are longitude and latitude.
pub(super) fn degrees_per_unit(crs: &Crs) -> Option<f64> {
    let unit = crs.angular_unit().filter(|_| crs.is_geographic())?;
    let degrees = unit.factor.to_degrees();
    // The factor of a degree is rounded in files and registers.
    Some(if (degrees - 1.0).abs() < 1e-9 { 1.0 } else { degrees })
}

/// Longitude and latitude in degrees, minutes and seconds: `11°30'0.00"E  47°0'0.00"N`.
pub(super) fn longitude_latitude(corner: &Corner, degrees_per_unit: f64) -> String {
    let longitude = sexagesimal(corner.x * degrees_per_unit, ["E", "W"]);
    let latitude = sexagesimal(corner.y * degrees_per_unit, ["N", "S"]);
    format!("{longitude:>15} {latitude:>14}")
}

fn sexagesimal(degrees: f64, [positive, negative]: [&str; 2]) -> String {
    // Hundredths of a second; what is no place on the earth is not written so.
    let hundredths = (degrees.abs() * 360_000.0).round();
    if !hundredths.is_finite() || hundredths > 1e12 {
        return "?".into();
    }
    let (whole, seconds) = ((hundredths / 6000.0).floor(), (hundredths % 6000.0) / 100.0);
    let side = if degrees < 0.0 && hundredths > 0.0 { negative } else { positive };
    format!("{}°{:02}'{seconds:05.2}\"{side}", (whole / 60.0).floor(), whole % 60.0)
}

#[cfg(test)]
mod tests {
    use super::sexagesimal;

    #[test]
    fn seconds_never_come_to_sixty() {
        assert_eq!(sexagesimal(11.5, ["E", "W"]), "11°30'00.00\"E");
        assert_eq!(sexagesimal(-0.999_999_999_9, ["N", "S"]), "1°00'00.00\"S");
        assert_eq!(sexagesimal(-1.0 / 3_600.0, ["N", "S"]), "0°00'01.00\"S");
        assert_eq!(sexagesimal(-1e-12, ["E", "W"]), "0°00'00.00\"E");
        assert_eq!(sexagesimal(f64::NAN, ["E", "W"]), "?");
    }
}
