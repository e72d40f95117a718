#![no_main]

use cogsmith_fuzz_targets::decode_jpeg;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|input: &[u8]| decode_jpeg::run(input));
