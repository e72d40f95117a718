//! The even and the odd samples of a row, as doubles: where two samples become one, every weight of a filter is for one of
//! these, and the sums of many neighbours are sums of slices.

use crate::arithmetic::Arithmetic;

#[derive(Debug, Default)]
pub(crate) struct Phases {
    even: Vec<f64>,
    odd: Vec<f64>,
}

impl Phases {
    pub(crate) fn set<T: Arithmetic>(&mut self, row: &[T]) {
        let (pairs, rest) = row.as_chunks::<2>();
        self.even.clear();
        self.even.extend(pairs.iter().map(|pair| pair[0].to_f64()));
        self.even.extend(rest.iter().map(|sample| sample.to_f64()));
        self.odd.clear();
        self.odd.extend(pairs.iter().map(|pair| pair[1].to_f64()));
    }

    /// Every other sample from this one on.
    pub(crate) fn from(&self, place: usize) -> &[f64] {
        let phase = if place.is_multiple_of(2) { &self.even } else { &self.odd };
        &phase[place / 2..]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_other_sample() {
        let mut phases = Phases::default();
        phases.set(&[0_u8, 1, 2, 3, 4]);
        assert_eq!(
            (phases.from(0), phases.from(1), phases.from(2)),
            (&[0.0, 2.0, 4.0][..], &[1.0, 3.0][..], &[2.0, 4.0][..])
        );
        phases.set(&[7_i16, -1]);
        assert_eq!((phases.from(0), phases.from(1)), (&[7.0][..], &[-1.0][..]));
    }
}
