#![no_main]

use cogsmith_fuzz_targets::sidecars;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|input: sidecars::Input<'_>| sidecars::run(input));
