//! What a file may take of its reader.

use crate::error::{Error, Result};

/// What a file may take of its reader, by what it claims: memory is compared with these before it is had. A claim that goes beyond is
/// an error of the kind [`Limits`](crate::ErrorKind::Limits), which names the limit.
///
/// The defaults suit files of unknown makers: whatever a file claims, opening it takes no more than some hundreds of megabytes. What
/// takes time and no memory is not limited: an image may have any number of pixels unless [`pixels`](Self::pixels) is set, as
/// windows are read of it and not the whole. A compressed block must be long enough for what it claims to hold, by what its
/// codec can do at most.
///
/// ```
/// use geotiff_core::Limits;
///
/// let for_uploads = Limits { block_len: 64 << 20, pixels: 1 << 32, ..Limits::new() };
/// assert_eq!(for_uploads.directories, 65_535);
/// assert_eq!(Limits::unlimited().block_len, usize::MAX);
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Limits {
    /// Memory that is taken to decode one block, or the rows of it that are held at once: 1 GiB.
    pub block_len: usize,
    /// Columns times rows of the image: any.
    pub pixels: u64,
    /// Directories that are followed: 65,535, as in GDAL. Those beyond are not read, and there is a warning.
    pub directories: usize,
    /// Fields of one directory: 4096, as in libtiff.
    pub fields: usize,
    /// Bytes of the values of a field; larger ones are left in the file, as if it were not there: 16 MiB.
    pub value_len: u64,
    /// Memory of all directories and their values: 256 MiB. They may overlap, so that a small file can hold many.
    pub directories_len: u64,
    /// Bytes of an `.aux.xml` file, and of others that are read as a whole beside the raster: 32 MiB.
    pub sidecar_len: u64,
    /// Elements, attributes and texts of an `.aux.xml` file, each of which takes more memory than it does bytes there: a million.
    pub xml_parts: usize,
    /// Bytes of all samples of the image, if they were read: any.
    pub image_len: u64,
    /// Bytes that one byte of a compressed block may become: any. More than its codec can make of one are refused whatever this is.
    pub expansion: u64,
    /// Blocks of an image whose places are held all together, where a few at a time do not suffice: four million. It is so for
    /// old-style JPEG, and for the search for blocks that lie over each other.
    pub block_places: usize,
}

impl Limits {
    /// The defaults.
    pub const fn new() -> Self {
        Self {
            block_len: 1 << 30,
            pixels: u64::MAX,
            directories: 65_535,
            fields: 4096,
            value_len: 16 << 20,
            directories_len: 256 << 20,
            sidecar_len: 32 << 20,
            xml_parts: 1_000_000,
            image_len: u64::MAX,
            expansion: u64::MAX,
            block_places: 1 << 22,
        }
    }

    /// None at all, for files whose maker is trusted.
    pub const fn unlimited() -> Self {
        Self {
            block_len: usize::MAX,
            pixels: u64::MAX,
            directories: usize::MAX / 2,
            fields: usize::MAX,
            value_len: u64::MAX,
            directories_len: u64::MAX,
            sidecar_len: u64::MAX,
            xml_parts: usize::MAX,
            image_len: u64::MAX,
            expansion: u64::MAX,
            block_places: usize::MAX,
        }
    }
}

macro_rules! named {
    ($($name:ident),*) => {
        impl Limits {
            /// The names of all limits.
            pub const NAMES: &'static [&'static str] = &[$(stringify!($name)),*];

            /// The same with another value of the limit of this name, which is what errors call it.
            ///
            /// ```
            /// use geotiff_core::Limits;
            ///
            /// let limits = Limits::new().with("pixels", 1 << 32)?;
            /// assert_eq!(limits, Limits { pixels: 1 << 32, ..Limits::new() });
            /// assert!(limits.with("pxiels", 1).is_err());
            /// # Ok::<(), geotiff_core::Error>(())
            /// ```
            ///
            /// # Errors
            /// `Parameter` if no limit has this name.
            pub fn with(mut self, name: &str, value: u64) -> Result<Self> {
                match name {
                    $(stringify!($name) => self.$name = value.try_into().unwrap_or(Self::unlimited().$name),)*
                    _ => {
                        let names = Self::NAMES.join(", ");
                        return Err(Error::parameter(format!("there is no limit {name:?}; there are {names}")));
                    }
                }
                Ok(self)
            }
        }
    };
}
named!(
    block_len,
    pixels,
    directories,
    fields,
    value_len,
    directories_len,
    sidecar_len,
    xml_parts,
    image_len,
    expansion,
    block_places
);

impl Default for Limits {
    fn default() -> Self {
        Self::new()
    }
}
