//! Which directory of a file is what: the image, its overviews, their masks, and further pages.

use geotiff_core::{Directory, Error, Image, Result, Tiff};

/// GDAL takes no more, so that a file made to exhaust it cannot.
const MAX_OVERVIEWS: usize = 30;

/// An image and its mask, by their index among [`Catalogue::images`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct LevelImages {
    pub(crate) image: usize,
    pub(crate) mask: Option<usize>,
}

/// The images of a file in their roles.
#[derive(Debug)]
pub(crate) struct Catalogue {
    pub(crate) images: Vec<Image>,
    /// Full resolution first, then the overviews in the order of the file.
    pub(crate) levels: Vec<LevelImages>,
    /// Directories that are images of their own.
    pub(crate) pages: usize,
}

impl Catalogue {
    /// Sorts the directories as GDAL does: the first is the image; reduced versions with as many bands are its overviews;
    /// masks belong to the image, or to the overview of their size.
    ///
    /// # Errors
    /// As [`Image::from_ifd`] for the first directory. Others that cannot be read are passed over.
    pub(crate) fn new(tiff: &Tiff) -> Result<Self> {
        let mut directories = tiff.directories.iter();
        let first = directories.next().ok_or_else(|| Error::format("the file has no directory"))?;
        let main = Image::from_ifd(&tiff.header, &first.ifd)?;
        let mut catalogue = Self { images: vec![main], levels: vec![LevelImages { image: 0, mask: None }], pages: 1 };
        let mut overview_masks = Vec::new();
        // The SubIFDs of other pages are versions of those.
        for directory in directories.filter(|d| d.parent.is_none_or(|parent| parent == first.ifd.offset)) {
            catalogue.add(tiff, directory, &mut overview_masks);
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

    fn add(&mut self, tiff: &Tiff, directory: &Directory, overview_masks: &mut Vec<usize>) {
        let Ok(image) = Image::from_ifd(&tiff.header, &directory.ifd) else { return };
        let (subfile, number) = (image.subfile, self.images.len());
        let main = &self.images[0];
        let is_mask = image.bands == 1 && image.sample_type.bytes() == 1;
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
    }
}
