//! Reading, as a caller sees it: one case, every way; the fixtures; other programs' files; and what a file may not do to us.
#![allow(clippy::unwrap_used, clippy::panic, clippy::print_stderr)] // Nothing but tests.
#![allow(unsafe_code)] // Files are mapped that nobody else knows of.

mod block_arrays;
mod corpus;
mod fixtures;
mod giant_blocks;
mod layouts;
mod limits;
mod pages;
mod roles;
mod sidecars;
mod sources;
mod tiff_file;
mod tiff_oracle;
mod validity;
mod validity_corpus;
mod views;
