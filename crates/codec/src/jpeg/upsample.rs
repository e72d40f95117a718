//! Rows of subsampled components at full size, as libjpeg has them: halves between the samples ("fancy upsampling"), other
//! ratios by repetition.

use super::sample::Sample;

/// How a component's samples become a row of the image.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Upsampling {
    /// They are it.
    None,
    /// One between two neighbours, at a quarter and three quarters of the way.
    Across,
    /// One between two rows.
    Down,
    /// Both.
    Both,
    /// Each is repeated so often across. Rows are repeated by whoever picks them.
    Repeat(usize),
}

impl Upsampling {
    /// Of a component of which there are so many times fewer samples across and down, and `width` to a row.
    pub(super) const fn of(across: usize, down: usize, width: usize) -> Self {
        match (across, down) {
            (1, 1) => Self::None,
            (1, 2) => Self::Down,
            // Where there is no pixel between the first and the last one, libjpeg repeats them.
            (2, 1) if width > 2 => Self::Across,
            (2, 2) if width > 2 => Self::Both,
            _ => Self::Repeat(across),
        }
    }

    /// Whether a row of the image depends on the rows above or below its own.
    pub(super) const fn needs_neighbours(self) -> bool {
        matches!(self, Self::Down | Self::Both)
    }

    /// Fills `out`, which has room for a repetition too many, from a row and, if [`Self::needs_neighbours`], the one that is
    /// next nearest: the row above for the upper of two rows of the image (`is_upper`), else the row below.
    pub(super) fn row<S: Sample>(self, row: &[S], neighbour: &[S], is_upper: bool, sums: &mut Vec<u16>, out: &mut [S]) {
        match self {
            Self::None => out[..row.len()].copy_from_slice(row),
            Self::Across => across(row, out),
            Self::Down => {
                // Which half is rounded up alternates.
                let bias = if is_upper { 1 } else { 2 };
                for ((out, near), far) in out.iter_mut().zip(row).zip(neighbour) {
                    *out = S::clamped((3 * near.value() + far.value() + bias) >> 2);
                }
            }
            Self::Both => both(row, neighbour, sums, out),
            Self::Repeat(times) => {
                for (out, &sample) in out.chunks_exact_mut(times).zip(row) {
                    out.fill(sample);
                }
            }
        }
    }
}

fn across<S: Sample>(row: &[S], out: &mut [S]) {
    let (pairs, _) = out.as_chunks_mut::<2>();
    let Some(last) = row.len().checked_sub(1) else { return };
    for (pair, three) in pairs[1..].iter_mut().zip(row.windows(3)) {
        let (before, here, after) = (three[0].value(), 3 * three[1].value(), three[2].value());
        *pair = [S::clamped((here + before + 1) >> 2), S::clamped((here + after + 2) >> 2)];
    }
    pairs[0] = [row[0], S::clamped((3 * row[0].value() + row[1].value() + 2) >> 2)];
    pairs[last] = [S::clamped((3 * row[last].value() + row[last - 1].value() + 1) >> 2), row[last]];
}

fn both<S: Sample>(row: &[S], neighbour: &[S], sums: &mut Vec<u16>, out: &mut [S]) {
    sums.clear();
    sums.extend(row.iter().zip(neighbour).map(|(near, far)| (3 * near.value() + far.value()) as u16));
    let (pairs, _) = out.as_chunks_mut::<2>();
    let Some(last) = sums.len().checked_sub(1) else { return };
    for (pair, three) in pairs[1..].iter_mut().zip(sums.windows(3)) {
        let (before, here, after) = (i32::from(three[0]), 3 * i32::from(three[1]), i32::from(three[2]));
        *pair = [S::clamped((here + before + 8) >> 4), S::clamped((here + after + 7) >> 4)];
    }
    let sum = |i: usize| i32::from(sums[i]);
    pairs[0] = [S::clamped((4 * sum(0) + 8) >> 4), S::clamped((3 * sum(0) + sum(1) + 7) >> 4)];
    pairs[last] = [S::clamped((3 * sum(last) + sum(last - 1) + 8) >> 4), S::clamped((4 * sum(last) + 7) >> 4)];
}

#[cfg(test)]
mod tests {
    use super::*;

    fn row(upsampling: Upsampling, row: &[u8], neighbour: &[u8], is_upper: bool, len: usize) -> Vec<u8> {
        let mut out = vec![0; len];
        upsampling.row(row, neighbour, is_upper, &mut Vec::new(), &mut out);
        out
    }

    #[test]
    fn halves_lie_between() {
        assert_eq!(row(Upsampling::of(2, 1, 3), &[0, 100, 20], &[], false, 6), [0, 25, 75, 80, 40, 20]);
        assert_eq!(row(Upsampling::of(1, 2, 3), &[0, 100, 20], &[100, 100, 23], true, 3), [25, 100, 21]);
        assert_eq!(row(Upsampling::of(1, 2, 3), &[0, 100, 20], &[99, 100, 22], false, 3), [25, 100, 21]);
        assert_eq!(row(Upsampling::of(2, 2, 3), &[16; 3], &[16; 3], true, 6), [16; 6]);
        assert_eq!(row(Upsampling::of(2, 2, 3), &[0, 16, 0], &[0; 3], true, 6), [0, 3, 9, 9, 3, 0]);
    }

    #[test]
    fn other_ratios_repeat() {
        assert_eq!(row(Upsampling::of(2, 2, 2), &[5, 7], &[0, 0], true, 4), [5, 5, 7, 7]);
        assert_eq!(row(Upsampling::of(4, 1, 2), &[5, 7], &[], true, 8), [5, 5, 5, 5, 7, 7, 7, 7]);
        assert_eq!(row(Upsampling::of(1, 4, 2), &[5, 7], &[], true, 2), [5, 7]);
        assert!(!Upsampling::of(1, 4, 2).needs_neighbours() && Upsampling::of(1, 2, 1).needs_neighbours());
    }
}
