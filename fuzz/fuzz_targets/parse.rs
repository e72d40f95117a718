#![no_main]

use cogsmith_fuzz_targets::parse;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|input: &[u8]| parse::run(input));
