//! Writing, as a caller sees it: what is written is read back, by us and by another reader; every block is where it must be;
//! and the validator finds nothing wrong with it, unless something is.
#![allow(clippy::unwrap_used, clippy::panic)] // Nothing but tests.

mod alpha;
mod block_wise;
mod choices;
mod damage;
mod every_option;
mod rewriting;
mod round_trips;
mod structure;
mod support;
#[allow(dead_code, reason = "what the tests of reading use, too")]
#[path = "../../../window/tests/reading/tiff_file.rs"]
mod tiff_file;
