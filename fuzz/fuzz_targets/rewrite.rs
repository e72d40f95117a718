#![no_main]

use cogsmith_fuzz_targets::rewrite;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|input: &[u8]| rewrite::run(input));
