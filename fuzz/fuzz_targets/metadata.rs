#![no_main]

use cogsmith_fuzz_targets::metadata;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|input: metadata::Input<'_>| metadata::run(input));
