#![no_main]

use cogsmith_fuzz_targets::decode_image;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|input: &[u8]| decode_image::run(input));
