#![no_main]

use cogsmith_fuzz_targets::deflate;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|input: (u8, u16, bool, &[u8])| deflate::run(input));
