#![no_main]

use cogsmith_fuzz_targets::expression;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|input: expression::Input<'_>| expression::run(input));
