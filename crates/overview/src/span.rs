//! One axis of a resampling at any ratio: new pixels laid over a part of the old ones.

use std::ops::Range;

use geotiff_core::{Error, Result};

/// New pixels, side by side, over a part of an axis of old ones. The part may begin and end between pixels, and may reach
/// beyond the old ones.
///
/// ```
/// use overview::Span;
///
/// let halves = Span::whole(100, 50)?;
/// assert_eq!((halves.ratio(), halves.inside()), (2.0, 0..50));
/// // Four pixels over the eight from −2 on: one of them lies before the first pixel.
/// assert_eq!(Span::new(100, -2.0, 8.0, 4)?.inside(), 1..4);
/// # Ok::<(), geotiff_core::Error>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Span {
    size: usize,
    offset: f64,
    length: f64,
    count: usize,
}

/// A run of old pixels under a new one, and how much of the outermost two is covered. Never empty.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Covered {
    pub(crate) start: usize,
    pub(crate) end: usize,
    pub(crate) first: f64,
    pub(crate) last: f64,
}

impl Covered {
    pub(crate) fn len(self) -> usize {
        self.end - self.start
    }
}

impl Span {
    /// `count` pixels over the `length` old ones from `offset` on, where there are `size`.
    ///
    /// # Errors
    /// `Parameter` if there is nothing of one or the other, or more than can be counted.
    pub fn new(size: usize, offset: f64, length: f64, count: usize) -> Result<Self> {
        // As in GDAL. Far beyond, doubles run out of digits for parts of pixels.
        let largest = i32::MAX as usize;
        let counts = (1..=largest).contains(&size) && (1..=largest).contains(&count);
        let reach = largest as f64;
        let is_sound = counts && length > 0.0 && length <= reach && (-reach..=reach).contains(&offset);
        if !is_sound {
            return Err(Error::parameter(format!(
                "{count} pixels cannot be made of {length} from {offset} on, of {size}"
            )));
        }
        Ok(Self { size, offset, length, count })
    }

    /// `count` pixels over all of the old ones.
    ///
    /// # Errors
    /// As [`Self::new`].
    pub fn whole(size: usize, count: usize) -> Result<Self> {
        Self::new(size, 0.0, size as f64, count)
    }

    /// How many new pixels there are.
    pub fn count(self) -> usize {
        self.count
    }

    /// Old pixels under a new one.
    pub fn ratio(self) -> f64 {
        self.length / self.count as f64
    }

    /// If every new pixel is an old one, the place of the first, which may lie before the old ones.
    pub fn as_crop(self) -> Option<i64> {
        (self.length == self.count as f64 && self.offset.fract() == 0.0).then_some(self.offset as i64)
    }

    /// The new pixels whose centres lie in old ones.
    pub fn inside(self) -> Range<usize> {
        let first_from =
            |place: f64| (((place - self.offset) / self.ratio() - 0.5).ceil().max(0.0) as usize).min(self.count);
        let start = first_from(0.0);
        start..first_from(self.size as f64).max(start)
    }

    /// The pixel that the centre of a new one lies in, by GDAL's arithmetic.
    pub(crate) fn nearest(self, i: usize) -> usize {
        let place = self.offset + (i as f64 + 0.5) * self.ratio();
        ((place + 1e-10) as usize).min(self.size - 1)
    }

    /// Places in GDAL's way: where the part begins at a whole number of new pixels, they are counted from the first old
    /// one, so that a part has the same pixels as the whole; elsewhere, from the old pixel that the part begins in. The
    /// result is the place of the new pixel's edge `i`, and which old pixel it counts from.
    fn place(self, i: f64) -> (f64, i64) {
        let ratio = self.ratio();
        let (shift, base) = (self.offset / ratio, self.offset.floor());
        if (shift - shift.round()).abs() < 1e-8 {
            return ((i + shift.round()) * ratio, 0);
        }
        (i * ratio + (self.offset - base), base as i64)
    }

