//! Names in citations: `GCS Name = …|Datum = …|`, and the texts of ERDAS Imagine.

use crate::unit::{Unit, UnitKind};

/// What ERDAS Imagine begins every citation with.
const IMAGINE: &str = "IMAGINE GeoTIFF";

/// What a citation says, part by part.
#[derive(Debug, Default, PartialEq)]
pub(super) struct Citation {
    /// Of the projected CRS.
    pub(super) projected: Option<String>,
    /// Of the geographic CRS.
    pub(super) geographic: Option<String>,
    pub(super) datum: Option<String>,
    pub(super) ellipsoid: Option<String>,
    pub(super) prime_meridian: Option<String>,
    pub(super) angular_unit: Option<String>,
    pub(super) linear_unit: Option<String>,
}

impl Citation {
    /// The parts of a text; `None` if it has none, and is but a name.
    pub(super) fn parse(text: &str) -> Option<Self> {
        let text = imagine(text).unwrap_or_else(|| text.to_string());
        let mut citation = Self::default();
        let mut is_any = false;
        for part in text.split('|') {
            let Some((key, value)) = part.split_once(" = ") else { continue };
            let place = match key.trim() {
                "PCS Name" => &mut citation.projected,
                "GCS Name" => &mut citation.geographic,
                "Datum" => &mut citation.datum,
                "Ellipsoid" => &mut citation.ellipsoid,
                "Primem" => &mut citation.prime_meridian,
                "AUnits" => &mut citation.angular_unit,
                "LUnits" => &mut citation.linear_unit,
                _ => continue,
            };
            is_any = true;
            place.get_or_insert_with(|| value.trim().to_string());
        }
        is_any.then_some(citation)
    }

    /// The unit of lengths, by the names that ERDAS Imagine and ESRI give to them.
    pub(super) fn unit(&self, size: Option<f64>) -> Option<Unit> {
        let name = self.linear_unit.as_deref()?;
        let known = LENGTHS.iter().find(|(names, _)| names.iter().any(|known| known.eq_ignore_ascii_case(name)));
        let factor = known.map(|(_, factor)| *factor).or(size)?;
        Some(Unit::new(name, UnitKind::Length, factor))
    }
}

/// Names of units in citations, and their metres. A plain foot is the survey's.
const LENGTHS: &[(&[&str], f64)] = &[
    (&["meters", "meter", "metre", "metres", "m"], 1.0),
    (&["centimeters", "centimeter", "cm"], 0.01),
    (&["millimeters", "millimeter", "mm"], 0.001),
    (&["kilometers", "kilometer", "km"], 1000.0),
    (&["us_survey_feet", "us_survey_foot", "US survey foot", "feet", "foot", "ft"], 0.304_800_609_601_219_24),
    (&["international_feet", "international_foot"], 0.3048),
    (&["inches", "inch", "in"], 0.025_400_050_800_1),
    (&["yards", "yard", "yd"], 0.9144),
    (&["modified_american_feet", "modified_american_foot"], 0.304_812_253),
    (&["clarke_feet", "clarke_foot", "Foot_Clarke"], 0.304_797_265_4),
    (&["indian_feet", "indian_foot"], 0.304_799_514_2),
    (&["Yard_Indian"], 0.914_398_530_744_440_8),
    (&["Foot_Gold_Coast"], 0.304_799_710_181_508_8),
    (&["Link_Clarke"], 0.201_166_195_164),
    (&["Yard_Sears"], 0.914_398_414_616_028_7),
    (&["50_Kilometers"], 50_000.0),
    (&["150_Kilometers"], 150_000.0),
];

/// A citation of ERDAS Imagine in the form of others. It begins with notes of copyright and revision, the last of which ends in
/// `$`; then comes a name, if any, and `Key = value` on lines.
fn imagine(text: &str) -> Option<String> {
    let after = text.strip_prefix(IMAGINE)?;
    let (_, body) = after.rsplit_once('$')?;
    let mut found = String::new();
    for line in body.lines().map(str::trim).filter(|line| !line.is_empty()) {
        let part = match line.split_once(" = ") {
            Some(("Units", unit)) => format!("LUnits = {unit}"),
            Some(("Projection Name", name)) => format!("PCS Name = {name}"),
            Some(("Datum" | "Ellipsoid", _)) => line.to_string(),
            None if !line.contains("Unable to") => format!("PCS Name = {line}|GCS Name = {line}"),
            _ => continue,
        };
        found.push_str(&part);
        found.push('|');
    }
    Some(found)
}

/// A name without Imagine's notes and without ends of lines.
pub(super) fn cleaned(text: &str) -> String {
    let body = if text.contains(IMAGINE) { text.rsplit_once('$').map_or(text, |(_, body)| body) } else { text };
    body.replace('\n', " ").trim().to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parts_by_name() {
        let citation =
            Citation::parse("GCS Name = GCS_EUROPA|Datum = D_EUROPA|Ellipsoid = S|Primem = Reference_Meridian|")
                .unwrap();
        assert_eq!(citation.geographic.as_deref(), Some("GCS_EUROPA"));
        assert_eq!(citation.datum.as_deref(), Some("D_EUROPA"));
        assert_eq!(citation.prime_meridian.as_deref(), Some("Reference_Meridian"));
        assert_eq!(Citation::parse("WGS 84 / UTM zone 33N"), None);
        assert_eq!(Citation::parse(""), None);
    }

    #[test]
    fn units_by_name() {
        let unit =
            |text: &str| Citation::parse(text).and_then(|citation| citation.unit(Some(2.0))).map(|unit| unit.factor);
        assert_eq!(unit("LUnits = us_survey_feet"), Some(0.304_800_609_601_219_24));
        assert_eq!(unit("PCS Name = x|LUnits = ells"), Some(2.0));
        assert_eq!(unit("PCS Name = x"), None);
    }

    #[test]
    fn imagine_tells_it_on_lines() {
        let text = "IMAGINE GeoTIFF Support\nCopyright 1991 by ERDAS\n@(#)$RCSfile$ $Revision$ $Date$\nUTM Zone 10N\n\
                    Ellipsoid = Clarke 1866\nDatum = NAD27 (CONUS)";
        let citation = Citation::parse(text).unwrap();
        assert_eq!(citation.projected.as_deref(), Some("UTM Zone 10N"));
        assert_eq!(citation.ellipsoid.as_deref(), Some("Clarke 1866"));
        assert_eq!(citation.datum.as_deref(), Some("NAD27 (CONUS)"));
        assert_eq!(cleaned(text), "UTM Zone 10N Ellipsoid = Clarke 1866 Datum = NAD27 (CONUS)");
    }
}
