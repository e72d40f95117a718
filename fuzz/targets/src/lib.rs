//! What the fuzz targets do with an input, and what must hold then. libFuzzer calls it from `fuzz/fuzz_targets`, and
//! `tests/replay.rs` with the inputs that are kept.

mod only;

pub mod crs_texts;
pub mod decode_block;
pub mod decode_image;
pub mod decode_jpeg;
pub mod decode_lerc;
pub mod deflate;
pub mod encode_image;
pub mod expression;
pub mod fields;
pub mod geo_keys;
pub mod metadata;
pub mod parse;
pub mod read_window;
pub mod region;
pub mod rewrite;
pub mod sidecars;
pub mod tile_windows;
pub mod write_cog;

use arbitrary::{Arbitrary, Unstructured};

/// A target by its name, run on the bytes of an input as libFuzzer keeps it.
pub type Target = (&'static str, fn(&[u8]));

/// All of them.
pub const TARGETS: [Target; 18] = [
    ("crs_texts", crs_texts::run),
    ("decode_block", |input| with(input, decode_block::run)),
    ("decode_image", decode_image::run),
    ("decode_jpeg", decode_jpeg::run),
    ("decode_lerc", |input| with(input, decode_lerc::run)),
    ("deflate", |input| with(input, deflate::run)),
    ("encode_image", |input| with(input, encode_image::run)),
    ("expression", |input| with(input, expression::run)),
    ("fields", |input| with(input, fields::run)),
    ("geo_keys", |input| with(input, geo_keys::run)),
    ("metadata", |input| with(input, metadata::run)),
    ("parse", parse::run),
    ("read_window", read_window::run),
    ("region", |input| with(input, region::run)),
    ("rewrite", rewrite::run),
    ("sidecars", |input| with(input, sidecars::run)),
    ("tile_windows", |input| with(input, tile_windows::run)),
    ("write_cog", |input| with(input, write_cog::run)),
];

/// As libFuzzer's own macro makes values of bytes.
fn with<'a, T: Arbitrary<'a>>(input: &'a [u8], run: fn(T)) {
    if input.len() >= T::size_hint(0).0
        && let Ok(input) = T::arbitrary_take_rest(Unstructured::new(input))
    {
        run(input);
    }
}
