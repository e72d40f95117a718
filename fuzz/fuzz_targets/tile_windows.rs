#![no_main]

use cogsmith_fuzz_targets::tile_windows;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|tiles: tile_windows::Tiles| tile_windows::run(tiles));
