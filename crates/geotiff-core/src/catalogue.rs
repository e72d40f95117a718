//! Which directory of a file is what: the image, its overviews, their masks, and further pages.

use crate::error::{Error, Result};
use crate::image::Image;
use crate::parser::{Directory, Tiff};
use crate::sample::SampleType;

/// GDAL takes no more, so that a file made to exhaust it cannot.
const MAX_OVERVIEWS: usize = 30;

/// The image at one resolution, and its mask, by their index among [`Catalogue::images`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct LevelImages {
    /// The image.
    pub image: usize,
    /// Its mask, of the same size: one band for all of its bands, or one for each.
    pub mask: Option<usize>,
}

/// The images of a file in their roles.
///
/// ```
/// use geotiff_core::{ByteOrder, Catalogue, Directory, Field, Header, Ifd, Tag, Tiff, Variant};
///
/// let directory = |offset, size, subfile| {
///     let mut ifd = Ifd::default();
///     ifd.offset = offset;
///     for (tag, value) in [(Tag::IMAGE_WIDTH, size), (Tag::IMAGE_LENGTH, size), (Tag::BITS_PER_SAMPLE, 8), (Tag::STRIP_OFFSETS, 8)] {
///         ifd.set(Field::shorts(tag, &[value]));
///     }
///     ifd.set(Field::longs(Tag::NEW_SUBFILE_TYPE, &[subfile]));
///     Directory { ifd, parent: None }
/// };
/// let header = Header { byte_order: ByteOrder::Little, variant: Variant::Classic, first_ifd: 500 };
/// let directories = vec![directory(500, 64, 0), directory(600, 64, 4), directory(700, 32, 1), directory(800, 9, 2)];
/// let catalogue = Catalogue::new(&Tiff { header, file_len: 900, directories, warnings: Vec::new() })?;
/// assert_eq!(catalogue.levels.len(), 2);
/// assert_eq!((catalogue.levels[0].mask, catalogue.levels[1].image), (Some(1), 2));
/// # Ok::<(), geotiff_core::Error>(())
/// ```
#[derive(Clone, Debug, PartialEq)]
pub struct Catalogue {
    /// The images that have a role.
    pub images: Vec<Image>,
    /// Where the directory of each is among [`Tiff::directories`].
    pub directories: Vec<usize>,
    /// Full resolution first, then the overviews in the order of the file.
    pub levels: Vec<LevelImages>,
    /// Directories that are images of their own, the first included.
    pub pages: usize,
}

impl Catalogue {
    /// Sorts the directories as GDAL does: the first is the image; reduced versions with as many bands are its overviews;
    /// masks, of one band or as many, belong to the image, or to the overview of their size.
    ///
    /// # Errors
    /// As [`Image::from_ifd`] for the first directory. Others that cannot be read are passed over.
    pub fn new(tiff: &Tiff) -> Result<Self> {
        Self::of_directory(tiff, 0)
    }

    /// The same for the image of another directory, by its place among [`Tiff::directories`]: only SubIFDs are versions of it.
    ///
    /// # Errors
    /// As [`Self::new`]; `Parameter` if there is no such directory.
    pub fn of_directory(tiff: &Tiff, place: usize) -> Result<Self> {
        let directory = match (tiff.directories.get(place), place) {
            (Some(directory), _) => directory,
            (None, 0) => return Err(Error::format("the file has no directory")),
            (None, _) => {
                let count = tiff.directories.len();
                return Err(Error::parameter(format!("directory {place} is wanted, but there are {count}, from 0")));
            }
        };
        let main = Image::from_ifd(&tiff.header, &directory.ifd)?;
        let levels = vec![LevelImages { image: 0, mask: None }];
        let mut catalogue = Self { images: vec![main], directories: vec![place], levels, pages: 1 };
        let mut overview_masks = Vec::new();
        for (number, other) in tiff.directories.iter().enumerate().filter(|&(number, _)| number != place) {
            let belongs = match other.parent {
                Some(parent) => parent == directory.ifd.offset,
                // The SubIFDs of other pages are versions of those.
                None => place == 0,
            };
            if belongs {
                catalogue.add(tiff, number, other, &mut overview_masks);
            }
        }
        if place != 0 {
            catalogue.pages += tiff.directories.iter().skip(1).filter(|other| is_page(tiff, other)).count();
        }
        for mask in overview_masks {
            let size = |i: usize| catalogue.images.get(i).map(|image| (image.grid.width, image.grid.height));
            let mask_size = size(mask);
            if let Some(at) =
                catalogue.levels.iter().skip(1).position(|l| l.mask.is_none() && size(l.image) == mask_size)
            {
                catalogue.levels[at + 1].mask = Some(mask);
            }
        }
        Ok(catalogue)
    }

