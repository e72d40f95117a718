#![no_main]

use cogsmith_fuzz_targets::read_window;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|input: &[u8]| read_window::run(input));
