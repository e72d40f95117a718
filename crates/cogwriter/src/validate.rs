//! Whether a file is a Cloud-Optimized GeoTIFF: the rules of GDAL, rio-cogeo and the OGC standard, explained.
//!
//! ```text
//! source → directories, ghost area → Facts ──┬── gdal       GDAL's validate_cloud_optimized_geotiff.py
//!                                            ├── promises   its full check: is all as the ghost area says?
//!                                            ├── rio_cogeo  rio-cogeo's cog_validate
//!                                            ├── ogc        OGC 21-026, if asked for
//!                                            └── deep       what the pixels tell, if asked for    ──▶ Report
//! ```
//!
//! Each set of rules says what its original says, in the original's order, so that the verdict is the one its users
//! know; what several of them find is one finding.

pub(crate) mod blocks;
mod deep;
mod facts;
mod gdal;
mod ogc;
mod problems;
mod promises;
mod report;
mod rio_cogeo;
pub(crate) mod sizes;

use geotiff_core::{Limits, Result};
use window::Source;

pub use deep::DeepImage;
use facts::Facts;
pub use report::{Finding, Report, RuleSet, Severity};

/// What is to be checked.
///
/// ```
/// use cogwriter::ValidateOptions;
///
/// let options = ValidateOptions { ogc: true, ..ValidateOptions::default() };
/// assert!(options.every_block && !options.has_external_overviews);
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ValidateOptions {
    /// Whether to read the block arrays and the 8 bytes around each block, or only what tells the order of the images.
    pub every_block: bool,
    /// Whether to decode every block, and to hold each overview against the level below it: rules of content.
    pub deep: bool,
    /// Whether to check what OGC 21-026 asks for beyond GDAL's rules.
    pub ogc: bool,
    /// Whether there is a file of external overviews (`.ovr`) beside this one.
    pub has_external_overviews: bool,
    /// What the file may take of its reader.
    pub limits: Limits,
}

impl Default for ValidateOptions {
    fn default() -> Self {
        Self { every_block: true, deep: false, ogc: false, has_external_overviews: false, limits: Limits::new() }
    }
}

/// Checks whether a file is a Cloud-Optimized GeoTIFF. Memory stays small, however large the file is.
///
/// ```
/// use cogwriter::{RuleSet, ValidateOptions, validate};
/// use geotiff_core::{ByteOrder, Field, Header, Ifd, Tag, Variant};
///
/// // 64 bytes of one strip, and after them the directory, as most programs write a TIFF.
/// let header = Header { byte_order: ByteOrder::Little, variant: Variant::Classic, first_ifd: 72 };
/// let mut ifd = Ifd::default();
/// for (tag, value) in [
///     (Tag::IMAGE_WIDTH, 8),
///     (Tag::IMAGE_LENGTH, 8),
///     (Tag::BITS_PER_SAMPLE, 8),
///     (Tag::STRIP_OFFSETS, 8),
///     (Tag::STRIP_BYTE_COUNTS, 64),
/// ] {
///     ifd.set(Field::shorts(tag, &[value]));
/// }
/// let mut file = header.encode();
/// file.extend([7; 64]);
/// file.extend(ifd.encode(&header)?);
///
/// let report = validate(&file, ValidateOptions::default())?;
/// assert!(!report.is_valid());
/// assert!(report.findings[0].to_string().starts_with(
///     "error (GDAL): the first directory is at offset 72, not 8"
/// ));
/// # Ok::<(), geotiff_core::Error>(())
/// ```
///
/// # Errors
/// `Format` if the file is not a TIFF, or ends inside its directories or block arrays; `Unsupported` if there is no
/// type for its samples; `Io` if reading fails. A block that reaches past the end of the file is a finding.
pub fn validate(source: &dyn Source, options: ValidateOptions) -> Result<Report> {
    let facts = Facts::gather(source, &options)?;
    let mut report = Report { ghost: facts.ghost, findings: Vec::new(), deep: None };
    facts.damage.iter().for_each(|text| report.raise(RuleSet::Tiff, problems::damaged_directory(text)));
    gdal::check(&facts, &mut report);
    rio_cogeo::check(&facts, &mut report);
    if options.ogc {
        ogc::check(&facts, &mut report);
    }
    if options.every_block {
        promises::check(source, &facts, &mut report)?;
    }
    if options.deep {
        report.deep = Some(deep::check(source, &facts, &options.limits, &mut report)?);
    }
    Ok(report)
}

#[cfg(test)]
mod tests;
