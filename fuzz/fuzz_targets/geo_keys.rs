#![no_main]

use cogsmith_fuzz_targets::geo_keys;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|input: geo_keys::Input| geo_keys::run(input));
