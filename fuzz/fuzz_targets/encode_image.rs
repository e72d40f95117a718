#![no_main]

use cogsmith_fuzz_targets::encode_image;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|picture: encode_image::Picture<'_>| encode_image::run(picture));
