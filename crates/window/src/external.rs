//! Overviews and masks in files of their own: `dem.tif.ovr`, `dem.tif.msk`.

use std::sync::Arc;

use geotiff_core::{Catalogue, GdalMetadata, Image, SampleType};

use crate::old_jpeg;
use crate::open_file::{LevelParts, MaskPart, OpenFile};
use crate::sidecars::Surroundings;
use crate::source::{Source, read_directories_with};

/// Files of which each holds the overviews of the one before: GDAL's limit.
const MAX_CHAIN: usize = 32;
/// GDAL's flag of a mask that all bands share (GMF_PER_DATASET).
const PER_DATASET: u64 = 2;

/// A TIFF beside the raster.
struct External {
    name: String,
    source: Box<dyn Source>,
    catalogue: Catalogue,
    metadata: GdalMetadata,
}

/// Finds the overviews and the mask that the file itself does not have.
pub(crate) fn attach(file: &mut OpenFile, around: &mut Surroundings<'_>) {
    let name = around.name.to_string();
    let has_own_overviews = file.levels.len() > 1;
    if !has_own_overviews && let Some(external) = open(around, &name, ".ovr") {
        let name = external.name.clone();
        let levels = pyramid(file, around, external);
        add_overviews(file, around, &name, levels);
    }
    if file.levels[0].mask.is_none()
        && let Some(external) = open(around, &name, ".msk")
    {
        add_masks(file, around, external, 0);
    } else if !has_own_overviews
        && file.levels.get(1).is_some_and(|level| level.mask.is_none())
        && let Some(external) = open(around, &format!("{name}.ovr"), ".msk")
    {
        add_masks(file, around, external, 1);
    }
}

fn open(around: &mut Surroundings<'_>, stem: &str, extension: &str) -> Option<External> {
    let (name, source) = around.open(stem, extension)?;
    let read = || {
        let tiff = read_directories_with(&*source, &around.limits)?;
        let metadata = tiff.directories.first().map(|first| GdalMetadata::from_ifd(&first.ifd)).unwrap_or_default();
        let mut catalogue = Catalogue::new(&tiff)?;
        old_jpeg::complete_images(&*source, &tiff, &mut catalogue, &around.limits);
        Ok((catalogue, metadata, tiff.warnings))
    };
    match read() {
        Ok((catalogue, metadata, warnings)) => {
            warnings.into_iter().for_each(|warning| around.found.warn(format!("{name}: {warning}")));
            Some(External { name, source, catalogue, metadata })
        }
        Err(error) => {
            let error: geotiff_core::Error = error;
            around.found.warn(error.in_file(name).to_string());
            None
        }
    }
}

/// The image of a file and its overviews, which may lie in a further file in turn.
fn pyramid(file: &mut OpenFile, around: &mut Surroundings<'_>, first: External) -> Vec<LevelParts> {
    let mut levels = Vec::new();
    let mut next = Some(first);
    while let Some(external) = next.take() {
        let name = external.name.clone();
        let own = file.add(Arc::from(external.source), Some(external.name), external.catalogue);
        around.found.files.push(name.clone());
        let is_chained = own.len() == 1 && levels.len() < MAX_CHAIN;
        levels.extend(own);
        if is_chained {
            next = open(around, &name, ".ovr");
        }
    }
    levels
}

/// The size of an image of the file.
fn size(file: &OpenFile, number: usize) -> (usize, usize) {
    let Image { grid, .. } = &file.images[number].image;
    (grid.width, grid.height)
}

fn add_overviews(file: &mut OpenFile, around: &mut Surroundings<'_>, name: &str, levels: Vec<LevelParts>) {
    let (width, height) = size(file, 0);
    let bands = file.images[0].image.bands;
    for level in levels {
        let Image { grid, bands: own_bands, .. } = &file.images[level.image].image;
        if (grid.width > width || grid.height > height) || *own_bands != bands {
            let what = format!("{} × {} pixels of {own_bands} bands", grid.width, grid.height);
            around.found.warn(format!("{name}: {what} are no overview of {width} × {height} of {bands}"));
            continue;
        }
        file.levels.push(level);
    }
}

/// Takes the masks of a file for the levels from `first` on, each of the level of its size.
fn add_masks(file: &mut OpenFile, around: &mut Surroundings<'_>, external: External, first: usize) {
    let name = external.name.clone();
    let flags = external.metadata.value(None, "INTERNAL_MASK_FLAGS_1").and_then(|text| text.trim().parse::<u64>().ok());
    let per_band = flags.is_some_and(|flags| flags & PER_DATASET == 0);
    let bands = file.images[0].image.bands;
    let is_mask = |image: &Image| image.sample_type == SampleType::U8 && (!per_band || image.bands == bands);
    let (width, height) = size(file, file.levels[first].image);
    let problem = match (flags, &external.catalogue.images[0]) {
        (None, _) => Some("it does not say what it masks (INTERNAL_MASK_FLAGS_1)".to_string()),
        (_, image) if (image.grid.width, image.grid.height) != (width, height) => {
            Some(format!("{} × {} pixels are no mask of {width} × {height}", image.grid.width, image.grid.height))
        }
        (_, image) if !is_mask(image) => {
            Some(format!("{} bands of {} are no mask of {bands} bands", image.bands, image.sample_type))
        }
        _ => None,
    };
    if let Some(problem) = problem {
        around.found.warn(format!("{name}: {problem}"));
        return;
    }
    for mask in pyramid(file, around, external) {
        if !is_mask(&file.images[mask.image].image) {
            continue;
        }
        let mask_size = size(file, mask.image);
        let level = (first..file.levels.len())
            .find(|&i| file.levels[i].mask.is_none() && size(file, file.levels[i].image) == mask_size);
        if let Some(level) = level {
            file.levels[level].mask = Some(MaskPart { image: mask.image, per_band });
        }
    }
}
