#![no_main]

use cogsmith_fuzz_targets::region;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|input: region::Input<'_>| region::run(input));
