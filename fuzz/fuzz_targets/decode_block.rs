#![no_main]

use cogsmith_fuzz_targets::decode_block;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|block: decode_block::Block<'_>| decode_block::run(block));
