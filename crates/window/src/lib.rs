//! Windows of any GeoTIFF: sources of bytes, reading by window, tile iteration.
//!
//! ```text
//! path → Source → directories → Dataset → Level → blocks of a Window → bytes → codec → samples
//! ```
#![deny(unsafe_code)]

mod block;
mod block_table;
mod cache;
mod cielab;
mod completeness;
mod dataset;
mod external;
mod level;
mod metadata;
mod old_jpeg;
mod open_file;
mod opening;
mod options;
mod parallel;
mod paste;
mod raw;
mod raw_display;
mod raw_fields;
mod read;
mod rgba;
mod siblings;
mod sidecars;
mod source;
mod statistics;
mod streams;
mod sums;
mod tiles;
mod uncompressed;
mod validity;
mod validity_rules;
mod view;

pub use block::read_block;
pub use dataset::Dataset;
pub use geotiff_core::{Limits, Window};
pub use level::Level;
pub use options::OpenOptions;
pub use overview::Resampling;
#[doc(hidden)]
pub use parallel::try_map;
pub use raw::write_raw;
pub use raw_display::{write_rgba, write_validity};
pub use raw_fields::{RawField, raw_fields};
pub use siblings::Siblings;
pub use sidecars::{PlacementSource, Sidecars};
#[cfg(not(target_family = "wasm"))]
pub use source::FileSource;
#[cfg(feature = "mmap")]
pub use source::MapSource;
pub use source::{Source, read_directories, read_directories_with, read_directory, read_directory_with};
pub use statistics::{BandStatistics, statistics};
pub use sums::BandSums;
#[cfg(feature = "rayon")]
pub use tiles::ParTileWindows;
pub use tiles::{TileWindows, tile_windows};
pub use validity::MaskFlags;
pub use validity_rules::{NodataTest, nodata_values};
pub use view::{View, ViewSpec, write_raw_view};

/// A gray image of 100 × 50 pixels, for the examples of this documentation.
#[doc(hidden)]
pub fn doc_example() -> Vec<u8> {
    use geotiff_core::{ByteOrder, Field, Header, Ifd, Tag, Variant};
    let header = Header { byte_order: ByteOrder::Little, variant: Variant::Classic, first_ifd: 5008 };
    let mut ifd = Ifd::default();
    for (tag, value) in [
        (Tag::IMAGE_WIDTH, 100),
        (Tag::IMAGE_LENGTH, 50),
        (Tag::BITS_PER_SAMPLE, 8),
        (Tag::STRIP_OFFSETS, 8),
        (Tag::STRIP_BYTE_COUNTS, 5000),
    ] {
        ifd.set(Field::shorts(tag, &[value]));
    }
    let mut file = header.encode();
    file.resize(5008, 7);
    file.extend(ifd.encode(&header).unwrap_or_default());
    file
}
