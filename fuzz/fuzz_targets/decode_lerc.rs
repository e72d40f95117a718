#![no_main]

use cogsmith_fuzz_targets::decode_lerc;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|input: (bool, bool, bool, &[u8])| decode_lerc::run(input));