    fn add(&mut self, tiff: &Tiff, place: usize, directory: &Directory, overview_masks: &mut Vec<usize>) {
        let Ok(image) = Image::from_ifd(&tiff.header, &directory.ifd) else { return };
        let (subfile, number) = (image.subfile, self.images.len());
        let main = &self.images[0];
        let is_mask = matches!(image.bands, n if n == 1 || n == main.bands) && image.sample_type == SampleType::U8;
        match (subfile.reduced, subfile.mask) {
            (true, false) if image.bands == main.bands && self.levels.len() <= MAX_OVERVIEWS => {
                self.levels.push(LevelImages { image: number, mask: None });
            }
            (false, true) if is_mask && self.levels[0].mask.is_none() => {
                if (image.grid.width, image.grid.height) != (main.grid.width, main.grid.height) {
                    return;
                }
                self.levels[0].mask = Some(number);
            }
            (true, true) if is_mask => overview_masks.push(number),
            (false, false) if directory.parent.is_none() => {
                self.pages += 1;
                return;
            }
            _ => return,
        }
        self.images.push(image);
        self.directories.push(place);
    }
}

/// Whether a directory of the chain is an image of its own.
fn is_page(tiff: &Tiff, directory: &Directory) -> bool {
    directory.parent.is_none()
        && Image::from_ifd(&tiff.header, &directory.ifd)
            .is_ok_and(|image| !image.subfile.reduced && !image.subfile.mask)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{ByteOrder, Field, Header, Ifd, Tag, Variant};

    #[test]
    fn subifds_of_another_page_are_no_overviews_of_the_first() {
        let directory = |offset, size, subfile, parent| {
            let mut ifd = Ifd::default();
            ifd.offset = offset;
            for tag in [Tag::IMAGE_WIDTH, Tag::IMAGE_LENGTH, Tag::STRIP_OFFSETS] {
                ifd.set(Field::shorts(tag, &[size]));
            }
            ifd.set(Field::longs(Tag::NEW_SUBFILE_TYPE, &[subfile]));
            Directory { ifd, parent }
        };
        let directories = vec![
            directory(100, 64, 0, None),
            directory(200, 32, 1, Some(100)),
            directory(300, 64, 0, None),
            directory(400, 32, 1, Some(300)),
        ];
        let header = Header { byte_order: ByteOrder::Little, variant: Variant::Classic, first_ifd: 100 };
        let tiff = Tiff { header, file_len: 500, directories, warnings: Vec::new() };
        let catalogue = Catalogue::new(&tiff).unwrap();
        assert_eq!((catalogue.directories, catalogue.pages), (vec![0, 1], 2));
        let second = Catalogue::of_directory(&tiff, 2).unwrap();
        assert_eq!((second.directories, second.levels.len(), second.pages), (vec![2, 3], 2, 2));
        let overview = Catalogue::of_directory(&tiff, 1).unwrap();
        assert_eq!((overview.directories, overview.images[0].grid.width), (vec![1], 32));
        assert_eq!(Catalogue::of_directory(&tiff, 4).unwrap_err().kind(), crate::ErrorKind::Parameter);
    }
}
