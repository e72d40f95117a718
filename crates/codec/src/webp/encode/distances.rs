//! Distances and lengths as symbols: near pixels in two dimensions have numbers of their own, and numbers have prefix codes.

/// How many near pixels have a number.
pub(super) const NEAR: u32 = 120;

/// The longest copy.
pub(super) const MAX_LENGTH: usize = 4096;

/// The farthest pixel that a copy can begin at.
pub(super) const MAX_DISTANCE: usize = (1 << 20) - NEAR as usize;

/// Columns to the left and rows up of the near pixels, by distance; of equally far ones, those of fewer columns come first,
/// and left comes before right.
const BY_NUMBER: [(i32, i32); NEAR as usize] = {
    let mut pixels = [(0, 0); NEAR as usize];
    let mut len = 0;
    let mut place = 0;
    while place < 128 {
        let (mut i, new) = (len, (place % 16 - 7, place / 16));
        if new.1 > 0 || new.0 > 0 {
            while i > 0 && rank(new) < rank(pixels[i - 1]) {
                pixels[i] = pixels[i - 1];
                i -= 1;
            }
            pixels[i] = new;
            len += 1;
        }
        place += 1;
    }
    pixels
};

const fn rank((x, y): (i32, i32)) -> i32 {
    (x * x + y * y) * 32 + x.abs() * 2 + (x < 0) as i32
}

/// The numbers, from 1, by rows and columns.
static NUMBERS: [[u8; 16]; 8] = {
    let mut numbers = [[0; 16]; 8];
    let mut i = 0;
    while i < NEAR as usize {
        let (x, y) = BY_NUMBER[i];
        numbers[y as usize][(x + 7) as usize] = i as u8 + 1;
        i += 1;
    }
    numbers
};

/// The number of a distance, in an image of this width.
pub(super) fn number_of(distance: usize, width: usize) -> u32 {
    let (x, y) = (distance % width, distance / width);
    match () {
        () if x <= 8 && y < 8 => NUMBERS[y][x + 7].into(),
        () if x + 7 >= width && y < 7 => NUMBERS[y + 1][x + 7 - width].into(),
        () => distance as u32 + NEAR,
    }
}

/// The distances of the first `count` numbers, in an image of this width; those that lie ahead are left out.
pub(super) fn nearest(count: usize, width: usize) -> impl Iterator<Item = usize> {
    BY_NUMBER
        .iter()
        .take(count)
        .filter_map(move |&(x, y)| (y as usize * width).checked_add_signed(x as isize).filter(|&distance| distance > 0))
}

/// A number from 1 on as a symbol and the bits that follow it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Prefix {
    pub(super) symbol: usize,
    pub(super) extra: u32,
    pub(super) extra_bits: u32,
}

#[inline]
pub(super) fn prefix(number: u32) -> Prefix {
    let number = number - 1;
    if number < 4 {
        return Prefix { symbol: number as usize, extra: 0, extra_bits: 0 };
    }
    let extra_bits = number.ilog2() - 1;
    let symbol = 2 * (extra_bits + 1) + (number >> extra_bits & 1);
    Prefix { symbol: symbol as usize, extra: number & ((1 << extra_bits) - 1), extra_bits }
}

/// How many bits follow a symbol of a prefix code.
#[inline]
pub(super) fn extra_bits(symbol: usize) -> u32 {
    (symbol as u32 / 2).saturating_sub(1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn near_pixels_are_numbered_as_the_specification_does() {
        let first =
            [(0, 1), (1, 0), (1, 1), (-1, 1), (0, 2), (2, 0), (1, 2), (-1, 2), (2, 1), (-2, 1), (2, 2), (-2, 2)];
        assert_eq!(BY_NUMBER[..12], first);
        assert_eq!(BY_NUMBER[34..40], [(0, 5), (3, 4), (-3, 4), (4, 3), (-4, 3), (5, 0)]);
        assert_eq!(BY_NUMBER[114..], [(-7, 6), (8, 5), (7, 7), (-7, 7), (8, 6), (8, 7)]);
    }

    #[test]
    fn a_number_gives_its_distance_back() {
        for width in [1, 2, 5, 9, 16, 100, 5000] {
            for distance in 1..3000 {
                let number = number_of(distance, width);
                let back = match BY_NUMBER.get(number as usize - 1) {
                    Some(&(x, y)) => (y as usize * width).checked_add_signed(x as isize).unwrap(),
                    None => (number - NEAR) as usize,
                };
                assert_eq!(back.max(1), distance, "{width}");
            }
        }
    }

    #[test]
    fn symbols_and_bits_make_the_number() {
        for number in (1..5000).chain([1 << 20]) {
            let Prefix { symbol, extra, extra_bits: bits } = prefix(number);
            assert_eq!(bits, extra_bits(symbol));
            let base = if symbol < 4 { symbol as u32 } else { (2 + symbol as u32 % 2) << bits };
            assert_eq!(base + extra + 1, number);
        }
        assert_eq!((prefix(4096).symbol, prefix(1 << 20).symbol), (23, 39));
    }
}
