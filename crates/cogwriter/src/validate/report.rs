//! What was found, in words for a person.

use std::fmt;

use super::deep::DeepImage;
use crate::ghost::Ghost;

/// Who has the rule.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum RuleSet {
    /// The file format itself, TIFF 6.
    Tiff,
    /// GDAL's `validate_cloud_optimized_geotiff.py`, which is also `gdal driver cog validate`.
    Gdal,
    /// rio-cogeo's `cog_validate`.
    RioCogeo,
    /// OGC 21-026, the Cloud Optimized GeoTIFF Standard.
    Ogc,
    /// What the pixels tell: blocks that can be decoded, overviews that show the image.
    Content,
}

impl fmt::Display for RuleSet {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Tiff => "TIFF",
            Self::Gdal => "GDAL",
            Self::RioCogeo => "rio-cogeo",
            Self::Ogc => "OGC 21-026",
            Self::Content => "content",
        })
    }
}

/// How bad it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Severity {
    /// It is advised against; the file is a COG all the same.
    Warning,
    /// The file is not a COG.
    Error,
}

/// Something that is wrong with the file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Finding {
    /// How bad it is.
    pub severity: Severity,
    /// Whose rules it breaks.
    pub rule_sets: Vec<RuleSet>,
    /// The directory it is about, by its number in the file, from 0.
    pub ifd: Option<usize>,
    /// The byte of the file it is about.
    pub offset: Option<u64>,
    /// What is wrong.
    pub problem: String,
    /// What to do about it.
    pub advice: &'static str,
}

/// In one line: how bad, whose rules, what, where, and what to do.
impl fmt::Display for Finding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let severity = if self.severity == Severity::Error { "error" } else { "warning" };
        let rule_sets: Vec<String> = self.rule_sets.iter().map(RuleSet::to_string).collect();
        write!(f, "{severity} ({}): {}", rule_sets.join(", "), self.problem)?;
        match (self.ifd, self.offset) {
            (Some(ifd), Some(offset)) => write!(f, " (IFD {ifd}, at offset {offset})")?,
            (Some(ifd), None) => write!(f, " (IFD {ifd})")?,
            (None, Some(offset)) => write!(f, " (at offset {offset})")?,
            (None, None) => {}
        }
        write!(f, "; {}", self.advice)
    }
}

/// The result of [`validate`](crate::validate).
///
/// ```
/// use cogwriter::{Report, RuleSet};
///
/// let report = Report { ghost: None, findings: Vec::new(), deep: None };
/// assert!(report.is_valid() && report.is_valid_by(RuleSet::RioCogeo) && report.is_flawless());
/// ```
#[derive(Clone, Debug, PartialEq)]
pub struct Report {
    /// What the file promises of its layout.
    pub ghost: Option<Ghost>,
    /// All that is wrong, rule set by rule set.
    pub findings: Vec<Finding>,
    /// What was found of the pixels of each image and mask, if that was asked for.
    pub deep: Option<Vec<DeepImage>>,
}

impl Report {
    /// Whether the file is a COG by all rules that were checked.
    pub fn is_valid(&self) -> bool {
        self.findings.iter().all(|finding| finding.severity == Severity::Warning)
    }

    /// Whether the file is a COG by these rules alone.
    pub fn is_valid_by(&self, rule_set: RuleSet) -> bool {
        self.findings.iter().all(|f| f.severity == Severity::Warning || !f.rule_sets.contains(&rule_set))
    }

    /// Whether nothing was found: what rio-cogeo calls valid with `--strict`.
    pub fn is_flawless(&self) -> bool {
        self.findings.is_empty()
    }

    /// Adds what breaks a rule of this set, or the set to the finding that says the same.
    pub(super) fn raise(&mut self, rule_set: RuleSet, finding: Finding) {
        let same = |other: &&mut Finding| {
            other.severity == finding.severity && other.ifd == finding.ifd && other.problem == finding.problem
        };
        match self.findings.iter_mut().find(same) {
            Some(other) if other.rule_sets.contains(&rule_set) => {}
            Some(other) => other.rule_sets.push(rule_set),
            None => self.findings.push(Finding { rule_sets: vec![rule_set], ..finding }),
        }
    }
}