    /// Old pixels, from places that may lie beyond them.
    fn clamped(self, start: i64, end: i64, base: i64) -> (usize, usize) {
        let inside = |n: i64| usize::try_from(n + base).unwrap_or(0).min(self.size);
        let start = inside(start).min(self.size - 1);
        (start, inside(end).max(start + 1))
    }

    /// The old pixels that a new one lies over: those of AVERAGE and MODE.
    pub(crate) fn covered(self, i: usize) -> Covered {
        let ((from, base), (to, _)) = (self.place(i as f64), self.place((i + 1) as f64));
        let start = (from + 1e-8).floor();
        let end = (to - 1e-8).ceil().max(start + 1.0);
        let (start, end) = self.clamped(start as i64, end as i64, base);
        // Places are compared where they were computed, with all their digits.
        let from_base = |n: usize| n as f64 - base as f64;
        let first = if end == start + 1 { 1.0 } else { (1.0 - (from - from_base(start))).min(1.0) };
        Covered { start, end, first, last: (1.0 - (from_base(end) - to)).min(1.0) }
    }

    /// The old pixels within `radius` of a new one's centre, and the place of the first one's centre from there.
    pub(crate) fn around(self, i: usize, radius: f64) -> (Range<usize>, f64) {
        let (centre, base) = self.place(i as f64 + 0.5);
        let start = (centre - radius + 0.5).floor() as i64;
        let end = (centre + radius + 0.5) as i64;
        let (start, end) = self.clamped(start, end, base);
        let from_base = start as f64 - base as f64;
        (start..end, from_base - centre + 0.5)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn a_part_has_the_pixels_of_the_whole() {
        let (whole, part) = (Span::whole(1000, 300).unwrap(), Span::new(1000, 500.0, 100.0, 30).unwrap());
        for i in 0..30 {
            assert_eq!(whole.covered(150 + i), part.covered(i));
            assert_eq!(whole.around(150 + i, 4.0), part.around(i, 4.0));
            assert_eq!(whole.nearest(150 + i), part.nearest(i));
        }
    }

    #[test]
    fn crops_are_known() {
        assert_eq!(Span::new(10, 3.0, 4.0, 4).unwrap().as_crop(), Some(3));
        assert_eq!(Span::new(10, -3.0, 4.0, 4).unwrap().as_crop(), Some(-3));
        assert_eq!(Span::new(10, 3.5, 4.0, 4).unwrap().as_crop(), None);
        assert_eq!(Span::new(10, 3.0, 4.0, 5).unwrap().as_crop(), None);
    }

    #[test]
    fn nonsense_is_refused() {
        for (size, offset, length, count) in [
            (0, 0.0, 1.0, 1),
            (1, 0.0, 0.0, 1),
            (1, 0.0, 1.0, 0),
            (1, f64::NAN, 1.0, 1),
            (1, 0.0, f64::INFINITY, 1),
            (1 << 40, 0.0, 1.0, 1),
        ] {
            assert!(Span::new(size, offset, length, count).is_err());
        }
    }

    proptest! {
        #[test]
        fn what_is_inside_is_made_of_what_is_there(size in 1_usize..500, offset in -300.0_f64..600.0, length in 0.01_f64..900.0, count in 1_usize..300) {
            let span = Span::new(size, offset, length, count).unwrap();
            let mut last = Covered { start: 0, end: 0, first: 0.0, last: 0.0 };
            for i in span.inside() {
                let covered = span.covered(i);
                prop_assert!(covered.start < covered.end && covered.end <= size);
                prop_assert!(covered.start >= last.start && covered.end >= last.end);
                prop_assert!((0.0..=1.0).contains(&covered.first) && (0.0..=1.0).contains(&covered.last));
                prop_assert!(span.nearest(i) < size);
                let (around, _) = span.around(i, 1.0);
                prop_assert!(around.start < around.end && around.end <= size);
                last = covered;
            }
        }
    }
}
