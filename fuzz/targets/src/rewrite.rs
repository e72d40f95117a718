//! Any bytes as a file that is rewritten as a COG: what comes out opens, has the same pixels, and is a COG; and any bytes as a
//! file that is looked into down to its pixels.

use cogwriter::{
    CogRewriter, DeepImage, Report, RewriteOptions, RewriteOverviews, RewriteSummary, Severity, ValidateOptions,
    validate,
};
use geotiff_core::{Catalogue, ErrorKind, Image, Raster, Result, Window};
use window::{Dataset, OpenOptions, read_directories};

/// Bytes of pixels of an image, and of a block, that are looked at.
const MOST: usize = 1 << 20;

fn open(file: &[u8]) -> Option<Dataset> {
    let options = OpenOptions::new().max_block_len(MOST).cache_budget(4 * MOST);
    Dataset::from_source_with(file.to_vec(), options).ok()
}

fn is_small(dataset: &Dataset) -> bool {
    let pixel_len = dataset.bands().checked_mul(dataset.sample_type().bytes());
    let area = |width: usize, height: usize| width.checked_mul(height);
    let small = |len: Option<usize>| len.is_some_and(|len| len <= MOST);
    let grid = dataset.image().grid;
    let blocks = area(grid.cols() * grid.block_width, grid.rows() * grid.block_height);
    small(blocks.zip(pixel_len).and_then(|(area, len)| area.checked_mul(len)))
}

/// All pixels of a level, and its mask.
fn read(dataset: &Dataset, number: usize) -> Result<(Raster, Raster)> {
    let level = dataset.level(number)?;
    let whole = Window::new(0, 0, level.width(), level.height());
    let all: Vec<usize> = (0..dataset.bands()).collect();
    Ok((level.read_bands(whole, &all)?, level.read_mask(whole)?))
}

fn rewrite(dataset: &Dataset, overviews: RewriteOverviews) -> Option<(Vec<u8>, RewriteSummary)> {
    let mut file = Vec::new();
    let options = RewriteOptions::new().with_overviews(overviews);
    match CogRewriter::new(dataset, options).write_to(&mut file) {
        Ok(summary) => Some((file, summary)),
        Err(error) => {
            let is_of_the_file = matches!(error.kind(), ErrorKind::Format | ErrorKind::Unsupported | ErrorKind::Limits);
            assert!(is_of_the_file, "{error}");
            None
        }
    }
}

/// Down to the pixels, unless the file claims more of them than can be gone through in a second.
pub(crate) fn look_into(file: &[u8]) -> Result<Report> {
    let file = file.to_vec();
    let catalogue = Catalogue::new(&read_directories(&file)?)?;
    let samples = |image: &Image| image.grid.width.saturating_mul(image.grid.height).saturating_mul(image.bands);
    let deep = catalogue.images.iter().map(samples).fold(0, usize::saturating_add) <= 8 * MOST;
    validate(&file, ValidateOptions { deep, ..ValidateOptions::default() })
}

/// Of what the validator finds, what the rewriter answers for: the file's order, and overviews that it made itself.
fn own_faults(report: &Report, summary: &RewriteSummary, overviews: RewriteOverviews, is_sound: bool) -> Vec<String> {
    let is_narrow = summary.levels.iter().any(|&(width, _)| width == 1);
    let is_all_new = overviews != RewriteOverviews::Keep || summary.made + 1 == summary.levels.len();
    let is_own = |finding: &&cogwriter::Finding| {
        let is_of_content = finding.rule_sets.contains(&cogwriter::RuleSet::Content);
        finding.severity == Severity::Error && !is_narrow && (!is_of_content || is_sound && is_all_new)
    };
    report.findings.iter().filter(is_own).map(ToString::to_string).collect()
}

/// The target.
pub fn run(file: &[u8]) {
    let report = look_into(file);
    let Some(source) = open(file).filter(is_small) else { return };
    let before = read(&source, 0);
    let all_decoded = |images: &Vec<DeepImage>| images.iter().all(|image| image.not_decoded.is_none());
    let is_sound = before.is_ok() && report.is_ok_and(|report| report.deep.as_ref().is_some_and(all_decoded));

    for overviews in [RewriteOverviews::Keep, RewriteOverviews::Make, RewriteOverviews::None] {
        let Some((cog, summary)) = rewrite(&source, overviews) else { continue };
        assert_eq!(summary.file_len, cog.len() as u64);
        let target = open(&cog).expect("what was written can be opened");
        assert_eq!(target.levels(), summary.levels.len());
        match (&before, read(&target, 0)) {
            (Ok(before), Ok(after)) => assert!(*before == after, "other pixels"),
            (Err(_), Err(_)) => {}
            (before, after) => panic!("{:?}, now {:?}", before.as_ref().err(), after.err()),
        }
        let report = look_into(&cog).expect("what was written can be looked into");
        let faults = own_faults(&report, &summary, overviews, is_sound);
        assert!(faults.is_empty(), "{overviews:?} of {:?}: {faults:?}", summary.levels);
        let again = rewrite(&target, overviews).map(|(file, _)| file);
        assert!(again.is_some_and(|again| again == cog), "rewritten again, it is another file");
    }
}
