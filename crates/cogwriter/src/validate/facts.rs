//! What the rules look at: the ghost area, and the image, its overviews and masks as GDAL finds them.

use std::fmt;

use geotiff_core::{Catalogue, GdalMetadata, Image, LevelImages, Result, Tiff};
use window::{Source, read_directories_with};

use super::ValidateOptions;
use super::blocks::first_block;
use crate::ghost::Ghost;
use crate::pyramid::Interleave;

/// What the rules look at.
pub(super) struct Facts {
    pub(super) ghost: Option<Ghost>,
    /// The first byte after the header and the ghost area.
    pub(super) ghost_end: u64,
    pub(super) interleave: Interleave,
    /// Full resolution first, then the overviews in the order of the file.
    pub(super) levels: Vec<FileLevel>,
    pub(super) has_external_overviews: bool,
    /// What was wrong with directories after the first.
    pub(super) damage: Vec<String>,
}

/// The image at one resolution, and its mask.
pub(super) struct FileLevel {
    pub(super) image: FileImage,
    pub(super) mask: Option<FileImage>,
}

/// A directory and its image.
pub(super) struct FileImage {
    /// Its number in the file.
    pub(super) ifd: usize,
    pub(super) role: Role,
    pub(super) image: Image,
    /// The offset of the first block that is stored; `None` if none is.
    pub(super) first_block: Option<u64>,
}

/// What an image is in the file; an overview is counted from 1.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Role {
    Main,
    Overview(usize),
    MainMask,
    OverviewMask(usize),
}

impl fmt::Display for Role {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Main => f.write_str("the full-resolution image"),
            Self::Overview(n) => write!(f, "overview {n}"),
            Self::MainMask => f.write_str("the mask of the full-resolution image"),
            Self::OverviewMask(n) => write!(f, "the mask of overview {n}"),
        }
    }
}

impl Facts {
    /// Reads the directories, the ghost area, and as much of each image's block array as tells its first block.
    pub(super) fn gather(source: &dyn Source, options: &ValidateOptions) -> Result<Self> {
        let tiff = read_directories_with(source, &options.limits)?;
        let header_len = tiff.header.variant.header_len() as u64;
        let (ghost, ghost_len) = read_ghost(source, header_len)?;
        let mut levels = levels(&tiff)?;
        for level in &mut levels {
            level.image.first_block = first_block(source, &level.image.image)?;
        }
        Ok(Self {
            ghost,
            ghost_end: header_len + ghost_len,
            interleave: interleave(&tiff, &levels),
            levels,
            has_external_overviews: options.has_external_overviews,
            damage: tiff.warnings,
        })
    }

    /// The full-resolution image.
    pub(super) fn main(&self) -> Option<&FileImage> {
        self.levels.first().map(|level| &level.image)
    }

    /// The overviews, large to small in a sound file.
    pub(super) fn overviews(&self) -> impl DoubleEndedIterator<Item = &FileImage> {
        self.levels.iter().skip(1).map(|level| &level.image)
    }

    /// Each image with the one before it.
    pub(super) fn pairs(&self) -> impl Iterator<Item = (&FileImage, &FileImage)> {
        self.levels.windows(2).filter_map(|pair| match pair {
            [larger, smaller] => Some((&larger.image, &smaller.image)),
            _ => None,
        })
    }
}

impl FileImage {
    pub(super) fn is_large(&self) -> bool {
        self.image.grid.width > 512 || self.image.grid.height > 512
    }

    /// Whether a block is as wide as the image, which is how the validators tell strips from tiles.
    pub(super) fn has_full_width_blocks(&self) -> bool {
        self.image.grid.block_width == self.image.grid.width
    }
}

fn read_ghost(source: &dyn Source, at: u64) -> Result<(Option<Ghost>, u64)> {
    let upto = |len: usize| source.bytes(at..(at + len as u64).min(source.len()));
    let Some(len) = Ghost::encoded_len(&upto(Ghost::FIRST_LINE_LEN)?) else { return Ok((None, 0)) };
    Ok((Ghost::parse(&upto(len)?), len as u64))
}

/// The levels with what each of their images is.
fn levels(tiff: &Tiff) -> Result<Vec<FileLevel>> {
    let catalogue = Catalogue::new(tiff)?;
    let file_image = |number: usize, role| FileImage {
        ifd: catalogue.directories[number],
        role,
        image: catalogue.images[number].clone(),
        first_block: None,
    };
    let level = |(n, level): (usize, &LevelImages)| {
        let (role, mask_role) =
            if n == 0 { (Role::Main, Role::MainMask) } else { (Role::Overview(n), Role::OverviewMask(n)) };
        FileLevel { image: file_image(level.image, role), mask: level.mask.map(|mask| file_image(mask, mask_role)) }
    };
    Ok(catalogue.levels.iter().enumerate().map(level).collect())
}

/// TILE is told apart from BAND by GDAL's metadata only.
fn interleave(tiff: &Tiff, levels: &[FileLevel]) -> Interleave {
    let separate = levels.first().is_some_and(|level| level.image.image.is_separate());
    let metadata = tiff.directories.first().map(|directory| GdalMetadata::from_ifd(&directory.ifd)).unwrap_or_default();
    match (separate, metadata.value(Some("IMAGE_STRUCTURE"), "INTERLEAVE")) {
        (false, _) => Interleave::Pixel,
        (true, Some("TILE")) => Interleave::Tile,
        (true, _) => Interleave::Band,
    }
}
