#![no_main]

use cogsmith_fuzz_targets::fields;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|input: fields::Input| fields::run(input));
