//! The findings in words, one function each, so that two rule sets that mean the same say the same.

use super::facts::FileImage;
use super::report::{Finding, Severity};

const REWRITE: &str = "write the file anew as a COG";
const REWRITE_TILED: &str = "write the file anew in tiles";
const REWRITE_OVERVIEWS: &str = "write the file anew as a COG, which makes its overviews again";

fn finding(
    severity: Severity,
    ifd: Option<usize>,
    offset: Option<u64>,
    problem: String,
    advice: &'static str,
) -> Finding {
    Finding { severity, rule_sets: Vec::new(), ifd, offset, problem, advice }
}

fn error(image: &FileImage, problem: String, advice: &'static str) -> Finding {
    finding(Severity::Error, Some(image.ifd), Some(image.image.ifd_offset), problem, advice)
}

fn size(image: &FileImage) -> String {
    format!("{} × {} pixels", image.image.grid.width, image.image.grid.height)
}

pub(super) fn damaged_directory(text: &str) -> Finding {
    let problem = format!("a directory after the first is damaged: {text}");
    finding(Severity::Error, None, None, problem, "get the file again, or write it anew from what can be read")
}

pub(super) fn external_overviews() -> Finding {
    let problem = "the overviews are in an .ovr file of their own, which costs a reader another file".into();
    finding(
        Severity::Error,
        None,
        None,
        problem,
        "write the file anew with the overviews inside, and delete the .ovr file",
    )
}

pub(super) fn not_tiled(image: &FileImage) -> Finding {
    let problem = format!("{} of {} is not tiled: its blocks are as wide as itself", image.role, size(image));
    error(image, problem, REWRITE_TILED)
}

pub(super) fn no_overviews(image: &FileImage) -> Finding {
    let problem = format!("the image of {} has no overviews, so that a small view of it costs all of it", size(image));
    Finding { severity: Severity::Warning, ..error(image, problem, "add overviews by writing the file anew as a COG") }
}

pub(super) fn first_directory_misplaced(image: &FileImage, expected: u64) -> Finding {
    let at = image.image.ifd_offset;
    let problem = format!("the first directory is at offset {at}, not {expected}, where the header ends");
    error(image, problem, REWRITE)
}

pub(super) fn first_directory_late(image: &FileImage) -> Finding {
    let at = image.image.ifd_offset;
    let problem = format!("the first directory is at offset {at}, not within the first 300 bytes");
    error(image, problem, REWRITE)
}

pub(super) fn edited() -> Finding {
    let problem = "the file was changed after it had been written as a COG (KNOWN_INCOMPATIBLE_EDITION=YES)".into();
    finding(Severity::Error, None, None, problem, REWRITE)
}

pub(super) fn larger_than_before(image: &FileImage, before: &FileImage) -> Finding {
    let problem = format!("{} of {} is larger than {} of {}", image.role, size(image), before.role, size(before));
    error(image, problem, REWRITE_OVERVIEWS)
}

pub(super) fn overviews_unsorted(image: &FileImage) -> Finding {
    error(image, "the overviews are not sorted from large to small".into(), REWRITE_OVERVIEWS)
}

pub(super) fn not_reduced(image: &FileImage, main: &FileImage) -> Finding {
    let problem = format!("{} of {} is no smaller than the image of {}", image.role, size(image), size(main));
    error(image, problem, REWRITE_OVERVIEWS)
}

pub(super) fn directory_before(image: &FileImage, before: &FileImage) -> Finding {
    let (at, other) = (image.image.ifd_offset, before.image.ifd_offset);
    let problem = format!("the directory of {} is at offset {at}, before that of {}, {other}", image.role, before.role);
    error(image, problem, REWRITE)
}

pub(super) fn data_before_directory(image: &FileImage, data: u64) -> Finding {
    let problem = format!("the first block of {} is at offset {data}, before its directory", image.role);
    error(image, problem, REWRITE)
}

pub(super) fn data_before(image: &FileImage, data: u64, smaller: &FileImage, its_data: u64) -> Finding {
    let (role, smaller) = (image.role, smaller.role);
    let problem = format!("the first block of {role} is at offset {data}, before that of {smaller}, {its_data}");
    error(image, problem, REWRITE)
}

pub(super) fn mask_blocks_differ(mask: &FileImage) -> Finding {
    let problem = format!("{} has blocks of another size than its image", mask.role);
    error(mask, problem, REWRITE)
}

/// What is wrong with blocks of an image: what, how many, and where the first of them is.
pub(super) fn blocks(image: &FileImage, what: &str, count: u64, block: u64, offset: u64) -> Finding {
    let grid = image.image.grid;
    let (cols, per_plane) = (grid.cols() as u64, grid.blocks_per_plane() as u64);
    let place = block % per_plane.max(1);
    let (col, row) = (place % cols.max(1), place / cols.max(1));
    let band = if grid.planes > 1 { format!(" of band {}", block / per_plane.max(1) + 1) } else { String::new() };
    let others = if count > 1 { format!(" and {} more", count - 1) } else { String::new() };
    let problem = format!("{what}: block (column {col}, row {row}){band} of {}{others}", image.role);
    finding(Severity::Error, Some(image.ifd), Some(offset), problem, REWRITE)
}

/// The same for blocks that are not in the file.
pub(super) fn blocks_cut_off(image: &FileImage, what: &str, count: u64, block: u64, offset: u64) -> Finding {
    Finding { advice: "the file is cut off: get it again", ..blocks(image, what, count, block, offset) }
}

/// Blocks that are there, but damaged.
pub(super) fn damaged_blocks(image: &FileImage, what: &str, count: u64, block: u64, offset: u64) -> Finding {
    Finding {
        advice: "get the file again, or write it anew from what can be read",
        ..blocks(image, what, count, block, offset)
    }
}

/// An overview whose sides are those of another image.
pub(super) fn misshapen(image: &FileImage, main: &FileImage) -> Finding {
    let problem = format!("{} of {} is no smaller version of {} of {}", image.role, size(image), main.role, size(main));
    error(image, problem, REWRITE_OVERVIEWS)
}

/// A mask that says something else than yes and no.
pub(super) fn odd_mask(image: &FileImage, value: u8, count: u64, block: u64, offset: u64) -> Finding {
    let what = format!("a block of a mask has a value of {value}, which is neither 0 nor 1 nor 255");
    Finding { severity: Severity::Warning, ..blocks(image, &what, count, block, offset) }
}

/// What no directory speaks of.
pub(super) fn bytes_behind(count: u64, at: u64) -> Finding {
    let problem = format!("{count} bytes behind the last block belong to nothing");
    finding(Severity::Warning, None, Some(at), problem, REWRITE)
}

/// What OGC 21-026 asks for of tiles, which readers can do without.
pub(super) fn ogc_tiles(image: &FileImage, problem: String) -> Finding {
    Finding { severity: Severity::Warning, ..error(image, problem, REWRITE_TILED) }
}

/// What it asks for of overviews.
pub(super) fn ogc_overviews(image: &FileImage, problem: String) -> Finding {
    Finding { severity: Severity::Warning, ..error(image, problem, REWRITE_OVERVIEWS) }
}
