//! From a source of bytes to an opened raster: its directories, the page that is wanted, and what lies beside it.

use std::sync::Arc;

use geotiff_core::{Catalogue, Error, Image, Limits, Profile, Result, Tiff};

use crate::dataset::Dataset;
use crate::external;
use crate::old_jpeg;
use crate::open_file::OpenFile;
use crate::options::{OpenOptions, PageChoice};
use crate::sidecars::{Sidecars, Surroundings};
use crate::source::{Source, read_directories_with};

/// Opens a raster. `options` say where its surroundings are, if they are to be heeded.
///
/// # Errors
/// As [`Dataset::open_with`].
pub(crate) fn open(source: Arc<dyn Source>, options: &OpenOptions) -> Result<Dataset> {
    let tiff = read_directories_with(&*source, &options.limits)?;
    let directory = directory_of(&tiff, options.page)?;
    let mut catalogue = Catalogue::of_directory(&tiff, directory)?;
    old_jpeg::complete_images(&*source, &tiff, &mut catalogue, &options.limits);
    let missing = || Error::format("the file has no directory");
    let ifd = &tiff.directories.get(directory).ok_or_else(missing)?.ifd;
    check_size(&catalogue.images[0], &options.limits)?;
    let mut profile = Profile::from_ifd(ifd, &catalogue.images[0]);
    let pages = catalogue.pages;
    let mut file = OpenFile::new(source, catalogue, options);
    let mut sidecars = Sidecars::none(&profile);
    if let Some((name, siblings)) = options.siblings.as_ref().filter(|_| options.sidecars) {
        let mut around = Surroundings { name, siblings: &**siblings, limits: options.limits, found: sidecars };
        let is_first = directory == 0;
        around.describe(&mut profile, is_first);
        if is_first {
            external::attach(&mut file, &mut around);
        }
        sidecars = around.found;
    }
    // Blocks that are not stored are nodata, as whoever reads them is told.
    file.images[0].image.nodata = profile.nodata;
    profile.has_mask = file.levels[0].mask.is_some();
    Ok(Dataset { tiff, directory, pages, profile, file, sidecars })
}

/// Refuses images of more pixels, or of more bytes of samples, than allowed.
fn check_size(image: &Image, limits: &Limits) -> Result<()> {
    let (width, height) = (image.grid.width as u64, image.grid.height as u64);
    let (pixels, most) = (width.saturating_mul(height), limits.pixels);
    if pixels > most {
        return Err(Error::limits(format!(
            "the image has {width} × {height} pixels, more than the {most} that are allowed: raise the limit, pixels"
        )));
    }
    let pixel_len = (image.bands as u64).saturating_mul(image.sample_type.bytes() as u64);
    let (len, most) = (pixels.saturating_mul(pixel_len), limits.image_len);
    if len > most {
        return Err(Error::limits(format!(
            "the image has {len} bytes of samples, more than the {most} that are allowed: raise the limit, image_len"
        )));
    }
    Ok(())
}

/// Where a page's directory is among all of them.
fn directory_of(tiff: &Tiff, page: PageChoice) -> Result<usize> {
    let mut directories = tiff.directories.iter().enumerate();
    match page {
        PageChoice::Number(number) => {
            let mut chain = directories.filter(|(_, directory)| directory.parent.is_none());
            let count = chain.clone().count();
            let missing = || {
                let pages = if count == 1 { "page" } else { "pages" };
                Error::parameter(format!("there is no such page: the file has {count} {pages}"))
            };
            chain.nth(number).map(|(place, _)| place).ok_or_else(missing)
        }
        PageChoice::Offset(offset) => {
            let found = directories.find(|(_, directory)| directory.ifd.offset == offset);
            let missing = || Error::parameter("no directory of the file begins there").at_offset(offset);
            found.map(|(place, _)| place).ok_or_else(missing)
        }
    }
}
