#![no_main]

use cogsmith_fuzz_targets::crs_texts;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|input: &[u8]| crs_texts::run(input));
