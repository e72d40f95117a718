//! A row of runs as bits.

/// Sets the black pixels of a white row: `changes` are where the colour changes, in order, and may lie past the row's end.
pub(super) fn black_runs(changes: &[u32], width: u32, row: &mut [u8]) {
    let (pairs, last) = changes.as_chunks::<2>();
    for &[start, end] in pairs {
        set(row, start.min(width) as usize, end.min(width) as usize);
    }
    if let &[start] = last {
        set(row, start.min(width) as usize, width as usize);
    }
}

#[inline]
fn set(row: &mut [u8], start: usize, end: usize) {
    if start >= end {
        return;
    }
    let (first, last) = (start / 8, (end - 1) / 8);
    let Some(bytes) = row.get_mut(first..=last) else { return };
    let (head, tail) = (0xff >> (start % 8), 0xff << (7 - (end - 1) % 8));
    match bytes {
        [byte] => *byte |= head & tail,
        [first, inner @ .., last] => {
            *first |= head;
            // Most runs are short.
            if let [byte] = inner {
                *byte = 0xff;
            } else {
                inner.fill(0xff);
            }
            *last |= tail;
        }
        [] => {}
    }
}
