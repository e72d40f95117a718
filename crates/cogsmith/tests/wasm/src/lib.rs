//! A COG out of a GeoTIFF where there are neither files nor threads: from bytes to bytes.
//!
//! A host calls `input(len)` and writes the GeoTIFF to where the answer points, calls `make_cog`, and finds the COG, or if
//! that answered 1 the text of the error, in the `output_len()` bytes from `output()` on. These are there until the next
//! call of `input`.
//!
//! Nothing here dereferences a pointer, and what the host writes lies in memory that Rust has given it and does not touch
//! before the next call; `unsafe` are only the names, which no other function may have.

use std::cell::RefCell;

use cogsmith::{CogOptions, CogWriter, Compression, Dataset, Resampling, Result};

thread_local! {
    static INPUT: RefCell<Vec<u8>> = const { RefCell::new(Vec::new()) };
    static OUTPUT: RefCell<Vec<u8>> = const { RefCell::new(Vec::new()) };
}

/// Makes a COG with blocks of `block_size` pixels, the codec of this TIFF number, and overviews by averaging or by nearest.
pub fn cog_of(file: Vec<u8>, block_size: usize, compression: u16, averaged: bool) -> Result<Vec<u8>> {
    let dataset = Dataset::from_source(file)?;
    let options = CogOptions::new()
        .with_block_size(block_size)
        .with_compression(Compression(compression))
        .with_resampling(if averaged { Resampling::Average } else { Resampling::Nearest });
    let mut cog = Vec::new();
    CogWriter::new(&dataset, options).write_to(&mut cog)?;
    Ok(cog)
}

/// Where to write a file of so many bytes to.
// SAFETY: no other function of this name is linked.
#[unsafe(no_mangle)]
pub extern "C" fn input(len: usize) -> *mut u8 {
    OUTPUT.take();
    INPUT.with_borrow_mut(|input| {
        *input = vec![0; len];
        input.as_mut_ptr()
    })
}

/// Makes a COG of the input; answers 0, or 1 for an error.
// SAFETY: no other function of this name is linked.
#[unsafe(no_mangle)]
pub extern "C" fn make_cog(block_size: usize, compression: u16, averaged: bool) -> i32 {
    let (code, output) = match cog_of(INPUT.take(), block_size, compression, averaged) {
        Ok(cog) => (0, cog),
        Err(error) => (1, error.to_string().into_bytes()),
    };
    OUTPUT.set(output);
    code
}

/// Where the COG, or the error's text, begins.
// SAFETY: no other function of this name is linked.
#[unsafe(no_mangle)]
pub extern "C" fn output() -> *const u8 {
    OUTPUT.with_borrow(|output| output.as_ptr())
}

/// Bytes of the COG, or of the error's text.
// SAFETY: no other function of this name is linked.
#[unsafe(no_mangle)]
pub extern "C" fn output_len() -> usize {
    OUTPUT.with_borrow(Vec::len)
}
