//! Samples from the byte order of this machine to that of a file, and back.

use crate::byte_order::ByteOrder;
use crate::sample::SampleType;

/// Turns samples from native to `order`, or back, in place.
pub fn swap_to(order: ByteOrder, sample_type: SampleType, bytes: &mut [u8]) {
    if order == ByteOrder::NATIVE {
        return;
    }
    match sample_type.part_bytes() {
        2 => reverse_each::<2>(bytes),
        4 => reverse_each::<4>(bytes),
        8 => reverse_each::<8>(bytes),
        _ => {}
    }
}

fn reverse_each<const N: usize>(bytes: &mut [u8]) {
    for unit in bytes.as_chunks_mut::<N>().0 {
        unit.reverse();
    }
}
