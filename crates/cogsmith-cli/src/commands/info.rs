//! `cogsmith info`: what a GeoTIFF is.

mod bands;
mod beside;
mod checksum;
mod corners;
mod json;
mod lines;
mod tag_names;
mod tags;
mod text;

use std::path::Path;

use cogsmith::{BandStatistics, Dataset, FileSource, Image, Placement, Result, ValidateOptions};

use crate::args::Info;
use crate::progress::Progress;
use checksum::Checksums;
use tags::TagDirectory;

pub(crate) fn run(args: &Info) -> Result<()> {
    let dataset = super::open(&args.file, &args.input)?;
    let name = args.file.display().to_string();
    let computed = super::with_threads(&args.work, || {
        let statistics = if args.stats { statistics(&dataset, args.work.quiet)? } else { None };
        let checksums = if args.checksum { Some(Checksums::of(&dataset, args.work.quiet)?) } else { None };
        Ok((statistics, checksums))
    })?;
    let (statistics, checksums) = computed.map_err(|error: cogsmith::Error| error.in_file(&name))?;
    let facts = Facts {
        standing: CogStanding::of(&args.file),
        statistics,
        checksums,
        tags: args.tags.map(|how| tags::directories(&dataset, how)),
        geo_keys: args.geokeys,
        name: &name,
        dataset: &dataset,
    };
    super::print(&if args.json { format!("{:#}\n", json::describe(&facts)?) } else { text::describe(&facts)? })
}

/// All that is told.
struct Facts<'a> {
    name: &'a str,
    dataset: &'a Dataset,
    standing: CogStanding,
    statistics: Option<Vec<BandStatistics>>,
    checksums: Option<Checksums>,
    tags: Option<Vec<TagDirectory>>,
    geo_keys: bool,
}

/// None of complex samples, which have no order.
fn statistics(dataset: &Dataset, quiet: bool) -> Result<Option<Vec<BandStatistics>>> {
    if dataset.sample_type().is_complex() {
        return Ok(None);
    }
    let progress = Progress::new(dataset.height() as u64, "rows", quiet);
    let statistics = cogsmith::statistics(dataset, &|rows| progress.advance(rows));
    progress.finish();
    statistics.map(Some)
}

/// What the file is as a COG.
struct CogStanding {
    /// Whether it keeps the rules for directories and the order of images; its blocks are not looked at.
    is_valid: bool,
    /// Whether something is advised against.
    has_warnings: bool,
    /// Whether its ghost header makes GDAL take it for one: LAYOUT=COG.
    has_ghost: bool,
}

impl CogStanding {
    fn of(file: &Path) -> Self {
        let has_external_overviews = super::external_overviews(file).is_some();
        let options = ValidateOptions { every_block: false, has_external_overviews, ..ValidateOptions::default() };
        let report = FileSource::open(file).and_then(|source| cogsmith::validate(&source, options));
        // A file with damaged directories is none.
        Self {
            is_valid: report.as_ref().is_ok_and(|report| report.is_valid()),
            has_warnings: report.as_ref().is_ok_and(|report| !report.is_flawless()),
            has_ghost: report.is_ok_and(|report| report.ghost.is_some_and(|ghost| ghost.is_cog())),
        }
    }
}

/// How the image is stored, in GDAL's words.
fn image_structure(facts: &Facts<'_>) -> Vec<(String, String)> {
    let mut texts = facts.dataset.metadata(Some("IMAGE_STRUCTURE"));
    if facts.standing.has_ghost && facts.dataset.page() == Some(0) {
        texts.insert(0, ("LAYOUT".into(), "COG".into()));
    }
    texts
}

/// Full resolution and all overviews.
fn levels(dataset: &Dataset) -> Result<Vec<cogsmith::Level<'_>>> {
    (0..dataset.levels()).map(|number| dataset.level(number)).collect()
}

fn compression_name(image: &Image) -> String {
    image.compression.name().map_or_else(|| image.compression.0.to_string(), str::to_string)
}

/// The smallest and the largest value that the file, or what lies beside it, tells of a band.
fn declared_range(dataset: &Dataset, band: usize) -> Option<(f64, f64)> {
    let texts = dataset.band_metadata(band, None);
    let number = |name: &str| texts.iter().find(|(key, _)| key == name)?.1.trim().parse::<f64>().ok();
    let pam = || dataset.sidecars().pam.as_ref()?.band(band)?.min_max;
    number("STATISTICS_MINIMUM").zip(number("STATISTICS_MAXIMUM")).or_else(pam)
}

/// What the values of the first band are looked up in; GDAL has no other.
fn color_table(dataset: &Dataset, band: usize) -> Option<Vec<[u8; 4]>> {
    dataset.profile().color_table().filter(|_| band == 0)
}

fn has_gcps(placement: &Placement) -> bool {
    matches!(placement, Placement::Gcps(points) if !points.is_empty())
}
