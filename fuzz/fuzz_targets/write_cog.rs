#![no_main]

use cogsmith_fuzz_targets::write_cog;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|choice: write_cog::Choice| write_cog::run(choice));
