//! Pixels without a format: from a stream, or from a file.

mod file;
mod layout;
mod stream;

pub use file::RawFile;
pub use layout::{RawInterleave, RawLayout};
pub use stream::RawStream;
