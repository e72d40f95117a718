//! The GeoTIFF format as values: parsed and encoded without I/O.
//!
//! ```text
//! bytes → Header → Parser → Tiff (Ifds of Fields) → Image (checked: how pixels are stored)
//!                                                 → Profile (what the raster says of itself)
//! ```
//!
//! [`Image::from_ifd`] is the one place where file data is checked; what comes after it relies on the result.
#![forbid(unsafe_code)]

mod block;
mod block_array;
mod byte_order;
mod catalogue;
mod checks;
mod codec_fields;
mod color_interpretation;
mod color_table;
mod convert;
mod epsg;
mod error;
mod field;
mod forward;
mod gdal_metadata;
mod geokey_id;
mod geokeys;
mod grid;
mod header;
mod ifd;
mod image;
mod limits;
mod nodata;
mod page;
mod pam;
mod parser;
mod photometric;
mod profile;
mod raster;
mod raster_source;
mod real_sample;
mod sample;
mod srs;
mod swap;
mod tag;
mod transform;
mod world_file;
mod xml;

pub use block::{BlockSpec, Compression, Predictor, SampleFormat};
pub use block_array::BlockArray;
pub use byte_order::ByteOrder;
pub use catalogue::{Catalogue, LevelImages};
pub use codec_fields::CodecFields;
pub use color_interpretation::ColorInterpretation;
pub use convert::convert_samples;
pub use error::{Error, ErrorKind, Result};
pub use field::{Field, FieldType, Values};
pub use gdal_metadata::{GdalMetadata, MetadataItem};
pub use geokey_id::GeoKeyId;
pub use geokeys::{GeoKeyValue, GeoKeys};
pub use grid::{BlockGrid, BlockIndex, Window};
pub use header::{Header, Variant};
pub use ifd::Ifd;
pub use image::{Image, SubfileType};
pub use limits::Limits;
pub use nodata::{Nodata, format_g, format_g17};
pub use page::Page;
pub use pam::{AttributeColumn, AttributeTableHead, Pam, PamBand};
pub use parser::{Directory, Parser, Step, Tiff};
pub use photometric::Photometric;
pub use profile::Profile;
pub use raster::Raster;
pub use raster_source::RasterSource;
pub use real_sample::{FloatSample, RealSample};
pub use sample::{Sample, SampleType};
pub use srs::SrsText;
pub use swap::swap_to;
pub use tag::Tag;
pub use transform::{Gcp, GeoTransform, Placement};
