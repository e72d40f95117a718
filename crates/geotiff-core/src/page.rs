//! The pages of a file: its directories as images of their own.

use crate::image::{Image, SubfileType};
use crate::parser::Tiff;

/// A directory of a file as an image of its own: what GDAL opens as `GTIFF_DIR:n:` or `GTIFF_DIR:off:n:`.
///
/// ```
/// use geotiff_core::{ByteOrder, Directory, Field, Header, Ifd, Page, Tag, Tiff, Variant};
///
/// let mut ifd = Ifd::default();
/// ifd.offset = 8;
/// for (tag, value) in [(Tag::IMAGE_WIDTH, 64), (Tag::IMAGE_LENGTH, 32), (Tag::STRIP_OFFSETS, 8)] {
///     ifd.set(Field::shorts(tag, &[value]));
/// }
/// let header = Header { byte_order: ByteOrder::Little, variant: Variant::Classic, first_ifd: 8 };
/// let directories = vec![Directory { ifd, parent: None }];
/// let pages = Page::list(&Tiff { header, file_len: 900, directories, warnings: Vec::new() });
/// assert_eq!(pages[0].number, Some(0));
/// assert_eq!(pages[0].image.as_ref().map(|image| image.grid.width), Some(64));
/// ```
#[derive(Clone, Debug, PartialEq)]
pub struct Page {
    /// Its place in the chain of directories, from 0; GDAL counts from 1. A SubIFD has none.
    pub number: Option<usize>,
    /// Where its directory is in the file.
    pub offset: u64,
    /// The directory whose SubIFD it is.
    pub parent: Option<u64>,
    /// What it says it is: an image, a reduced version of one, a mask.
    pub subfile: SubfileType,
    /// How it is stored; `None` if it cannot be read as an image.
    pub image: Option<Image>,
}

impl Page {
    /// All directories of a file, in their order.
    pub fn list(tiff: &Tiff) -> Vec<Self> {
        let mut in_chain = 0..;
        let page = |directory: &crate::Directory| Self {
            number: directory.parent.is_none().then(|| in_chain.next()).flatten(),
            offset: directory.ifd.offset,
            parent: directory.parent,
            subfile: SubfileType::from_ifd(&directory.ifd),
            image: Image::from_ifd(&tiff.header, &directory.ifd).ok(),
        };
        tiff.directories.iter().map(page).collect()
    }

    /// Whether it is an image of its own, and no reduced version or mask of another: what GDAL lists as a subdataset.
    pub fn is_own_image(&self) -> bool {
        self.parent.is_none() && !self.subfile.reduced && !self.subfile.mask
    }
}
